"""What a change may be called. Input: one tested change; output: the word the report may use.

The order of the rules is that of the claims committed before the data: a tested change is named first.
"""

from __future__ import annotations

from typing import Literal

Verdict = Literal["rose", "rose_small", "fell", "fell_small", "same", "unclear", "suppressed"]


def verdict(
    difference: float,
    p_adjusted: float,
    interval: tuple[float, float],
    interval90: tuple[float, float],
    delta: float,
    shown: bool = True,
    alpha: float = 0.05,
) -> Verdict:
    """Return the verdict on a change.

    rose, fell: the adjusted test passes. _small: it passes and the (unadjusted) 95 % interval lies inside +-delta, the
    smallest difference of interest. same: the 90 % interval lies inside +-delta (two one-sided tests, Schuirmann 1987).
    unclear: none of these. suppressed: one of the two values may not be printed.
    """
    if not shown or difference != difference:
        return "suppressed"
    if p_adjusted <= alpha:
        small = -delta < interval[0] and interval[1] < delta
        if difference > 0:
            return "rose_small" if small else "rose"
        return "fell_small" if small else "fell"
    return "same" if -delta < interval90[0] and interval90[1] < delta else "unclear"


def smallest_detectable(se: float, df: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest true difference a two-sided t test at alpha finds with the given power.

    (t_{1 - alpha/2} + t_{power}) * se with the df of the test (Bloom 1995, the minimum detectable effect).
    """
    from scipy import special

    if not df > 0:
        return float("nan")
    return float((special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)) * se)
