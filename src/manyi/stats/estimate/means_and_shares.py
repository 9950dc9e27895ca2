"""Means, shares, NPS, distributions. Input: one row per respondent; output: one row per group x item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from manyi.errors import InputError, place
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.assembly import Style, assemble
from manyi.stats.estimate.by_replicates import replicate_spread
from manyi.stats.estimate.ends import Kind, zero_one
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import ShareMethod
from manyi.stats.estimate.totals import Answer, answers_to, scores


def means(
    design: Design, items: str | Sequence[str], by: str | Sequence[str] | None = None, level: float = 0.95,
    widest: float | None = 5.0, bounded: bool = True, unit: str | None = None,
) -> Estimates:  # fmt: skip
    """Return means of numeric items, each over its own answers, in every group.

    theta = sum wx / sum w with Taylor linearisation z = w (x - theta) / sum w (Lumley 2010, section 2.2). `widest` is
    the half-width, in units of the item, beyond which an interval is flagged: 5 index points, 10 for an NPS, None
    never. Intervals stay on the scale of the item, `Design.ends` (interval.mean_interval), and the mean of an item
    declared from 0 to 1 with no answer between is treated as by `shares`; not `bounded`: theta +- t * se always, as
    in R. unit: None for the item's own, as the design knows it.
    """
    names = names_of(items)
    style = Style(level, widest=widest, bounded=bounded, unit=unit)
    design = design.only(names, names_of(by or []))
    return _weighted_means(design, answers_to(design, names), names, by, style)


def means_of(design: Design, answers: Sequence[Answer], names: list[Any], level: float = 0.95) -> Estimates:
    """Return the means of several sets of answers that may overlap (totals.among), as items with these names."""
    return _weighted_means(design, answers, names, None, Style(level))


def shares(
    design: Design, items: str | Sequence[str], by: str | Sequence[str] | None = None, level: float = 0.95,
    method: ShareMethod = "logit",
) -> Estimates:  # fmt: skip
    """Return shares of ones in 0/1 items: means with intervals that stay between 0 and 1 (interval.share_interval)."""
    names = names_of(items)
    design = design.only(names, names_of(by or []))
    return _weighted_means(design, answers_to(design, names), names, by, Style(level, method, unit="percent"))


def nps(
    design: Design, item: str, by: str | Sequence[str] | None = None, level: float = 0.95, promoters: float = 9,
    detractors: float = 6, scale: tuple[float, float] = (0, 10),
) -> Estimates:  # fmt: skip
    """Return the net promoter score of an item, in points: the mean of +100, 0, -100.

    Raises InputError for answers outside the scale: a code of a missing answer would count as a detractor.
    """
    design = design.only(by=[item, *names_of(by or [])])
    answer = answers_of(design, [item])[:, 0]
    outside = np.unique(answer[design.inside & ((answer < scale[0]) | (answer > scale[1]))])
    if len(outside):
        answers = ", ".join(f"{value:g}" for value in outside[:5])
        raise InputError(
            f"answers {answers} to a scale of {scale[0]:g} to {scale[1]:g}: give missing answers as NaN",
            place(column=item),
        )
    score = np.where(np.isnan(answer), np.nan, 100.0 * (answer >= promoters) - 100.0 * (answer <= detractors))
    scored = design.assign(**{item: score}).between(**{item: (-100.0, 100.0)})
    return means(scored, item, by, level, widest=10.0, unit="nps")


def distribution(
    design: Design, item: str, by: str | Sequence[str] | None = None, level: float = 0.95,
    method: ShareMethod = "logit", answers: Sequence[Any] | None = None,
) -> Estimates:  # fmt: skip
    """Return the share of each category (or value) of one item among those who answered it; one row per category.

    answers: all possible ones, including those nobody gave; by default those that occur.
    """
    design = design.only(by=[item, *names_of(by or [])])
    code = Groups.of_answers(design, [item])
    names = list(code.labels[item]) if answers is None else list(answers)
    of = [names.index(label) for label in code.labels[item]]
    given = np.append(of, -1)[code.code]
    dummies = [np.where(given < 0, np.nan, given == value) for value in range(len(names))]
    estimates = _weighted_means(design, dummies, names, by, Style(level, method, unit="percent"))
    table = estimates.table.rename(columns={"item": "category"})
    if estimates.by:  # the categories of a group add up to one, so none of them is hidden alone
        secret = table["reason"].eq("confidential").groupby(np.arange(len(table)) // len(names)).transform("any")
        table.loc[secret & table["status"].ne("suppressed"), ["status", "reason"]] = "suppressed", "confidential"
    table.insert(len(estimates.by), "item", item)
    return replace(estimates, table=table)


def names_of(items: str | Sequence[str]) -> list[str]:
    """Return one item or several as a list."""
    return [items] if isinstance(items, str) else list(items)


def _weighted_means(
    design: Design, answers: Sequence[Answer], names: list[Any], by: str | Sequence[str] | None, style: Style,
) -> Estimates:  # fmt: skip
    groups = Groups.of(design, by)
    summed = scores(design, answers, groups)
    kind = Kind.of(design, names, answers) if style.bounded else None
    if style.method is not None:
        if not all(map(zero_one, answers)):
            raise InputError("a share needs an item of 0 and 1", ", ".join(map(str, names)))
        kind = Kind(np.tile([0.0, 1.0], (len(names), 1)), np.ones(len(names), bool))
    weight = summed.over_groups(summed.w)
    some = np.where(weight > 0, weight, 1.0)
    estimate = np.where(weight > 0, summed.over_groups(summed.wx) / some, np.nan)
    slope = np.where(weight > 0, 1 / some, 0.0)
    linear = slope, -np.nan_to_num(estimate) * slope
    how = design.replicates
    error = replicate_spread(design, how, answers, groups, estimate) if how is not None else None
    return assemble(summed, groups, names, estimate, linear, style, kind=kind, error=error)


def totals_of(
    design: Design, items: str | Sequence[str], by: str | Sequence[str] | None = None, level: float = 0.95,
    unit: str = "",
) -> Estimates:  # fmt: skip
    """Return weighted totals sum wx; of a 0/1 item, how many in the population of the weights."""
    names = names_of(items)
    design = design.only(names, names_of(by or []))
    summed = scores(design, answers_to(design, names), groups := Groups.of(design, by))
    ones, zeros = np.ones(summed.shape), np.zeros(summed.shape)
    total = summed.over_groups(summed.wx)
    return assemble(
        summed, groups, names, total, (ones, zeros), Style(level, unit=unit), scale=summed.over_groups(summed.w)
    )


def ratios(
    design: Design, numerator: str, denominator: str, by: str | Sequence[str] | None = None, level: float = 0.95,
    unit: str = "",
) -> Estimates:  # fmt: skip
    """Return sum w y / sum w x over those who answered both; z = w (y - R x) / sum w x."""
    design = design.only(by=[numerator, denominator, *names_of(by or [])])
    y, x = answers_of(design, [numerator, denominator]).T
    both = np.column_stack([np.where(np.isnan(x), np.nan, y), np.where(np.isnan(y), np.nan, x)])
    groups = Groups.of(design, by)
    summed = scores(design, both, groups)
    total, weight = summed.over_groups(summed.wx), summed.over_groups(summed.w)[:, :1]
    defined = total[:, 1:] != 0
    ratio = np.where(defined, total[:, :1] / np.where(defined, total[:, 1:], 1.0), np.nan)
    # (y - R x) / (X / sum w) has mean zero and, as a mean, the error of the ratio.
    each = np.where(defined, total[:, 1:] / np.where(weight > 0, weight, 1.0), np.nan)
    r, per = (np.append(value, np.nan)[groups.code] for value in (ratio, each))
    summed = scores(design, ((both[:, 0] - r * both[:, 1]) / per)[:, None], groups)
    weight = summed.over_groups(summed.w)
    slope = np.where(weight > 0, 1 / np.where(weight > 0, weight, 1.0), 0.0)
    name = [f"{numerator}/{denominator}"]
    return assemble(summed, groups, name, ratio, (slope, 0 * slope), Style(level, unit=unit))
