"""What a change may be called. Input: tested changes; output: the word the report may use for each.

The order of the rules is that of the claims announced before the data: a significant change is named first.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from manyi.stats.estimate.interval import t_interval

Verdict = Literal[
    "rose", "rose_small", "fell", "fell_small", "same", "unclear", "unchanged", "untested", "suppressed"
]  # fmt: skip


def verdict(
    difference: float, p_adjusted: float, p_same: float, interval: tuple[float, float], delta: float,
    shown: bool = True, alpha: float = 0.05,
) -> Verdict:  # fmt: skip
    """Return the verdict on a change.

    rose, fell: the adjusted test is significant. same: so is the adjusted test that the change is smaller than delta,
    the smallest difference of interest (p_same; two one-sided tests, Schuirmann 1987), and the interval printed beside
    it is inside +-delta. _small: both. unclear: neither. unchanged, untested: there is no error to test with (answers
    that do not vary), and the two values are equal, or not. suppressed: one of the two may not be printed.
    """
    if not shown or math.isnan(difference):
        return "suppressed"
    if math.isnan(p_adjusted):
        return "untested" if difference else "unchanged"
    small = p_same <= alpha and -delta < interval[0] and interval[1] < delta
    if p_adjusted <= alpha:
        if difference > 0:
            return "rose_small" if small else "rose"
        return "fell_small" if small else "fell"
    return "same" if small else "unclear"


def verdicts(rows: pd.DataFrame, delta: np.ndarray, shown: np.ndarray, alpha: float = 0.05) -> list[Verdict]:
    """Return the verdict on each row of tests (difference p_adjusted p_same low high se), delta and shown per row."""
    columns = (rows[name].tolist() for name in ("difference", "p_adjusted", "p_same", "low", "high"))
    estimable = shown & ~np.isnan(rows["se"].to_numpy(float))
    return [
        verdict(change, p, same, (low, high), matters, ok, alpha)
        for change, p, same, low, high, matters, ok in zip(*columns, delta.tolist(), estimable.tolist(), strict=True)
    ]


def claim_intervals(rows: pd.DataFrame, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the intervals that go with Holm's test: 0 is outside exactly when a change is claimed.

    Each has level 1 - alpha / m, or, for a change rejected only at a later step, that of its step,
    alpha / (m - rank + 1). Each covers in at least `level` of samples; jointly they do not where most changes are
    claimed (.90, tests.simulation.forms): use `simultaneous_intervals` for that.
    """
    p, adjusted, alpha = rows["p"].to_numpy(float), rows["p_adjusted"].to_numpy(float), 1 - level
    tested = ~np.isnan(p)
    m = max(int(tested.sum()), 1)
    with np.errstate(invalid="ignore"):
        later = tested & (adjusted <= alpha) & (p > alpha / m)
    share = np.where(later, m - rows["p"].rank(method="first").fillna(1) + 1, m)
    return t_interval(rows["difference"], rows["se"].where(tested), rows["df"], 1 - alpha / share)


def selected_intervals(rows: pd.DataFrame, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the intervals that go with Benjamini and Hochberg's test: 0 is outside exactly when a change is claimed.

    Each has level 1 - alpha R / m, with R claimed of m tested (at least 1): of the intervals beside claims no more than
    alpha are expected not to cover (the false coverage rate: Benjamini and Yekutieli 2005).
    """
    tested, alpha = rows["p"].notna().to_numpy(), 1 - level
    claimed = int((rows["p_adjusted"].to_numpy(float) <= alpha).sum())
    share = alpha * max(claimed, 1) / max(int(tested.sum()), 1)
    return t_interval(rows["difference"], rows["se"].where(tested), rows["df"], 1 - share)


def simultaneous_intervals(rows: pd.DataFrame, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return intervals that cover jointly for all tested rows: level 1 - alpha / m each (Bonferroni)."""
    m = max(int(rows["p"].notna().sum()), 1)
    return t_interval(rows["difference"], rows["se"].where(rows["p"].notna()), rows["df"], 1 - (1 - level) / m)


def equivalence_p(difference: ArrayLike, se: ArrayLike, df: ArrayLike, delta: ArrayLike) -> np.ndarray:
    """Return p of the test that a difference is smaller than delta either way: the larger of two one-sided p.

    NaN without an error. Source: Schuirmann (1987).
    """
    error = np.asarray(se, float)
    room = np.asarray(delta, float) - np.abs(np.asarray(difference, float))
    return np.where(error > 0, special.stdtr(df, -room / np.where(error > 0, error, 1.0)), np.nan)


def smallest_detectable(se: float, df: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest true difference a two-sided t test at alpha finds with the given power.

    (t_{1 - alpha/2} + t_{power}) * se with the df of the test (Bloom 1995, the minimum detectable effect).
    """
    if not (df > 0 and se > 0):
        return float("nan")
    return float((special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)) * se)
