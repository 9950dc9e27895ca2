"""Which wave the headline is compared with, and the change since."""

from __future__ import annotations

import pandas as pd

from manyi.rows.survey import Survey
from manyi.stats.compare.change import changes as stats_changes
from manyi.stats.design.design import Design


def comparable_wave(survey: Survey) -> int | None:
    """Return the previous wave when changes from it may be tested: both waves came with weights or both without."""
    unweighted = survey.study.design.unweighted
    before = survey.previous
    return None if before is None or before in unweighted or survey.year in unweighted else before


def headline_wave(survey: Survey) -> int | None:
    """Return the wave the headline may be compared with; None where there is none or the question changed."""
    before = comparable_wave(survey)
    broken = before is not None and survey.codebook.broken(survey.study.claims.outcome, before, survey.year)
    return None if broken else before


def headline_change(design: Design, survey: Survey, before: int | None) -> pd.Series | None:
    """Return the change of the headline as tested in its declared family; None where nothing may be compared."""
    plan, book = survey.study.claims, survey.codebook
    if before is None or book.broken(plan.outcome, before, survey.year):
        return None
    items = dict.fromkeys([plan.outcome, *plan.family])
    family = [item for item in items if not book.broken(item, before, survey.year)]
    matters = {item: plan.delta * book.span(item) / book.span(plan.outcome) for item in family}
    moved = stats_changes(design, family, survey.year, before, delta=matters)
    return moved[moved["item"] == plan.outcome].iloc[0]
