"""Rounding error: decided in one place, for every estimate, error and test, by the size of the answers.

Sums of the same answers with other weights differ in the last digits, and so do their errors. Compared with each other,
such remainders look like findings; compared with the answers behind them, they are nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

ROUNDING = 1e-12  # relative to the size of the answers: sums of a million numbers are off by less


def without_rounding(value: ArrayLike, size: ArrayLike) -> np.ndarray:
    """Return the values, 0 where they are only rounding error of numbers of this size; NaN stays NaN."""
    value = np.asarray(value, float)
    return np.where(np.abs(value) <= ROUNDING * np.nan_to_num(np.abs(np.asarray(size, float))), 0.0, value)


def distinct(answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different answers (m,) in order, and the number of each answer among them (n,).

    Answers that differ only by rounding (.1 + .2 and .3) count as one, the smallest of them.
    """
    values, number = np.unique(answers, return_inverse=True)
    if len(values) < 2:
        return values, number
    new = np.r_[True, np.diff(values) > ROUNDING * np.abs(values).max()]
    return values[new], (np.cumsum(new) - 1)[number]
