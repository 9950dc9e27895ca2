"""Quantiles with Woodruff intervals. Input: one row per respondent; output: one row per group x item x p.

The interval of F(q) is turned back into the item's units with the same rule as the point itself; another rule for the
ends understates the error by up to a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Basis, Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.covariance import Reach, deviations
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import ShareMethod, critical, share_interval
from manyi.stats.estimate.suppress import judge_means
from manyi.stats.estimate.totals import scores

Rule = Literal["math", "school", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]


def quantiles(
    design: Design,
    items: str | Sequence[str],
    p: float | Sequence[float] = 0.5,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    rule: Rule = "math",
    method: ShareMethod = "logit",
    basis: Basis | None = None,
) -> Estimates:
    """Return weighted quantiles (Woodruff 1952; R svyquantile).

    rule "math": the smallest answer x with F(x) >= p, always an answer somebody gave; "school" averages two where F(x)
    = p exactly; "hf4" to "hf9" interpolate (Hyndman and Fan 1996, weighted as in R survey). The interval of F at the
    quantile is made by `method` (interval.share_interval); the standard error is its width in the item's units / 2t.
    """
    names = [items] if isinstance(items, str) else list(items)
    wanted = np.atleast_1d(np.asarray(p, float))
    if ((wanted <= 0) | (wanted >= 1)).any():
        raise InputError("a quantile needs p between 0 and 1")
    if rule not in ("math", "school"):
        design.each_row(f"a quantile by rule {rule}")
    groups = Groups.of(design, by)
    parts = [
        _one(design, answers_of(design, [name])[:, 0], groups, value, (level, rule, method))
        for name in names
        for value in wanted
    ]
    # Put groups first, then items, then p.
    size, k = len(groups.labels), len(parts)
    order = np.arange(size * k).reshape(k, size).T.ravel()
    table = pd.concat([part[0] for part in parts], ignore_index=True).iloc[order].reset_index(drop=True)
    head = groups.labels.loc[groups.labels.index.repeat(k)].reset_index(drop=True)
    head["item"] = np.tile(np.repeat(names, len(wanted)), size)
    head["p"] = np.tile(wanted, size * len(names))
    spread = np.hstack([part[1] for part in parts])[:, order]
    reach = Reach(*(np.hstack(both)[:, order] for both in zip(*((r.psus, r.strata) for *_, r in parts), strict=True)))
    return Estimates(
        pd.concat([head, table], axis=1), spread, reach, tuple(groups.labels.columns), level, basis or design.basis
    )


def _one(
    design: Design, answer: np.ndarray, groups: Groups, p: float, how: tuple[float, Rule, ShareMethod]
) -> tuple[pd.DataFrame, np.ndarray, Reach]:
    level, rule, method = how
    curves = _distributions(design, answer, groups)
    point = np.array([quantile_of(*curve, p, rule) for curve in curves])
    reference = np.append(point, np.nan)[groups.code]
    below = np.where(np.isnan(answer) | np.isnan(reference), np.nan, answer <= reference)
    summed = scores(design, below[:, None], groups)
    weight = summed.over_groups(summed.w)
    slope = np.where(weight > 0, 1 / np.where(weight > 0, weight, 1.0), 0.0)
    share = summed.over_groups(summed.wx) * slope
    spread = deviations(design, *summed.linearised(slope, -share * slope))
    reach = Reach.of(design.units, summed.present())
    se_share, df, n = np.sqrt(np.square(spread).sum(axis=0)), reach.each(), summed.over_groups(summed.n)[:, 0]
    ends = share_interval(share[:, 0], se_share, df, n, method, level)
    low, high = (
        np.array([quantile_of(*curve, end, rule) for curve, end in zip(curves, side, strict=True)]) for side in ends
    )
    se = (high - low) / (2 * critical(df, level))
    # Per unit of F the quantile moves by se / se_share, the other way.
    spread = -spread * np.nan_to_num(se / np.where(se_share > 0, se_share, np.inf))
    n_kish = np.where(summed.ww > 0, weight**2 / np.where(summed.ww > 0, summed.ww, 1.0), 0.0)[:, 0]
    constant = np.array([len(value) > 0 and value[0] == value[-1] for value, _ in curves])
    status, reason = judge_means((high - low) / 2, df, n, constant, None)
    size = np.where(se_share > 0, share[:, 0] * (1 - share[:, 0]) / np.where(se_share > 0, se_share, 1.0) ** 2, n)
    table = pd.DataFrame(
        {
            "estimate": point,
            "se": se,
            "low": low,
            "high": high,
            "df": df,
            "base": n.astype(int),
            "n_eff": size,
            "n_kish": n_kish,
            "deff": n / np.maximum(size, 1e-300),
            "status": status,
            "reason": reason,
        }
    )
    return table, spread, reach


def _distributions(design: Design, answer: np.ndarray, groups: Groups) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return, for each group, its answers in order and their weights."""
    rows = np.flatnonzero(design.inside & (groups.code >= 0) & ~np.isnan(answer))
    rows = rows[np.lexsort((answer[rows], groups.code[rows]))]
    code, value, weight = groups.code[rows], answer[rows], design.weights[rows]
    edges = np.searchsorted(code, np.arange(len(groups.labels) + 1))
    curves = []
    for start, stop in zip(edges[:-1], edges[1:], strict=True):
        curves.append((value[start:stop], weight[start:stop]))
    return curves


def quantile_of(x: np.ndarray, w: np.ndarray, p: float, rule: Rule = "math") -> float:
    """Return the p quantile of ordered values x with weights w; NaN without values or with p outside 0 to 1."""
    if not len(x) or not 0 <= p <= 1:
        return float("nan")
    cumulated = np.cumsum(w)
    total, before = cumulated[-1], cumulated - w
    if rule in ("math", "school"):
        # F(x) = p is decided to rounding: the last of many sums may miss p by a few units in the last place.
        target = p * total
        at = min(int(np.searchsorted(cumulated, target * (1 - 1e-14))), len(x) - 1)
        exact = abs(cumulated[at] - target) <= 1e-14 * total
        if rule == "school" and exact and at + 1 < len(x):
            return float((x[at] + x[at + 1]) / 2)
        return float(x[at])
    if len(x) == 1:
        return float(x[0])
    positions: dict[str, Callable[[], np.ndarray]] = {
        "hf4": lambda: cumulated / total,
        "hf5": lambda: (cumulated - w / 2) / total,
        "hf6": lambda: cumulated / (total + w[-1]),
        "hf7": lambda: before / cumulated[-2],
        "hf8": lambda: (before / 3 + cumulated * 2 / 3) / (total + w[-1] / 3),
        "hf9": lambda: (before * 3 / 8 + cumulated * 5 / 8) / (total + w[-1] / 4),
    }
    return float(np.interp(p, positions[rule](), x))
