"""The only rule for calling a group the highest or the lowest. Input: estimates; output: what may be said.

First screen, chapters, letters and advice all follow it: groups are distinguished only where the joint test is
significant, two groups are compared but never ranked, and suppressed groups are neither named nor counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.stats.compare.between_groups import labels
from manyi.stats.compare.joint import ALPHA, NOTHING, Omnibus, omnibus
from manyi.stats.compare.ranking import FEWEST_RANKED, extremes
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.rounding import without_rounding

StandingVerdict = Literal[
    "one_one", "one_tied", "tied_one", "tied_tied", "none", "pair_differ", "pair_unclear", "untested", "alike",
    "suppressed",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class Standing(Displayed):
    """What may be said about the highest and the lowest of some groups.

    table: the rows of the estimates; column: the one that distinguishes them; keys: its value in each row;
    highest, lowest: the keys that may be highest (lowest), largest (smallest) estimate first;
    line: the value of all groups together, NaN if not given;
    joint: the test of all groups that may be printed;
    verdict: suppressed (fewer than two printable groups), alike and untested (nothing varies, and the values are the
    same or not), pair_differ and pair_unclear (two groups), none (the joint test did not pass, or some group could be
    either), otherwise whether one or several may be the highest, and the lowest.
    """

    table: pd.DataFrame
    column: str
    keys: tuple[str, ...]
    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    joint: Omnibus
    verdict: StandingVerdict
    line: float = float("nan")

    @property
    def clear(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return those of highest, and of lowest, whose interval excludes the line of all; if none does, return all."""
        return self._clear(self.highest), self._clear(self.lowest)

    def _clear(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in keys if not self.reaches(key)) or keys

    def reaches(self, key: str) -> bool:
        """Return whether the interval of a group includes the line of all; False if either is unknown."""
        row = self.row(key)
        return bool(row.get("low", np.nan) <= self.line <= row.get("high", np.nan))

    @property
    def ranked(self) -> bool:
        """Return whether ranks may be printed: three printable groups or more, and a significant joint test."""
        return self.joint.passed and self.joint.groups >= FEWEST_RANKED

    def row(self, key: str) -> dict[str, Any]:
        """Return the row of a group."""
        return {str(name): value for name, value in self.table.iloc[self.keys.index(key)].to_dict().items()}

    def under(self, **names: str) -> Standing:
        """Return the same with columns of the table renamed, for example where items represent themes."""
        return replace(self, table=self.table.rename(columns=names), column=names.get(self.column, self.column))


def standing(estimates: Estimates, overall: Estimates | None = None) -> Standing:
    """Return which groups are the highest and the lowest, as far as the sample can tell (`extremes`).

    overall: the same estimate for all together, one row, in the same unit, to find the groups that are clear of it.
    """
    column = estimates.by[0] if estimates.by else "item"
    keys = tuple(str(key) for key in labels(estimates))
    sets, joint = extremes(estimates), omnibus(estimates)
    order = np.argsort(-sets["estimate"].to_numpy(float), kind="stable")
    highest = tuple(keys[i] for i in order if sets["highest"].iloc[i])
    lowest = tuple(keys[i] for i in order[::-1] if sets["lowest"].iloc[i])
    values = estimates.table.loc[estimates.shown, "estimate"].to_numpy(float)
    verdict, line = _verdict(values, joint, highest, lowest), overall.row()["estimate"] if overall else float("nan")
    return Standing(estimates.table, column, keys, highest, lowest, joint, verdict, float(line))


def standing_apart(table: pd.DataFrame, column: str, apart: pd.DataFrame) -> Standing:
    """Return which rows are the highest and the lowest when only their simultaneous intervals are known.

    table: estimate, base, status and reason of each row, named by `column`. apart: the low and high of the same rows,
    at a level that makes all intervals hold together (Bonferroni: 1 - ALPHA / k). One row is above another if their
    intervals do not overlap: whatever the covariance of the estimates, all such statements hold jointly at that level.
    """
    keys, shown = tuple(table[column].astype(str)), (table["status"] != "suppressed").to_numpy()
    low, high = (apart[end].where(shown).to_numpy(float) for end in ("low", "high"))
    lower = np.array([(low > end).any() for end in high])  # higher, or lower, than some other group
    higher = np.array([(high < end).any() for end in low])
    order = np.argsort(-table["estimate"].to_numpy(float), kind="stable")
    highest = tuple(keys[i] for i in order if shown[i] and not lower[i])
    lowest = tuple(keys[i] for i in order[::-1] if shown[i] and not higher[i])
    hidden = table.loc[~shown, "reason"]
    joint = replace(NOTHING, p=ALPHA if lower.any() else 1.0, form="intervals", groups=int(shown.sum()),
                    left_out=len(hidden), reasons=tuple(hidden.unique()))  # fmt: skip
    values = table.loc[shown, "estimate"].to_numpy(float)
    return Standing(table, column, keys, highest, lowest, joint, _verdict(values, joint, highest, lowest))


def _verdict(
    value: np.ndarray, joint: Omnibus, highest: tuple[str, ...], lowest: tuple[str, ...]
) -> StandingVerdict:  # fmt: skip
    if len(value) < 2:
        return "suppressed"
    if joint.form == "untested":
        return "untested" if without_rounding(value.max() - value.min(), value.max()) else "alike"
    if len(value) == 2:
        return "pair_differ" if joint.passed else "pair_unclear"
    if not joint.passed or (len(highest) > 1 and len(lowest) > 1 and set(highest) & set(lowest)):
        return "none"
    if len(highest) == 1:
        return "one_one" if len(lowest) == 1 else "one_tied"
    return "tied_one" if len(lowest) == 1 else "tied_tied"
