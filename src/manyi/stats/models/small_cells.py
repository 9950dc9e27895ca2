"""A predictor's columns, without categories that are too small. In: answers and weights; out: 0/1 columns, rows.

A single respondent in a category would decide a coefficient and its error, and if counted with another category
would bias the coefficients of all: those in a small cell are left out, like those without an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.stats.design.column_values import categories_of, numbers_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.suppress import ROUNDING, worth, worth_of_codes

CELL = 20  # respondents (Kish's n) below which the interval of a dummy does not cover: .95 at 20, .91 at 10, .14 at 1


def without_small_cells(
    design: Design, predictors: Sequence[str], rows: np.ndarray, smallest: float
) -> tuple[np.ndarray, dict[str, list[str]]]:
    """Return the rows whose categories all have enough respondents, and the other categories of each predictor.

    A predictor with fewer than two large categories has no column at all, and leaves nobody out.
    """
    small: dict[str, list[str]] = {}
    while smallest:
        weights, few = design.weights[rows], np.zeros(len(rows), bool)
        for predictor in predictors:
            column = design.frame[predictor].iloc[rows]
            if not _is_number(column):
                codes, categories = categories_of(column)
                cells = _sparse_levels(codes, len(categories), weights, smallest)
                few |= cells[codes] & (codes >= 0)
                small.setdefault(predictor, []).extend(str(categories[int(i)]) for i in np.flatnonzero(cells))
        if not few.any():
            break
        rows = rows[~few]
    return rows, small


def _sparse_levels(codes: np.ndarray, size: int, weights: np.ndarray, smallest: float) -> np.ndarray:
    """Return which categories have some respondents but too few, if two or more have enough."""
    each = worth_of_codes(codes, weights, size)
    large = each >= smallest - ROUNDING
    return (each > 0) & ~large if (large & (each > 0)).sum() > 1 else np.zeros(size, bool)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def coded(column: pd.Series, weights: np.ndarray, smallest: float) -> tuple[list[str], dict[str, np.ndarray | None]]:
    """Return the levels of a predictor, reference first (a number has none), and its columns by category.

    A column: (n,), or None where it has too few respondents; a number has one, under "".
    """
    if _is_number(column):
        values = numbers_of(column)
        return [], {"": values if _enough(values, weights, smallest) else None}
    codes, categories = categories_of(column)
    each = worth_of_codes(codes, weights, size := len(categories))
    few = _sparse_levels(codes, size, weights, smallest)[codes] & (codes >= 0)  # none where all answers are complete
    missing = np.where((codes < 0) | few, np.nan, 0.0)
    occurs = np.flatnonzero(each)
    levels = [str(categories[int(i)]) for i in occurs]
    if len(occurs) == 1:  # only one answer: a constant, reported under its own name
        return levels, {levels[0]: missing + 1.0}
    large = (each > 0) & (each >= smallest - ROUNDING)
    reference = int(large.argmax()) if large.any() else int(occurs[0])
    others = [i for i in occurs if i != reference]
    named = {str(categories[int(i)]): ((codes == i) + missing) if large[i] else None for i in others}
    kept = [name for name, dummy in named.items() if dummy is not None]
    return [str(categories[reference]), *kept], named


def _enough(values: np.ndarray, weights: np.ndarray, smallest: float) -> bool:
    """Return whether a number with two values has enough respondents at each; any other number has."""
    answered = ~np.isnan(values)
    low = values == np.min(values[answered], initial=np.inf)
    high = values == np.max(values[answered], initial=-np.inf)
    if not (low | high | ~answered).all() or not (answered & ~low).any():
        return True
    return all(worth(weights[side]) >= smallest - ROUNDING for side in (low, high))
