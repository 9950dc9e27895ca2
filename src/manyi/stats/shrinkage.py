"""Small-area shrinkage for rankings of groups. Input: direct estimates with their errors; output: one row per group.

Fay & Herriot (1979): direct_j = x_j'b + v_j + e_j, e_j with the known design variance, v_j with a variance estimated
by their moment equation. A small group's mean is drawn to what its covariates say, so that it is not first or last by
chance alone. The mean squared error is Prasad & Rao's (1990) g1 + g2 + 2 g3 with the variance of Datta, Rao & Smith
(2005).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.estimate import Estimates
from manyi.stats.interval import t_interval

FEWEST = 5  # groups below which a between-group variance cannot be estimated


def shrink(estimates: Estimates, covariates: np.ndarray | None = None, level: float = 0.95) -> pd.DataFrame:
    """Return the rows that may be shown, with: direct direct_se shrunken se low high weight synthetic rank basis.

    weight: share of the direct estimate, 1 - weight of the synthetic one; rank: 1 = highest shrunken mean.
    `covariates`: (rows of the table, k) known values per group (default: a common mean). basis: "shrunken". Intervals
    take t with the df of the direct estimate, whose error is an estimate too: with the normal they covered 90 % of 95.
    Raises InputError with fewer than five groups, an error of zero, or collinear covariates.
    """
    shown = estimates.shown & np.isfinite(estimates.table["se"].to_numpy(float))
    table = estimates.table[shown].reset_index(drop=True)
    y, variance = table["estimate"].to_numpy(float), np.square(table["se"].to_numpy(float))
    x = np.ones((len(y), 1)) if covariates is None else np.column_stack([np.ones(shown.sum()), covariates[shown]])
    if len(y) < max(FEWEST, x.shape[1] + 2) or np.linalg.matrix_rank(x) < x.shape[1]:
        raise InputError(f"{len(y)} groups are too few, or their covariates collinear, to shrink estimates")
    if (variance <= 0).any():
        raise InputError("an estimate without error cannot be shrunk", allowed=["groups with a standard error above 0"])
    between = between_variance(y, variance, x)
    inverse = 1 / (between + variance)
    spread = np.linalg.inv(x.T @ (x * inverse[:, None]))
    synthetic = x @ (spread @ (x.T @ (inverse * y)))
    weight = between * inverse
    shrunken = weight * y + (1 - weight) * synthetic
    g1, g2 = weight * variance, np.square(1 - weight) * np.einsum("ij,jk,ik->i", x, spread, x)
    # Variance of the moment estimator, and (below) its bias, which g1 would otherwise inherit.
    g3 = np.square(variance) * inverse**3 * 2 * len(y) / inverse.sum() ** 2
    bias = 2 * (len(y) * (inverse**2).sum() - inverse.sum() ** 2) / inverse.sum() ** 3
    se = np.sqrt(np.maximum(g1 + g2 + 2 * g3 - np.square(1 - weight) * bias, 0.0))
    low, high = t_interval(shrunken, se, table["df"].to_numpy(float), level)
    table = table.drop(columns=["estimate", "se", "low", "high"], errors="ignore").assign(
        direct=y, direct_se=np.sqrt(variance), shrunken=shrunken, se=se, low=low, high=high, weight=weight,
        synthetic=synthetic, basis="shrunken",
    )  # fmt: skip
    return table.assign(rank=table["shrunken"].rank(ascending=False, method="min").astype(int))


def between_variance(y: np.ndarray, variance: np.ndarray, x: np.ndarray) -> float:
    """Return the variance s² >= 0 with Σ (y - x'b(s²))² / (s² + variance) = groups - columns (Fay & Herriot 1979)."""
    wanted = len(y) - x.shape[1]

    def excess(s: float) -> tuple[float, float]:
        inverse = 1 / (s + variance)
        residual = y - x @ np.linalg.solve(x.T @ (x * inverse[:, None]), x.T @ (inverse * y))
        return float(inverse @ np.square(residual)) - wanted, -float(np.square(inverse * residual).sum())

    if excess(0.0)[0] <= 0:
        return 0.0
    s = 0.0
    for _ in range(100):  # the left side is convex and falling: Newton from below never overshoots
        gap, slope = excess(s)
        s -= gap / slope
        if abs(gap) < 1e-12 * wanted:
            break
    return s
