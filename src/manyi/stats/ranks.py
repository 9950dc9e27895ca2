"""Design-based rank tests. Input: one row per respondent; output: mean rank score per group and one test.

Ranks are those the population would have, estimated with the weights; groups are compared on the mean of a score of the
rank, with the error of a mean (Lumley and Scott 2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from manyi.stats.contrast import Omnibus, omnibus
from manyi.stats.design import Design
from manyi.stats.estimate import means
from manyi.stats.estimates import Estimates
from manyi.stats.groups import Groups, answers_of

Score = Literal["wilcoxon", "normal", "median"]
Ties = Literal["middle", "average"]


@dataclass(frozen=True)
class RankTest:
    """Mean rank score of each group (0 to 1 for wilcoxon: the share of the population ranked below) and the test."""

    estimates: Estimates
    test: Omnibus


def rank_test(design: Design, item: str, by: str, score: Score = "wilcoxon", ties: Ties = "middle") -> RankTest:
    """Compare the ranks of an ordered item between two groups (Wilcoxon) or several (Kruskal-Wallis).

    ties: "middle" gives equal answers the middle of the weight they span, whatever the order of the rows; "average" is
    R's svyranktest, the unweighted average of running weights, which depends on that order in the fourth digit.
    """
    if ties == "average":
        design.each_row("the average of ranks in the order of the rows")
    groups = Groups.of(design, by)
    answer = answers_of(design, [item])[:, 0]
    known = design.inside & (groups.code >= 0) & ~np.isnan(answer)
    score_of = np.full(len(answer), np.nan)
    score_of[known] = rank_scores(answer[known], design.weights[known], score, ties)
    scored = design.assign(**{item: score_of})
    found = means(scored, item, by, widest=None)
    return RankTest(found, omnibus(found))


def rank_scores(answer: np.ndarray, weight: np.ndarray, score: Score = "wilcoxon", ties: Ties = "middle") -> np.ndarray:
    """Return the score of the estimated population rank of each answer."""
    order = np.argsort(answer, kind="stable")
    value, number = np.unique(answer, return_inverse=True)
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
