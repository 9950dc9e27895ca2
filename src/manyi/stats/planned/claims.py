"""The claims a study announced, computed. Input: a design and one claim of study.yml; output: rows to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.stats.compare.contrasts import contrast
from manyi.stats.design.column_values import matching
from manyi.stats.design.design import Design
from manyi.stats.design.groups import answers_key, with_share
from manyi.stats.estimate.estimates import Estimates, combine, renamed
from manyi.stats.estimate.means_and_shares import means, shares
from manyi.stats.estimate.woodruff import quantiles
from manyi.stats.models.fit import Fit
from manyi.stats.models.linear_model import regression
from manyi.stats.sample import Sample
from manyi.study.items import columns_of
from manyi.study.plan import Battery, Claims, Comparison, DriverModel, Duration, Statement, Where
from manyi.study.plan_check import uses

QUANTILE = {"median": 0.5, "p90": 0.9}
MANY = 7  # groups above which a ranking is also printed with shrunken means


def announced(survey: Survey) -> Claims:
    """Return the study's claims without those this wave did not ask about, or got no answers to (`unanswered`)."""
    book, plan = survey.codebook, survey.study.claims
    silent, narrower = unanswered(survey), {model.id for model in plan.models if model.where}
    nobody = {name for claim, name in silent if claim not in narrower}

    def asked(*names: str) -> bool:
        return all(book.asked(name, survey.year) and name not in nobody for name in names)

    def batteries(listed: list[Battery]) -> list[Battery]:
        kept = [claim.model_copy(update={"items": [item for item in claim.items if asked(item)]}) for claim in listed]
        return [claim for claim in kept if len(claim.items) > 1]

    def drivers(claim: DriverModel) -> list[str]:
        return [name for name in claim.drivers if asked(name) and (claim.id, name) not in silent]

    models = [claim.model_copy(update={"drivers": drivers(claim)}) for claim in plan.models]
    groups = {battery.id for battery in plan.batteries}
    return plan.model_copy(update={
        "family": [name for name in plan.family if asked(name)],
        "segments": [name for name in plan.segments if asked(name)],
        "crossed": [(by, what) for by, what in plan.crossed if asked(by, *({what} - groups))],
        "batteries": batteries(plan.batteries),
        "persistent": batteries(plan.persistent),
        "statements": [claim for claim in plan.statements if asked(claim.item, *claim.where)],
        "comparisons": [claim for claim in plan.comparisons if asked(claim.item, *claim.a, *claim.b, *claim.controls)],
        "incidences": [name for name in plan.incidences if asked(name)],
        "models": [
            claim for claim in models
            if len(claim.drivers) > 1 and asked(claim.outcome, *claim.controls, *claim.where)
        ],
        "durations": [claim for claim in plan.durations if asked(claim.item, *claim.where, *filter(None, [claim.by]))],
        "priorities": [claim for claim in plan.priorities if asked(claim.item, claim.by)],
        "rates": [
            claim for claim in plan.rates
            if asked(claim.item, claim.by, *claim.where, *filter(None, [claim.reasons]))
        ],
    })  # fmt: skip


def unanswered(survey: Survey) -> list[tuple[str, str]]:
    """Return (claim, column) of questions of the survey's year that nobody in scope, or in the model, answered."""
    book, plan, there = survey.codebook, survey.study.claims, set(survey.frame.columns)
    batteries = {battery.id for battery in plan.batteries}
    named = dict.fromkeys((claim, name) for claim, name, _ in uses(plan) if name not in batteries)
    asked = {
        (claim, name): columns for claim, name in named if book.asked(name, survey.year)
        and (columns := set(columns_of(book.items[name], name) if name in book.items else [name])) <= there
    }  # fmt: skip
    inside = {model.id: model.where for model in plan.models if model.where}
    scope = {claim: claim if claim in inside else "" for claim, _ in asked}
    answered = {}
    for model in dict.fromkeys(scope.values()):  # read once, for all questions about its rows
        columns = set().union(*(of for (claim, _), of in asked.items() if scope[claim] == model))
        where = {item: answers for item, answers in inside.get(model, {}).items() if item in there}
        answered[model] = _answered(survey, columns, where)
    return [(claim, name) for (claim, name), of in asked.items() if not of & answered[scope[claim]]]


def _answered(survey: Survey, columns: set[str], where: Where) -> set[str]:
    """Return the columns in which anybody in scope in the survey's year, and within `where`, has a value."""
    if survey.stored:
        return survey.stored.answered(columns, survey.year, where)
    rows = survey.frame[(survey.frame["wave"] == survey.year) & survey.frame["eligible"]]
    rows = rows[matching(rows, where)] if where else rows
    return {column for column in columns if rows[column].notna().any()}


def stated(design: Design, statement: Statement) -> pd.Series:
    """Return the row of a statement's estimate, under the name of its item."""
    weighed = weighed_for(design, statement)
    inside = weighed.where(statement.where)
    if statement.of in QUANTILE:
        return quantiles(inside, statement.item, QUANTILE[statement.of]).row()
    marked, item = with_share(inside, statement.item, statement.answers)
    kind = shares if statement.of == "share" else means
    row = kind(marked, item).row().replace({item: statement.item})
    return pd.concat([row, pd.Series({"answers": answers_key(statement.answers)})])


def weighed_for(design: Design, claim: Statement | Comparison) -> Design:
    """Return the design with the weight a claim names, if it names one."""
    return design.weighted(claim.weight) if claim.weight and isinstance(design, Sample) else design


def waiting_times(sample: Sample, wait: Duration) -> dict[str, Estimates]:
    """Return mean, median, ninetieth percentile and share above the limit of a waiting time, each with a row per group.

    Raises InputError if the codebook's unit is not the announced one.
    """
    inside = sample.where(wait.where)
    levels = {"mean": inside.mean(wait.item, wait.by, widest=None)}
    levels |= {name: inside.quantile(wait.item, p, wait.by) for name, p in QUANTILE.items()}
    over = inside.share(wait.item, wait.by, over=wait.limit)
    return {**{name: level.of_unit(wait.unit) for name, level in levels.items()}, "over": over}


@dataclass(frozen=True)
class Compared:
    """Group a against group b: the test, both levels, and the adjusted difference where controls were named.

    relative: a as a share of b, minus one, with its interval (delta method), if the claim asks for it.
    """

    test: pd.Series
    a: pd.Series
    b: pd.Series
    adjusted: pd.Series | None
    relative: pd.Series | None


def compared(design: Design, comparison: Comparison) -> Compared:
    """Return group a against group b; both are domains of the whole sample, so their covariance is kept."""
    marked, item = with_share(weighed_for(design, comparison), comparison.item, comparison.answers)
    both = groups(marked, item, [comparison.a, comparison.b], comparison.of)
    both = renamed(both, comparison.item, answers_key(comparison.answers))
    a, b = (row for _, row in both.table.iterrows())
    shown = bool(both.shown.all())
    test = contrast(both, np.array([1.0, -1.0])).iloc[0]
    about = {"item": comparison.item, "answers": a["answers"], "shown": shown, "base": a["base"] + b["base"]}
    test = pd.Series({**test, **about})
    adjusted = _adjusted(marked, item, comparison) if comparison.controls and shown else None
    return Compared(test, a, b, adjusted, _relative(both, comparison.item) if comparison.relative and shown else None)


def groups(design: Design, item: str, wheres: Sequence[Where], of: str = "mean") -> Estimates:
    """Return one estimate per group of respondents; groups may overlap."""
    kind = shares if of == "share" else means
    return combine(*(kind(design.where(where), item) for where in wheres))


def _adjusted(design: Design, item: str, comparison: Comparison) -> pd.Series:
    """Return the difference with the controls held constant: the coefficient of 'in group a' in a regression."""
    design = design.from_rows("compared")
    in_a, in_b = (matching(design.frame, where) for where in (comparison.a, comparison.b))
    marked = replace(design, frame=design.frame.assign(**{"group a": in_a.astype(float)}))
    fit: Fit = regression(marked.where(in_a | in_b), item, ["group a", *comparison.controls])
    row = fit.table.loc[fit.table["term"] == "group a"].iloc[0]
    return row.rename({"estimate": "difference"})


def _relative(both: Estimates, item: str) -> pd.Series:
    """Return a / b - 1: se of ln(a / b), linearised, times the ratio; interval on the log scale with the test's t."""
    from scipy import special

    a, b = both.table["estimate"].to_numpy(float)
    slope = np.array([1 / a, -1 / b])
    error = float(np.sqrt(slope @ both.covariance @ slope))
    wide = special.stdtrit(both.reach.df(0, 1), 0.5 + both.level / 2) * error
    ratio = a / b
    ends = ratio * np.exp([-wide, wide]) - 1
    return pd.Series(
        {"item": item, "estimate": ratio - 1, "se": ratio * error, "low": ends[0], "high": ends[1],
         "df": both.reach.df(0, 1), "base": both.table["base"].sum(), "status": "shown"}
    )  # fmt: skip


def words(year: int) -> Text:
    """Return a year as words, for sentences."""
    return Period(year).words
