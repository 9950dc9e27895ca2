"""How long things take when some have not ended. Input: one row per case; output: one row per group.

A case has a time and whether it ended then; one still going on has the time it has taken so far (right-censored).
Leaving out open cases makes a service look faster than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.column_values import column_of, numbers_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.covariance import Reach, reach_of_rows, row_deviations
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import beta_interval, critical, effective_n
from manyi.stats.estimate.suppress import judge_means, judge_shares, worth_of_codes
from manyi.stats.estimate.totals import Groups


@dataclass(frozen=True)
class Curve:
    """Kaplan-Meier curve: one entry per time at which something ended.

    time (m,) rising; at_risk, ended (m,) sums of weights; remaining (m,) share still going on after that time;
    hazard_sum (m,) sums of d / (Y (Y - d)), Greenwood's variance of log remaining when weights are 1.
    """

    time: np.ndarray
    at_risk: np.ndarray
    ended: np.ndarray
    remaining: np.ndarray
    hazard_sum: np.ndarray

    def at(self, when: float) -> int:
        """Return the entry that applies at a time, -1 before the first."""
        return int(np.searchsorted(self.time, when, side="right")) - 1


def curve(time: np.ndarray, ended: np.ndarray, weight: np.ndarray | None = None) -> Curve:
    """Return the product-limit estimate (Kaplan and Meier 1958); a case censored at a time is at risk at that time."""
    time, ended = np.asarray(time, float), np.asarray(ended, bool)
    weight = np.ones(len(time)) if weight is None else np.asarray(weight, float)
    if np.isnan(time).any() or (time < 0).any():
        raise InputError("a time is missing or negative")
    moments, code = np.unique(time, return_inverse=True)
    gone = np.bincount(code, weight, len(moments))
    at_risk = np.cumsum(gone[::-1])[::-1]
    done = np.bincount(code, weight * ended, len(moments))
    some = done > 0
    moments, at_risk, done = moments[some], at_risk[some], done[some]
    left = np.where(np.isclose(at_risk, done, rtol=1e-12), 0.0, at_risk - done)
    with np.errstate(divide="ignore"):
        hazard = np.cumsum(done / (at_risk * left))
    return Curve(moments, at_risk, done, np.cumprod(left / at_risk), hazard)


def within(
    design: Design, time: str, ended: str, limit: float, by: str | Sequence[str] | None = None, level: float = 0.95,
) -> Estimates:  # fmt: skip
    """Return the share that ended no later than `limit`, 1 - S(limit); `ended` is a 0/1 column.

    Standard errors from influence values summed over PSUs (with weights 1 and rows as PSUs Greenwood's but for
    n / (n - 1)); interval on the scale log(-log S), Student's t (Kalbfleisch and Prentice 2002, section 1.4).
    """
    groups = Groups.of(design, by)
    duration, done, usable = _cases(design, time, ended)
    parts = [_within(design, duration, done, usable & (groups.code == k), limit) for k in range(len(groups.labels))]
    estimate, spread, reach, n = _gathered(parts)
    se, df = np.sqrt(np.square(spread).sum(axis=0)), reach.each()
    low, high = loglog_interval(1 - estimate, se, df, n, level)
    status, reason = judge_shares(estimate, se, df, n, _worth(design, groups, usable))
    numbers = {"estimate": estimate, "se": se, "low": 1 - high, "high": 1 - low, "df": df, "base": n.astype(int),
               "n_eff": np.minimum(effective_n(estimate, se, n), n), "status": status, "reason": reason}  # fmt: skip
    table = pd.concat([groups.labels.reset_index(drop=True), pd.DataFrame(numbers)], axis=1)
    table.insert(groups.labels.shape[1], "item", time)
    ends = np.tile([0.0, 1.0], (len(table), 1))
    table = table.assign(unit="percent", basis=design.basis)
    return Estimates(table, spread, reach, tuple(groups.labels.columns), level, ends=ends)


def time_quantiles(
    design: Design, time: str, ended: str, p: Sequence[float] = (0.5, 0.9), by: str | Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Return the time within which a share p has ended: rows <by> item p estimate low high df base status reason unit.

    The smallest time t with 1 - S(t) >= p; its interval holds the times whose own interval of 1 - S (as in `within`)
    reaches p, so that it is Woodruff's without censoring (Brookmeyer and Crowley 1982). NaN where the log ends before.
    """
    groups = Groups.of(design, by)
    cases = duration, done, usable = _cases(design, time, ended)
    rows = [row for k in range(len(groups.labels)) for row in _times_within(design, *cases, groups.code == k, p, level)]
    table = pd.DataFrame(rows, columns=["p", "estimate", "low", "high", "df", "base"])
    df, n = table["df"].to_numpy(), table["base"].to_numpy(float)
    half = np.where(table["estimate"].isna(), np.nan, 0.0)  # an interval may end after the log; a time may not
    n_kish = np.repeat(_worth(design, groups, usable), len(list(p)))
    table["status"], table["reason"] = judge_means(half, df, n, n_kish, np.zeros(len(n), bool), None)
    labels = groups.labels.loc[groups.labels.index.repeat(len(list(p)))].reset_index(drop=True).assign(item=time)
    return pd.concat([labels, table], axis=1).assign(unit=design.unit_of(time))


def _times_within(
    design: Design, duration: np.ndarray, done: np.ndarray, usable: np.ndarray, group: np.ndarray, p: Sequence[float],
    level: float,
) -> list[tuple[float, ...]]:  # fmt: skip
    """Return share, time, its interval, df and base of one group, for each share."""
    mask, rows = usable & group, list[tuple[float, ...]]()
    km = curve(duration[mask], done[mask], design.weights[mask])
    df, base = float(reach_of_rows(design, mask).each()[0]), int(mask.sum())
    for share in p:
        low, high = _crossing(design, duration, done, mask, km, share, level)
        rows.append((share, _first(km.time, 1 - km.remaining, share), low, high, df, base))
    return rows


def _worth(design: Design, groups: Groups, usable: np.ndarray) -> np.ndarray:
    """Return Kish's n of the usable cases of each group, (G,)."""
    return worth_of_codes(groups.code[usable], design.weights[usable], len(groups.labels))


def loglog_interval(
    remaining: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of S on the scale log(-log S): S ** exp(-+ t se / (S |log S|)).

    It does not exist where S is 0 or 1: there the Clopper-Pearson interval of n cases.
    """
    inner = (remaining > 0) & (remaining < 1)
    safe = np.where(inner, remaining, 0.5)
    half = critical(df, level) * se / (safe * -np.log(safe))
    low, high = safe ** np.exp(half), safe ** np.exp(-half)
    exact_low, exact_high = beta_interval(remaining, np.zeros_like(se), df, np.maximum(n, 1), level)
    return np.where(inner, low, exact_low), np.where(inner, high, exact_high)


def decided(time: np.ndarray, ended: np.ndarray, limit: float) -> np.ndarray:
    """Return 1 if it ended in time, 0 if later or not by then, NaN if the limit is still ahead or unknown."""
    time, done = np.asarray(time, float), np.asarray(ended, float)
    in_time = np.where(done == 1, np.where(time <= limit, 1.0, 0.0), np.where(time > limit, 0.0, np.nan))
    return np.where(np.isnan(time) | (np.isnan(done) & (time <= limit)), np.nan, in_time)


def _cases(design: Design, time: str, ended: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return times, whether each ended, and which rows of the domain have both."""
    duration, done = (numbers_of(column_of(design.frame, name), "a time or 0 and 1") for name in (time, ended))
    if not np.isin(done[~np.isnan(done)], (0.0, 1.0)).all():
        raise InputError("whether a case ended is 0 or 1", place(column=ended))
    return duration, done == 1, design.inside & ~np.isnan(duration) & ~np.isnan(done)


def _within(
    design: Design, duration: np.ndarray, done: np.ndarray, mask: np.ndarray, limit: float
) -> tuple[float, np.ndarray, Reach, float]:
    """Return share, deviations (m, 1), reach and number of cases of one group."""
    reach, n = reach_of_rows(design, mask), float(mask.sum())
    influence = np.zeros(len(duration))
    if not n:
        return np.nan, row_deviations(design, influence), reach, n
    km = curve(duration[mask], done[mask], design.weights[mask])
    influence[mask] = _influence(km, duration[mask], done[mask], limit)
    at = km.at(limit)
    return 1 - (km.remaining[at] if at >= 0 else 1.0), row_deviations(design, influence), reach, n


def _influence(km: Curve, duration: np.ndarray, done: np.ndarray, limit: float) -> np.ndarray:
    """Return how 1 - S(limit) moves with the weight of each case: the derivative of the product-limit estimate."""
    at = km.at(limit)
    if at < 0 or km.remaining[at] == 0:
        return np.zeros(len(duration))
    upto = np.minimum(np.searchsorted(km.time, duration, side="right") - 1, at)
    lived = np.where(upto >= 0, km.hazard_sum[np.maximum(upto, 0)], 0.0)
    here = np.minimum(np.searchsorted(km.time, duration), len(km.time) - 1)
    left = km.at_risk[here] - km.ended[here]
    ended_by_limit = done & (duration <= limit)
    died = np.where(ended_by_limit, 1.0 / np.where(ended_by_limit, left, 1.0), 0.0)
    return km.remaining[at] * (died - lived)


def _gathered(
    parts: list[tuple[float, np.ndarray, Reach, float]],
) -> tuple[np.ndarray, np.ndarray, Reach, np.ndarray]:
    """Join the groups into one table."""
    reach, spread = reduce(Reach.beside, [part[2] for part in parts]), np.hstack([part[1] for part in parts])
    return np.array([part[0] for part in parts]), spread, reach, np.array([part[3] for part in parts])


def _first(time: np.ndarray, share: np.ndarray, p: float) -> float:
    reached = np.flatnonzero(share >= p - 1e-12)
    return float(time[reached[0]]) if len(reached) else float("nan")


def _crossing(
    design: Design, duration: np.ndarray, done: np.ndarray, mask: np.ndarray, km: Curve, p: float, level: float
) -> tuple[float, float]:
    """Return the first times at which the upper, and the lower, bound of 1 - S reaches p."""
    ends = []
    for side in (1, 0):
        low, high = 0, len(km.time)  # bisection over the steps: bounds of 1 - S rise with time
        while low < high:
            middle = (low + high) // 2
            share, spread, reach, n = _within(design, duration, done, mask, float(km.time[middle]))
            se, df = np.sqrt(np.square(spread).sum(axis=0)), reach.each()
            bounds = loglog_interval(np.array([1 - share]), se, df, np.array([n]), level)
            reached = 1 - float(bounds[1 - side][0]) >= p - 1e-12
            low, high = (low, middle) if reached else (middle + 1, high)
        ends.append(float(km.time[low]) if low < len(km.time) else float("nan"))
    return ends[0], ends[1]
