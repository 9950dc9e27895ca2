"""Finds what would stop a report, without building it. In: a study; out: a line per mistake, over all of its waves.

The rows of every wave are cleaned and weighted, and everything announced is computed from them (`claim_attempts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd

from manyi.errors import InputError, Mistake
from manyi.language.periods import Period
from manyi.publish.readiness.claim_attempts import FEWEST_WAVES, Attempt, attempts, judge
from manyi.publish.readiness.file_headers import undelivered
from manyi.rows.loading import load
from manyi.rows.survey import Survey
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.planned import claims
from manyi.study.definitions import Definition
from manyi.study.reading import definition, studies, tables

NAMED = 5  # numbers that a note names


@dataclass
class Rehearsal:
    """Mistakes stop a report; notes say what it leaves out. Survey: all waves, None if the rows could not be built.

    drawn: whether the report shows each answer to the outcome.
    """

    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    survey: Survey | None = None
    drawn: bool = True


def rehearse(study: str, drawn: bool = True) -> Rehearsal:
    """Clean, weight and try the claims of every wave of a study, and build the rows of the tables in its folder.

    drawn: whether a chapter of the report shows each answer to the outcome.
    """
    outcome = Rehearsal(drawn=drawn)
    try:
        outcome.survey = _loaded(study, outcome)
    except InputError as error:
        outcome.mistakes += [*error.mistakes, *undelivered(study)]
    if outcome.survey:
        given = definition(study)
        for wave in sorted(given.origins):
            _wave(given, replace(outcome.survey, year=wave, previous=_before(given, wave)), outcome)
        if len(given.origins) < FEWEST_WAVES:
            outcome.notes += [
                f"{given.at(f'study.yml claims {battery.id}')}: needs {FEWEST_WAVES} waves: left out"
                for battery in given.study.claims.persistent
            ]
        _weights(given, outcome)
    _tables(study, outcome)
    return outcome


def _weights(given: Definition, outcome: Rehearsal) -> None:
    """Build the rows with each additional weight of a study."""
    for weight in given.study.design.weights if given.origins else ():
        try:
            load(given.name, max(given.origins), weight=weight)
        except InputError as error:
            outcome.mistakes += [mistake.within(f"weight {weight}") for mistake in error.mistakes]


def _tables(study: str, outcome: Rehearsal) -> None:
    """Build the rows of the tables in a study's folder, and try the targets of all its rows."""
    rows = {"": outcome.survey}
    for table in tables(study):
        try:
            rows[table.partition("/")[2]] = _loaded(table, outcome)
        except InputError as error:
            outcome.mistakes += error.mistakes
    for kpi in outcome.survey.study.claims.kpis if outcome.survey else ():
        given = definition(study)
        if survey := rows.get(kpi.table):
            for wave in sorted(survey.frame["wave"].unique()):
                _try(given, wave, [(kpi.id, partial(judge, survey.sample(wave), kpi))], outcome)


def stops(study: str, year: Period, drawn: bool = True) -> list[Mistake]:
    """Return the mistakes of one wave as `make check` names them; empty if it finds none."""
    outcome = Rehearsal(drawn=drawn)
    with suppress(InputError):
        given, survey = definition(study), load(study, year)
        _wave(given, replace(survey, year=year, previous=_before(given, year)), outcome)
    return outcome.mistakes


def unreadable(names: list[str]) -> list[Mistake]:
    """Return the mistakes in the YAML of studies."""
    mistakes: list[Mistake] = []
    for name in (name for name in names if name in studies()):
        try:
            definition(name)
        except InputError as error:
            mistakes += [*error.mistakes, *undelivered(name)]
    return mistakes


def _before(given: Definition, wave: Period) -> Period | None:
    return max((year for year in given.origins if year < wave), default=None)


def _loaded(study: str, outcome: Rehearsal) -> Survey | None:
    """Return the rows of all waves; if they cannot be built, find what stops each wave."""
    from manyi.rows.clean.steps import clean_waves

    given = definition(study)
    waves = sorted(given.origins)
    try:
        return load(study, waves[-1]) if waves else None
    except InputError as error:
        mistakes = dict.fromkeys(error.mistakes)
    for wave in waves if len(waves) > 1 else []:
        try:
            clean_waves(given, [wave])
        except InputError as error:
            mistakes |= dict.fromkeys(error.mistakes)
    outcome.mistakes += mistakes
    return None


def _wave(given: Definition, survey: Survey, outcome: Rehearsal) -> None:
    """Try the claims of one wave."""
    plan, wave = survey.study.claims, survey.year
    outcome.notes += [
        f"{given.at(f'study.yml claims {claim}')}: nobody answered {name} in {wave}: left out"
        for claim, name in claims.unanswered(survey)
        if name != plan.outcome
    ]
    _try(given, wave, attempts(survey, claims.announced(survey), outcome.drawn), outcome)


def _try(given: Definition, wave: int, attempts: Iterable[Attempt], outcome: Rehearsal) -> None:
    """Compute each claim; whatever stops one is a mistake at its place in study.yml."""
    for claim, attempt in attempts:
        where = f"{given.at(f'study.yml claims {claim}')}, wave {wave}"
        try:
            result = attempt()
        except InputError as error:
            outcome.mistakes.append(Mistake(where, str(error)))
        else:
            newest = wave == max(given.origins)  # for earlier waves it is too late
            outcome.notes += [f"{where}: {hidden}" for hidden in _hidden(result)] if newest else []


def _hidden(result: object) -> Iterator[str]:
    """Yield a line about the numbers of a claim that will not be printed, with how many answered each."""
    table = result.table if isinstance(result, Estimates) else pd.DataFrame({"status": []})
    rows = table[table["status"] == "suppressed"]
    if len(rows):
        keys = [*(result.by if isinstance(result, Estimates) else ()), *({"category", "item"} & {*rows})]
        named = [f"{' '.join(str(row[key]) for key in keys)} ({row['base']:.0f})" for _, row in rows[:NAMED].iterrows()]
        more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
        yield f"{len(rows)} of {len(table)} numbers are not printed (in brackets: answers): {', '.join(named)}{more}"
