"""Testing linear combinations of estimates. Input: estimates that move together; output: one row per contrast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from manyi.errors import InputError
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import t_interval, two_sided_p


@dataclass(frozen=True)
class Omnibus:
    """A joint test that k groups are equal. form: rao_scott, or none (fewer than two groups, or no error to go by)."""

    statistic: float
    df1: float
    df2: float
    p: float
    form: str
    wald: float = float("nan")  # b' V^-1 b, which R's tests start from


NOTHING = Omnibus(np.nan, np.nan, np.nan, np.nan, "none")


def contrast(estimates: Estimates, coefficients: np.ndarray, null: float = 0.0) -> pd.DataFrame:
    """Test (c, k) combinations of k estimates: rows difference se low high df t p status, in the order given.

    One set of degrees of freedom per row, PSUs - strata in the union of the estimates it takes in, for interval and
    test alike. A combination without error or of an estimate that is not known is "suppressed", with t and p NaN.
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
    rows = test_rows(difference, se, df, estimates.level, null)
    return rows.assign(status=np.where(rows["p"].isna(), "suppressed", "shown"))


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
    """Test that all shown estimates are equal, by Rao and Scott's second-order form (1984).

    X2 = sum n_k (b_k - mean)^2 with the bases n_k is what the design makes of a sum of chi-squares whose weights are
    the eigenvalues of the n_k-weighted covariance; X2 / trace is referred to F(df1, df1 df) with df1 = trace^2 / trace
    of the square (Satterthwaite). Unlike the Wald test it needs no inverse of a covariance that a few PSUs give: in
    simulation (tests.simulation.joint, docs/methods.md) it keeps .05 with 2 to 16 groups on 15 to 140 df, where the
    F form of Wald reaches .10. Of two groups it is the t test.
    """
    shown = estimates.only(estimates.shown)
    k = len(shown.table)
    if k < 2:
        return NOTHING
    value, df = shown.table["estimate"].to_numpy(float), shown.reach.df(*range(k))
    root = np.sqrt(shown.table["base"].to_numpy(float))
    across = np.eye(k) - np.outer(root, root) / (root @ root)
    scaled = shown.spread * root @ across
    gram = scaled.T @ scaled
    trace, square = float(np.trace(gram)), float(np.square(gram).sum())
    if df < 1 or np.isnan(value).any() or not square > 0:
        return NOTHING
    df1 = trace**2 / square
    statistic = float(np.square(across @ (root * value)).sum()) / trace
    differences = np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    wald = wald_statistic(differences @ value, differences @ shown.covariance @ differences.T)
    p = float(stats.f.sf(statistic, df1, df1 * df))
    return Omnibus(statistic, df1, df1 * df, p, "rao_scott", np.nan if wald is None else wald)


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


Adjustment = Literal["holm", "bh", "hommel", "bonferroni", "none"]


def adjust_p(p: ArrayLike, method: Adjustment = "holm") -> np.ndarray:
    """Return adjusted p values over the tests made (the ones that are not NaN).

    holm (Holm 1979) and hommel (Hommel 1988) keep the family-wise error, bh (Benjamini and Hochberg 1995) the false
    discovery rate. Same numbers as R p.adjust.
    """
    given = np.asarray(p, float)
    adjusted, tested = given.copy(), ~np.isnan(given)
    m = int(tested.sum())
    if m and method != "none":
        order = np.argsort(given[tested], kind="stable")
        ranked = given[tested][order]
        out = np.empty(m)
        out[order] = np.clip(
            {"holm": _holm, "bh": _bh, "hommel": _hommel, "bonferroni": _bonferroni}[method](ranked), 0, 1
        )
        adjusted[tested] = out
    return adjusted


def _bonferroni(p: np.ndarray) -> np.ndarray:
    return p * len(p)


def _holm(p: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(p * np.arange(len(p), 0, -1))


def _bh(p: np.ndarray) -> np.ndarray:
    m = len(p)
    return np.minimum.accumulate((p * m / np.arange(1, m + 1))[::-1])[::-1]


def _hommel(p: np.ndarray) -> np.ndarray:
    """Wright (1992), the form R uses: q runs down over the number of hypotheses taken to be true."""
    m = len(p)
    rank = np.arange(1, m + 1)
    adjusted = np.full(m, np.min(m * p / rank))
    for true in range(m - 1, 1, -1):
        tail = np.arange(m - true + 1, m)
        smallest = np.min(true * p[tail] / np.arange(2, true + 1))
        candidate = np.minimum(true * p, smallest)
        candidate[tail] = smallest
        adjusted = np.maximum(adjusted, candidate)
    return np.maximum(adjusted, p)
