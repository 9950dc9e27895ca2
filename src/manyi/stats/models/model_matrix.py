"""The columns of a model. Input: one row per respondent; output: one row per respondent of the domain with all answers.

A number is one column; a category is treatment dummies against its first category of enough respondents. A column that
cannot have a coefficient stays in the list, with the reason, but not in the matrix (`small_cells`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.column_values import column_of, numbers_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.rounding import without_rounding
from manyi.stats.estimate.suppress import ROUNDING, SMALLEST_BASE, worth
from manyi.stats.models.small_cells import CELL, coded, without_small_cells

COLLINEAR = 1e-9  # share of a column's variance that earlier columns must leave unexplained
BLOCK = 2**14  # rows multiplied at once


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
        """Leave out columns that are combinations of earlier ones, which a regression cannot use."""
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

    smallest: respondents (Kish's n) a category needs for a column of its own; 0 where rows represent many people.

    With complete=False missing answers are NaN in `x`, and `mean` and `gram` serve only to detect constant columns.
    Raises InputError when nobody answered, or a column is unknown or named twice.
    """
    answered = _rows(design, outcome, predictors, complete)
    rows, small = without_small_cells(design, predictors, answered, smallest if complete else 0.0)
    everyone = len(rows) == len(design.frame)
    weights = design.weights if everyone else design.weights[rows]
    if smallest:
        _require_worth(outcome, weights)
    frame = design.frame[list(predictors)] if everyone else design.frame[list(predictors)].iloc[rows]
    columns, table, levels = _coded(frame, weights, smallest, small)
    kept = np.flatnonzero([column is not None for column in columns])
    x = np.empty((len(rows), len(kept)), order="F")
    for j, at in enumerate(kept):
        x[:, j] = columns[at]
    filled = x if complete else _filled(x)
    mean = weights @ filled / weights.sum()
    gram = weighted_products(filled, mean, weights)
    status = np.array(_status(filled, gram), object)
    table.loc[kept, "status"] = status
    matrix = Terms(rows, x, weights, mean, gram, table, levels, kept)
    varies = status != "constant"
    return matrix if varies.all() else matrix.only(varies)


def _coded(
    frame: pd.DataFrame, weights: np.ndarray, smallest: float, small: dict[str, list[str]]
) -> tuple[list[np.ndarray | None], pd.DataFrame, dict[str, list[str]]]:
    """Return the columns of the predictors, None for small cells, their labels, and the levels of categories."""
    columns: list[np.ndarray | None] = []
    labels: list[tuple[str, str, str]] = []
    levels: dict[str, list[str]] = {}
    for predictor in map(str, frame):
        categories, dummies = coded(frame[predictor], weights, smallest)
        if categories:
            levels[predictor] = categories
        dummies |= dict.fromkeys(small.get(predictor, ()))
        columns += dummies.values()
        labels += [(f"{predictor}={category}" if category else predictor, predictor, category) for category in dummies]
    table = pd.DataFrame(labels, columns=["term", "predictor", "category"]).assign(status="small cell")
    return columns, table, levels


def _require_worth(outcome: str, weights: np.ndarray) -> None:
    """Refuse a model in which weights let a few decide: if one respondent has nearly all the weight, they are one."""
    people = worth(weights)
    if people < SMALLEST_BASE - ROUNDING <= len(weights):
        raise InputError(
            f"a model of {outcome}: by their weights {len(weights)} respondents are worth {people:.1f} (Kish's n), "
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


def _missing(column: pd.Series) -> np.ndarray:
    """Return which rows have no answer."""
    return np.isnan(column.to_numpy()) if column.dtype == float else column.isna().to_numpy()


def _filled(x: np.ndarray) -> np.ndarray:
    """Replace missing answers by the column's first answer."""
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


def weighted_products(x: np.ndarray, mean: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted cross-products Σ w (x - mean)(x - mean)', (p, p), block by block of rows."""
    total = np.zeros((x.shape[1], x.shape[1]))
    for start in range(0, len(x), BLOCK):
        part = x[start : start + BLOCK] - mean
        total += part.T @ (part * weights[start : start + BLOCK, None])
    return total
