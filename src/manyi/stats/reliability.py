"""Do the items of an index belong together. Input: a design; output: Cronbach's alpha, and without each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design import Design
from manyi.stats.groups import answers_of

LOWEST = 0.6  # below this an index is not printed without a note


@dataclass(frozen=True)
class Reliability:
    """alpha of the battery among `base` respondents; items: one row per item, alpha_without and rest_correlation."""

    alpha: float
    base: int
    items: pd.DataFrame
    status: str


def cronbach(design: Design, items: Sequence[str]) -> Reliability:
    """Return Cronbach's alpha, weighted, over respondents with every item (Cronbach 1951; R svycralpha).

    alpha = k / (k - 1) (1 - sum of variances / variance of the sum). status: "shown", "flagged" below .6, "suppressed"
    with fewer than 30 respondents or an item everybody answers alike.
    """
    if len(items) < 2:
        raise InputError("alpha needs at least two items", ", ".join(items))
    answers = answers_of(design, items)
    rows = design.inside & ~np.isnan(answers).any(axis=1)
    base = int(rows.sum())
    if base < 30 or (np.ptp(answers[rows], axis=0) == 0).any():
        empty = pd.DataFrame({"item": list(items), "alpha_without": np.nan, "rest_correlation": np.nan})
        return Reliability(float("nan"), base, empty, "suppressed")
    covariance = np.cov(answers[rows].T, aweights=design.weights[rows], ddof=0)
    lines = []
    for j, item in enumerate(items):
        rest = np.delete(np.arange(len(items)), j)
        others = covariance[np.ix_(rest, rest)]
        with_rest = covariance[j, rest].sum() / np.sqrt(covariance[j, j] * others.sum())
        without = _alpha(others) if len(rest) > 1 else float("nan")
        lines.append({"item": item, "alpha_without": without, "rest_correlation": with_rest})
    alpha = _alpha(covariance)
    return Reliability(alpha, base, pd.DataFrame(lines), "flagged" if alpha < LOWEST else "shown")


def _alpha(covariance: np.ndarray) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
