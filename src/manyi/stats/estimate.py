"""Means, shares, NPS, distributions. Input: one row per respondent; output: one row per group x item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.covariance import Reach, deviations
from manyi.stats.design import Basis, Design
from manyi.stats.estimates import Estimates
from manyi.stats.groups import Groups, answers_of
from manyi.stats.interval import ShareMethod, effective_n, share_interval, t_interval
from manyi.stats.suppress import judge_means, judge_shares
from manyi.stats.totals import Scores, scores


def means(
    design: Design,
    items: str | Sequence[str],
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    basis: Basis | None = None,
    widest: float | None = 5.0,
) -> Estimates:
    """Return means of numeric items, each over its own answers, in every group.

    theta = sum wx / sum w with Taylor linearisation z = w (x - theta) / sum w (Lumley 2010, section 2.2). `widest` is
    the half-width, in units of the item, beyond which an interval is flagged: 5 index points, 10 for an NPS, None
    never.
    """
    names = names_of(items)
    return _weighted_means(design, answers_of(design, names), names, by, level, basis, None, widest)


def shares(
    design: Design,
    items: str | Sequence[str],
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    method: ShareMethod = "logit",
    basis: Basis | None = None,
) -> Estimates:
    """Return shares of ones in 0/1 items: means with intervals that stay between 0 and 1 (interval.share_interval)."""
    names = names_of(items)
    return _weighted_means(design, answers_of(design, names), names, by, level, basis, method)


def nps(
    design: Design,
    item: str,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    basis: Basis | None = None,
    promoters: float = 9,
    detractors: float = 6,
) -> Estimates:
    """Return the net promoter score of a 0-10 item, in points: the mean of +100, 0, -100."""
    answer = answers_of(design, [item])[:, 0]
    score = np.where(np.isnan(answer), np.nan, 100.0 * (answer >= promoters) - 100.0 * (answer <= detractors))
    scored = design.assign(**{item: score})
    return means(scored, item, by, level, basis, widest=10.0)


def distribution(
    design: Design,
    item: str,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    method: ShareMethod = "logit",
    basis: Basis | None = None,
) -> Estimates:
    """Return the share of each category (or value) of one item among those who answered it; one row per category."""
    code = Groups.of(design, item)
    dummies = (code.code[:, None] == np.arange(len(code.labels))).astype(float, order="F")
    dummies[code.code < 0] = np.nan
    names = list(code.labels[item])
    found = _weighted_means(design, dummies, names, by, level, basis, method)
    table = found.table.rename(columns={"item": "category"})
    table.insert(len(found.by), "item", item)
    return replace(found, table=table)


def names_of(items: str | Sequence[str]) -> list[str]:
    """Return one item or several as a list."""
    return [items] if isinstance(items, str) else list(items)


def _weighted_means(
    design: Design,
    answers: np.ndarray,
    names: list[Any],
    by: str | Sequence[str] | None,
    level: float,
    basis: Basis | None,
    method: ShareMethod | None,
    widest: float | None = None,
) -> Estimates:
    groups = Groups.of(design, by)
    summed = scores(design, answers, groups)
    if method is not None and ((answers != 0) & (answers != 1) & ~np.isnan(answers)).any():
        raise InputError("a share needs an item of 0 and 1", ", ".join(map(str, names)))
    weight = summed.over_groups(summed.w)
    some = np.where(weight > 0, weight, 1.0)
    estimate = np.where(weight > 0, summed.over_groups(summed.wx) / some, np.nan)
    slope = np.where(weight > 0, 1 / some, 0.0)
    level_of = -np.nan_to_num(estimate) * slope
    return assemble(design, summed, groups, names, estimate, (slope, level_of), level, basis, method, widest)


def assemble(
    design: Design,
    summed: Scores,
    groups: Groups,
    names: list[Any],
    estimate: np.ndarray,
    linear: tuple[np.ndarray, np.ndarray],
    level: float,
    basis: Basis | None,
    method: ShareMethod | None,
    widest: float | None,
) -> Estimates:
    """Put a linear statistic, its deviations and its base together.

    estimate: (G, k). linear: slope and level (G, k) of its linearised variable u = slope * answer + level.
    """
    spread = deviations(design, *summed.linearised(*linear))
    reach = Reach.of(design.units, summed.present())
    n, w = summed.over_groups(summed.n), summed.over_groups(summed.w)
    # Element variance of the answers with n/(n-1), for the design effect.
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = summed.over_groups(summed.wx) / w
        raw = summed.wxx / w - mean**2
        variance = np.maximum(raw, 0) * n / (n - 1)
        constant = (raw <= 1e-14 * np.maximum(mean**2, 1e-300)) & (n > 0)
        n_kish = np.where(summed.ww > 0, w**2 / summed.ww, 0.0)
    flat = {
        name: value.ravel()
        for name, value in (
            ("estimate", estimate),
            ("n", n),
            ("n_kish", n_kish),
            ("variance", variance),
            ("constant", constant),
        )
    }
    se = np.sqrt(np.square(spread).sum(axis=0))
    se[flat["constant"] & (method is not None or widest is not None)] = 0.0
    se[np.isnan(flat["estimate"])] = np.nan
    table = _columns(flat, se, reach.each(), level, method, widest)
    labels = groups.labels.loc[groups.labels.index.repeat(len(names))].reset_index(drop=True)
    labels["item"] = names * len(groups.labels)
    by = tuple(groups.labels.columns)
    return Estimates(pd.concat([labels, table], axis=1), spread, reach, by, level, basis or design.basis)


def _columns(
    flat: dict[str, np.ndarray],
    se: np.ndarray,
    df: np.ndarray,
    level: float,
    method: ShareMethod | None,
    widest: float | None,
) -> pd.DataFrame:
    estimate, n = flat["estimate"], flat["n"]
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(flat["variance"] > 0, se**2 * n / flat["variance"], np.nan)
        n_eff = n / deff
    if method is None:
        low, high = t_interval(estimate, se, df, level)
        status, reason = judge_means((high - low) / 2, df, n, flat["constant"], widest)
    else:
        low, high = share_interval(estimate, se, df, n, method, level)
        status, reason = judge_shares(estimate, se, df, n)
        n_eff = effective_n(estimate, se, n)
    columns = {
        "estimate": estimate,
        "se": se,
        "low": low,
        "high": high,
        "df": df,
        "base": n.astype(int),
        "n_eff": n_eff,
        "n_kish": flat["n_kish"],
        "deff": deff,
        "status": status,
        "reason": reason,
    }
    return pd.DataFrame(columns)
