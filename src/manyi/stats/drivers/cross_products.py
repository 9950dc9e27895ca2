"""Cross-products by PSU and margin cell: all that linear driver models need from the rows.

Input: one row per respondent; kept: one row per occupied pair of PSU and joint margin cell, with Σ w, Σ w z and
Σ w zz' of the complete cases and, for each item, Σ w and Σ w x of its own answers. Any replicate's covariances and
means are weighted sums of these rows, at any number of respondents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import CHUNK, pair
from manyi.stats.design.resample import Resamples

LONG = 50  # rows per pair above which sorting pays


@dataclass(frozen=True)
class Crosses:
    """Sums over pairs: psu, cell (q,) say which pair a row of `sums` (q, 1 + m + m (m + 1) / 2 + 2 items) belongs to.

    Columns: Σ w, Σ w z, Σ w zz' (upper triangle, z about its mean) of m variables, then Σ w and Σ w x of each item.
    """

    psu: np.ndarray
    cell: np.ndarray
    sums: np.ndarray
    variables: int

    def totals(self, replicates: Resamples) -> np.ndarray:
        """Return the sums over all pairs, (1 + B, columns): the sample first, then its replicates."""
        out = np.zeros((1 + len(replicates.factor), self.sums.shape[1]))
        out[0] = self.sums.sum(axis=0)
        if replicates.raking is None:
            out[1:] = replicates.factor[:, self.psu] @ self.sums
            return out
        order = np.lexsort((self.psu, self.cell))
        for chosen in np.split(order, np.flatnonzero(np.diff(self.cell[order])) + 1):
            cell = replicates.raking[:, self.cell[chosen[0]], None]
            out[1:] += cell * (replicates.factor[:, self.psu[chosen]] @ self.sums[chosen])
        return out

    def covariances(self, totals: np.ndarray) -> np.ndarray:
        """Return the covariances of the m variables, (m, m, 1 + B), from `totals`."""
        m = self.variables
        weight = np.where(totals[:, 0] > 0, totals[:, 0], 1.0)
        mean = (totals[:, 1 : m + 1] / weight[:, None]).T
        matrix = np.empty((m, m, len(totals)))
        row, column = np.triu_indices(m)
        matrix[row, column] = matrix[column, row] = (totals[:, m + 1 : _width(m)] / weight[:, None]).T
        return matrix - mean[:, None] * mean[None, :]

    def means(self, totals: np.ndarray) -> np.ndarray:
        """Return the mean of each item over its own answers, (items, 1 + B); NaN where it has none."""
        sums = totals[:, _width(self.variables) :].T
        return sums[1::2] / np.where(sums[0::2] > 0, sums[0::2], np.nan)


def _width(m: int) -> int:
    return 1 + m + m * (m + 1) // 2


def crosses(
    design: Design, replicates: Resamples, rows: np.ndarray, variables: Sequence[np.ndarray], items: Sequence[str] = ()
) -> Crosses:
    """Sum variables (over the complete cases `rows`) and items (own answers in the domain; a category has none)."""
    everyone = len(rows) == len(design.frame)
    inside = np.arange(len(design.frame)) if everyone else np.flatnonzero(design.inside)
    psu, cell = (replicates.psu, replicates.cell) if everyone else (replicates.psu[inside], replicates.cell[inside])
    key = pair(psu, cell)
    size = int(key.max()) + 1
    row_of = np.empty(size, int)
    row_of[key] = np.arange(len(key))
    m = len(variables)
    sums = np.zeros((size, _width(m) + 2 * len(items)), order="F")
    key_of_cases = key if everyone else key[np.searchsorted(inside, rows)]
    _cross(sums, key_of_cases, variables, design.weights if everyone else design.weights[rows])
    weights = design.weights if everyone else design.weights[inside]
    all_of_them = np.bincount(key, weights, size) if items else None
    for j, item in enumerate(items):
        column = design.frame[item]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            answer = column.to_numpy(float) if everyone else column.to_numpy(float)[inside]
            at = _width(m) + 2 * j
            sums[:, at], sums[:, at + 1] = _own_answers(answer, key, weights, size, all_of_them)
    return Crosses(psu[row_of], cell[row_of], sums, m)


def _own_answers(
    answer: np.ndarray, key: np.ndarray, weights: np.ndarray, size: int, everybody: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return Σ w and Σ w x of each pair over those who answered an item; everybody: Σ w of all, already known."""
    unknown = np.isnan(answer)
    if everybody is not None and not unknown.any():
        return everybody, np.bincount(key, weights * answer, size)
    weight = np.bincount(key, np.where(unknown, 0.0, weights), size)
    return weight, np.bincount(key, weights * np.where(unknown, 0.0, answer), size)


def _cross(sums: np.ndarray, key: np.ndarray, variables: Sequence[np.ndarray], weights: np.ndarray) -> None:
    """Fill in Σ w, Σ w z, Σ w zz' of each pair, z about its mean.

    Centring keeps Σ w zz' - (Σ w z)² / Σ w from losing digits; covariances do not depend on the centre. Many rows per
    pair are sorted and need one matrix product each; few need one pass per product.
    """
    if len(key) < LONG * len(sums):
        _by_product(sums, key, variables, weights)
    else:
        _by_block(sums, key, variables, weights)


def _by_product(sums: np.ndarray, key: np.ndarray, variables: Sequence[np.ndarray], weights: np.ndarray) -> None:
    size, m = len(sums), len(variables)
    centred = [z - weights @ z / weights.sum() for z in variables]
    sums[:, 0] = np.bincount(key, weights, size)
    at = m + 1
    for a in range(m):
        weighted = weights * centred[a]
        sums[:, a + 1] = np.bincount(key, weighted, size)
        for b in range(a, m):
            sums[:, at] = np.bincount(key, weighted * centred[b], size)
            at += 1


def _by_block(sums: np.ndarray, key: np.ndarray, variables: Sequence[np.ndarray], weights: np.ndarray) -> None:
    total, size, m = weights.sum(), len(sums), len(variables)
    order = np.argsort(key.astype(np.uint16) if size < 2**16 else key, kind="stable")
    centre = [weights @ variable / total for variable in variables]
    edges = np.append(0, np.cumsum(np.bincount(key, minlength=size)))
    upper = np.triu_indices(m + 1)
    first = np.unique(np.searchsorted(edges, np.arange(0, len(key), CHUNK)))  # pairs at which a part of the rows begins
    for start, end in zip(first, np.append(first[1:], size), strict=True):
        rows = order[edges[start] : edges[end]]
        z = np.ones((m + 1, len(rows)))
        for j, variable in enumerate(variables):
            np.subtract(variable[rows], centre[j], out=z[j + 1])
        weighted, local = z * weights[rows], edges[start : end + 1] - edges[start]
        for number in range(end - start):
            block = slice(local[number], local[number + 1])
            sums[start + number, : _width(m)] = (weighted[:, block] @ z[:, block].T)[upper]
