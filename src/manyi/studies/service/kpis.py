"""Key figures against their targets. Input: the tables of a study and its `kpis`; output: one row per key figure.

Two questions, two verdicts. The period: did these cases reach the target? A complete count answers exactly, except for
cases with an unknown outcome, which are counted as all missed, and as all reached. The process: would cases like
these do so? One-sided bounds answer, with n_eff = p (1 - p) / SE^2 and the weeks as units if a log has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.rows.survey import Survey
from manyi.stats.compare.change import changes_between
from manyi.stats.compare.change_verdicts import claim_intervals, equivalence_p, simultaneous_intervals, verdicts
from manyi.stats.compare.contrasts import adjust_p
from manyi.stats.compare.target import KpiVerdict, bound_verdict
from manyi.stats.compare.target import kpi as judged
from manyi.stats.design.column_values import matching
from manyi.stats.design.design import Design
from manyi.stats.estimate.durations import decided, within
from manyi.stats.estimate.ends import OPEN
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import cut
from manyi.stats.estimate.means_and_shares import means, shares
from manyi.stats.survey_sample import survey_design
from manyi.study.plan import Kpi

ENDED = "ended"  # the column that says whether a case has ended, for key figures about a time


def cases(kpi: Kpi, survey: Survey, *waves: int) -> Design:
    """Return the rows a key figure is about, as a domain, with its values in a column named like it.

    share, within: 1 reached, 0 missed, NaN unknown (within: still inside the limit when the log closed). mean: the
    number itself.
    """
    design = survey_design(survey, *waves)
    frame = design.frame
    design = design.where(matching(frame, kpi.where))
    if kpi.of == "mean":
        ends = design.ends.get(kpi.item, OPEN)
        return design.assign(**{kpi.id: frame[kpi.item].to_numpy(float)}).between(**{kpi.id: ends})
    if kpi.of == "share":
        chosen = frame[kpi.item].isin(kpi.answers).to_numpy(float)
        return design.assign(**{kpi.id: np.where(frame[kpi.item].isna(), np.nan, chosen)})
    done = matching(frame, kpi.ended).astype(float)
    for name in kpi.ended:
        done[frame[name].isna().to_numpy()] = np.nan
    value = decided(frame[kpi.item].to_numpy(float), done, float(kpi.limit or 0))
    return design.assign(**{kpi.id: value, ENDED: done})


def kpi_estimates(kpi: Kpi, design: Design, by: str | Sequence[str] | None = None) -> Estimates:
    """Return a key figure of the rows of `cases`, by group; shares of times by Kaplan-Meier, so open cases count."""
    design = design.based_on(kpi.basis)
    if kpi.of == "mean":
        return means(design, kpi.id, by, widest=None, unit=kpi.unit)
    if kpi.of == "share":
        return shares(design, kpi.id, by)
    estimates = within(design, kpi.item, ENDED, float(kpi.limit or 0), by)
    estimates.table["item"] = kpi.id
    return estimates


def targets(tables: Mapping[str, Survey], year: int) -> pd.DataFrame:
    """Return the scorecard of a year, in the order of study.yml.

    Rows: kpi item estimate se df low90 high90 base n_eff target unit basis verdict process undecided worst best status.
    `estimate` is the share of the known cases (within: Kaplan-Meier), or the mean; worst and best are its values
    if all unknown cases had missed, or reached, the target; verdict is on the period, process on what produced it.
    """
    kpis = tables[""].study.claims.kpis
    if not kpis:
        raise InputError("study.yml names no kpis", where=tables[""].study.study)
    return pd.DataFrame([_judged(kpi, tables, year) for kpi in kpis])


def target_changes(tables: Mapping[str, Survey], now: int, before: int) -> pd.DataFrame:
    """Test every key figure for a change between two waves, Holm over all: rows as of `changes`, item = kpi.

    Waves are samples of what the process could have produced, so a change tested here is one of the process. `delta` of
    study.yml is in percentage points for shares, in the unit itself for means.
    """
    claims = tables[""].study.claims
    parts = []
    for kpi in claims.kpis:
        survey = tables[kpi.table]
        estimates = kpi_estimates(kpi, cases(kpi, survey, now, before), "wave").based_on("design")
        late, early = (np.flatnonzero((estimates.table["wave"] == year).to_numpy()) for year in (now, before))
        parts.append(changes_between(estimates, late, early, "none").assign(basis=kpi.basis))
    rows = pd.concat(parts, ignore_index=True)
    rows["p_adjusted"] = adjust_p(rows["p"], "holm")
    most = np.where(rows["unit"] == "percent", 1.0, np.inf)
    ends = np.column_stack([-most, most])
    rows["low"], rows["high"] = cut(claim_intervals(rows), ends)
    rows["low_all"], rows["high_all"] = cut(simultaneous_intervals(rows), ends)
    delta = np.where(rows["unit"] == "percent", claims.delta / 100, claims.delta)
    same = equivalence_p(rows["difference"], rows["se"], rows["df"], delta)
    rows["p_same"] = adjust_p(np.where(rows["p"].isna(), np.nan, same), "holm")
    rows["verdict"] = verdicts(rows, delta, (rows["status"] != "suppressed").to_numpy())
    return rows


def waves_of(tables: Mapping[str, Survey], *, of: Sequence[str] = ("share", "within")) -> pd.DataFrame:
    """Return the key figures of these kinds in every wave: rows wave item estimate low high base status ..."""
    tables_of = []
    for kpi in (planned for planned in tables[""].study.claims.kpis if planned.of in of):
        design = cases(kpi, tables[kpi.table])
        tables_of.append(kpi_estimates(kpi, design, "wave").table)
    return pd.concat(tables_of, ignore_index=True)


def _judged(kpi: Kpi, tables: Mapping[str, Survey], year: int) -> dict[str, object]:
    if kpi.table not in tables:
        raise InputError(f"no table {kpi.table!r} for the key figure {kpi.id}", allowed=tables)
    design = cases(kpi, tables[kpi.table], year)
    estimates = kpi_estimates(kpi, design)
    row = estimates.row()
    values = design.frame[kpi.id].to_numpy(float)[design.inside]
    unknown = int(np.isnan(values).sum()) if kpi.basis == "census" else 0
    worst, best = _range(values[~np.isnan(values)], unknown, kpi)
    process = judged(estimates.based_on("design"), kpi.target, "mean" if kpi.of == "mean" else "share").iloc[0]
    period: KpiVerdict = process["verdict"]
    if kpi.basis == "census":
        period = bound_verdict(worst, (worst, best), kpi.target)
    kept = {name: row[name] for name in ("estimate", "se", "df", "base", "n_eff", "status")}
    return {
        "kpi": kpi.id, "item": kpi.id, **kept, "low90": process["low90"], "high90": process["high90"],
        "target": kpi.target, "unit": kpi.unit, "basis": kpi.basis, "verdict": period, "process": process["verdict"],
        "undecided": unknown, "worst": worst, "best": best,
    }  # fmt: skip


def _range(values: np.ndarray, unknown: int, kpi: Kpi) -> tuple[float, float]:
    """Return the figure with every unknown case at its worst and at its best (for a mean: 0, the largest known)."""
    if not len(values):
        return float("nan"), float("nan")
    high = 1.0 if kpi.of != "mean" else float(values.max())
    n = len(values) + unknown
    return float(values.sum() / n), float((values.sum() + unknown * high) / n)
