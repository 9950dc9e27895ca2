"""Exact LMG (Shapley) split of R² and dominance, from cross-products alone.

Input: covariance (or correlation) matrices of drivers and outcome, outcome last, replicates on the last axis.
Output: one value per driver (a group of dummies is one driver) and replicate; shares are in units of R².
Lindeman, Merenda & Gold (1980); Grömping (2006), J. Stat. Softw. 17(1); dominance: Azen & Budescu (2003).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import comb

from manyi.errors import InputError

LARGEST = 20  # players; 2^20 subsets take 16 MB per replicate, and no questionnaire needs more
PIVOT = 1e-10  # a driver whose variance given the others is below this share of its own adds nothing
CHUNK = 2**17  # doubles handled at once: subsets x replicates that stay in cache


def subset_r2(covariance: np.ndarray, groups: Sequence[int] | None = None) -> np.ndarray:
    """Return R² of every subset of drivers, shape (2^players, replicates); bit j of the row number is player j.

    `covariance` is (p + 1, p + 1) or (p + 1, p + 1, replicates), outcome last; `groups` gives the number of
    columns of each player (default: one each). A collinear column adds nothing; an outcome without variance gives 0.
    Raises InputError above 20 players. Each step keeps, for all subsets at once, the Schur complement of the
    variables not decided yet, so all 2^p models cost about 6 · 2^p operations.
    """
    matrix = covariance[:, :, None] if covariance.ndim == 2 else covariance
    sizes = list(groups) if groups is not None else [1] * (len(matrix) - 1)
    if len(sizes) > LARGEST:
        raise InputError(f"{len(sizes)} drivers: exact LMG takes at most {LARGEST}; use method='johnson'")
    chunk = max(1, CHUNK >> len(sizes))
    parts = [_chunk_r2(matrix[:, :, i : i + chunk], sizes) for i in range(0, matrix.shape[2], chunk)]
    return np.concatenate(parts, axis=1)


def _chunk_r2(matrix: np.ndarray, sizes: list[int]) -> np.ndarray:
    scale = np.sqrt(np.maximum(np.einsum("iib->ib", matrix), 0.0))  # no variance can be negative: -1e-17 is rounding
    scale = np.where(scale > 0, scale, 1.0)
    left = (matrix / scale[:, None] / scale[None, :])[:, :, None, :]  # (columns, columns, subsets, replicates)
    for size in sizes:
        entered = left
        for _ in range(size):
            entered = _sweep(entered)
        left = np.concatenate([left[size:, size:], entered], axis=2)
    residual = left[0, 0]
    return np.where(residual[0] > 0, 1.0 - residual, 0.0)


def _sweep(matrix: np.ndarray) -> np.ndarray:
    """Take the first variable out of all others (residuals given it); skip it where it is collinear."""
    pivot = matrix[0, 0]
    inverse = np.where(pivot > PIVOT, 1.0 / np.where(pivot > PIVOT, pivot, 1.0), 0.0)
    row = matrix[0, 1:]
    return matrix[1:, 1:] - (row * inverse)[:, None] * row[None, :]


def shapley(values: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each player, shape (players, replicates), of a (2^players, replicates) table."""
    players = int(values.shape[0]).bit_length() - 1
    size = sizes_of(players)
    weight = np.append(1.0 / (players * comb(players - 1, np.arange(players))), 0.0)
    joined = np.append(0.0, weight[:-1]) + weight
    table = joined[size][:, None] * values
    result = np.empty((players, values.shape[1]))
    for player in reversed(range(players)):  # fold the table in half: what remains is summed over that player
        without, with_player = table[: len(table) // 2], table[len(table) // 2 :]
        result[player] = with_player.sum(axis=0)
        table = without + with_player
    return result - weight[size] @ values


def lmg(covariance: np.ndarray, groups: Sequence[int] | None = None) -> np.ndarray:
    """Return LMG importances, (players, replicates); each column sums to its R²."""
    matrix = covariance[:, :, None] if covariance.ndim == 2 else covariance
    sizes = list(groups) if groups is not None else [1] * (len(matrix) - 1)
    chunk = max(1, CHUNK >> min(len(sizes), LARGEST))
    blocks = range(0, matrix.shape[2], chunk)
    return np.concatenate([shapley(subset_r2(matrix[:, :, i : i + chunk], sizes)) for i in blocks], axis=1)


def sizes_of(players: int) -> np.ndarray:
    """Return the number of players in each of the 2^players subsets."""
    size = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        size = np.concatenate([size, size + 1])
    return size


def conditional_dominance(values: np.ndarray) -> np.ndarray:
    """Return the mean gain of each player by number of players already in, (players, players), of a 2^players vector.

    Row: player, column: size of the subset it joins. The row means are the LMG (general dominance).
    """
    players = int(len(values)).bit_length() - 1
    index, size = np.arange(len(values)), sizes_of(players)
    result = np.empty((players, players))
    for player in range(players):
        out = (index >> player) & 1 == 0
        gain = values[index[out] | (1 << player)] - values[out]
        result[player] = np.bincount(size[out], gain, players) / np.bincount(size[out], minlength=players)
    return result


def complete_dominance(values: np.ndarray, margin: float = 0.0) -> np.ndarray:
    """Return 1 where the row player adds more than the column player to every subset without both, 0 where less.

    .5: neither (also on the diagonal). `margin` is the gain by which it must win, in units of R².
    """
    players = int(len(values)).bit_length() - 1
    index = np.arange(len(values))
    result = np.full((players, players), 0.5)
    for a in range(players):
        for b in range(a):
            out = index[(index >> a | index >> b) & 1 == 0]
            gap = values[out | 1 << a] - values[out | 1 << b]
            if gap.min() > margin or gap.max() < -margin:
                result[a, b], result[b, a] = (1.0, 0.0) if gap.min() > margin else (0.0, 1.0)
    return result
