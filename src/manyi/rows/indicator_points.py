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
    _each_check_once(checks, system)
    worth = checks["check"].map({name: check.points for name, check in system.checks.items()})
    sampled = checks["check"].map({name: check.how == "sampled" for name, check in system.checks.items()})
    counted = checks["checked"].astype(float)
    proportion = checks["conforming"].astype(float) / counted.where(counted > 0)
    applicable = worth.where(checks["applicable"].astype(bool), 0.0)
    obtained = (applicable * proportion.where(sampled, checks["met"].astype(float))).where(applicable > 0, 0.0)
    of_check = {check: name for name, entry in system.indicators.items() for check in entry.checks}
    by = [checks["firm"], checks["check"].map(of_check)]
    # skipna=False: a check without an answer leaves its indicator without points, not with fewer.
    sums = pd.DataFrame({"obtained": obtained, "applicable": applicable}).groupby(by, sort=False).sum(skipna=False)
    wide = {f"{name}_{what}": sums[what].xs(name, level=1) for name in system.indicators for what in sums}
    return pd.DataFrame(wide).reindex(checks["firm"].unique()).rename_axis("firm")


def _each_check_once(checks: pd.DataFrame, system: IndicatorSystem) -> None:
    """Refuse an unknown check, and a firm that lacks a check or has it twice."""
    stray = sorted(set(checks["check"]) - set(system.checks))
    if stray:
        raise InputError(f"unknown check {stray[0]!r}", allowed=system.checks)
    times = checks.groupby(["firm", "check"]).size().unstack(fill_value=0)  # noqa: PD010 - counts, nothing to aggregate
    times = times.reindex(columns=list(system.checks), fill_value=0)
    wrong = np.argwhere(times.to_numpy() != 1)
    if len(wrong):
        firm, check = times.index[wrong[0][0]], times.columns[wrong[0][1]]
        raise InputError(f"firm {firm}: check {check!r} is there {times.loc[firm, check]} times, not once")
