"""Planted importance of drivers: Lindeman-Merenda-Gold shares of the enumerated population.

The mean increase of R squared when a driver joins, over all orders (Groemping 2006, J. Stat. Softw. 17(1)); controls
are in the model from the start. Written apart from manyi.stats, so that each can be held against the other.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd


def lmg(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the part of R squared of each column of x (n, p), from their correlations alone."""
    p = x.shape[1]
    r = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    fit: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, p + 1):
        for these in combinations(range(p), size):
            among = np.ix_(these, these)
            fit[these] = float(r[these, p] @ np.linalg.solve(r[among], r[these, p]))
    parts = np.zeros(p)
    for these, r2 in fit.items():
        weight = factorial(len(these)) * factorial(p - len(these) - 1) / factorial(p) if len(these) < p else 0.0
        for j in set(range(p)) - set(these):
            parts[j] += weight * (fit[tuple(sorted((*these, j)))] - r2)
    return parts


def without(values: np.ndarray, controls: list[pd.Series]) -> np.ndarray:
    """Return the columns of values less what the controls (categories) explain of them."""
    if not controls:
        return values
    dummies = [
        np.asarray(control.cat.codes)[:, None] == np.arange(1, len(control.cat.categories)) for control in controls
    ]
    design = np.column_stack([np.ones(len(values)), *dummies]).astype(float)
    return values - design @ np.linalg.lstsq(design.T @ design, design.T @ values, rcond=None)[0]


def importance(y: np.ndarray, x: np.ndarray, controls: list[pd.Series]) -> tuple[float, list[float]]:
    """Return R squared of the drivers (beyond the controls, of all variance of y), and each driver's share of it."""
    both = without(np.column_stack([x, y]), controls)
    parts = lmg(both[:, -1], both[:, :-1])
    left = float(np.var(both[:, -1]) / np.var(y))
    return float(parts.sum()) * left, [float(part) for part in parts / parts.sum()]
