"""Which months fall outside what chance among equal months allows. Input: shares by period; output: one row per period.

Shewhart's p-chart. Its limits treat cases as independent; with thousands of cases a month and bad weeks that slow many
at once they are too narrow, so they are widened by how much successive months really differ (Laney's p'-chart).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError

SIGMAS = 3.0
D2 = 1.128  # mean range of two draws from a standard normal distribution


def p_chart(periods: pd.DataFrame) -> pd.DataFrame:
    """Return the periods with columns centre, lower, upper, signal ("above", "below", ""), sigma_z.

    periods: estimate (share) and base (cases), in order of time. centre = sum n p / sum n; limits centre +- 3 sigma_z
    sqrt(centre (1 - centre) / n) (Montgomery, Introduction to Statistical Quality Control); sigma_z is the mean moving
    range of the standardised shares / 1.128 (Laney 2002, Quality Engineering 14), never below 1.
    """
    share, n = periods["estimate"].to_numpy(float), periods["base"].to_numpy(float)
    if len(share) < 3 or np.isnan(share).any() or (n < 1).any():
        raise InputError("a control chart needs at least three periods with cases")
    centre = float((share * n).sum() / n.sum())
    error = np.sqrt(centre * (1 - centre) / n)
    safe = np.where(error > 0, error, 1.0)
    sigma_z = max(1.0, float(np.abs(np.diff((share - centre) / safe)).mean() / D2))
    lower, upper = centre - SIGMAS * sigma_z * error, centre + SIGMAS * sigma_z * error
    signal = np.where(share < lower - 1e-12, "below", np.where(share > upper + 1e-12, "above", ""))
    lower, upper = np.maximum(lower, 0), np.minimum(upper, 1)
    return periods.assign(centre=centre, lower=lower, upper=upper, signal=signal, sigma_z=sigma_z)
