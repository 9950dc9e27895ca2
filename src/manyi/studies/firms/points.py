"""Scores of firms under an indicator system. Input: one row per firm, points by indicator; output: one row per firm.

Input columns: `<indicator>_obtained`, `<indicator>_applicable` (points), `special_deductions`, `special_bonus`
(counts). The scoring rules are those of GB/T 27922-2011 as far as they are public; docs/methods.md says which of them
were confirmed. Deterministic: a score has no sampling error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.studies.firms.indicators import IndicatorSystem

# Decimals a score keeps before a limit is applied: 61.25 of 87.5 points is 70, not 69.99999999999999.
DECIMALS = 9

UNSCORED = ("points_missing", "points_exceed", "nothing_applies", "special_missing")
DISAGREE = ("average_but_fails", "deductions_fail")


def score(firms: pd.DataFrame, system: IndicatorSystem) -> pd.DataFrame:
    """Return score, level and tier of every firm, with the index of `firms`.

    Columns: `raw` = points obtained / points applicable x 100, `deductions` and `bonus` (points), `score` = raw -
    deductions + bonus within 0..100, `level` (ordered: below, then the levels), `stars`, `passed` (0/1), `tier`
    (ordered), per dimension `<dimension>_score` and `<dimension>_reached` (0/1, by the lowest level), `above_limit`
    (points above the limit of the level reached), `to_next` (points short of the next; NaN at the top or when failed
    by deductions), `by_special` (1 if the level would differ without special points), `disagreement` (of tier and
    level, "" if none), `unscored` (why there is no score, "" if there is one; all else is then missing).
    """
    obtained, applicable = _points_columns(firms, system, "obtained"), _points_columns(firms, system, "applicable")
    table, special = pd.DataFrame({"raw": _share(obtained, applicable)}, index=firms.index), system.special
    most = np.inf if special.bonus.most is None else special.bonus.most
    table["deductions"] = firms["special_deductions"].astype(float) * special.deduction.points
    table["bonus"] = firms["special_bonus"].astype(float).clip(0, most) * special.bonus.points
    table["score"] = (table["raw"] - table["deductions"] + table["bonus"]).clip(0, 100).round(DECIMALS)
    failed = (firms["special_deductions"] >= special.fail_at.deductions).to_numpy()
    for name, dimension in _dimensions(obtained, applicable, system).items():
        table[f"{name}_score"] = dimension
        reached = (dimension >= next(iter(system.levels.values())).low).astype(float)
        table[f"{name}_reached"] = reached.where(dimension.notna())
    unscored = _unscored(firms, obtained, applicable, system)
    return table.join(_judged(table, failed, system)).mask(unscored != "").assign(unscored=unscored)


def level_rank(scores: np.ndarray, system: IndicatorSystem) -> np.ndarray:
    """Return 0 below the standard, 1 for its first level and so on; limits are included. Any shape, no NaN."""
    limits = [level.low for level in system.levels.values()]
    return np.searchsorted(limits, np.round(scores, DECIMALS), side="right")


def _points_columns(firms: pd.DataFrame, system: IndicatorSystem, what: str) -> pd.DataFrame:
    """Return one column per indicator; no points are obtained where nothing applies."""
    table = firms[[f"{name}_{what}" for name in system.indicators]].astype(float)
    table.columns = pd.Index(system.indicators)
    return table


def _unscored(
    firms: pd.DataFrame, obtained: pd.DataFrame, applicable: pd.DataFrame, system: IndicatorSystem
) -> pd.Series:
    """Return the first reason why a firm cannot be scored; '' if it can."""
    most = pd.Series({name: entry.points for name, entry in system.indicators.items()})
    missing = applicable.isna() | (obtained.isna() & (applicable != 0))
    # To a thousandth of a point, for tables with decimals such as 5.714.
    exceed = (obtained > applicable + 0.001) | (applicable > most + 0.001) | (obtained < 0) | (applicable < 0)
    conditions = [
        missing.any(axis=1),
        exceed.any(axis=1),
        applicable.sum(axis=1) <= 0,
        firms[["special_deductions", "special_bonus"]].isna().any(axis=1),
    ]
    return pd.Series(np.select(conditions, UNSCORED, default=""), index=firms.index, dtype=object)


def _share(obtained: pd.DataFrame, applicable: pd.DataFrame) -> pd.Series:
    """Return points obtained in percent of those that apply; NaN if none apply."""
    possible = applicable.sum(axis=1)
    return (obtained.where(applicable > 0, 0.0).sum(axis=1) / possible.where(possible > 0) * 100).round(DECIMALS)


def _dimensions(obtained: pd.DataFrame, applicable: pd.DataFrame, system: IndicatorSystem) -> dict[str, pd.Series]:
    """Return the score of every dimension, without special points, which belong to no dimension."""
    return {
        name: _share(obtained[system.of_dimension(name)], applicable[system.of_dimension(name)])
        for name in system.dimensions
    }


def _judged(table: pd.DataFrame, failed: np.ndarray, system: IndicatorSystem) -> pd.DataFrame:
    """Return level, tier and how close they are; `failed` by deductions means below the standard at any score."""
    scores, raw = table["score"].fillna(0).to_numpy(), table["raw"].fillna(0).to_numpy()
    rank = np.where(failed, 0, level_rank(scores, system))
    limits = np.array([np.nan, *(level.low for level in system.levels.values()), np.nan])
    stars = np.array([0, *(level.stars for level in system.levels.values())])
    tier_limits = [tier.low for tier in system.tiers.values()]
    tier = np.searchsorted(tier_limits, scores, side="right") - 1
    judged = pd.DataFrame(index=table.index)
    judged["level"] = _ordered(rank, ["below", *system.levels])
    judged["stars"] = stars[rank].astype(float)
    judged["passed"] = (rank > 0).astype(float)
    judged["tier"] = _ordered(tier, list(system.tiers))
    judged["above_limit"] = scores - limits[rank]
    judged["to_next"] = np.where(failed, np.nan, limits[rank + 1] - scores)
    judged["by_special"] = (rank != level_rank(raw, system)).astype(float)
    judged["disagreement"] = _disagreement(scores, rank, failed, system)
    return judged


def _ordered(codes: np.ndarray, names: list[str]) -> pd.Categorical:
    """Return ordered categories from their ranks."""
    return pd.Categorical(np.array(names, dtype=object)[codes], categories=names, ordered=True)


def _disagreement(scores: np.ndarray, rank: np.ndarray, failed: np.ndarray, system: IndicatorSystem) -> np.ndarray:
    """Return where the vendor's tier rates a firm better than the standard does.

    average_but_fails: an average tier just below the standard's first limit. deductions_fail: a tier that starts at
    or above that limit, while special deductions fail the firm.
    """
    first = next(iter(system.levels.values())).low
    just_below = max(tier.low for tier in system.tiers.values() if tier.low < first)
    average = (rank == 0) & (scores >= just_below) & (scores < first)
    return np.select([average, failed & (scores >= first)], DISAGREE, default="").astype(object)


def columns(system: IndicatorSystem) -> list[str]:
    """Return the names of the points columns, two per indicator, in order."""
    return [f"{name}_{what}" for name in system.indicators for what in ("obtained", "applicable")]


def indicator_points(checks: pd.DataFrame, system: IndicatorSystem) -> pd.DataFrame:
    """Return points obtained and applicable by indicator: one row per firm.

    `checks` has one row per firm x check: firm, check, applicable (bool), met (bool, checks answered yes or no),
    checked and conforming (counts, sampled checks). A check that does not apply counts in neither sum; one not met
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
