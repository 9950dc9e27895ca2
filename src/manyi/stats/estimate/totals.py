"""Sums over respondents: from one row per respondent to one row per sampled unit x group.

Everything in closed form (means, shares, NPS, ratios, Wald and Rao-Scott tests, changes) follows from these sums, so
the rows are read once. Groups are coded as integers once and summed with bincount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answer_columns
from manyi.stats.design.integer_codes import chunks, pairs, weighted_sums
from manyi.stats.design.sums import ItemSums, Sums


@dataclass(frozen=True)
class Scores:
    """Sums over the answers to k items, for q occupied pairs of unit and group and G groups.

    unit, group: (q,). n, w, wx: (q, k) count, sum of weights, sum of weight times answer. ww, wxx: (G, k) sums of
    squared weights and of weight times squared answer. cell, cell_group, d, dx: the same over margin cells with the
    calibration's weights, for raked designs.
    """

    design: Design
    shape: tuple[int, int]
    unit: np.ndarray
    group: np.ndarray
    n: np.ndarray
    w: np.ndarray
    wx: np.ndarray
    ww: np.ndarray
    wxx: np.ndarray
    cell: np.ndarray | None = None
    cell_group: np.ndarray | None = None
    d: np.ndarray | None = None
    dx: np.ndarray | None = None

    def over_groups(self, sums: np.ndarray) -> np.ndarray:
        """Add (q, k) sums up to (G, k)."""
        out = np.zeros(self.shape)
        for j in range(self.shape[1]):
            out[:, j] = np.bincount(self.group, sums[:, j], self.shape[0])
        return out

    def linearised(self, slope: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Sum up the variable u = slope * answer + level of each group x item; columns run over groups, then items.

        slope, level: (G, k). Returns what `covariance.deviations` takes: (units, G k) and (cells, G k) or None.
        """
        units = np.zeros((self.design.units.count, *self.shape))
        units[self.unit, self.group] = slope[self.group] * self.wx + level[self.group] * self.w
        by_unit = units.reshape(len(units), -1)
        margins = self.design.calibration
        if margins is None or self.cell is None or self.cell_group is None or self.d is None or self.dx is None:
            return by_unit, None
        by_cell = np.zeros((len(margins.regressors), *self.shape))
        by_cell[self.cell, self.cell_group] = slope[self.cell_group] * self.dx + level[self.cell_group] * self.d
        return by_unit, by_cell.reshape(len(by_cell), -1)

    def present(self) -> np.ndarray:
        """Return (units, G k): does the unit hold an answer of the group to the item."""
        out = np.zeros((self.design.units.count, *self.shape), bool)
        out[self.unit, self.group] = self.n > 0
        return out.reshape(len(out), -1)


Answer = np.ndarray | ItemSums  # a number per row, or the sums of a condensed design


def answers_to(design: Design, items: Sequence[str]) -> list[Answer]:
    """Return the answers to each item: a number per row, or what a condensed design keeps of them."""
    kept = design.sums.items if design.sums is not None else {}
    return [kept[item] if item in kept else answer_columns(design, [item])[0] for item in items]


def among(answer: Answer, mask: np.ndarray) -> Answer:
    """Return the answers of the rows of a mask (n,), missing elsewhere."""
    return np.where(mask, answer, np.nan) if isinstance(answer, np.ndarray) else answer.among(mask)


def scores(design: Design, answers: np.ndarray | Sequence[Answer], groups: Groups) -> Scores:
    """Sum the answers to k items over unit x group and, for raked designs, margin cell x group.

    answers: (n, k), or k arrays (n,); NaN where missing.
    """
    columns = list(answers.T) if isinstance(answers, np.ndarray) else list(answers)
    if design.sums is not None:
        return _of_sums(design, design.sums, columns, groups)
    return _of_rows(design, [np.asarray(column) for column in columns], groups)


def _of_rows(design: Design, columns: list[np.ndarray], groups: Groups) -> Scores:
    """Sum the rows, part by part, each column while the part is in the cache."""
    rows = np.flatnonzero(design.inside & (groups.code >= 0))
    everyone, k, margins = len(rows) == len(groups.code), len(columns), design.calibration
    used = slice(None) if everyone else rows
    group, size = groups.code[used], len(groups.labels)
    pair, pair_unit, pair_group = pairs(design.units.row[used], group)
    count, by_pair = np.zeros((k, len(pair_unit))), _KeyedSums(pair, len(pair_unit), k)
    by_group, by_cell = _KeyedSums(group, size, k), None
    if margins is not None:
        in_cell, pair_cell, cell_group = pairs(margins.cell[used], group)
        by_cell = _KeyedSums(in_cell, len(pair_cell), k)
    for part in chunks(len(group), max(len(pair_unit), size)):
        at = part if everyone else rows[part]
        weight = design.weights[at]
        base = margins.weight[at] if margins is not None else weight
        present = _Present(pair[part], None, len(pair_unit))
        by_pair.start(part, weight)
        by_group.start(part, weight * weight)
        if by_cell is not None:
            by_cell.start(part, base)
        for j, column in enumerate(columns):
            answer = column[at]
            missing = np.flatnonzero(np.isnan(answer))
            count[j] += present.without(missing)
            weighted = by_pair.add(j, weight * answer, missing)
            by_group.add(j, weighted * answer, missing)
            if by_cell is not None:
                by_cell.add(j, base * answer, missing)
    by_pair.weight[count == 0] = 0.0  # remainder of a difference of equal sums
    sums = (pair_unit, pair_group, count.T, *by_pair.both(), *by_group.both())
    if by_cell is None:
        return Scores(design, (size, k), *sums)
    return Scores(design, (size, k), *sums, pair_cell, cell_group, *by_cell.both())


class _KeyedSums:
    """Sums by key over the answers to k items, (k, size) each: of weights, and of weights times answers."""

    def __init__(self, key: np.ndarray, size: int, k: int) -> None:
        self.key, self.size = key, size
        self.weight, self.weighted = np.zeros((2, k, size))

    def start(self, part: slice, weight: np.ndarray) -> None:
        """Begin with a part of the rows."""
        self.at, self.present = self.key[part], _Present(self.key[part], weight, self.size)

    def add(self, j: int, weighted: np.ndarray, missing: np.ndarray) -> np.ndarray:
        """Add the weighted answers of the part to item j; return them, 0 where missing."""
        weighted[missing] = 0.0
        self.weight[j] += self.present.without(missing)
        self.weighted[j] += np.bincount(self.at, weighted, self.size)
        return weighted

    def both(self) -> tuple[np.ndarray, np.ndarray]:
        """Return both sums, (size, k) each."""
        return self.weight.T, self.weighted.T


def _of_sums(design: Design, sums: Sums, columns: list[Answer], groups: Groups) -> Scores:
    """Add up the rows of a condensed design, which are already sums."""
    rows = np.flatnonzero(design.inside & (groups.code >= 0))
    group, margins = groups.code[rows], design.calibration
    pair, pair_unit, pair_group = pairs(design.units.row[rows], group)
    base = margins.weight if margins is not None else 0.0
    items = [
        column if isinstance(column, ItemSums) else sums.of_value(column, design.weights, base) for column in columns
    ]

    def added(part: str, code: np.ndarray, size: int) -> np.ndarray:
        return weighted_sums([getattr(item, part)[rows] for item in items], np.ones(len(rows)), code, size)

    n, w, wx = (added(part, pair, len(pair_unit)) for part in ("n", "w", "wx"))
    ww, wxx = (added(part, group, len(groups.labels)) for part in ("ww", "wxx"))
    parts = (pair_unit, pair_group, n, w, wx, ww, wxx)
    shape = (len(groups.labels), len(columns))
    if margins is None:
        return Scores(design, shape, *parts)
    in_cell, cell, cell_group = pairs(margins.cell[rows], group)
    d, dx = (added(part, in_cell, len(cell)) for part in ("d", "dx"))
    return Scores(design, shape, *parts, cell, cell_group, d, dx)


class _Present:
    """Sums over some rows by key, from which the few missing answers are subtracted."""

    def __init__(self, key: np.ndarray, value: np.ndarray | None, size: int) -> None:
        self.key, self.value, self.size = key, value, size
        self.all = np.bincount(key, value, size).astype(float)

    def without(self, missing: np.ndarray) -> np.ndarray:
        """Return the sums without the missing rows, directly where most are missing (differences lose digits)."""
        if not len(missing):
            return self.all
        if 2 * len(missing) > len(self.key):
            kept = np.ones(len(self.key), bool)
            kept[missing] = False
            return np.bincount(self.key[kept], None if self.value is None else self.value[kept], self.size)
        off = None if self.value is None else self.value[missing]
        return self.all - np.bincount(self.key[missing], off, self.size)
