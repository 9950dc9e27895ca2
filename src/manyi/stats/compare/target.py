"""Targets: met, not met, or not shown. Input: estimates; output: one row per estimate with its verdict.

The verdict is one-sided at 5 %: met when the lower bound reaches the target, not met when the upper bound misses it.
The 90 % two-sided interval printed beside it has 5 % on each side.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import mean_interval, share_interval

KpiVerdict = Literal["met", "not_met", "not_shown", "suppressed"]
KEPT = ("item", "category", "answers", "estimate", "base", "status", "reason", "unit", "basis")
SIDE = 0.90  # two-sided level with 5 % on each side


def kpi(estimates: Estimates, target: float, kind: Literal["share", "mean"], at_least: bool = True) -> pd.DataFrame:
    """Return estimates judged against a target: low90 high90 verdict beside the table's answers, estimate, base, status
    and reason.

    A complete count (basis "census") is judged on its exact value; its interval is about the process behind it.
    """
    table = estimates.table
    rows = []
    for row, ends in zip(table.to_dict("records"), estimates.between, strict=True):
        value, se, df, n = (float(row[name]) for name in ("estimate", "se", "df", "base"))
        census = estimates.basis == "census"
        if row["status"] == "suppressed" and not census:
            low, high = np.nan, np.nan
            judged: KpiVerdict = "suppressed"
        elif kind == "share":
            low, high = share_bounds(value, n, se, df)
            judged = share_verdict(value, n, target, at_least, se, df, census)
        else:
            low, high = (float(end) for end in mean_interval(value, se, df, n, ends, se == 0, SIDE))
            judged = bound_verdict(value, (low, high), target, at_least, census)
        rows.append({"low90": low, "high90": high, "target": target, "verdict": judged})
    kept = [name for name in (*estimates.by, *KEPT) if name in table]
    return pd.concat([table[kept], pd.DataFrame(rows)], axis=1)


def share_bounds(p: float, n: float, se: float | None = None, df: float = np.inf) -> tuple[float, float]:
    """Return one-sided 95 % bounds of a share: Wilson with n_eff = p(1 - p) / SE^2, or n without a design error.

    Without a design error the bounds are those of n independent trials, as for a ticket log. Raises InputError: a
    share outside 0 to 1, or one of nobody.
    """
    if not 0 <= p <= 1 or n < 1:
        raise InputError(f"a share of {p} among {n:g}", allowed=["0 to 1, among at least 1"])
    error = np.sqrt(p * (1 - p) / n) if se is None else se
    low, high = share_interval(p, error, df, n, "wilson", SIDE)
    return float(low), float(high)


def share_verdict(
    p: float, n: float, target: float, at_least: bool = True, se: float | None = None, df: float = np.inf,
    census: bool = False,
) -> KpiVerdict:  # fmt: skip
    """Return the verdict on a share. Only a complete count meets a target of all or none."""
    extreme = (target >= 1 and at_least) or (target <= 0 and not at_least)
    if extreme:
        reached = p >= 1 if at_least else p <= 0
        return "not_met" if not reached else "met" if census else "not_shown"
    return bound_verdict(p, share_bounds(p, n, se, df), target, at_least, census)


def bound_verdict(
    value: float, bounds: tuple[float, float], target: float, at_least: bool = True, census: bool = False
) -> KpiVerdict:
    """Return the verdict on a value by its one-sided bounds; on that of a census by the value itself."""
    low, high = (value, value) if census else bounds
    if not at_least:
        low, high, target = -high, -low, -target
    if low >= target:
        return "met"
    return "not_met" if high < target else "not_shown"


def rule_of_three(n: int) -> float:
    """Return the 95 % upper bound of the failure rate after n trials without one, 3 / n (Hanley, Lippman-Hand 1983).

    Raises InputError: no trials.
    """
    if n < 1:
        raise InputError("no trials")
    return 3.0 / n
