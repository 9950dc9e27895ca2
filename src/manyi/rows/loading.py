"""The clean rows of a study: read from the cache, or built. This is what a notebook calls."""

from __future__ import annotations

import pandas as pd

from manyi.errors import InputError
from manyi.rows import cache
from manyi.rows.survey import Survey, with_categories
from manyi.study.definition import Definition
from manyi.study.reading import definition


def load(study: str, year: int, careless_too: bool = False) -> Survey:
    """Return the clean, weighted rows of a study up to a year.

    careless_too keeps respondents removed for carelessness, to see what difference that makes: of the last two waves
    only, all that a level and a change need.
    Raises InputError: no such study or wave, or anything that cannot be used in the YAML and the files.
    """
    found = definition(study)
    waves = _until(found, year)[-2 if careless_too else 0 :]
    data = cache.data_sha256(found, waves)
    folder = cache.place_of(found, waves, data, "careless too" if careless_too else "")
    books = cache.read(folder)
    if books is None:
        from manyi.rows.clean.steps import (
            clean_waves,  # Ibis and DuckDB are imported only when something has to be built
        )

        books = clean_waves(found, waves, careless_too)
        cache.write(folder, books)
    return Survey(
        study=found.study,
        codebook=found.codebook,
        year=year,
        previous=waves[-2] if len(waves) > 1 else None,
        frame=with_categories(books.frame, found.codebook),
        problems=books.problems,
        quarantine=books.quarantine,
        waterfall=books.waterfall,
        weighting=books.weighting,
        diagnostics=books.diagnostics,
        data_sha256=data,
    )


def check(study: str, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read and check the files of one wave; return its problems and its quarantine.

    Raises InputError as `load` does.
    """
    from manyi.rows.clean.steps import check_waves

    found = definition(study)
    _until(found, year)
    return check_waves(found, [year])


def _until(found: Definition, year: int) -> list[int]:
    """Return the waves up to a year, which must itself be one."""
    if year not in found.origins:
        raise InputError(f"no wave {year}", where=found.name, allowed=sorted(found.origins))
    return sorted(wave for wave in found.origins if wave <= year)
