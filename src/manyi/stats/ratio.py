"""Weighted totals and ratios of totals. Input: one row per respondent; output: one row per group x item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyi.stats.assembly import Style, assemble
from manyi.stats.design import Basis, Design
from manyi.stats.estimate import names_of
from manyi.stats.estimates import Estimates
from manyi.stats.groups import Groups, answers_of
from manyi.stats.totals import answers_to, scores


def totals_of(
    design: Design,
    items: str | Sequence[str],
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    basis: Basis | None = None,
) -> Estimates:
    """Return weighted totals sum wx; of a 0/1 item, how many in the population of the weights."""
    names = names_of(items)
    summed = scores(design, answers_to(design, names), groups := Groups.of(design, by))
    one, zero = np.ones(summed.shape), np.zeros(summed.shape)
    total = summed.over_groups(summed.wx)
    return assemble(summed, groups, names, total, (one, zero), Style(level, basis), unit=summed.over_groups(summed.w))


def ratios(
    design: Design,
    numerator: str,
    denominator: str,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    basis: Basis | None = None,
) -> Estimates:
    """Return sum w y / sum w x over those who answered both; z = w (y - R x) / sum w x."""
    y, x = answers_of(design, [numerator, denominator]).T
    both = np.column_stack([np.where(np.isnan(x), np.nan, y), np.where(np.isnan(y), np.nan, x)])
    groups = Groups.of(design, by)
    summed = scores(design, both, groups)
    total, weight = summed.over_groups(summed.wx), summed.over_groups(summed.w)[:, :1]
    known = total[:, 1:] != 0
    ratio = np.where(known, total[:, :1] / np.where(known, total[:, 1:], 1.0), np.nan)
    # (y - R x) / (X / sum w) has mean zero and, as a mean, the error of the ratio.
    each = np.where(known, total[:, 1:] / np.where(weight > 0, weight, 1.0), np.nan)
    r, per = (np.append(value, np.nan)[groups.code] for value in (ratio, each))
    summed = scores(design, ((both[:, 0] - r * both[:, 1]) / per)[:, None], groups)
    weight = summed.over_groups(summed.w)
    slope = np.where(weight > 0, 1 / np.where(weight > 0, weight, 1.0), 0.0)
    name = [f"{numerator}/{denominator}"]
    return assemble(summed, groups, name, ratio, (slope, 0 * slope), Style(level, basis))
