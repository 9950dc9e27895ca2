"""Importance measures that follow from one correlation matrix: Johnson's relative weights, first, last, beta², Pratt.

Input: correlation matrices of drivers and outcome (outcome last), replicates on the last axis.
Output: one value per driver and replicate, in units of R² (first, last and beta² need not add up to it).
Johnson (2000), Multivariate Behav. Res. 35; Grömping (2006); logit and ordinal: Tonidandel & LeBreton (2010), J. Bus.
Psychol. 25. Groups of dummies: see `johnson`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RANK = 1e-10  # eigenvalues below this belong to directions without variance


def correlation(covariance: np.ndarray) -> np.ndarray:
    """Return correlations of (q, q, replicates) covariances; a column without variance correlates with nothing."""
    scale = np.sqrt(np.maximum(np.einsum("iib->ib", covariance), 0.0))
    inverse = np.where(scale > 0, 1.0 / np.where(scale > 0, scale, 1.0), 0.0)
    return covariance * inverse[:, None] * inverse[None, :]


def standardised(correlations: np.ndarray) -> np.ndarray:
    """Return standardised coefficients, (p, replicates), of the last variable on the others (minimum norm)."""
    r = np.moveaxis(correlations, 2, 0)
    return (np.linalg.pinv(r[:, :-1, :-1], rcond=RANK, hermitian=True) @ r[:, :-1, -1:])[:, :, 0].T


def johnson(
    predictors: np.ndarray, coefficients: np.ndarray, r2: np.ndarray, groups: Sequence[int] | None = None
) -> np.ndarray:
    """Return relative weights, (drivers, replicates); each column sums to `r2`.

    `predictors` (p, p, replicates) is the drivers' correlation matrix R, `coefficients` (p, replicates) the
    standardised slopes b of any model with a linear predictor: with L = R^½ the orthogonal variables nearest to them
    have slopes z = L b, and driver j gets Σ_k L_jk² z_k², scaled to `r2` (R², or McFadden's for logit and ordinal).
    A group of dummies is first made orthonormal within itself and gets Σ_h |L_gh z_h|², which does not depend on
    the reference category and equals Johnson's weight for single columns.
    """
    sizes = list(groups) if groups is not None else [1] * len(predictors)
    r, b = np.moveaxis(predictors, 2, 0), coefficients.T[:, :, None]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    if max(sizes, default=1) > 1:
        back, forth = _within(r, starts)
        r, b = forth @ r @ forth, back @ b
    root = _power(r, 0.5)
    slopes = root @ b
    raw = np.zeros((len(sizes), len(r)))
    for a, (start, end) in enumerate(zip(starts[:-1], starts[1:], strict=True)):
        for low, high in zip(starts[:-1], starts[1:], strict=True):
            raw[a] += ((root[:, start:end, low:high] @ slopes[:, low:high])[:, :, 0] ** 2).sum(axis=1)
    total = raw.sum(axis=0)
    return raw * np.where(total > 0, r2 / np.where(total > 0, total, 1.0), 0.0)


def _within(r: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return block-diagonal square roots of the within-group correlations, and their inverses."""
    back, forth = np.zeros_like(r), np.zeros_like(r)
    for start, end in zip(starts[:-1], starts[1:], strict=True):
        block = r[:, start:end, start:end]
        back[:, start:end, start:end] = _power(block, 0.5)
        forth[:, start:end, start:end] = _power(block, -0.5)
    return back, forth


def _power(matrix: np.ndarray, exponent: float) -> np.ndarray:
    value, vector = np.linalg.eigh(matrix)
    kept = value > RANK
    powered = np.where(kept, np.where(kept, value, 1.0) ** exponent, 0.0)
    return (vector * powered[:, None, :]) @ np.swapaxes(vector, 1, 2)


def johnson_linear(correlations: np.ndarray, groups: Sequence[int] | None = None) -> np.ndarray:
    """Return Johnson's relative weights of the linear model, (drivers, replicates), from (p + 1, p + 1, B)."""
    b = standardised(correlations)
    return johnson(correlations[:-1, :-1], b, (b * correlations[:-1, -1]).sum(axis=0), groups)


def others(correlations: np.ndarray) -> dict[str, np.ndarray]:
    """Return first (r²), last (gain when entered last), betasq and pratt (b r), each (p, replicates)."""
    b, r = standardised(correlations), correlations[:-1, -1]
    inverse = np.linalg.pinv(np.moveaxis(correlations[:-1, :-1], 2, 0), rcond=RANK, hermitian=True)
    tolerance = np.einsum("bii->ib", inverse)  # its inverse is 1 / VIF
    return {"first": r**2, "last": b**2 / np.where(tolerance > 0, tolerance, 1.0), "betasq": b**2, "pratt": b * r}
