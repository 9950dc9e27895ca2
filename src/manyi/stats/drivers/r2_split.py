"""R² of a linear model split among drivers, in the sample and its replicates, next to purely random predictors.

Input: covariances (m, m, 1 + B) of controls, drivers, columns of chance and outcome, in this order. Output: (drivers,
1 + B) importances in units of R². A driver of k columns is measured against chance of k columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from manyi.stats.design.design import Design
from manyi.stats.design.resample import mixed
from manyi.stats.drivers.all_subsets import CHUNK, PIVOT, shapley, subset_r2
from manyi.stats.drivers.relative_weights import correlation, johnson_linear, standardised
from manyi.stats.drivers.uncertainty import directions, without_chance


@dataclass(frozen=True)
class Split:
    """Importances (drivers, 1 + B); over_chance (drivers, 1 + B): how far they exceed that of chance beside them.

    signs (drivers, 1 + B): directions. controls (1 + B,): R² of the controls alone. several (drivers,): true for those
    with several columns.
    """

    importances: np.ndarray
    over_chance: np.ndarray
    signs: np.ndarray
    controls: np.ndarray
    several: np.ndarray

    @property
    def corrected(self) -> np.ndarray:
        """Importances minus what chance adds to those with several columns, (drivers, 1 + B), for intervals."""
        return without_chance(self.importances, self.several)


def chance(design: Design, rows: np.ndarray, seed: int, columns: int = 1) -> np.ndarray:
    """Return standard normal numbers (n, columns) that depend on the seed and the row's label, not on its position."""
    labels = design.frame.index.to_numpy()[rows]
    number = labels.astype(np.uint64) if labels.dtype.kind in "iu" else rows.astype(np.uint64)
    key, drawn = np.array([seed], np.uint64), []
    for _ in range(columns):
        key = mixed(key)
        scrambled = mixed(number ^ key)
        drawn.append(ndtri(((scrambled >> np.uint64(11)).astype(float) + 0.5) / 2**53))
    return np.column_stack(drawn)


def split(matrix: np.ndarray, players: list[np.ndarray], controls: int, method: str) -> Split:
    """Split R² among players, each a set of columns of the matrix; the first `controls` columns are partialled out.

    Between drivers and outcome there are as many random columns as the largest player has. Importances are in units of
    the outcome's whole variance: they add up to R² minus that of the controls.
    """
    matrix, left = partialled(matrix, controls)
    columns = [columns - controls for columns in players]
    sizes = [len(c) for c in columns]
    noise, outcome = len(matrix) - 1 - max(sizes) + np.arange(max(sizes)), [len(matrix) - 1]
    over_chance = np.empty((len(sizes), matrix.shape[2]))
    for size in sorted(set(sizes)):
        order = np.concatenate([*columns, noise[:size], outcome])
        importances, beside = (_lmg if method == "lmg" else _johnson)(matrix[np.ix_(order, order)], [*sizes, size])
        alike = np.array(sizes) == size
        over_chance[alike] = (beside[:-1] - beside[-1:])[alike]
    plain = np.concatenate([*columns, outcome])
    r = correlation(matrix[np.ix_(plain, plain)])
    places = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
    signs = directions(r[:-1, -1], standardised(r), places)
    return Split(importances * left, over_chance * left, signs, 1 - left, np.array(sizes) > 1)


def _johnson(matrix: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return relative weights without and with the last player."""
    without = np.delete(np.arange(len(matrix)), np.arange(-1 - sizes[-1], -1))
    plain = correlation(matrix[np.ix_(without, without)])
    return johnson_linear(plain, sizes[:-1]), johnson_linear(correlation(matrix), sizes)


def _lmg(matrix: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return LMG without and with the last player: the subsets without it are the first half of the table."""
    chunk = max(1, CHUNK >> len(sizes))
    alone, beside = [], []
    for start in range(0, matrix.shape[2], chunk):
        table = subset_r2(matrix[:, :, start : start + chunk], sizes)
        alone.append(shapley(table[: len(table) // 2]))
        beside.append(shapley(table))
    # A driver that adds nothing adds up to -1e-16.
    return np.maximum(np.concatenate(alone, axis=1), 0.0), np.maximum(np.concatenate(beside, axis=1), 0.0)


def partialled(matrix: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariances given the first `count` variables, and the outcome's share of variance left, (1 + B,)."""
    outcome = matrix[-1, -1]
    variance = np.einsum("iib->ib", matrix)
    for done in range(count):
        pivot, row = matrix[0, 0], matrix[0, 1:]
        kept = pivot > PIVOT * variance[done]
        inverse = np.where(kept, 1.0 / np.where(kept, pivot, 1.0), 0.0)
        matrix = matrix[1:, 1:] - (row * inverse)[:, None] * row[None, :]
    return matrix, matrix[-1, -1] / np.where(outcome > 0, outcome, 1.0)
