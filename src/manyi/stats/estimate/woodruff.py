"""Quantiles with their intervals. Input: one row per respondent; output: one row per group x item x p.

Ratings and whole minutes take few distinct values, so F jumps. Woodruff's interval maps the interval of F at the
quantile back to answers and, next to a jump, covers the truth only half of the time; inverting a test of F at each
answer keeps the coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.covariance import Reach, deviations
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import ShareMethod, critical, effective_n, share_interval
from manyi.stats.estimate.means_and_shares import names_of
from manyi.stats.estimate.rounding import distinct, without_rounding
from manyi.stats.estimate.suppress import judge_means, kish_n
from manyi.stats.estimate.totals import scores

Rule = Literal["math", "school", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
Interval = Literal["inverted", "woodruff"]
Curve = tuple[np.ndarray, np.ndarray]  # the answers of a group in order, and their weights
Part = tuple[pd.DataFrame, np.ndarray, Reach]  # one quantile of one item: a row, a deviation and a reach per group


@dataclass(frozen=True)
class How:
    """How a quantile and its interval are computed; see `quantiles`."""

    level: float
    rule: Rule
    method: ShareMethod
    interval: Interval


def quantiles(
    design: Design, items: str | Sequence[str], p: float | Sequence[float] = 0.5,
    by: str | Sequence[str] | None = None, level: float = 0.95, rule: Rule = "math", method: ShareMethod = "logit",
    interval: Interval = "inverted",
) -> Estimates:  # fmt: skip
    """Return weighted quantiles (R svyquantile).

    rule "math": the smallest answer x with F(x) >= p, always an answer somebody gave; "school" averages two where F(x)
    = p exactly; "hf4" to "hf9" interpolate (Hyndman and Fan 1996, weighted as in R survey). interval "inverted": the
    answers a test of F does not exclude; "woodruff" (1952; R's default): the interval of F at the quantile mapped back
    to answers by the same rule. Both make intervals of F by `method` (interval.share_interval). The standard error
    is the width / 2t. Raises InputError: p outside 0 to 1, an unknown column or one that is not a number.
    """
    names = names_of(items)
    wanted = np.atleast_1d(np.asarray(p, float))
    if not ((wanted > 0) & (wanted < 1)).all():
        raise InputError("a quantile needs p between 0 and 1")
    if rule not in ("math", "school"):
        design.each_row(f"a quantile by rule {rule}")
    design = design.only(by=[*names, *names_of(by or [])])
    groups = Groups.of(design, by)
    how, of = How(level, rule, method, interval), [(name, value) for name in names for value in wanted]
    answers = {name: _tied(answers_of(design, [name])[:, 0]) for name in names}
    parts = [_quantile(design, answers[name], groups, value, how) for name, value in of]
    return _together(design, groups, parts, of, level)


def _together(
    design: Design, groups: Groups, parts: list[Part], of: list[tuple[str, float]], level: float
) -> Estimates:
    """Return the quantiles in one table, groups first, then items, then p; `of`: item and p of each part."""
    size, k = len(groups.labels), len(parts)
    order = np.arange(size * k).reshape(k, size).T.ravel()
    table = pd.concat([part[0] for part in parts], ignore_index=True).iloc[order].reset_index(drop=True)
    head = groups.labels.loc[groups.labels.index.repeat(k)].reset_index(drop=True)
    head = head.assign(item=[item for item, _ in of] * size, p=[p for _, p in of] * size)
    spread = np.hstack([part[1] for part in parts])[:, order]
    reach = reduce(Reach.beside, [part[2] for part in parts]).take(order)
    head = pd.concat([head, table], axis=1).assign(unit=[design.unit_of(item) for item in head["item"]])
    return Estimates(head.assign(basis=design.basis), spread, reach, tuple(groups.labels.columns), level)


def _quantile(design: Design, answer: np.ndarray, groups: Groups, p: float, how: How) -> Part:
    curves = _distributions(design, answer, groups)
    point = np.array([quantile_of(*curve, p, how.rule) for curve in curves])
    at_point = _below(design, answer, groups, point[:, None])
    spread, share, df, n = at_point.spread, at_point.share[:, 0], at_point.reach.each(), at_point.n[:, 0]
    if how.interval == "inverted":
        low, high = _inverted(design, answer, groups, curves, p, how)
        low, high = np.fmin(low, point), np.fmax(high, point)
    else:
        low, high = _mapped_back(curves, at_point, df, how)
    low, high = (np.where(df > 0, end, np.nan) for end in (low, high))
    se, se_share = (high - low) / (2 * critical(df, how.level)), at_point.se[:, 0]
    # Per unit of F the quantile moves by se / se_share, in the opposite direction.
    spread = -spread * np.nan_to_num(se / np.where(se_share > 0, se_share, np.inf))
    constant = np.array([len(value) > 0 and value[0] == value[-1] for value, _ in curves])
    status, reason = judge_means((high - low) / 2, df, n, at_point.n_kish, constant, None)
    size = effective_n(share, se_share, n)
    columns = {"estimate": point, "se": se, "low": low, "high": high, "df": df, "base": n.astype(int)}
    columns |= {"n_eff": np.minimum(size, n), "n_kish": at_point.n_kish, "deff": n / np.maximum(size, 1e-300)}
    return pd.DataFrame({**columns, "status": status, "reason": reason}), spread, at_point.reach


@dataclass(frozen=True)
class Below:
    """The share of each group at or below one or several answers: share, se, n (G, k); the rest as in Estimates."""

    share: np.ndarray
    se: np.ndarray
    n: np.ndarray
    n_kish: np.ndarray
    spread: np.ndarray
    reach: Reach


def _below(design: Design, answer: np.ndarray, groups: Groups, reference: np.ndarray) -> Below:
    """Return F of every group at its references (G, k)."""
    of_row = np.vstack([reference, np.full(reference.shape[1], np.nan)])[groups.code]
    gap = np.isnan(answer)[:, None] | np.isnan(of_row)
    summed = scores(design, np.where(gap, np.nan, answer[:, None] <= of_row), groups)
    weight = summed.over_groups(summed.w)
    slope = np.where(weight > 0, 1 / np.where(weight > 0, weight, 1.0), 0.0)
    share = summed.over_groups(summed.wx) * slope
    spread = deviations(design, *summed.linearised(slope, -share * slope))
    se = without_rounding(np.sqrt(np.square(spread).sum(axis=0)), 1.0).reshape(share.shape)
    n_kish = kish_n(weight, summed.ww)[:, 0]
    reach = Reach.of(design.units, summed.present())
    return Below(share, se, summed.over_groups(summed.n), n_kish, spread, reach)


def _mapped_back(curves: list[Curve], at_point: Below, df: np.ndarray, how: How) -> tuple[np.ndarray, np.ndarray]:
    """Return the answers at the ends of the interval F has at the quantile (Woodruff 1952), (G,) each."""
    ends = share_interval(at_point.share[:, 0], at_point.se[:, 0], df, at_point.n[:, 0], how.method, how.level)
    low, high = (
        np.array([quantile_of(*curve, end, how.rule) for curve, end in zip(curves, side, strict=True)]) for side in ends
    )
    return low, high


def _inverted(
    design: Design, answer: np.ndarray, groups: Groups, curves: list[Curve], p: float, how: How
) -> tuple[np.ndarray, np.ndarray]:
    """Return the answers that a test of F does not exclude from being the quantile: lowest and highest, (G,) each.

    An answer is too low when F there is shown to be under p, too high when F at the answer before is shown to be p or
    more, each with the error F has there (Francisco and Fuller 1991).
    """
    levels = [np.unique(value) for value, _ in curves]
    middle = [np.searchsorted(kept, quantile_of(*curve, p)) for kept, curve in zip(levels, curves, strict=True)]
    last = [max(len(kept) - 1, 0) for kept in levels]
    first, final = np.stack([np.zeros_like(last), middle], axis=1), np.stack([middle, last], axis=1)
    while (first < final).any():  # F rises, so each end is found by halving
        tried = (first + final) // 2
        below = _below(design, answer, groups, _picked(levels, tried))
        df = below.reach.each().reshape(below.share.shape)
        lower, upper = share_interval(below.share, below.se, df, below.n, how.method, how.level)
        reached = np.stack([upper[:, 0] >= p, lower[:, 1] >= p], axis=1)
        first, final = np.where(reached, first, np.minimum(tried + 1, final)), np.where(reached, tried, final)
    low, high = _picked(levels, first).T
    return low, high


def _picked(levels: list[np.ndarray], at: np.ndarray) -> np.ndarray:
    """Return the answers at positions (G, 2) among each group's distinct answers; NaN for a group without any."""
    return np.array([kept[two] if len(kept) else [np.nan, np.nan] for kept, two in zip(levels, at, strict=True)])


def _tied(answer: np.ndarray) -> np.ndarray:
    """Return the answers, made equal where they differ only by rounding."""
    answered = ~np.isnan(answer)
    values, number = distinct(answer[answered])
    tied = answer.copy()
    tied[answered] = values[number]
    return tied


def _distributions(design: Design, answer: np.ndarray, groups: Groups) -> list[Curve]:
    """Return, for each group, its answers in order and their weights."""
    rows = np.flatnonzero(design.inside & (groups.code >= 0) & ~np.isnan(answer))
    rows = rows[np.lexsort((answer[rows], groups.code[rows]))]
    code, value, weight = groups.code[rows], answer[rows], design.weights[rows]
    edges = np.searchsorted(code, np.arange(len(groups.labels) + 1))
    return [(value[start:stop], weight[start:stop]) for start, stop in zip(edges[:-1], edges[1:], strict=True)]


def quantile_of(x: np.ndarray, w: np.ndarray, p: float, rule: Rule = "math") -> float:
    """Return the p quantile of ordered values x with weights w; NaN without values or with p outside 0 to 1."""
    if not len(x) or not 0 <= p <= 1:
        return float("nan")
    cumulated = np.cumsum(w)
    total, before = cumulated[-1], cumulated - w
    if rule in ("math", "school"):
        # F(x) = p is decided to rounding: the last of many sums may miss p by a few units in the last place.
        target = p * total
        at = min(int(np.searchsorted(cumulated, target * (1 - 1e-14))), len(x) - 1)
        exact = abs(cumulated[at] - target) <= 1e-14 * total
        if rule == "school" and exact and at + 1 < len(x):
            return float((x[at] + x[at + 1]) / 2)
        return float(x[at])
    if len(x) == 1:
        return float(x[0])
    positions: dict[str, Callable[[], np.ndarray]] = {
        "hf4": lambda: cumulated / total,
        "hf5": lambda: (cumulated - w / 2) / total,
        "hf6": lambda: cumulated / (total + w[-1]),
        "hf7": lambda: before / cumulated[-2],
        "hf8": lambda: (before / 3 + cumulated * 2 / 3) / (total + w[-1] / 3),
        "hf9": lambda: (before * 3 / 8 + cumulated * 5 / 8) / (total + w[-1] / 4),
    }
    return float(np.interp(p, positions[rule](), x))
