"""R² of a linear model split among drivers, in the sample and its replicates, beside a predictor of pure chance.

Input: covariances (m, m, 1 + B) of controls, drivers, chance and outcome, in this order. Output: (drivers, 1 + B)
importances in units of R².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from manyi.stats.design.design import Design
from manyi.stats.design.resample import mixed
from manyi.stats.drivers.relative_weights import correlation, johnson_linear, standardised
from manyi.stats.drivers.shapley import CHUNK, PIVOT, shapley, subset_r2
from manyi.stats.drivers.uncertainty import directions


@dataclass(frozen=True)
class Split:
    """Importances own (drivers, 1 + B); against (drivers + 1, 1 + B): the same in a model with chance, which is last.

    signs (drivers, 1 + B): directions. controls (1 + B,): R² of the controls alone.
    """

    own: np.ndarray
    against: np.ndarray
    signs: np.ndarray
    controls: np.ndarray


def chance(design: Design, rows: np.ndarray, seed: int) -> np.ndarray:
    """Return a standard normal number per row that depends on the seed and the row's label, not on its place."""
    labels = design.frame.index.to_numpy()[rows]
    number = labels.astype(np.uint64) if labels.dtype.kind in "iu" else rows.astype(np.uint64)
    scrambled = mixed(number ^ mixed(np.array([seed], np.uint64)))
    return ndtri(((scrambled >> np.uint64(11)).astype(float) + 0.5) / 2**53)


def split(matrix: np.ndarray, players: list[np.ndarray], controls: int, method: str) -> Split:
    """Split R² among players, each a set of columns of the matrix; the first `controls` columns are partialled out.

    Importances are in units of the outcome's whole variance: they add up to R² less that of the controls.
    """
    matrix, left = partialled(matrix, controls)
    columns = [columns - controls for columns in players]
    order = np.concatenate([*columns, [len(matrix) - 2, len(matrix) - 1]])
    matrix = matrix[np.ix_(order, order)]
    sizes = [len(c) for c in columns]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    without = np.delete(np.arange(len(matrix)), -2)
    plain = correlation(matrix[np.ix_(without, without)])
    if method == "lmg":
        own, against = _lmg(matrix, [*sizes, 1])
    else:
        own, against = johnson_linear(plain, sizes), johnson_linear(correlation(matrix), [*sizes, 1])
    places = [np.arange(a, b) for a, b in zip(starts[:-1], starts[1:], strict=True)]
    signs = directions(plain[:-1, -1], standardised(plain), places)
    return Split(own * left, against * left, signs, 1 - left)


def _lmg(matrix: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return LMG without and with the last player: the subsets without it are the first half of the table."""
    chunk = max(1, CHUNK >> len(sizes))
    own, against = [], []
    for start in range(0, matrix.shape[2], chunk):
        table = subset_r2(matrix[:, :, start : start + chunk], sizes)
        own.append(shapley(table[: len(table) // 2]))
        against.append(shapley(table))
    # A driver that adds nothing adds up to -1e-16.
    return np.maximum(np.concatenate(own, axis=1), 0.0), np.maximum(np.concatenate(against, axis=1), 0.0)


def partialled(matrix: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariances given the first `count` variables, and the outcome's share of variance left, (1 + B,)."""
    outcome = matrix[-1, -1]
    own = np.einsum("iib->ib", matrix)
    for done in range(count):
        pivot, row = matrix[0, 0], matrix[0, 1:]
        kept = pivot > PIVOT * own[done]
        inverse = np.where(kept, 1.0 / np.where(kept, pivot, 1.0), 0.0)
        matrix = matrix[1:, 1:] - (row * inverse)[:, None] * row[None, :]
    return matrix, matrix[-1, -1] / np.where(outcome > 0, outcome, 1.0)
