"""Means, shares, NPS, distributions. Input: one row per respondent; output: one row per group x item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from manyi.errors import InputError
from manyi.stats.assembly import Style, assemble
from manyi.stats.design import Basis, Design
from manyi.stats.estimates import Estimates
from manyi.stats.groups import Groups, answers_of
from manyi.stats.interval import ShareMethod
from manyi.stats.totals import Answer, answers_to, scores


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
    return _weighted_means(design, answers_to(design, names), names, by, Style(level, basis, widest=widest))


def means_of(
    design: Design, answers: Sequence[Answer], names: list[Any], basis: Basis | None = None, level: float = 0.95
) -> Estimates:
    """Return the means of several sets of answers that may overlap (totals.among), as items with these names."""
    return _weighted_means(design, answers, names, None, Style(level, basis))


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
    return _weighted_means(design, answers_to(design, names), names, by, Style(level, basis, method))


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
    dummies = [np.where(code.code < 0, np.nan, code.code == value) for value in range(len(code.labels))]
    names = list(code.labels[item])
    found = _weighted_means(design, dummies, names, by, Style(level, basis, method))
    table = found.table.rename(columns={"item": "category"})
    table.insert(len(found.by), "item", item)
    return replace(found, table=table)


def names_of(items: str | Sequence[str]) -> list[str]:
    """Return one item or several as a list."""
    return [items] if isinstance(items, str) else list(items)


def _zero_one(answer: Answer) -> bool:
    """Return whether nobody answered anything but 0 and 1."""
    if isinstance(answer, np.ndarray):
        return bool(np.isin(answer[~np.isnan(answer)], (0, 1)).all())
    return not answer.other.any()


def _weighted_means(
    design: Design,
    answers: Sequence[Answer],
    names: list[Any],
    by: str | Sequence[str] | None,
    style: Style,
) -> Estimates:
    groups = Groups.of(design, by)
    summed = scores(design, answers, groups)
    if style.method is not None and not all(map(_zero_one, answers)):
        raise InputError("a share needs an item of 0 and 1", ", ".join(map(str, names)))
    weight = summed.over_groups(summed.w)
    some = np.where(weight > 0, weight, 1.0)
    estimate = np.where(weight > 0, summed.over_groups(summed.wx) / some, np.nan)
    slope = np.where(weight > 0, 1 / some, 0.0)
    return assemble(summed, groups, names, estimate, (slope, -np.nan_to_num(estimate) * slope), style)
