"""Is there a trend over ordered groups? Input: one value and one group rank per unit; output: one test.

Both tests are permutation tests in normal approximation: given the values and the groups, the statistic is compared
with its mean and variance over all permutations of the values. With strata, values are permuted only within them, so
that an association due only to the strata (size bands with different industries) does not count (Mantel 1963).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special
from scipy.stats import norm, rankdata

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.compare.joint import Omnibus, omnibus
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import means
from manyi.stats.estimate.rounding import distinct


@dataclass(frozen=True)
class Trend:
    """A trend test: standardised statistic (positive: rises), two-sided p, units and strata that contributed."""

    z: float
    p: float
    n: int
    strata: int


def trend(values: np.ndarray, groups: np.ndarray, strata: np.ndarray | None = None) -> Trend:
    """Test a linear trend of values over group ranks: for 0/1 values the Cochran-Armitage test.

    z² = (n - 1) r² without strata (Mantel's form; Cochran and Armitage have n instead of n - 1), else the sums of
    numerators and variances over strata. Raises InputError when nothing varies in any stratum.
    """
    total, variance, used, n = 0.0, 0.0, 0, 0
    for y, x in _strata(values, groups, strata):
        dy, dx = y - y.mean(), x - x.mean()
        part = float((dx**2).sum() * (dy**2).sum()) / (len(y) - 1)
        total, variance = total + float(dx @ dy), variance + part
        used, n = used + (part > 0), n + len(y) * (part > 0)
    return _trend(total, variance, n, used)


def jonckheere(values: np.ndarray, groups: np.ndarray, strata: np.ndarray | None = None) -> Trend:
    """Test that values rise over ordered groups by pairs of groups (Jonckheere 1954, Terpstra 1952), ties allowed.

    Variance with ties: Hollander, Wolfe and Chicken (2014), section 6.2. Raises as `trend`.
    """
    total, variance, used, n = 0.0, 0.0, 0, 0
    for y, x in _strata(values, groups, strata):
        part = _pairs_variance(y, x)
        total, variance = total + concordance(y, x), variance + part
        used, n = used + (part > 0), n + len(y) * (part > 0)
    return _trend(total, variance, n, used)


def spearman(values: np.ndarray, groups: np.ndarray, level: float = 0.95) -> tuple[float, float, float]:
    """Return the rank correlation and its interval (Fisher z; standard error of Bonett and Wright 2000)."""
    [(y, x)] = list(_strata(values, groups, None))
    if len(y) < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        raise InputError("a rank correlation needs four units, and values and groups that differ")
    rho = float(np.corrcoef(rankdata(y), rankdata(x))[0, 1])
    half = norm.ppf(0.5 + level / 2) * np.sqrt((1 + rho**2 / 2) / (len(y) - 3))
    middle = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    return rho, float(np.tanh(middle - half)), float(np.tanh(middle + half))


def concordance(y: np.ndarray, x: np.ndarray) -> float:
    """Return Jonckheere's J minus its mean: half of (rising pairs - falling pairs) over pairs of different groups."""
    return float((np.sign(y[None, :] - y[:, None]) * (x[None, :] > x[:, None])).sum()) / 2


def _pairs_variance(y: np.ndarray, x: np.ndarray) -> float:
    """Return the variance of J over all permutations, with ties in the values."""
    n = float(len(y))
    if n < 2:
        return 0.0
    g = np.unique(x, return_counts=True)[1].astype(float)
    t = np.unique(y, return_counts=True)[1].astype(float)

    def weigh(k: np.ndarray) -> float:
        return float((k * (k - 1) * (2 * k + 5)).sum())

    first = (n * (n - 1) * (2 * n + 5) - weigh(g) - weigh(t)) / 72
    third = float((g * (g - 1)).sum() * (t * (t - 1)).sum()) / (8 * n * (n - 1))
    if n == 2:
        return first + third
    triples = float((g * (g - 1) * (g - 2)).sum() * (t * (t - 1) * (t - 2)).sum())
    return first + triples / (36 * n * (n - 1) * (n - 2)) + third


def _strata(values: np.ndarray, groups: np.ndarray, strata: np.ndarray | None) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return values and group ranks by stratum, without units that lack either and without strata of one unit."""
    y, x = np.asarray(values, float), np.asarray(groups, float)
    label = np.zeros(len(y), int) if strata is None else pd.factorize(np.asarray(strata, str), sort=True)[0]
    complete = np.isfinite(y) & np.isfinite(x)
    masks = [complete & (label == stratum) for stratum in np.unique(label[complete])]
    return [(y[mask], x[mask]) for mask in masks if mask.sum() > 1]


def _trend(total: float, variance: float, n: int, used: int) -> Trend:
    """Return the test of a sum with mean zero and known variance."""
    if variance <= 0:
        raise InputError("no trend to test: the values, or the groups, do not differ within any stratum")
    z = total / np.sqrt(variance)
    return Trend(float(z), float(2 * norm.sf(abs(z))), int(n), int(used))


Score = Literal["wilcoxon", "normal", "median"]
Ties = Literal["middle", "average"]


@dataclass(frozen=True, repr=False)
class RankTest(Displayed):
    """Mean rank score of each group (0 to 1 for wilcoxon: the share of the population ranked below) and the test."""

    estimates: Estimates
    test: Omnibus


def rank_test(design: Design, item: str, by: str, score: Score = "wilcoxon", ties: Ties = "middle") -> RankTest:
    """Return the test of ranks of an ordered item between two groups (Wilcoxon) or several (Kruskal-Wallis).

    ties: "middle" gives equal answers the middle of the weight they span, whatever the order of the rows; "average" is
    R's svyranktest, the unweighted average of running weights, which depends on that order in the fourth digit.
    """
    if ties == "average":
        design.each_row("the average of ranks in the order of the rows")
    design = design.only(by=[item, by])
    groups = Groups.of(design, by)
    answer = answers_of(design, [item])[:, 0]
    ranked = design.inside & (groups.code >= 0) & ~np.isnan(answer)
    score_of = np.full(len(answer), np.nan)
    score_of[ranked] = rank_scores(answer[ranked], design.weights[ranked], score, ties)
    scored = design.assign(**{item: score_of})
    estimates = means(scored, item, by, widest=None)
    return RankTest(estimates, omnibus(estimates))


def rank_scores(answer: np.ndarray, weight: np.ndarray, score: Score = "wilcoxon", ties: Ties = "middle") -> np.ndarray:
    """Return the score of the estimated population rank of each answer."""
    order = np.argsort(answer, kind="stable")
    value, number = distinct(answer)
    if len(value) == 1:  # everybody gets the middle rank
        return np.full(len(answer), 0.0 if score != "wilcoxon" else 0.5)
    total = weight.sum()
    if ties == "middle":
        each = np.bincount(number, weight, len(value))
        rank = ((np.cumsum(each) - each / 2) / total)[number]
    else:
        running = np.empty(len(answer))
        running[order] = np.cumsum(weight[order]) - weight[order] / 2
        rank = (np.bincount(number, running) / np.bincount(number))[number] / total
    if score == "normal":
        return special.ndtri(rank)
    return (rank > 0.5).astype(float) if score == "median" else rank
