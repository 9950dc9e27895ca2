"""Which groups may be the highest and the lowest. Input: estimates that move together; output: one row per group.

A ranking printed without its uncertainty names winners that are not: here every group that the sample does not exclude
from being the highest (lowest) stays in the set.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.stats.compare import labels
from manyi.stats.estimates import Estimates

DRAWS, SEED = 20_000, 20240117  # simulated critical values: their error is about .005


def extremes(estimates: Estimates, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return candidate sets for the highest and lowest, and an interval for every rank.

    highest: group i stays unless some other is higher by more than c_i standard errors of their difference, c_i the
    level quantile of the largest of its standardised differences when none differs (multiple comparisons with the
    best, Hsu 1996, with the joint covariance by simulation; df of all groups together). The set holds the true highest
    in `level` of samples. rank_low, rank_high: 1 + groups shown to be higher, k - groups shown to be lower, by the
    largest of all pairwise differences, simultaneously for all groups (Klein, Wright and Wieczorek 2020).
    Rows: group estimate highest lowest rank_low rank_high status; suppressed groups are in no set and have no rank.
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
    if k == 1:
        return np.ones((2, 1), bool), np.ones((2, 1))
    covariance = part.covariance
    variance = np.diag(covariance)
    se = np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * covariance, 0))
    se[se <= 1e-12 * (1 + np.abs(value).max())] = np.nan  # no error: the difference is what it is
    above = value[None, :] - value[:, None]  # how far j is above i
    exact = np.where(above == 0, 0.0, np.copysign(np.inf, above))
    t = np.where(np.isnan(se), exact, above / se)
    draw = _multivariate_t(covariance, part.reach.df(*range(k)), draws, seed)
    best, widest = np.empty(k), np.zeros(draws)
    for i in range(k):
        beside = np.nan_to_num((draw - draw[:, [i]]) / se[i])
        best[i] = np.quantile(beside.max(axis=1), part.level)
        widest = np.maximum(widest, np.abs(beside).max(axis=1))
    # The same draws serve the lowest: the distribution is symmetric.
    sets = np.stack([t.max(axis=1) <= best, (-t).max(axis=1) <= best])
    critical = np.quantile(widest, part.level)
    return sets, np.stack([1 + (t > critical).sum(axis=1), k - (t < -critical).sum(axis=1)]).astype(float)


def _multivariate_t(covariance: np.ndarray, df: float, draws: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    value, vector = np.linalg.eigh(covariance)
    normal = rng.standard_normal((draws, len(value))) @ (vector * np.sqrt(np.maximum(value, 0))).T
    return normal / np.sqrt(rng.chisquare(max(df, 1.0), draws) / max(df, 1.0))[:, None]
