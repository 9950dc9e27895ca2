"""A study of several tables: the one in its own folder, and those in folders inside it. One survey per table."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import fields, replace

from manyi.rows import cache
from manyi.rows.codebook import Codebook
from manyi.rows.definition import definition, studies, waves
from manyi.rows.load import load
from manyi.rows.survey import Survey, with_categories


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
