"""Tests of linear combinations of estimates. Input: estimates, jointly distributed; output: one row per contrast."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from manyi import display
from manyi.errors import InputError
from manyi.stats.compare.contrast_rows import Contrasts, first_reason, named_with_reason, row_names, sum_of
from manyi.stats.estimate.ends import ends_of_sums
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import cut, t_interval, two_sided_p
from manyi.stats.estimate.rounding import without_rounding


def contrast(estimates: Estimates, coefficients: np.ndarray, null: float = 0.0) -> Contrasts:
    """Return tests of (c, k) sums of k estimates: rows difference se low high df t p status reason, in the order given.

    difference: the sum minus the null. The rows also give what is compared, and item, unit and basis where all
    estimates share them. Interval and test use the same degrees of freedom: PSUs - strata in the union of the estimates
    combined. Status: "suppressed" where an estimate with a coefficient is suppressed, for its reason, and is not tested
    (`.missing` names those there are not); "untested" where there is no sampling error (`test_rows`).
    Raises InputError: not a coefficient for each estimate.
    """
    about = {name: estimates.table[name].unique() for name in ("item", "unit", "basis") if name in estimates.table}
    same = {name: str(values[0]) for name, values in about.items() if len(values) == 1}
    rows, names = tests_of(estimates, coefficients, null), row_names(estimates)
    weights = np.atleast_2d(np.asarray(coefficients, float))
    against = f" against {null:g}" if null else ""
    tests = Contrasts(rows.assign(compared=[sum_of(row, names) + against for row in weights], **same))
    gone = estimates.table["estimate"].isna().to_numpy() & (weights != 0).any(axis=0)
    missing = [name for name, absent in zip(named_with_reason(estimates, names), gone, strict=True) if absent]
    units = [unit for unit in map(str, about["unit"]) if unit]
    tests.attrs = {"unit": units[0] if len(units) == 1 else "", "units": units, "level": estimates.level,
                   "missing": missing}  # fmt: skip
    return tests


def tests_of(estimates: Estimates, coefficients: np.ndarray, null: float = 0.0) -> pd.DataFrame:
    """Return the tests of `contrast`, without columns that say what they are about."""
    weights = np.atleast_2d(np.asarray(coefficients, float))
    if weights.shape[1] != len(estimates.table):
        named = display.listed(named_with_reason(estimates, row_names(estimates)), 12)
        raise InputError(
            f"{weights.shape[1]} coefficients for {len(estimates.table)} estimates: {named}; "
            "give each one, or keep those to compare with .only(...)"
        )
    value = estimates.table["estimate"].to_numpy(float)
    used = weights != 0
    unknown = (used & np.isnan(value)).any(axis=1)
    difference = np.where(unknown, np.nan, np.where(used, weights * np.nan_to_num(value), 0.0).sum(axis=1) - null)
    se = np.where(unknown, np.nan, np.sqrt(np.square(estimates.spread @ weights.T).sum(axis=0)))
    df = np.array([estimates.reach.df(*np.flatnonzero(row)) for row in used])
    ends = ends_of_sums(estimates.between, weights) - null
    rows = test_rows(difference, se, df, np.abs(weights) @ sizes(estimates) + abs(null), estimates.level, ends)
    hidden = used & ~estimates.shown
    rows.loc[hidden.any(axis=1), ["t", "p"]] = np.nan
    return rows.assign(status=status_of_tests(rows, hidden.any(axis=1)), reason=first_reason(estimates, hidden))


def status_of_tests(rows: pd.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """Return the status of each test: "suppressed" if it is `hidden` (c,) or lacks an estimate, "untested" without an
    error, else "shown".
    """
    tested = np.where(rows["p"].notna(), "shown", np.where(rows["se"] == 0, "untested", "suppressed"))
    return np.where(hidden, "suppressed", tested)


def sizes(estimates: Estimates) -> np.ndarray:
    """Return the magnitude of each estimate (k,), value plus standard error, to judge rounding by."""
    value = np.nan_to_num(np.abs(estimates.table["estimate"].to_numpy(float)))
    return value + np.sqrt(np.square(estimates.spread).sum(axis=0))


def test_rows(
    difference: np.ndarray, se: np.ndarray, df: np.ndarray, size: np.ndarray | float, level: float = 0.95,
    ends: np.ndarray | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the frame of t tests of differences with their errors and degrees of freedom.

    size: magnitude of the numbers subtracted; a difference that is only rounding error beside it is 0. A difference
    without sampling error is reported but not tested: low, high, t and p are NaN. ends: (c, 2) the smallest and largest
    possible difference, at which intervals are cut off; this loses no coverage.
    """
    difference, se = without_rounding(difference, size), without_rounding(se, size)
    testable = se > 0
    low, high = t_interval(difference, np.where(testable, se, np.nan), df, level)
    low, high = (low, high) if ends is None else cut((low, high), ends)
    t = np.where(testable, difference / np.where(testable, se, 1.0), np.nan)
    p = two_sided_p(t, df)
    return pd.DataFrame({"difference": difference, "se": se, "low": low, "high": high, "df": df, "t": t, "p": p})


test_rows.__test__ = False  # type: ignore[attr-defined]


def one_sample(estimates: Estimates, null: float) -> pd.DataFrame:
    """Return the test of each estimate against a fixed value, with its group and base; other columns as in `contrast`.

    difference: the estimate minus the value, with its interval.
    """
    tests = contrast(estimates, np.eye(len(estimates.table)), null)
    for place, name in enumerate([*estimates.by, "base"]):
        tests.insert(place, name, estimates.table[name].to_numpy())
    return tests


Adjustment = Literal["holm", "bh", "hommel", "bonferroni", "none"]


def adjust_p(p: ArrayLike, method: Adjustment = "holm") -> np.ndarray:
    """Return adjusted p values over the tests carried out (those that are not NaN).

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
        ways = {"holm": _holm, "bh": _bh, "hommel": _hommel, "bonferroni": lambda p: p * len(p)}
        out[order] = np.clip(ways[method](ranked), 0, 1)
        adjusted[tested] = out
    return adjusted


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
