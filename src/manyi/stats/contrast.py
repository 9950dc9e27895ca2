"""Testing linear combinations of estimates. Input: estimates that move together; output: one row per contrast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from manyi.errors import InputError
from manyi.stats.adjust import adjust_p
from manyi.stats.estimates import Estimates
from manyi.stats.interval import t_interval, two_sided_p

FEWEST_DF = 10  # below this the F form of the Wald test does not keep its level (statistics: section 2)


@dataclass(frozen=True)
class Omnibus:
    """A joint test that k groups are equal. form says how: wald, holm, or none (fewer than two groups)."""

    statistic: float
    df1: float
    df2: float
    p: float
    form: str
    wald: float = float("nan")  # b' V^-1 b before it is turned into F


def contrast(estimates: Estimates, coefficients: np.ndarray, null: float = 0.0) -> pd.DataFrame:
    """Test (c, k) combinations of k estimates: rows difference se low high df t p, in the order given.

    One set of degrees of freedom per row, PSUs - strata in the union of the estimates it takes in, for interval and
    test alike. A combination without error or of an estimate that is not known has t and p NaN.
    """
    weights = np.atleast_2d(np.asarray(coefficients, float))
    if weights.shape[1] != len(estimates.table):
        raise InputError(f"{weights.shape[1]} coefficients for {len(estimates.table)} estimates")
    value = estimates.table["estimate"].to_numpy(float)
    used = weights != 0
    unknown = (used & np.isnan(value)).any(axis=1)
    difference = np.where(unknown, np.nan, np.where(used, weights * np.nan_to_num(value), 0.0).sum(axis=1))
    se = np.where(unknown, np.nan, np.sqrt(np.square(estimates.spread @ weights.T).sum(axis=0)))
    df = np.array([estimates.reach.df(*np.flatnonzero(row)) for row in used])
    return test_rows(difference, se, df, estimates.level, null)


def test_rows(
    difference: np.ndarray, se: np.ndarray, df: np.ndarray, level: float = 0.95, null: float = 0.0
) -> pd.DataFrame:
    """Return the frame of t tests of differences with their errors and degrees of freedom."""
    low, high = t_interval(difference, se, df, level)
    size = np.maximum(np.abs(difference), 1e-300)
    testable = np.nan_to_num(se) > 1e-12 * size
    t = np.where(testable, (difference - null) / np.where(testable, se, 1.0), np.nan)
    p = two_sided_p(t, df)
    return pd.DataFrame({"difference": difference, "se": se, "low": low, "high": high, "df": df, "t": t, "p": p})


test_rows.__test__ = False  # type: ignore[attr-defined]


def one_sample(estimates: Estimates, null: float) -> pd.DataFrame:
    """Test each estimate against a fixed value; rows as in `contrast`."""
    return contrast(estimates, np.eye(len(estimates.table)), null)


def omnibus(estimates: Estimates) -> Omnibus:
    """Test that all shown estimates are equal.

    Q = (C b)'(C V C')^-1 (C b) with q = k - 1 contrasts is referred to Q (df - q + 1) / (df q) ~ F(q, df - q + 1)
    (Thomas and Rao 1987; Korn and Graubard 1990): the chi-square and plain F forms reject far too often with many
    groups on few PSUs. When df - q + 1 < 10, or the covariance is singular, the smallest Holm p of the comparisons
    with the mean of all groups is given instead, and `form` says "holm".
    """
    shown = estimates.only(estimates.shown)
    k = len(shown.table)
    if k < 2:
        return Omnibus(np.nan, np.nan, np.nan, np.nan, "none")
    df, q = shown.reach.df(*range(k)), k - 1
    differences = np.column_stack([-np.ones(q), np.eye(q)])
    wald = wald_statistic(
        differences @ shown.table["estimate"].to_numpy(), differences @ shown.covariance @ differences.T
    )
    if wald is None or (q > 1 and df - q + 1 < FEWEST_DF) or df < q:
        tested = contrast(shown, np.eye(k) - 1 / k)
        p = adjust_p(tested["p"])
        if np.isnan(p).all():
            return Omnibus(np.nan, np.nan, np.nan, np.nan, "none")
        best = int(np.nanargmin(p))
        return Omnibus(float(tested["t"].iloc[best]), 1.0, float(tested["df"].iloc[best]), float(p[best]), "holm")
    statistic = wald * (df - q + 1) / (df * q)
    return Omnibus(statistic, float(q), df - q + 1, float(stats.f.sf(statistic, q, df - q + 1)), "wald", wald)


def wald_statistic(b: np.ndarray, covariance: np.ndarray) -> float | None:
    """Return b' V^-1 b, or None when V is singular."""
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        return None
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.cond(correlation) > 1e12:
        return None
    standard = b / scale
    return float(standard @ np.linalg.solve(correlation, standard))
