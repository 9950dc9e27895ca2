"""Correcting p values for how many were looked at. Input and output: one p per test; NaN (not tested) stays NaN."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

Adjustment = Literal["holm", "bh", "hommel", "bonferroni", "none"]


def adjust_p(p: ArrayLike, method: Adjustment = "holm") -> np.ndarray:
    """Return adjusted p values over the tests made (the ones that are not NaN).

    holm (Holm 1979) and hommel (Hommel 1988) keep the family-wise error, bh (Benjamini and Hochberg 1995) the false
    discovery rate. Same numbers as R p.adjust.
    """
    given = np.asarray(p, float)
    adjusted, tested = given.copy(), ~np.isnan(given)
    m = int(tested.sum())
    if m and method != "none":
        order = np.argsort(given[tested], kind="stable")
        ranked = given[tested][order]
        out = np.empty(m)
        out[order] = np.clip(
            {"holm": _holm, "bh": _bh, "hommel": _hommel, "bonferroni": _bonferroni}[method](ranked), 0, 1
        )
        adjusted[tested] = out
    return adjusted


def _bonferroni(p: np.ndarray) -> np.ndarray:
    return p * len(p)


def _holm(p: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(p * np.arange(len(p), 0, -1))


def _bh(p: np.ndarray) -> np.ndarray:
    m = len(p)
    return np.minimum.accumulate((p * m / np.arange(1, m + 1))[::-1])[::-1]


def _hommel(p: np.ndarray) -> np.ndarray:
    """Wright (1992), the form R uses: q runs down over the number of hypotheses taken to be true."""
    m = len(p)
    rank = np.arange(1, m + 1)
    adjusted = np.full(m, np.min(m * p / rank))
    for true in range(m - 1, 1, -1):
        tail = np.arange(m - true + 1, m)
        smallest = np.min(true * p[tail] / np.arange(2, true + 1))
        candidate = np.minimum(true * p, smallest)
        candidate[tail] = smallest
        adjusted = np.maximum(adjusted, candidate)
    return np.maximum(adjusted, p)
