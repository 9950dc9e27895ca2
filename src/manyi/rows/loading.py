"""The clean rows of a study, from the cache or built now; notebooks call this."""

from __future__ import annotations

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.rows import cache
from manyi.rows.fingerprints import data_sha256
from manyi.rows.survey import Survey
from manyi.study import reading
from manyi.study.definitions import Definition


def load(study: str, year: int | str, careless_too: bool = False, weight: str | None = None) -> Survey:
    """Return the clean, weighted rows of a study up to a year; they stay on disk where they are many (`StoredRows`).

    careless_too keeps respondents who would be removed for carelessness, to show what difference they make; it covers
    the last two waves only, which is all that a level and a change need. weight: one of `design.weights`, "" for the
    study's own; None: that of the report being built.
    Raises InputError: no such study or wave, or anything unusable in the YAML or the files.
    """
    weight = places.weight(study) if weight is None else weight
    definition = reading.definition(study, weight)
    waves = _until(definition, _period(year))[-2 if careless_too else 0 :]
    folder = cache.place_of(definition, waves, " ".join(filter(None, ["careless too" if careless_too else "", weight])))
    books = cache.kept_frames(folder, most=definition.study.rows_in_memory)
    if books is None:
        from manyi.rows.clean.steps import (
            clean_waves,  # Ibis and DuckDB are imported only when rows have to be built
        )

        books = clean_waves(definition, waves, careless_too, folder / cache.FRAME)
        cache.write(folder, books)
    return Survey.of(books, definition, waves, data_sha256(definition, waves))


def check(study: str, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read and check the files of one wave; return its problems and quarantine.

    Raises InputError as `load` does.
    """
    from manyi.rows.clean.steps import check_waves

    definition = reading.definition(study)
    return check_waves(definition, _until(definition, _period(year))[-1:])


def _period(year: int | str) -> Period:
    """Return the wave asked for, given as its number or as text."""
    return Period.of(year) if isinstance(year, str) else Period(year)


def _until(definition: Definition, year: Period) -> list[Period]:
    """Return the waves up to and including this one, which must exist."""
    if year not in definition.origins:
        raise InputError(f"no wave {year}", where=definition.name, allowed=sorted(definition.origins))
    return sorted(wave for wave in definition.origins if wave <= year)
