"""What would stop a report, found without building it. In: a study; out: a line per mistake, over all of its waves.

The rows of every wave are cleaned and weighted, and everything announced is tried on them: levels, comparisons, changes
and models, without the replicates, figures and sentences that make up most of a build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from manyi.errors import InputError
from manyi.rows.loading import load
from manyi.rows.survey import Survey
from manyi.stats.models.linear_model import regression
from manyi.stats.models.model_matrix import terms
from manyi.stats.planned import claims
from manyi.stats.planned.driver_models import model_rows
from manyi.stats.planned.headline import comparable_wave
from manyi.stats.sample import Sample
from manyi.study.definition import Definition
from manyi.study.plan import Claims, DriverModel
from manyi.study.reading import definition, studies, tables

Attempt = tuple[str, Callable[[], object]]  # what a claim is called, and what computes it


@dataclass
class Rehearsal:
    """Mistakes stop a report; notes say what it leaves out. Survey: all waves, None where rows could not be made."""

    mistakes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    survey: Survey | None = None


def rehearse(study: str) -> Rehearsal:
    """Clean, weight and try the claims of every wave of a study, and make the rows of the tables in its folder."""
    outcome = Rehearsal()
    try:
        outcome.survey = _loaded(study, outcome)
    except InputError as error:
        outcome.mistakes += error.lines
    if outcome.survey:
        given = definition(study)
        for wave in sorted(given.origins):
            _wave(given, replace(outcome.survey, year=wave, previous=_before(given, wave)), outcome)
    for table in tables(study):
        try:
            _loaded(table, outcome)
        except InputError as error:
            outcome.mistakes += error.lines
    return outcome


def unreadable(names: list[str]) -> list[str]:
    """Return the mistakes in the YAML of studies, a line each."""
    lines: list[str] = []
    for name in (name for name in names if name in studies()):
        try:
            definition(name)
        except InputError as error:
            lines += error.lines
    return lines


def _before(given: Definition, wave: int) -> int | None:
    return max((year for year in given.origins if year < wave), default=None)


def _loaded(study: str, outcome: Rehearsal) -> Survey | None:
    """Return the rows of all waves; where they cannot be made, find what stops each wave by itself."""
    from manyi.rows.clean.steps import clean_waves

    given = definition(study)
    waves = sorted(given.origins)
    try:
        return load(study, waves[-1]) if waves else None
    except InputError as error:
        lines = dict.fromkeys(error.lines)
    for wave in waves if len(waves) > 1 else []:
        try:
            clean_waves(given, [wave])
        except InputError as error:
            lines |= dict.fromkeys(error.lines)
    outcome.mistakes += lines
    return None


def _wave(given: Definition, survey: Survey, outcome: Rehearsal) -> None:
    """Try the claims of one wave."""
    plan, wave = survey.study.claims, survey.year
    outcome.notes += [
        f"{given.at(f'study.yml claims {claim}')}: nobody answered {name} in {wave}: left out"
        for claim, name in claims.unanswered(survey)
        if name != plan.outcome
    ]
    for claim, attempt in _attempts(survey, claims.announced(survey)):
        try:
            attempt()
        except InputError as error:
            outcome.mistakes.append(f"{given.at(f'study.yml claims {claim}')}, wave {wave}: {error}")


def _attempts(survey: Survey, plan: Claims) -> Iterator[Attempt]:
    """Yield each claim by its id or key, with what computes it."""
    sample = survey.sample(survey.year)
    if plan.outcome in {name for _, name in claims.unanswered(survey)}:
        yield (
            "outcome",
            partial(_refuse, f"nobody answered {plan.outcome}: name an outcome that was asked in every wave"),
        )
        return
    yield "outcome", partial(sample.mean, plan.outcome)
    yield "outcome", partial(sample.distribution, survey.codebook.rated(plan.outcome))
    yield from (("segments", partial(sample.mean, plan.outcome, name)) for name in plan.segments)
    for battery in plan.batteries:
        yield battery.id, partial(sample.mean, battery.items)
    for statement in plan.statements:
        yield statement.id, partial(claims.stated, sample, statement)
    for comparison in plan.comparisons:
        yield comparison.id, partial(claims.compared, sample, comparison)
    for model in plan.models:
        yield model.id, partial(_modelled, sample, model)
    yield from _grouped(sample, plan)
    if (before := comparable_wave(survey)) is not None:
        yield from _moved(survey, plan, before)


def _grouped(sample: Sample, plan: Claims) -> Iterator[Attempt]:
    for priority in plan.priorities:
        yield priority.id, partial(sample.mean, priority.item, priority.by)
    for rate in plan.rates:
        yield rate.id, partial(sample.where(rate.where).share, rate.item, rate.by, rate.answers)
    for timed in plan.durations:
        yield timed.id, partial(sample.where(timed.where).quantile, timed.item, 0.5, timed.by)


def _moved(survey: Survey, plan: Claims, before: int) -> Iterator[Attempt]:
    book, both = survey.codebook, survey.sample(before, survey.year)
    family = [name for name in plan.family if not book.broken(name, before, survey.year)]
    if family:
        yield "family", partial(both.change, family, before)
    for item in plan.incidences:
        if not book.broken(item, before, survey.year):
            options = [f"{item}__{option}" for option in book.items[item].options or {}]
            yield "incidences", partial(both.change, options, before)


def _modelled(sample: Sample, model: DriverModel) -> None:
    """Fit a driver model. Raises InputError where it has no answer: nobody gave all, nothing varies, too few people."""
    inside = model_rows(sample, model)
    columns = terms(inside, model.outcome, [*model.controls, *model.drivers])
    if not len(columns.columns_of(model.drivers)):
        _refuse(f"none of the drivers varies: {', '.join(model.drivers)}")
    regression(inside, model.outcome, [*model.controls, *model.drivers])


def _refuse(message: str) -> None:
    raise InputError(message)
