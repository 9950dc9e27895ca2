"""Do groups differ at all? Input: estimates of k groups with their joint covariance; output: one joint test.

Groups that cut across PSUs get the test of Rao and Scott, groups that share no PSU that of Welch. docs/methods.md has
the size and power of both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from manyi.display import Displayed
from manyi.stats.estimate.estimates import Estimates

ALPHA = 0.05
DRAWS, SEED = 20_000, 20241128  # draws of the bootstrap: p = .05 is known to within .0015
PEOPLE, MANY = 5, 200  # respondents per PSU, and PSUs per group, that make errors normal enough for Welch's form


@dataclass(frozen=True, repr=False)
class Omnibus(Displayed):
    """A joint test that k groups are equal.

    form: rao_scott, welch, none (fewer than two groups), or untested (no error to test with). groups: how many were
    tested; left_out: how many were not, because they are suppressed, for these reasons.
    """

    statistic: float
    df1: float
    df2: float
    p: float
    form: str
    wald: float = float("nan")  # b' V^-1 b, which R's tests start from
    groups: int = 0
    left_out: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether the groups differ significantly; if not, no group may be said to differ from another."""
        return self.p <= ALPHA


NOTHING = Omnibus(np.nan, np.nan, np.nan, np.nan, "none")
UNTESTED = Omnibus(np.nan, np.nan, np.nan, np.nan, "untested")


def omnibus(estimates: Estimates) -> Omnibus:
    """Return the test that all shown estimates are equal. For two groups it is the t test.

    Groups that cut across PSUs, and shares: the second-order form of Rao and Scott (1984). Three or more means of
    groups with PSUs of their own (strata, regions, firms): Welch's statistic, which gives precise groups their
    weight, against its bootstrap (Krishnamoorthy, Lu and Mathew 2007).
    """
    shown = estimates.only(estimates.shown)
    k = len(shown.table)
    hidden = estimates.table.loc[~estimates.shown, "reason"]
    return replace(_test(shown, k), groups=k, left_out=len(hidden), reasons=tuple(hidden.unique()))


def _test(shown: Estimates, k: int) -> Omnibus:
    if k < 2 or shown.reach.df(*range(k)) < 1 or shown.table["estimate"].isna().any():
        return NOTHING
    if not shown.spread.any():
        return UNTESTED
    return welch(shown) if k > 2 and _of_own_psus(shown) else rao_scott(shown)


def rao_scott(shown: Estimates) -> Omnibus:
    """Return sum n_k (b_k - mean)^2 over its expectation under the design, referred to F.

    That is a sum of chi-squares whose weights are the eigenvalues of the n_k-weighted covariance; X2 / trace is
    referred to F(df1, df1 df) with df1 = trace^2 / trace of the square (Satterthwaite). Unlike the Wald test it does
    not invert a covariance estimated from a few PSUs.
    """
    value, k = shown.table["estimate"].to_numpy(float), len(shown.table)
    root = np.sqrt(shown.table["base"].to_numpy(float))
    across = np.eye(k) - np.outer(root, root) / (root @ root)
    scaled = shown.spread * root @ across
    gram = scaled.T @ scaled
    trace = float(np.trace(gram))
    df1 = trace**2 / float(np.square(gram).sum())
    df2 = df1 * shown.reach.df(*range(k))
    statistic = float(np.square(across @ (root * value)).sum()) / trace
    return Omnibus(statistic, df1, df2, float(stats.f.sf(statistic, df1, df2)), "rao_scott", _wald(shown))


def _of_own_psus(shown: Estimates) -> bool:
    """Return whether the groups share no PSU, and have errors that are nearly normal and independent of their means."""
    psus, base = shown.reach.psus, shown.table["base"].to_numpy(float)
    held = psus.sum(axis=0)
    apart = bool(held.all() and (psus.sum(axis=1) <= 1).all() and (shown.reach.each() >= 1).all())
    near_normal = ((base >= PEOPLE * held) | (held >= MANY)).all()
    return bool(apart and near_normal and not shown.of_shares and np.square(shown.spread).sum(axis=0).all())


def welch(shown: Estimates) -> Omnibus:
    """Return sum (b_k - mean)^2 / v_k about the precision-weighted mean, over k - 1, with p by parametric bootstrap.

    Equal groups are drawn with the estimated variances, each variance redrawn with the group's own df (PSUs - strata).
    Welch's F approximation rejects too often with many groups on few df (12 groups on 5 each: 9 % instead of 5 %).
    """
    value, df = shown.table["estimate"].to_numpy(float), shown.reach.each()
    variance = np.square(shown.spread).sum(axis=0)
    rng = np.random.default_rng(SEED)
    drawn = rng.standard_normal((DRAWS, len(value))) * np.sqrt(variance)
    again = _apart(drawn, variance * rng.chisquare(df, drawn.shape) / df)
    statistic = float(_apart(value[None], variance[None])[0])
    p = float((1 + (again >= statistic).sum()) / (DRAWS + 1))
    return Omnibus(statistic, len(value) - 1.0, float(df.sum()), p, "welch", _wald(shown))


def _apart(value: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Return Welch's statistic of each row of (draws, k) values and variances."""
    mean = (value / variance).sum(axis=1, keepdims=True) / (1 / variance).sum(axis=1, keepdims=True)
    return (np.square(value - mean) / variance).sum(axis=1) / (value.shape[1] - 1)


def _wald(shown: Estimates) -> float:
    k = len(shown.table)
    differences = np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    value = shown.table["estimate"].to_numpy(float)
    wald = wald_statistic(differences @ value, differences @ shown.covariance @ differences.T)
    return np.nan if wald is None else wald


def wald_statistic(b: np.ndarray, covariance: np.ndarray) -> float | None:
    """Return b' V^-1 b, or None when V is singular."""
    scale = np.sqrt(np.diag(covariance).clip(0))  # the variance of a difference without one may be -1e-15
    if not (scale > 0).all():
        return None
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.cond(correlation) > 1e12:
        return None
    standard = b / scale
    return float(standard @ np.linalg.solve(correlation, standard))
