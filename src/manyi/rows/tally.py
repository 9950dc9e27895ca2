"""Counts and sums by group, done by the engine on the kept rows: no table is pulled into memory to count it.

In: the clean rows of a study or one of its tables, as they lie under build/rows. Out: one row per group.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from manyi.errors import InputError
from manyi.rows import cache
from manyi.rows.codebook import Code
from manyi.rows.definition import definition
from manyi.rows.engine import Engine, engine, one_of
from manyi.rows.load import load


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
