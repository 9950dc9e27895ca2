"""A study of several tables: one in its own folder, others in its subfolders. One survey per table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.rows import cache
from manyi.rows.clean.backend import Engine, one_of
from manyi.rows.clean.connect import engine
from manyi.rows.fingerprints import data_sha256, together
from manyi.rows.loading import load
from manyi.rows.survey import Survey
from manyi.study import reading
from manyi.study.codebook import Codebook
from manyi.study.items import Code


def tables_of(study: str, year: int) -> list[str]:
    """Return the tables of a study that have this wave, as names `load` takes: `retail/orders`."""
    return [name for name in reading.tables(study) if year in reading.waves(name)]


def load_tables(study: str, year: int, counted: Collection[str] = ()) -> dict[str, Survey]:
    """Return {"": the study's main rows, name: the rows of a table}, up to a year. Raises InputError as `load` does.

    counted: tables whose rows stay on disk, to be counted by `tally`; they come with their books and an empty frame.
    """
    tables = {}
    for name in tables_of(study, year):
        table = name.removeprefix(f"{study}/")
        tables[table] = without_rows(name, year) if table in counted else load(name, year)
    return {"": load(study, year), **tables}


def without_rows(name: str, year: int) -> Survey:
    """Return a table without its rows, which are built first if they do not exist yet."""
    definition = reading.definition(name)
    until = [wave for wave in sorted(definition.origins) if wave <= year]
    books = cache.kept_frames(cache.place_of(definition, until, places.weight(name)), rows=False)
    if books is None:
        whole = load(name, year)
        return replace(whole, frame=whole.frame.iloc[:0])
    return Survey.of(books, definition, until, data_sha256(definition, until))


def joined(tables: dict[str, Survey]) -> Survey:
    """Return the study's main survey with the codebook entries of every table and one hash over all their files.

    An item that occurs in several tables keeps its wording from the first.
    """
    items = {name: item for survey in reversed(tables.values()) for name, item in survey.codebook.items.items()}
    derived = {name: rule for survey in reversed(tables.values()) for name, rule in survey.codebook.derived.items()}
    modules = {name: text for survey in tables.values() for name, text in survey.codebook.modules.items()}
    data = together(survey.data_sha256 for survey in tables.values())
    main = tables[""]
    book = Codebook(items=items, derived=derived, modules=modules, unused=main.codebook.unused)
    return replace(main, codebook=book, data_sha256=data)


def speaking_of(survey: Survey, table: Survey) -> Survey:
    """Return the study's survey with the population, unit and basis of one of its tables, for a chapter's exhibits."""
    about = {name: getattr(table.study, name) for name in ("title", "population", "unit", "mode", "basis")}
    return replace(survey, study=survey.study.model_copy(update=about))


def tally(
    study: str, year: int, by: Sequence[str], sums: Sequence[str] = (),
    where: Mapping[str, Sequence[Code]] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Count rows by group up to a year: columns <by> rows <sums>, sorted by group; `where` restricts the answers.

    Raises InputError for an unknown column, and as `load` does.
    """
    with engine() as on:
        table = _kept(study, year, on)
        for column in (*by, *sums, *(where or {})):
            if column not in table.columns:
                raise InputError("no such column", where=f"{study}: {column}", allowed=table.columns)
        for column, answers in (where or {}).items():
            table = table.filter(one_of(table[column], list(answers)))
        groups = table.group_by(*by) if by else table
        totals = on.pandas(groups.agg(rows=table.count(), **{name: table[name].sum() for name in sums}))
    return totals.sort_values(list(by), ignore_index=True) if by else totals


def _kept(study: str, year: int, on: Engine) -> Any:
    """Return the stored rows as a table of the engine, building them first if necessary."""
    definition = reading.definition(study)
    waves = [wave for wave in sorted(definition.origins) if wave <= year]
    folder: Path = cache.place_of(definition, waves, places.weight(study)) if year in waves else Path()
    if year not in waves or not (folder / "files.json").is_file():
        load(study, year)
    return on.stored(folder / "frame.parquet")
