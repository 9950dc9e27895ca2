"""A study of several tables: the one in its own folder, and those in folders inside it. One survey per table."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from manyi.errors import InputError
from manyi.rows import cache
from manyi.rows.clean.engine import Engine, engine, one_of
from manyi.rows.loading import load
from manyi.rows.survey import Survey, with_categories
from manyi.study.codebook import Code, Codebook
from manyi.study.reading import definition, studies, waves


def tables_of(study: str, year: int) -> list[str]:
    """Return the tables of a study that have this wave, as names `load` takes: `retail/orders`."""
    inside = [name for name in studies() if name.startswith(f"{study}/")]
    return [name for name in inside if year in waves(name)]


def load_tables(study: str, year: int, counted: Collection[str] = ()) -> dict[str, Survey]:
    """Return {"": the study's own rows, name: the rows of a table}, up to a year. Raises InputError as `load` does.

    counted: tables whose rows stay where they are, for `tally` to count; they have their books, and an empty frame.
    """
    tables = {}
    for name in tables_of(study, year):
        own = name.removeprefix(f"{study}/")
        tables[own] = without_rows(name, year) if own in counted else load(name, year)
    return {"": load(study, year), **tables}


def without_rows(name: str, year: int) -> Survey:
    """Return a table with all but its rows, which are built when they are not there yet."""
    found = definition(name)
    until = [wave for wave in sorted(found.origins) if wave <= year]
    data = cache.data_sha256(found, until)
    books = cache.read(cache.place_of(found, until, data, ""), rows=False)
    if books is None:
        whole = load(name, year)
        return replace(whole, frame=whole.frame.iloc[:0])
    frame = with_categories(books.frame, found.codebook)
    own = {part.name: getattr(books, part.name) for part in fields(books) if part.name != "frame"}
    previous = until[-2] if len(until) > 1 else None
    return Survey(found.study, found.codebook, year, previous, frame, **own, data_sha256=data)


def joined(tables: dict[str, Survey]) -> Survey:
    """Return the study's own survey, knowing the words of every table, with the hash of all their files together.

    An item of the same name in several tables keeps the words it has in the first.
    """
    items = {name: item for survey in reversed(tables.values()) for name, item in survey.codebook.items.items()}
    derived = {name: rule for survey in reversed(tables.values()) for name, rule in survey.codebook.derived.items()}
    modules = {name: text for survey in tables.values() for name, text in survey.codebook.modules.items()}
    together = hashlib.sha256("".join(survey.data_sha256 for survey in tables.values()).encode()).hexdigest()
    own = tables[""]
    book = Codebook(items=items, derived=derived, modules=modules, unused=own.codebook.unused)
    return replace(own, codebook=book, data_sha256=together)


def speaking_of(own: Survey, table: Survey) -> Survey:
    """Return the study's survey with population, unit and basis of one of its tables: what a chapter's exhibits say."""
    about = {name: getattr(table.study, name) for name in ("title", "population", "unit", "mode", "basis")}
    return replace(own, study=own.study.model_copy(update=about))


def tally(
    study: str,
    year: int,
    by: Sequence[str],
    sums: Sequence[str] = (),
    where: Mapping[str, Sequence[Code]] | None = None,
) -> pd.DataFrame:
    """Return rows by group up to a year: <by> rows <sums>, sorted by group; only rows with the answers of `where`.

    Raises InputError: a column the rows do not have, and as `load` does.
    """
    with engine() as on:
        table = _kept(study, year, on)
        for column in (*by, *sums, *(where or {})):
            if column not in table.columns:
                raise InputError("no such column", where=f"{study}: {column}", allowed=table.columns)
        for column, answers in (where or {}).items():
            table = table.filter(one_of(table[column], list(answers)))
        groups = table.group_by(*by) if by else table
        found = on.pandas(groups.agg(rows=table.count(), **{name: table[name].sum() for name in sums}))
    return found.sort_values(list(by), ignore_index=True) if by else found


def _kept(study: str, year: int, on: Engine) -> Any:
    """Return the kept rows as a table of the engine; they are built first when they are not there."""
    found = definition(study)
    waves = [wave for wave in sorted(found.origins) if wave <= year]
    folder: Path = cache.place_of(found, waves, cache.data_sha256(found, waves), "") if year in waves else Path()
    if year not in waves or not (folder / "files.json").is_file():
        load(study, year)
    with warnings.catch_warnings():
        # Between ibis and duckdb; nothing a reader of the report could act on.
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        return on.connection.read_parquet(folder / "frame.parquet")
