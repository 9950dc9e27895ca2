"""A whole study held against its truth.yml. Input: study and year; output: figures, importances and the null item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy.stats import binom

from manyi import places, rows, stats
from manyi.stats.planned.driver_models import model_rows
from manyi.studies.firms import indicators
from manyi.studies.firms.assessed import assessed_design
from tests.published.figures import Found, found

LEVEL, RARE = 0.95, 0.001


@dataclass(frozen=True)
class Check:
    """All that was found of one report.

    importances: one row per model x driver: model driver planted share low high above_noise inside; empty without
    driver models. null: the row of `stats.changes` of the planted null item; None where its waves are others.
    """

    truth: dict[str, Any]
    year: int
    census: bool
    figures: list[Found]
    importances: pd.DataFrame
    null: pd.Series | None

    @property
    def estimated(self) -> list[Found]:
        """Figures with an estimate."""
        return [one for one in self.figures if not one.why_not]

    @property
    def inside(self) -> int:
        """Return how many estimated figures have the planted value in their interval."""
        return sum(one.inside for one in self.estimated)


def truth(study: str) -> dict[str, Any]:
    """Return what is planted in a study."""
    return dict(yaml.safe_load((places.data() / study / "truth.yml").read_text(encoding="utf-8")))


def check(study: str, year: int) -> Check:
    """Estimate every published figure of a year from the delivered files."""
    planted, survey = truth(study), rows.load(study, year)
    about = [figure for figure in planted["figures"] if figure["wave"] == year]
    if survey.study.basis == "census":
        design = replace(assessed_design(survey, indicators.load(study)), basis="census")
        exact = [_counted(found(design, one)) for one in about]
        return Check(planted, year, True, exact, pd.DataFrame(), None)
    before = {figure["against"]["wave"] for figure in about if "wave" in figure.get("against", {})}
    design = stats.survey_design(survey, year, *before)
    return Check(
        planted, year, False, [found(design, one) for one in about], importances(survey, planted), null(survey, planted)
    )


def _counted(one: Found) -> Found:
    """Return what is exact in a census: no interval, and what is seen is shown."""
    return replace(one, low=np.nan, high=np.nan, shown=one.right)


def importances(survey: rows.Survey, planted: dict[str, Any]) -> pd.DataFrame:
    """Return the importance of every driver of the declared models, planted and found."""
    design, tables = stats.survey_design(survey, survey.year), []
    for model in survey.study.claims.models:
        inside = model_rows(design, model)
        table = stats.importance(inside, model.outcome, model.drivers, controls=model.controls).table
        known = table["driver"].map(planted["importance"][survey.year][model.id]["shares"])
        tables.append(table.assign(model=model.id, planted=known, inside=known.between(table["low"], table["high"])))
    return pd.concat(tables)[["model", "driver", "planted", "share", "low", "high", "above_noise", "inside"]]


def null(survey: rows.Survey, planted: dict[str, Any]) -> pd.Series | None:
    """Return the test of the item planted without change; None when this report compares other waves."""
    item, (before, now) = planted["null_item"]["item"], planted["null_item"]["waves"]
    if now != survey.year:
        return None
    claims, book = survey.study.claims, survey.codebook
    delta = claims.delta * book.span(item) / book.span(claims.outcome)
    return stats.changes(stats.survey_design(survey, now, before), item, now, before, delta=delta).iloc[0]


def plausible(m: int) -> tuple[int, int]:
    """Return the 95 % binomial range of how many of m independent 95 % intervals cover."""
    return int(binom.ppf(0.025, m, LEVEL)), int(binom.ppf(0.975, m, LEVEL))


def fewest(m: int) -> int:
    """Return the .1 % binomial quantile: fewer than these inside, and the intervals are not honest."""
    return int(binom.ppf(RARE, m, LEVEL))
