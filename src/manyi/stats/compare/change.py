"""What changed between two waves. Input: a design with both waves; output: one row per item x group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from manyi import display
from manyi.errors import InputError
from manyi.floors import Upstairs
from manyi.stats.compare.change_verdicts import (
    claim_intervals,
    equivalence_p,
    selected_intervals,
    simultaneous_intervals,
    smallest_detectable,
    verdicts,
)
from manyi.stats.compare.contrasts import Adjustment, adjust_p, tests_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.ends import ends_of_sums
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import cut
from manyi.stats.estimate.means_and_shares import means
from manyi.stats.schema import kind_of, rows_with, units_kept

TESTED = [
    "difference", "se", "low", "high", "low95", "high95", "low_all", "high_all", "df", "t", "p", "p_adjusted", "p_same",
    "verdict", "smallest", "delta",
]  # fmt: skip
SHOWN = ("before_value", "value", "difference", "low", "high", "p_adjusted", "verdict", "base", "unit")


@dataclass(frozen=True, repr=False)
class Changes(display.Displayed):
    """Tested changes between two waves: `table` has one row per item x group, columns as `changes` returns them."""

    dumbbell = Upstairs("manyi.exhibits")

    table: pd.DataFrame
    now: int
    before: int
    level: float = 0.95

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units of the levels, each once, in order."""
        return tuple(dict.fromkeys(self.table["unit"]))

    def __post_init__(self) -> None:
        """Let no row lose its unit."""
        object.__setattr__(self, "table", units_kept(self.table, map(str, self.table)))

    def only(self, **where: object) -> Changes:
        """Return the rows with these values, or one of a list: only(unit="index"), only(item=["speed", "tone"]).

        Raises InputError: a column or a value there is not.
        """
        return replace(self, table=rows_with(self.table, where).reset_index(drop=True))

    def row(self, **where: object) -> pd.Series:
        """Return the one row with these values; InputError when there is none or more than one."""
        chosen = rows_with(self.table, where)
        if len(chosen) != 1:
            raise InputError(f"{len(chosen)} changes have {where or 'no condition'}, one was asked for")
        return chosen.iloc[0]

    def rows(self) -> list[pd.Series]:
        """Return the rows, each for one claim."""
        return [row for _, row in self.table.iterrows()]

    def _facts(self) -> dict[str, object]:
        verdicts = self.table["verdict"].value_counts()
        return {
            "waves": f"{self.before}-{self.now}", "rows": len(self.table), "units": display.listed(self.units),
            "verdicts": display.listed(f"{name} {count}" for name, count in verdicts.items()),
        }  # fmt: skip

    def _frame(self) -> pd.DataFrame:
        return self.table[[name for name in self.table if kind_of(str(name)) in ("key", "group") or name in SHOWN]]


def changes(
    design: Design, items: str | Sequence[str], now: int, before: int, by: str | Sequence[str] | None = None,
    adjust: Adjustment = "holm", delta: float | Mapping[str, float] = 2.0, level: float = 0.95, wave: str = "wave",
    widest: float | None = 5.0,
) -> pd.DataFrame:  # fmt: skip
    """Test every item (of every group) for a change from one wave to another, waves as domains of one design.

    V(difference) = V1 + V2 - 2 cov over the PSUs both waves share; df over the union of their PSUs. One family: all
    rows together. Rows: <by> item value before_value value_low value_high difference se low high low95 high95 low_all
    high_all df t p p_adjusted p_same verdict smallest delta base base_before status reason unit basis now before.
    `smallest` is the smallest change the test finds in 4 of 5 samples, with Holm at the level of its strictest step,
    as for low and high. `delta`: the smallest difference of interest in the item's own unit, one for all or one per
    item. p_same: of the test that the change is smaller than delta, adjusted over the same rows. low95 and high95 are
    for one change alone; value_low and value_high are the interval of the level now;
    low and high exclude 0 exactly for the changes claimed (with Holm `claim_intervals`, with BH `selected_intervals`);
    low_all and high_all hold for all rows together (`simultaneous_intervals`).
    """
    names = [by] if isinstance(by, str) else list(by or [])
    design = design.of_waves(wave, now, before)
    both = means(design.where({wave: [now, before]}), items, [wave, *names], level, widest)
    late, early = ((both.table[wave] == year).to_numpy() for year in (now, before))
    rows = changes_between(both, np.flatnonzero(late), np.flatnonzero(early), adjust, delta, wave)
    return rows.assign(now=now, before=before)


def changes_between(
    estimates: Estimates, now: np.ndarray, before: np.ndarray, adjust: Adjustment = "holm",
    delta: float | Mapping[str, float] = 2.0, wave: str = "wave",
) -> pd.DataFrame:  # fmt: skip
    """Return the tests of estimates[now] - estimates[before], row by row.

    Any estimates of one design can be compared this way: shares, quantiles, an NPS.
    """
    each = np.eye(len(estimates.table))
    coefficients = each[now] - each[before]
    rows = tests_of(estimates, coefficients)
    shown = estimates.shown[now] & estimates.shown[before]
    rows["p_adjusted"] = adjust_p(rows["p"], adjust)
    rows = _with_intervals(rows, ends_of_sums(estimates.between, coefficients), estimates.level, adjust)
    items = estimates.table["item"].iloc[now]
    matters = np.array([delta[item] if isinstance(delta, Mapping) else delta for item in items], float)
    same = equivalence_p(rows["difference"], rows["se"], rows["df"], matters)
    rows["p_same"] = adjust_p(np.where(rows["p"].isna(), np.nan, same), adjust)
    alpha = 1 - estimates.level
    rows["verdict"], rows["delta"] = verdicts(rows, matters, shown, alpha), matters
    rows["smallest"] = _smallest(rows, alpha, adjust)
    late, early = (estimates.table.iloc[side].reset_index(drop=True) for side in (now, before))
    names = [name for name in (*estimates.by, "item", "category", "p") if name in late and name != wave]
    return pd.concat([_levels(late, early, names), rows[TESTED], _bases(late, early)], axis=1)


def _levels(late: pd.DataFrame, early: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return what each row is about, its level in both waves, and the interval of the later one."""
    head = late[names].rename(columns={"p": "quantile"})
    levels = {"value": late["estimate"], "before_value": early["estimate"]}
    return head.assign(**levels, value_low=late["low"], value_high=late["high"])


def _with_intervals(rows: pd.DataFrame, ends: np.ndarray, level: float, adjust: Adjustment) -> pd.DataFrame:
    """Add the intervals for one change alone and for all together; low and high go with the claims of the test."""
    low_all, high_all = cut(simultaneous_intervals(rows, level), ends)
    rows = rows.assign(low95=rows["low"], high95=rows["high"], low_all=low_all, high_all=high_all)
    of_test = {"holm": claim_intervals, "bh": selected_intervals}
    if adjust in of_test:
        rows["low"], rows["high"] = cut(of_test[adjust](rows, level), ends)
    return rows


def _smallest(rows: pd.DataFrame, alpha: float, adjust: Adjustment) -> list[float]:
    """Return the smallest change each test would detect, with Holm at the level of its strictest step."""
    strictest = alpha / max(int(rows["p"].notna().sum()), 1) if adjust == "holm" else alpha
    return [smallest_detectable(se, df, alpha=strictest) for se, df in zip(rows["se"], rows["df"], strict=True)]


def _bases(late: pd.DataFrame, early: pd.DataFrame) -> pd.DataFrame:
    """Return the bases of both waves, and the status and reason of the one with the stricter status."""
    severity = {"suppressed": 2, "flagged": 1}
    later, earlier = (side["status"].map(severity).fillna(0) for side in (late, early))
    stricter = pd.DataFrame({name: late[name].where(later >= earlier, early[name]) for name in ("status", "reason")})
    bases = pd.DataFrame({"base": late["base"], "base_before": early["base"]})
    return pd.concat([bases, stricter, late[["unit", "basis"]]], axis=1)


def share_changes(
    estimates: Estimates, now: int, before: int, adjust: Adjustment = "bh", delta: float = 2.0, wave: str = "wave"
) -> pd.DataFrame:
    """Return the tests of shares whose `by` contains the wave, in points: shares times 100, as delta is."""
    points = estimates.table.assign(
        unit="", **{name: 100 * estimates.table[name] for name in ("estimate", "se", "low", "high")}
    )
    scaled = replace(estimates, table=points, spread=100 * estimates.spread, ends=100 * estimates.between)
    late, early = ((points[wave] == year).to_numpy() for year in (now, before))
    return changes_between(scaled, np.flatnonzero(late), np.flatnonzero(early), adjust, delta, wave)
