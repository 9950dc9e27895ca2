"""The way from the raw files to one printed number. In: an id of the ledger; out: lines of text, one step each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import nbformat
import pandas as pd

from manyi import places, rows
from manyi.errors import InputError
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import slug
from manyi.exhibits.toplines.numbered import CHAPTER
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period, spanned
from manyi.publish.build import standing_at
from manyi.publish.executed import code
from manyi.publish.page.frame import FILE as INDEX
from manyi.publish.page.frame import toplines_files
from manyi.publish.page.topline_page import numbers_file
from manyi.publish.page.tree import parsed
from manyi.publish.report import notebook_file
from manyi.study.codebook import Codebook
from manyi.study.items import Missing
from manyi.study.origin import File, locate


def explain_number(report: str, year: Period, id_: str) -> list[str]:
    """Return the chain of one number of a built report. Raises InputError if there is no such report or id."""
    row = _row(report, year, id_)
    return [id_, *_files(row, year), *_rows(row), *_estimate(row), *_cell(row), *_printed_at(row, report, year, id_)]


def _row(report: str, year: Period, id_: str) -> dict[Any, Any]:
    """Return the number's row of the ledger, from the report or the toplines of one of its studies."""
    folder = standing_at(report, year)
    if not (folder / "results.parquet").is_file():
        raise InputError("has not been built", where=f"{report} {year}")
    ledger = pd.read_parquet(folder / "results.parquet").set_index("id")
    records = [ledger.loc[id_].to_dict()] if id_ in ledger.index else []
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))["data"]
    names = list(ledger.index)
    for study, digest in data.items():
        file = folder / numbers_file(study)
        if not records and file.is_file():
            toplines = pd.read_csv(file).set_index("id")
            names += list(toplines.index)
            about = {"study": study, "chapter": CHAPTER, "data_sha256": digest}
            records = [toplines.loc[id_].to_dict() | about] if id_ in toplines.index else []
    if not records:
        near = [name for name in names if id_ and id_ in name][:8]
        raise InputError(f"no number {id_!r} in {report} {year}", where="ID", allowed=near or names[:8])
    return {name: value for name, value in records[0].items() if not pd.isna(value) and value != ""}


def _files(row: dict[Any, Any], year: Period) -> Iterator[str]:
    """Yield the files the number was read from, their columns, and which codes are missing, for its waves."""
    yield "raw files"
    definition = rows.definition(row["study"])
    waves = [wave for wave in sorted(definition.origins) if wave in _waves(row, year)]
    for wave in waves:
        for file in definition.origins[wave].files:
            yield f"  {_place(definition, wave, file)}  sha256 {file.sha256}"
    for name in asked(definition.codebook, str(row.get("item", ""))):
        item = definition.codebook.items[name]
        for wave in waves:
            if (columns := item.column(wave)) is not None:
                yield f"  {name}, {wave}: column {_column_names(columns)}"
        recoded = {code: key for wave in waves for code, key in item.code(wave).items() if key in get_args(Missing)}
        declared = {code: kind for wave in waves for code, kind in item.missing_at(wave).items()}
        codes = ", ".join(f"{code} = {why}" for code, why in {**declared, **recoded}.items())
        yield f"  {name}, missing: {codes or 'blank cells only'}"
    yield f"  files and descriptions together: sha256 {row.get('data_sha256', 'not recorded')}"


def _waves(row: dict[Any, Any], year: Period) -> set[Period]:
    """Return the waves a number is about: one, both of a change, or the year's."""
    return set(spanned(str(row.get("wave", "")))) or {Period(year)}


def asked(book: Codebook, name: str) -> list[str]:
    """Return the items behind a number's item: itself as asked, or those it is computed from."""
    if name in book.derived:
        return [key for key, item in book.items.items() if any(item is entry for entry in book.behind(name))]
    key = name.partition("__")[0]
    return [key] if key in book.items else []


def _column_names(columns: str | dict[str, str] | list[str]) -> str:
    """Return the names of the raw columns, those of options by their key."""
    if isinstance(columns, dict):
        return ", ".join(f"{column} ({key})" for key, column in columns.items())
    return columns if isinstance(columns, str) else ", ".join(columns)


def _place(definition: rows.Definition, wave: Period, file: File) -> str:
    """Return where a file is: below the project, or below the folder given as DATA."""
    outside = places.delivered()
    try:
        path = locate(definition.folder, wave, file, definition.origins[wave]).resolve()
    except InputError:
        return f"{definition.name}/raw/{wave}/{file.name} (not here now)"
    if outside and path.is_relative_to(outside):
        return f"DATA/{path.relative_to(outside).as_posix()}"
    return f"data/{definition.name}/raw/{wave}/{file.name}"


def _rows(row: dict[Any, Any]) -> Iterator[str]:
    yield "rows"
    yield f"  study {row['study']}, wave {row.get('wave', 'all')}, group {row.get('group', 'everyone')}"
    yield f"  item {row.get('item', '-')}: {row.get('definition') or _definition(row)}"
    yield f"  base {_shown(row, 'base')}, effective n {_shown(row, 'n_eff')}, design effect {_shown(row, 'deff')}"


def _definition(row: dict[Any, Any]) -> str:
    """Return how the item was asked or computed, in English."""
    text = Names(rows.definition(row["study"]).codebook).definition(str(row.get("item", "")))
    return text.en if text else "see the codebook"


def _estimate(row: dict[Any, Any]) -> Iterator[str]:
    yield "estimate"
    what, unit, status = (row.get(name, "") for name in ("statistic", "unit", "status"))
    yield f"  {what} = {_shown(row, 'value')} ({unit}), {status}"
    yield f"  interval {_shown(row, 'low')} to {_shown(row, 'high')}, se {_shown(row, 'se')}, df {_shown(row, 'df')}"
    if "p" in row:
        yield f"  p {_shown(row, 'p')}, adjusted {_shown(row, 'p_adjusted')}"
    yield f"  basis {row.get('basis', '-')}; method {row.get('method', '-')}"


def _cell(row: dict[Any, Any]) -> Iterator[str]:
    """Yield the code that printed the number; cells are counted as in the executed notebook."""
    if row["chapter"] == CHAPTER:
        yield "computed"
        yield "  src/manyi/exhibits/toplines/every_question.py, in the same build as the report"
        return
    yield "cell"
    yield f"  notebooks/{row['chapter']}.ipynb, cell {int(row['cell'])}"
    file = notebook_file(str(row["chapter"]))
    if file.is_file():
        cells = code(nbformat.read(file, as_version=4))
        # The run inserts one cell, with the given parameters, after the cell with their defaults.
        position = int(row["cell"]) - 2
        if 0 <= position < len(cells):
            yield from (f"    {line}" for line in cells[position].source.splitlines())


def _printed_at(row: dict[Any, Any], report: str, year: Period, id_: str) -> Iterator[str]:
    yield "page"
    folder = f"reports/{report}/{year}"
    if row["chapter"] == CHAPTER:
        files = toplines_files(row["study"])
        yield from (f"  {folder}/{files[language]}#item-{slug(row['item'])}" for language in LANGUAGES)
        return
    pages = sorted(standing_at(report, year).glob("*.html"))
    trees = ((page.name, parsed(page.read_text("utf-8"))) for page in pages)
    printed = [name for name, tree in trees if tree.get_element_by_id(f"n-{id_}", None) is not None]
    yield from (f"  {folder}/{name}#n-{id_}" for name in printed or [INDEX[language] for language in LANGUAGES])


def _shown(row: dict[Any, Any], name: str) -> str:
    return f"{row[name]:.10g}" if name in row else "-"
