"""Confidence intervals of estimates with a design-based error. Input and output: one value per estimate, any shape.

All take the critical value of Student's t with the degrees of freedom of the estimate (PSUs - strata in its domain),
the same as the tests do, so that an interval and a test never disagree. df = inf gives the normal.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from manyi.errors import InputError

ShareMethod = Literal["logit", "wilson", "beta", "asin", "t"]
NEAR = 10.0  # standard errors
Bounds = tuple[np.ndarray, np.ndarray]


def confidence(level: ArrayLike) -> np.ndarray:
    """Return confidence levels as numbers; raises InputError unless they lie between 0 and 1, as .95 does."""
    try:
        value = np.asarray(level, float)
    except (TypeError, ValueError):
        value = np.array(np.nan)
    if not ((value > 0) & (value < 1)).all():
        raise InputError(f"level={level!s}: a confidence level is between 0 and 1, 95 % is 0.95")
    return value


def critical(df: ArrayLike, level: ArrayLike = 0.95) -> np.ndarray:
    """Return the two-sided critical value of t; NaN without degrees of freedom."""
    degrees = np.asarray(df, float)
    usable, upper = np.where(degrees > 0, degrees, np.nan), (1 + confidence(level)) / 2
    return np.where(np.isinf(usable), special.ndtri(upper), special.stdtrit(usable, upper))


def two_sided_p(t: ArrayLike, df: ArrayLike) -> np.ndarray:
    """Return the two-sided p of a t statistic; NaN without degrees of freedom."""
    degrees = np.asarray(df, float)
    usable = np.where(degrees > 0, degrees, np.nan)
    size = -np.abs(np.asarray(t, float))
    return np.where(np.isinf(usable), 2 * special.ndtr(size), 2 * special.stdtr(usable, size))


def t_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike, level: ArrayLike = 0.95) -> Bounds:
    """Return estimate +- t * se."""
    half = critical(df, level) * np.asarray(se, float)
    return np.asarray(estimate, float) - half, np.asarray(estimate, float) + half


def mean_interval(
    mean: ArrayLike, se: ArrayLike, df: ArrayLike, n: ArrayLike, ends: np.ndarray, constant: ArrayLike = False,
    level: float = 0.95,
) -> Bounds:  # fmt: skip
    """Return an interval for a mean of answers between the ends (k, 2) of their scale that stays between them.

    mean +- t * se, as long as the mean is at least NEAR standard errors from both ends. Nearer, where answers pile up
    at the end and the t interval misses on one side, the interval on the log-odds scale of the mean's place on the
    scale, as for a share. Answers that do not vary: among n others, a share bounded by `beta_interval` may answer
    differently, anywhere on the scale.
    """
    mean, se = np.asarray(mean, float), np.asarray(se, float)
    low, high = t_interval(mean, se, df, level)
    least, most = ends[..., 0], ends[..., 1]
    bounded = np.isfinite(most - least)
    start, span = np.where(bounded, least, 0.0), np.where(bounded, most - least, 1.0)
    place = np.clip(_whole((mean - start) / span), 0, 1)
    near = bounded & (np.minimum(place, 1 - place) * span < NEAR * se)
    by_odds = share_interval(place, se / span, df, n, "logit", level)
    others = 1 - beta_interval(np.ones_like(place), 0.0, df, n, level)[0]
    alike = bounded & np.asarray(constant, bool)
    inner = [np.where(alike, place + (end - place) * others, odds) for end, odds in zip((0, 1), by_odds, strict=True)]
    low, high = (np.where(near | alike, start + span * end, t) for end, t in zip(inner, (low, high), strict=True))
    return cut((low, high), ends)


def cut(interval: Bounds, ends: np.ndarray) -> Bounds:
    """Return an interval cut at the ends (k, 2) that nothing can exceed; its coverage stays the same."""
    return np.maximum(interval[0], ends[..., 0]), np.minimum(interval[1], ends[..., 1])


def effective_n(p: ArrayLike, se: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Return p(1 - p) / SE^2, the simple random sample with this error; n where the share is 0, 1 or without error."""
    p, se = _whole(p), np.asarray(se, float)
    spread = p * (1 - p)
    varies = (spread > 0) & (se > 0)
    return np.where(varies, spread / np.where(varies, se, 1.0) ** 2, np.asarray(n, float))


def share_interval(
    p: ArrayLike, se: ArrayLike, df: ArrayLike, n: ArrayLike, method: ShareMethod = "logit", level: float = 0.95
) -> Bounds:
    """Return an interval for a share with standard error se among n respondents.

    logit: on the log-odds scale (R svyciprop "xlogit"); where p is 0 or 1 it does not exist and beta is given.
    wilson: score interval with n_eff = p(1 - p) / SE^2. beta: Korn and Graubard (1998), Clopper-Pearson with n_eff
    times (t_{n-1} / t_df)^2. asin: on the arcsine root scale. t: p +- t * se, for comparison only.
    """
    p, se, df, n = _whole(p), *(np.asarray(value, float) for value in (se, df, n))
    if method == "t":
        return t_interval(p, se, df, level)
    if method == "wilson":
        return _wilson(p, critical(df, level), effective_n(p, se, n))
    exact = beta_interval(p, se, df, n, level)
    if method == "beta":
        return exact
    inner = (p > 0) & (p < 1)
    safe, half = np.where(inner, p, 0.5), critical(df, level) * se
    bounds = (_on_log_odds if method == "logit" else _on_arcsine)(safe, half)
    low, high = (np.where(inner, bound, end) for bound, end in zip(bounds, exact, strict=True))
    return low, high


def _wilson(p: np.ndarray, t: np.ndarray, size: np.ndarray) -> Bounds:
    centre = (p + t**2 / (2 * size)) / (1 + t**2 / size)
    half = t / (1 + t**2 / size) * np.sqrt(p * (1 - p) / size + t**2 / (4 * size**2))
    return np.where(p <= 0, 0.0, np.maximum(centre - half, 0)), np.where(p >= 1, 1.0, np.minimum(centre + half, 1))


def _on_log_odds(p: np.ndarray, half: np.ndarray) -> Bounds:
    centre, half = special.logit(p), half / (p * (1 - p))
    return special.expit(centre - half), special.expit(centre + half)


def _on_arcsine(p: np.ndarray, half: np.ndarray) -> Bounds:
    centre, half = np.arcsin(np.sqrt(p)), half / (2 * np.sqrt(p * (1 - p)))
    return np.sin(np.maximum(centre - half, 0)) ** 2, np.sin(np.minimum(centre + half, np.pi / 2)) ** 2


def beta_interval(p: ArrayLike, se: ArrayLike, df: ArrayLike, n: ArrayLike, level: float = 0.95) -> Bounds:
    """Return the Korn-Graubard interval of a share; with p = 0 or 1 the Clopper-Pearson interval of n respondents."""
    p, n = _whole(p), np.asarray(n, float)
    size = effective_n(p, se, n) * (critical(n - 1, level) / critical(df, level)) ** 2
    alpha, x = 1 - level, size * p
    rest = np.maximum(size - x, 0.0)
    with np.errstate(invalid="ignore"):
        low = np.where(x > 0, special.betaincinv(np.where(x > 0, x, 1.0), rest + 1, alpha / 2), 0.0)
        high = np.where(rest > 0, special.betaincinv(x + 1, np.where(rest > 0, rest, 1.0), 1 - alpha / 2), 1.0)
    usable = np.isfinite(size)
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def _whole(p: ArrayLike) -> np.ndarray:
    """Return shares of all or nobody as exactly 1 or 0: weights summed in another order miss them by the last digit."""
    p = np.asarray(p, float)
    nearest = np.round(p)
    return np.where(np.abs(p - nearest) <= 1e-12, nearest, p)
