"""Which groups may be the highest and the lowest. Input: estimates with joint covariance; output: one row per group.

A ranking without its uncertainty names false winners: here every group that the sample cannot rule out as the highest
(lowest) stays in the set.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.compare.between_groups import labels
from manyi.stats.compare.contrasts import sizes
from manyi.stats.compare.joint import omnibus
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import mean_interval
from manyi.stats.estimate.rounding import without_rounding

FEWEST_RANKED = 3  # two groups are compared
DRAWS, SEED = 20_000, 20240117  # draws for critical values, whose error is then about .005


def extremes(estimates: Estimates, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return candidate sets for the highest and lowest, and an interval for every rank.

    highest: group i stays unless another is higher by more than c_i standard errors of their difference, c_i being the
    level quantile of the largest of its standardised differences when none differs (multiple comparisons with the
    best, Hsu 1996, with the joint covariance by simulation; df of all groups together). The set includes the true
    highest in `level` of samples. rank_low, rank_high: 1 + groups shown to be higher, k - groups shown to be lower, by
    the largest of all pairwise differences, simultaneously for all groups (Klein, Wright and Wieczorek 2020). A
    difference without sampling error is not tested and excludes no group. Nor is any group excluded where the joint
    test is not significant, so that statements about single groups agree with it; two groups are compared by the
    two-sided test. Rows: group estimate highest lowest rank_low rank_high status; suppressed groups are in no set and
    have no rank, and neither of two groups has a rank.
    """
    out = pd.DataFrame({"group": labels(estimates), "estimate": estimates.table["estimate"]})
    flags = np.zeros((2, len(out)), bool)
    ranks = np.full((2, len(out)), np.nan)
    shown = np.flatnonzero(estimates.shown)
    if len(shown):
        part = estimates.only(estimates.shown)
        flags[:, shown], ranks[:, shown] = _sets(part, draws, seed)
    out["highest"], out["lowest"] = flags
    out["rank_low"], out["rank_high"] = ranks
    return out.assign(status=estimates.table["status"].to_numpy())


def _sets(part: Estimates, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    k, value = len(part.table), part.table["estimate"].to_numpy()
    if k == 1:  # a single group is neither highest nor lowest
        return np.zeros((2, 1), bool), np.full((2, 1), np.nan)
    if not omnibus(part).passed:
        return np.ones((2, k), bool), _rank_bounds(np.ones(k), np.full(k, k))
    covariance = part.covariance
    variance = np.diag(covariance)
    se = np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * covariance, 0))
    size = sizes(part)
    se = without_rounding(se, size[:, None] + size[None, :])
    se[se == 0] = np.inf  # without error there is no test: neither is excluded
    t = (value[None, :] - value[:, None]) / se  # how far j is above i
    draw = _multivariate_t(covariance, part.reach.df(*range(k)), draws, seed)
    best, widest = np.empty(k), np.zeros(draws)
    for i in range(k):
        beside = (draw - draw[:, [i]]) / se[i]
        best[i] = np.quantile(beside.max(axis=1), part.level)
        widest = np.maximum(widest, np.abs(beside).max(axis=1))
    # The same draws serve the lowest: the distribution is symmetric.
    sets = np.stack([t.max(axis=1) <= best, (-t).max(axis=1) <= best])
    critical = np.quantile(widest, part.level)
    return sets, _rank_bounds(1 + (t > critical).sum(axis=1), k - (t < -critical).sum(axis=1))


def _rank_bounds(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.stack([low, high]).astype(float) if len(low) >= FEWEST_RANKED else np.full((2, len(low)), np.nan)


def _multivariate_t(covariance: np.ndarray, df: float, draws: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    value, vector = np.linalg.eigh(covariance)
    normal = rng.standard_normal((draws, len(value))) @ (vector * np.sqrt(np.maximum(value, 0))).T
    return normal / np.sqrt(rng.chisquare(max(df, 1.0), draws) / max(df, 1.0))[:, None]


FEWEST = 5  # groups below which a between-group variance cannot be estimated


def shrink(estimates: Estimates, covariates: np.ndarray | None = None, level: float = 0.95) -> pd.DataFrame:
    """Return the rows that may be shown, with direct direct_se shrunken se low high weight synthetic rank basis.

    weight: share of the direct estimate, 1 - weight of the synthetic one; rank: 1 = highest shrunken mean.
    `covariates`: (rows of the table, k) known values per group (default: a common mean). basis: "shrunken". Intervals
    use t with the df of the direct estimate, whose error is also estimated: with the normal they covered 90 %, not 95.
    Raises InputError with fewer than five groups, an error of zero, or collinear covariates.
    """
    shown = estimates.shown & np.isfinite(estimates.table["se"].to_numpy(float))
    table = estimates.table[shown].reset_index(drop=True)
    y, variance = table["estimate"].to_numpy(float), np.square(table["se"].to_numpy(float))
    x = np.ones((len(y), 1)) if covariates is None else np.column_stack([np.ones(shown.sum()), covariates[shown]])
    _refuse_unfit(variance, x)
    between = between_variance(y, variance, x)
    inverse = 1 / (between + variance)
    spread = np.linalg.inv(x.T @ (x * inverse[:, None]))
    synthetic = x @ (spread @ (x.T @ (inverse * y)))
    weight = between * inverse
    shrunken = weight * y + (1 - weight) * synthetic
    se = _error_of_shrunken(weight, variance, inverse, np.einsum("ij,jk,ik->i", x, spread, x))
    df, n = table["df"].to_numpy(float), table["base"].to_numpy(float)
    low, high = mean_interval(shrunken, se, df, n, estimates.between[shown], level=level)
    means = {"direct": y, "direct_se": np.sqrt(variance), "shrunken": shrunken, "se": se, "low": low, "high": high}
    table = table.drop(columns=["estimate", "se", "low", "high"], errors="ignore")
    table = table.assign(**means, weight=weight, synthetic=synthetic, basis="shrunken")
    return table.assign(rank=table["shrunken"].rank(ascending=False, method="min").astype(int))


def _refuse_unfit(variance: np.ndarray, x: np.ndarray) -> None:
    if len(x) < max(FEWEST, x.shape[1] + 2) or np.linalg.matrix_rank(x) < x.shape[1]:
        raise InputError(f"{len(x)} groups are too few, or their covariates collinear, to shrink estimates")
    if (variance <= 0).any():
        raise InputError("an estimate without error cannot be shrunk", allowed=["groups with a standard error above 0"])


def _error_of_shrunken(
    weight: np.ndarray, variance: np.ndarray, inverse: np.ndarray, of_mean: np.ndarray
) -> np.ndarray:
    """Return the error of shrunken means (Datta, Rao and Smith 2005); of_mean: variance of the synthetic means."""
    count, total = len(weight), inverse.sum()
    g1, g2 = weight * variance, np.square(1 - weight) * of_mean
    # Variance of the moment estimator, and (below) its bias, which g1 would otherwise inherit.
    g3 = np.square(variance) * inverse**3 * 2 * count / total**2
    bias = 2 * (count * (inverse**2).sum() - total**2) / total**3
    return np.sqrt(np.maximum(g1 + g2 + 2 * g3 - np.square(1 - weight) * bias, 0.0))


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
