"""Covariances when answers are missing: estimated from all available answers, not from complete cases only.

Input: one row per respondent with some of the answers; kept: one row per pattern of answers x PSU x margin cell.
Expectation-maximisation under a multivariate normal model (Dempster, Laird & Rubin 1977; Little & Rubin 2020, section
11.2), the limit of multiple imputation from the same model as imputations increase. It assumes that answers are
missing at random given the others, and it is repeated within each replicate, so that intervals allow for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyi.errors import InputError
from manyi.stats.design.integer_codes import pair
from manyi.stats.design.resample import Resamples
from manyi.stats.models.model_matrix import Terms

STEPS = 500
CLOSE = 1e-8  # largest change of a correlation at convergence in the sample; replicates stop at 1e-5
RIDGE = 1e-9


def imputed(z: np.ndarray, columns: Terms, replicates: Resamples, names: list[str]) -> np.ndarray:
    """Return the covariances (m, m, 1 + B) of (n, m) variables on the rows of `columns`, NaN where missing."""
    psu, cell = replicates.psu[columns.rows], replicates.cell[columns.rows]
    return covariances(patterns(z, columns.weights, psu, cell, replicates, names))


def completed(z: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return (n, m) variables with missing values replaced by their expectation given the other values of the row.

    The prediction is that of a multivariate normal with the mean and covariance of all answers; a row without any
    answer gets the means.
    """
    told = ~np.isnan(z).all(axis=1)
    alone = Resamples.without(int(told.sum()))
    names = [f"variable {j}" for j in range(z.shape[1])]
    by_pattern = patterns(z[told], weights[told], alone.psu, alone.cell, alone, names)
    mean, matrix = _maximise(by_pattern, *_start_moments(by_pattern), CLOSE)
    filled = z.copy()
    for missing in np.unique(np.isnan(z), axis=0):
        rows, u, o = (np.isnan(z) == missing).all(axis=1), np.flatnonzero(missing), np.flatnonzero(~missing)
        inner = matrix[0][np.ix_(o, o)] + RIDGE * np.eye(len(o))
        slopes = np.linalg.solve(inner, matrix[0][np.ix_(o, u)])
        filled[np.ix_(rows, u)] = mean[0, u] + (z[np.ix_(rows, o)] - mean[0, o]) @ slopes
    return filled


@dataclass(frozen=True)
class Pattern:
    """Respondents with the same known answers, (m,), summed in the sample and its replicates."""

    answered: np.ndarray
    weight: np.ndarray  # (1 + B,) Σ w
    first: np.ndarray  # (1 + B, m) Σ w z
    second: np.ndarray  # (1 + B, m, m) Σ w zz'


def patterns(
    z: np.ndarray, weights: np.ndarray, psu: np.ndarray, cell: np.ndarray, replicates: Resamples, names: list[str]
) -> list[Pattern]:
    """Sum up (n, m) variables, NaN where missing, by pattern, in the sample and its replicates.

    Raises InputError when two variables were never answered by the same respondent: their covariance is unknown.
    """
    answered = ~np.isnan(z)
    together = answered.astype(float).T @ answered
    if (together == 0).any():
        a, b = np.argwhere(together == 0)[0]
        raise InputError(f"nobody answered both {names[a]} and {names[b]}: model each module by itself")
    filled = np.where(answered, z, 0.0)
    shapes, code = np.unique(answered, axis=0, return_inverse=True)
    by_pattern = []
    for number, shape in enumerate(shapes):
        rows = np.flatnonzero(code.ravel() == number)
        key = pair(psu[rows], cell[rows])
        row_of = np.empty(int(key.max()) + 1, int)
        row_of[key] = rows
        sums = _sums(filled[rows], weights[rows], key, len(row_of), shape)
        factor = replicates.of_pairs(psu[row_of], cell[row_of], slice(None))
        totals, m = np.vstack([sums.sum(axis=0), factor @ sums]), len(shape)
        by_pattern.append(Pattern(shape, totals[:, 0], totals[:, 1 : m + 1], totals[:, m + 1 :].reshape(-1, m, m)))
    return by_pattern


def _sums(z: np.ndarray, w: np.ndarray, key: np.ndarray, size: int, answered: np.ndarray) -> np.ndarray:
    """Return Σ w, Σ w z, Σ w zz' by key, (size, 1 + m + m m), of the variables that are known."""
    m = len(answered)
    sums = np.zeros((size, 1 + m + m * m))
    sums[:, 0] = np.bincount(key, w, size)
    for a in np.flatnonzero(answered):
        weighted = w * z[:, a]
        sums[:, 1 + a] = np.bincount(key, weighted, size)
        for b in np.flatnonzero(answered)[: np.flatnonzero(answered).searchsorted(a) + 1]:
            products = np.bincount(key, weighted * z[:, b], size)
            sums[:, 1 + m + a * m + b] = sums[:, 1 + m + b * m + a] = products
    return sums


def covariances(by_pattern: list[Pattern]) -> np.ndarray:
    """Return the covariances (m, m, 1 + B) of maximum likelihood, the sample first, then its replicates."""
    count = len(by_pattern[0].weight)
    first = [Pattern(p.answered, p.weight[:1], p.first[:1], p.second[:1]) for p in by_pattern]
    mean, matrix = _start_moments(first)
    mean, matrix = _maximise(first, mean, matrix, CLOSE)
    if count == 1:
        return np.moveaxis(matrix, 0, 2)
    rest = [Pattern(p.answered, p.weight[1:], p.first[1:], p.second[1:]) for p in by_pattern]
    _, others = _maximise(rest, np.repeat(mean, count - 1, 0), np.repeat(matrix, count - 1, 0), 1e-5)
    return np.moveaxis(np.concatenate([matrix, others]), 0, 2)


def _start_moments(by_pattern: list[Pattern]) -> tuple[np.ndarray, np.ndarray]:
    """Return means and variances of the available answers, as if uncorrelated."""
    weight = np.sum([p.weight[:, None] * p.answered for p in by_pattern], axis=0)
    mean = np.sum([p.first for p in by_pattern], axis=0) / weight
    square = np.sum([np.einsum("bii->bi", p.second) for p in by_pattern], axis=0) / weight
    return mean, (square - mean**2)[:, :, None] * np.eye(mean.shape[1])


def _maximise(
    by_pattern: list[Pattern], mean: np.ndarray, matrix: np.ndarray, close: float
) -> tuple[np.ndarray, np.ndarray]:
    total = np.sum([p.weight for p in by_pattern], axis=0)
    if not (total > 0).all():
        raise InputError("imputation: some replicate has no respondents left, they come from too few PSUs")
    for _ in range(STEPS):
        first, second = np.zeros_like(mean), np.zeros_like(matrix)
        for pattern in by_pattern:
            answer_sums, product_sums = _expected(pattern, mean, matrix)
            first += answer_sums
            second += product_sums
        new_mean = first / total[:, None]
        new = second / total[:, None, None] - new_mean[:, :, None] * new_mean[:, None, :]
        scale = np.sqrt(np.einsum("bii->bi", new))
        with np.errstate(divide="ignore", invalid="ignore"):  # answers that do not vary never converge
            change = np.abs(new - matrix) / (scale[:, :, None] * scale[:, None, :])
        mean, matrix = new_mean, new
        if change.max() < close:
            return mean, matrix
    raise InputError(f"imputation did not converge in {STEPS} steps: too few respondents answered the same items")


def _expected(pattern: Pattern, mean: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the expected Σ w z and Σ w zz' of a pattern, its missing answers predicted from the known ones."""
    o, u = np.flatnonzero(pattern.answered), np.flatnonzero(~pattern.answered)
    if not len(u):
        return pattern.first, pattern.second
    inner = matrix[:, o][:, :, o]
    ridge = RIDGE * np.einsum("bii->b", inner)[:, None, None] / len(o) * np.eye(len(o))
    slopes = np.swapaxes(np.linalg.solve(inner + ridge, matrix[:, o][:, :, u]), 1, 2)  # (B, missing, known)
    level = mean[:, u] - (slopes @ mean[:, o, None])[:, :, 0]
    every = np.arange(len(matrix))
    w, first, second = pattern.weight[:, None], pattern.first.copy(), pattern.second.copy()
    first[:, u] = w * level + (slopes @ first[:, o, None])[:, :, 0]
    cross = level[:, :, None] * pattern.first[:, None, o] + slopes @ pattern.second[:, o][:, :, o]
    second[np.ix_(every, u, o)] = cross
    second[np.ix_(every, o, u)] = np.swapaxes(cross, 1, 2)
    left = matrix[:, u][:, :, u] - slopes @ matrix[:, o][:, :, u]
    both = cross @ np.swapaxes(slopes, 1, 2) + first[:, u, None] * level[:, None, :]
    second[np.ix_(every, u, u)] = both + w[:, :, None] * left
    return first, second
