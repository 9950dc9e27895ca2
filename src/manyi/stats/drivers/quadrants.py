"""Where to act first: importance against performance. Input: an `Importance`; output: one row per driver.

Both come from the same replicates, so a quadrant has a share of replicates. That share says how far the sample settles
the question, not how likely the quadrant is true; below .8, or where an interval reaches a line, the quadrant is
"undetermined". Where lines are drawn at means is arbitrary: give `cuts` to draw them elsewhere (Martilla & James 1977;
GB/T 19038 Annex D).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.resample import bootstrap
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.key_drivers import Importance
from manyi.stats.drivers.relative_weights import RANK
from manyi.stats.drivers.uncertainty import bias_corrected
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.model_matrix import Terms, terms

SETTLED = 0.8
# (importance high, performance high) -> quadrant; GB/T 19038: 修补区, 优势区, 机会区, 维持区
QUADRANTS = {(True, False): "improve", (True, True): "keep", (False, False): "low", (False, True): "overdone"}


def priorities(
    importance: Importance,
    scales: Mapping[str, tuple[float, float]] | None = None,
    cuts: tuple[float | None, float | None] = (None, None),
    settled: float = SETTLED,
) -> pd.DataFrame:
    """Place the drivers: one row each, most important first.

    Columns: driver importance importance_low importance_high (shares of all drivers' importance) performance
    performance_low performance_high improve keep low overdone (shares of replicates) settled (that of the sample's own
    quadrant) quadrant gap.
    scales: lowest and highest answer of each driver, to put performance on 0-100 (else as it is, for one common scale).
    cuts: importance and performance at which the lines stand (default: the mean over drivers, in each replicate its
    own).
    gap: 100 x importance / largest importance - performance, the distance above the diagonal (on 0-100 scales).
    A category has no performance and is left out. Raises InputError when no driver is left.
    """
    rated = np.isfinite(importance.performance[:, 0])
    names = [name for name, keep in zip(importance.drivers, rated, strict=True) if keep]
    if not names:
        raise InputError("no driver has a mean: priorities need drivers that are numbers")
    rows = importance.table.set_index("driver").loc[names]
    table = rows[["share", "low", "high", "performance", "performance_low", "performance_high"]].reset_index()
    table.columns = [
        "driver",
        *(f"{name}{end}" for name in ("importance", "performance") for end in ("", "_low", "_high")),
    ]
    share, performance = (
        importance.importances[rated] / importance.importances.sum(axis=0),
        importance.performance[rated],
    )
    if scales is not None:
        ends = np.array([scales[name] for name in names], float)
        performance = (performance - ends[:, :1]) / (ends[:, 1:] - ends[:, :1]) * 100
        for column in ("performance", "performance_low", "performance_high"):
            table[column] = (table[column] - ends[:, 0]) / (ends[:, 1] - ends[:, 0]) * 100
    important = share > (share.mean(axis=0) if cuts[0] is None else cuts[0])
    good = performance > (np.nanmean(performance, axis=0) if cuts[1] is None else cuts[1])
    for (high, well), quadrant in QUADRANTS.items():
        table[quadrant] = ((important == high) & (good == well))[:, 1:].mean(axis=1)
    here = [QUADRANTS[bool(i), bool(g)] for i, g in zip(important[:, 0], good[:, 0], strict=True)]
    table["settled"] = np.array([table[quadrant].iloc[row] for row, quadrant in enumerate(here)], float)
    lines = (
        share[:, 0].mean() if cuts[0] is None else cuts[0],
        performance[:, 0].mean() if cuts[1] is None else cuts[1],
    )
    clear = (table["settled"] >= settled) & ~_reaches(table, "importance", lines[0])
    table["quadrant"] = np.where(clear & ~_reaches(table, "performance", lines[1]), here, "undetermined")
    table["gap"] = 100 * table["importance"] / table["importance"].max() - table["performance"]
    return table.sort_values("importance", ascending=False, kind="stable").reset_index(drop=True)


def _reaches(table: pd.DataFrame, name: str, line: float) -> pd.Series:
    """Return whose interval holds the line."""
    return (table[f"{name}_low"] <= line) & (line <= table[f"{name}_high"])


CUT = 1 / 3


def asymmetry(
    design: Design,
    outcome: str,
    bounds: Mapping[str, tuple[float, float]],
    controls: Sequence[str] = (),
    replicates: int = 1000,
    seed: int = 1,
    rerake: bool = True,
    cut: float = CUT,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate penalty and reward of each driver, with bias-corrected bootstrap intervals.

    bounds: driver -> (low, high): an answer of at most low, of at least high. Columns: driver penalty penalty_low
    penalty_high reward reward_low reward_high (in units of the outcome, against the answers between) asymmetry
    asymmetry_low asymmetry_high (R - |P|) / (R + |P|), -1..1; range |P| + R; class; share_low share_high of answers;
    base (complete cases); status. A penalty that is no loss, or a reward that is no gain, counts as zero in both.
    class: "basic" (whole interval below -cut), "excitement" (above), "performance" (between), else "undetermined";
    "none" where neither penalty nor reward is shown. status "no low answers" or "no high answers": that side is not
    estimated.
    """
    marked = {}
    for driver, (low, high) in bounds.items():
        if driver not in design.frame.columns or not low < high:
            raise InputError(f"no driver {driver} with low {low} below high {high}")
        answer = design.frame[driver]
        marked[f"{driver} low"] = (answer <= low).astype(float).where(answer.notna())
        marked[f"{driver} high"] = (answer >= high).astype(float).where(answer.notna())
    wide = design.assign(**marked)
    columns = terms(wide, outcome, [*controls, *marked])
    resampled = bootstrap(wide, replicates, seed, rerake)
    sums = crosses(wide, resampled, columns.rows, [*columns.x.T, outcome_of(wide, outcome, columns)])
    matrix = np.moveaxis(sums.covariances(sums.totals(resampled)), 2, 0)
    slopes = (np.linalg.pinv(matrix[:, :-1, :-1], rcond=RANK, hermitian=True) @ matrix[:, :-1, -1:])[:, :, 0].T
    rows = [_row(driver, columns, slopes, cut, level, resampled.df) for driver in bounds]
    return pd.DataFrame(rows).assign(base=len(columns.rows))


def _row(driver: str, columns: Terms, slopes: np.ndarray, cut: float, level: float, df: int) -> dict[str, object]:
    """Summarise one driver; a side nobody (or everybody) is on has no column and counts as zero."""
    row: dict[str, object] = {"driver": driver}
    effects, missing = [], []
    for side, name in (("low", "penalty"), ("high", "reward")):
        at = columns.columns_of([f"{driver} {side}"])
        effect = slopes[at[0]] if len(at) else np.zeros(slopes.shape[1])
        ends = bias_corrected(effect[None], level, df)
        row |= {name: effect[0], f"{name}_low": ends[0][0], f"{name}_high": ends[1][0]}
        row[f"share_{side}"] = float(columns.mean[at[0]]) if len(at) else 0.0
        missing += [] if len(at) else [f"no {side} answers"]
        effects.append(effect)
    loss, gain = np.maximum(-effects[0], 0.0), np.maximum(effects[1], 0.0)
    total = loss + gain
    tilt = np.where(total > 0, (gain - loss) / np.where(total > 0, total, 1.0), 0.0)
    low, high = (float(end[0]) for end in bias_corrected(tilt[None], level, df))
    shown = row["penalty_high"] < 0 or row["reward_low"] > 0  # type: ignore[operator]
    row |= {"asymmetry": tilt[0], "asymmetry_low": low, "asymmetry_high": high, "range": total[0]}
    row["class"] = _kind(low, high, cut) if shown and not missing else "undetermined" if missing else "none"
    return row | {"status": "; ".join(missing) or "estimated"}


def _kind(low: float, high: float, cut: float) -> str:
    if high < -cut:
        return "basic"
    if low > cut:
        return "excitement"
    return "performance" if low >= -cut and high <= cut else "undetermined"
