"""The columns of a model. Input: one row per respondent; output: one row per respondent of the domain with all answers.

A number is one column; a category is treatment dummies against its first category of enough respondents. A column that
cannot have a coefficient stays in the list, with the reason, but not in the matrix. The respondents of a category of
too few ("small cell") are left out of the model like those without an answer: one of them would decide a coefficient
and its error, and counted with another category they would bias the coefficients of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.column_values import categories_of, column_of, numbers_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.rounding import without_rounding
from manyi.stats.estimate.suppress import ROUNDING, SMALLEST_BASE, kish_n

COLLINEAR = 1e-9  # share of a column's variance the columns before it must leave
CELL = 20  # respondents (Kish's n) below which the interval of a dummy does not hold: .95 at 20, .91 at 10, .14 at 1


@dataclass(frozen=True, repr=False)
class Terms(Displayed):
    """Complete cases of a model: `rows` are positions in the design's frame, `x` is (n, p) without intercept.

    `mean` (p,) and `gram` (p, p) are weighted: x̄ and Σ w (x - x̄)(x - x̄)'. `labels` has one row per column ever
    considered: term, predictor, category, status ("estimated", "constant", "collinear", "small cell"); `kept` are the
    positions of the columns of `x` in it: all but constants and small cells.
    `levels` are the categories used, reference first.
    """

    rows: np.ndarray
    x: np.ndarray
    weights: np.ndarray
    mean: np.ndarray
    gram: np.ndarray
    labels: pd.DataFrame
    levels: dict[str, list[str]]
    kept: np.ndarray

    def estimable(self) -> Terms:
        """Leave out the columns that are combinations of those before them: what a regression can take."""
        kept = (self.labels["status"].iloc[self.kept] == "estimated").to_numpy()
        return self if kept.all() else self.only(kept)

    def only(self, chosen: np.ndarray) -> Terms:
        """Keep some columns of `x`, by mask."""
        x = np.asfortranarray(self.x[:, chosen])
        return replace(
            self, x=x, mean=self.mean[chosen], gram=self.gram[np.ix_(chosen, chosen)], kept=self.kept[chosen]
        )

    @property
    def names(self) -> list[str]:
        """Names of the columns of `x`."""
        return self.labels["term"].iloc[self.kept].tolist()

    def columns_of(self, predictors: Sequence[str]) -> np.ndarray:
        """Return the columns of `x` that belong to the predictors."""
        return np.flatnonzero(self.labels["predictor"].iloc[self.kept].isin(list(predictors)).to_numpy())

    def groups(self) -> dict[str, np.ndarray]:
        """Return the columns of `x` of each predictor that has any, in order."""
        names = self.labels["predictor"].iloc[self.kept].to_numpy()
        return {name: np.flatnonzero(names == name) for name in dict.fromkeys(names)}


def terms(
    design: Design, outcome: str, predictors: Sequence[str], complete: bool = True, smallest: float = CELL
) -> Terms:
    """Return the rows and columns of a model: complete cases, or all who gave the outcome and any other answer.

    smallest: respondents (Kish's n) a category needs for a column of its own; 0 where rows stand for many people.

    With complete=False missing answers are NaN in `x`, and `mean` and `gram` serve only to detect constant columns.
    Raises InputError when nobody answered, or a column is unknown or named twice.
    """
    answered = _rows(design, outcome, predictors, complete)
    rows, small = _without_small_cells(design, predictors, answered, smallest if complete else 0.0)
    everyone = len(rows) == len(design.frame)
    weights = design.weights if everyone else design.weights[rows]
    if smallest:
        _require_worth(outcome, weights)
    columns: list[np.ndarray | None] = []
    labels: list[tuple[str, str, str]] = []
    levels: dict[str, list[str]] = {}
    for predictor in predictors:
        answers = design.frame[predictor] if everyone else design.frame[predictor].iloc[rows]
        categories, dummies = _coded(answers, weights, smallest)
        if categories:
            levels[predictor] = categories
        dummies |= dict.fromkeys(small.get(predictor, ()))
        columns += dummies.values()
        labels += [(f"{predictor}={category}" if category else predictor, predictor, category) for category in dummies]
    kept = np.flatnonzero([column is not None for column in columns])
    x = np.empty((len(rows), len(kept)), order="F")
    for j, at in enumerate(kept):
        x[:, j] = columns[at]
    filled = x if complete else _filled(x)
    mean = weights @ filled / weights.sum()
    gram = cross_products(filled, mean, weights)
    table = pd.DataFrame(labels, columns=["term", "predictor", "category"]).assign(status="small cell")
    status = np.array(_status(filled, gram), object)
    table.loc[kept, "status"] = status
    matrix = Terms(rows, x, weights, mean, gram, table, levels, kept)
    varies = status != "constant"
    return matrix if varies.all() else matrix.only(varies)


def _require_worth(outcome: str, weights: np.ndarray) -> None:
    """Refuse a model of many in which weights let a few decide: one with nearly all the weight is one respondent."""
    worth = float(kish_n(weights.sum(), np.square(weights).sum()))
    if worth < SMALLEST_BASE - ROUNDING <= len(weights):
        raise InputError(
            f"a model of {outcome}: by their weights {len(weights)} respondents are worth {worth:.1f} (Kish's n), "
            f"fewer than {SMALLEST_BASE}: set a largest weight"
        )


def _rows(design: Design, outcome: str, predictors: Sequence[str], complete: bool) -> np.ndarray:
    """Return the positions of the rows of a model; raises InputError as `terms` does."""
    frame = design.frame
    design.each_row("a model")
    for column in map(partial(column_of, frame), (outcome, *predictors)):
        if column.dtype.kind == "f":
            numbers_of(column)
    if len(set(predictors)) < len(predictors) or outcome in predictors:
        raise InputError(f"the predictors of {outcome} are named twice or include it: {', '.join(predictors)}")
    unknown = np.logical_or if complete else np.logical_and
    left_out = unknown.reduce([_missing(frame[column]) for column in predictors]) | _missing(frame[outcome])
    rows = np.flatnonzero(design.inside & ~left_out)
    if not len(rows):
        raise InputError(f"nobody answered {outcome} and {'all' if complete else 'any'} of {', '.join(predictors)}")
    return rows


def _without_small_cells(
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
                cells = _small_cells(codes, len(categories), weights, smallest)
                few |= cells[codes] & (codes >= 0)
                small.setdefault(predictor, []).extend(str(categories[int(i)]) for i in np.flatnonzero(cells))
        if not few.any():
            break
        rows = rows[~few]
    return rows, small


def _small_cells(codes: np.ndarray, size: int, weights: np.ndarray, smallest: float) -> np.ndarray:
    """Return which categories have some respondents, but too few, beside two and more that have enough."""
    worth = _worth(codes, size, weights)
    large = worth >= smallest - ROUNDING
    return (worth > 0) & ~large if (large & (worth > 0)).sum() > 1 else np.zeros(size, bool)


def _worth(codes: np.ndarray, size: int, weights: np.ndarray) -> np.ndarray:
    """Return Kish's n of each category."""
    answered = codes >= 0
    return kish_n(*(np.bincount(codes[answered], value[answered], size) for value in (weights, weights**2)))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def _missing(column: pd.Series) -> np.ndarray:
    """Return which rows have no answer."""
    return np.isnan(column.to_numpy()) if column.dtype == float else column.isna().to_numpy()


def _coded(column: pd.Series, weights: np.ndarray, smallest: float) -> tuple[list[str], dict[str, np.ndarray | None]]:
    """Return the levels of a predictor, reference first (a number has none), and its columns by category.

    A column: (n,), or None where too few respondents stand behind it; a number has one, under "".
    """
    if _is_number(column):
        values = numbers_of(column)
        return [], {"": values if _enough(values, weights, smallest) else None}
    codes, categories = categories_of(column)
    worth = _worth(codes, size := len(categories), weights)
    few = _small_cells(codes, size, weights, smallest)[codes] & (codes >= 0)  # none where all answers are complete
    missing = np.where((codes < 0) | few, np.nan, 0.0)
    occurs = np.flatnonzero(worth)
    levels = [str(categories[int(i)]) for i in occurs]
    if len(occurs) == 1:  # one answer only: a constant, said by its own name
        return levels, {levels[0]: missing + 1.0}
    large = (worth > 0) & (worth >= smallest - ROUNDING)
    reference = int(large.argmax()) if large.any() else int(occurs[0])
    others = [i for i in occurs if i != reference]
    named = {str(categories[int(i)]): ((codes == i) + missing) if large[i] else None for i in others}
    kept = [name for name, dummy in named.items() if dummy is not None]
    return [str(categories[reference]), *kept], named


def _enough(values: np.ndarray, weights: np.ndarray, smallest: float) -> bool:
    """Return whether a number of two values has enough respondents at either; any other number has."""
    answered = ~np.isnan(values)
    low = values == np.min(values[answered], initial=np.inf)
    high = values == np.max(values[answered], initial=-np.inf)
    if not (low | high | ~answered).all() or not (answered & ~low).any():
        return True
    worth = (kish_n(weights[side].sum(), np.square(weights[side]).sum()) for side in (low, high))
    return all(n >= smallest - ROUNDING for n in worth)


def _filled(x: np.ndarray) -> np.ndarray:
    """Put a column's first answer where one is missing."""
    answered = ~np.isnan(x)
    first = x[answered.argmax(axis=0), np.arange(x.shape[1])]
    return np.asfortranarray(np.where(answered, x, np.where(np.isnan(first), 0.0, first)))


def _status(x: np.ndarray, gram: np.ndarray) -> list[str]:
    """Return which columns are constant, or a linear combination of earlier ones."""
    scale = np.sqrt(np.diag(gram))
    status = []
    left = gram / np.outer(np.where(scale > 0, scale, 1.0), np.where(scale > 0, scale, 1.0))
    for j in range(x.shape[1]):
        pivot = left[j, j]
        low, high = x[:, j].min(), x[:, j].max()
        if not without_rounding(high - low, max(abs(low), abs(high))):
            status.append("constant")
        elif pivot <= COLLINEAR:
            status.append("collinear")
        else:
            left = left - np.outer(left[:, j], left[j]) / pivot
            status.append("estimated")
    return status


def cross_products(x: np.ndarray, mean: np.ndarray, weights: np.ndarray, block: int = 2**14) -> np.ndarray:
    """Return the weighted cross-products Σ w (x - mean)(x - mean)', (p, p), block by block of rows."""
    total = np.zeros((x.shape[1], x.shape[1]))
    for start in range(0, len(x), block):
        part = x[start : start + block] - mean
        total += part.T @ (part * weights[start : start + block, None])
    return total
