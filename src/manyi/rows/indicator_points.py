"""From answered checks to points. Input: one row per firm x check; output: one row per firm.

The output has two columns per indicator, `<indicator>_obtained` and `<indicator>_applicable`, as the codebook of a
study of firms keeps them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.rows.indicators import IndicatorSystem


def columns(system: IndicatorSystem) -> list[str]:
    """Return the names of the points columns, two per indicator, in order."""
    return [f"{name}_{what}" for name in system.indicators for what in ("obtained", "applicable")]


def points(checks: pd.DataFrame, system: IndicatorSystem) -> pd.DataFrame:
    """Return points obtained and applicable by indicator: one row per firm.

    `checks` has one row per firm x check: firm, check, applicable (bool), met (bool, checks answered yes or no),
    checked and conforming (counts, sampled checks). A check that does not apply leaves both sums; one not met
    loses all its points; a sampled one loses in proportion to the samples that do not conform.
    """
    checks = checks.assign(check=checks["check"].astype(object))
    answered = _answered(checks, system)
    worth = answered["check"].map({name: check.points for name, check in system.checks.items()})
    sampled = answered["check"].map({name: check.how == "sampled" for name, check in system.checks.items()})
    counted = answered["checked"].astype(float)
    proportion = answered["conforming"].astype(float) / counted.where(counted > 0)
    share = proportion.where(sampled, answered["met"].astype(float))
    applicable = worth.where(answered["applicable"].astype(bool), 0.0)
    obtained = (applicable * share).where(applicable > 0, 0.0)
    of_check = {check: name for name, entry in system.indicators.items() for check in entry.checks}
    parts = {
        f"{name}_{what}": value.where(answered["check"].map(of_check) == name, 0.0)
        for name in system.indicators
        for what, value in (("obtained", obtained), ("applicable", applicable))
    }
    # min_count is not enough: a check without an answer must leave its indicator without points, not with fewer.
    return pd.DataFrame(parts).groupby(answered["firm"], sort=False).agg(lambda column: column.sum(skipna=False))


def _answered(checks: pd.DataFrame, system: IndicatorSystem) -> pd.DataFrame:
    """Return the checks, refusing an unknown one and a firm that lacks one or has it twice."""
    stray = sorted(set(checks["check"]) - set(system.checks))
    if stray:
        raise InputError(f"unknown check {stray[0]!r}", allowed=system.checks)
    times = pd.crosstab(checks["firm"], checks["check"]).reindex(columns=list(system.checks), fill_value=0)
    wrong = np.argwhere(times.to_numpy() != 1)
    if len(wrong):
        firm, check = times.index[wrong[0][0]], times.columns[wrong[0][1]]
        raise InputError(f"firm {firm}: check {check!r} is there {times.loc[firm, check]} times, not once")
    return checks
