"""A study of several tables: the one in its own folder, and those in folders inside it. One survey per table."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from manyi.rows.codebook import Codebook
from manyi.rows.definition import studies, waves
from manyi.rows.load import load
from manyi.rows.survey import Survey


def tables_of(study: str, year: int) -> list[str]:
    """Return the tables of a study that have this wave, as names `load` takes: `retail/orders`."""
    inside = [name for name in studies() if name.startswith(f"{study}/")]
    return [name for name in inside if year in waves(name)]


def load_tables(study: str, year: int) -> dict[str, Survey]:
    """Return {"": the study's own rows, name: the rows of a table}, up to a year. Raises InputError as `load` does."""
    tables = {name.removeprefix(f"{study}/"): load(name, year) for name in tables_of(study, year)}
    return {"": load(study, year), **tables}


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
