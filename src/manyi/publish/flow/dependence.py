"""What a step depends on among earlier products, as values JSON can hold. In: products; out: digests and folders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from manyi.language.periods import Period
from manyi.publish.flow.kept import Product
from manyi.publish.flow.tasks import Products
from manyi.publish.page.pieces import digests_of, findings_in, marks_file, name_of, read_pieces
from manyi.publish.page.sheets import Sheet
from manyi.study import reading

Names = tuple[str, ...]


def tables_of(study: str, year: Period) -> bytes:
    """Return the study and its tables that have a wave, as JSON; the YAML of five studies takes a third of a second."""
    names = study, *reading.tables(study)
    return json.dumps([name for name in names if year in reading.waves(name)]).encode()


def numbers_in(names: Iterable[str]) -> Names:
    """Return the files that one chapter passes to another: numbers and claims."""
    return tuple(name for name in names if name.endswith((".parquet", ".json")) and name != "about.json")


def numbers_of(product: Product) -> list[list[str]]:
    """Return the files of numbers and claims of a chapter, each with its digest."""
    return [[name, product.files[name]] for name in numbers_in(product.files)]


def all_numbers(before: Products) -> object:
    """Return the numbers and claims of all earlier chapters."""
    return [pair for product in before.values() for pair in numbers_of(product)]


def shown_on(pieces: list[Product], sheet: Sheet, language: str) -> object:
    """Return the digests of what a page shows: its own pieces; for one about all, also marks and figures of any."""
    alone = [product.files.get(f"{name_of(sheet, language)}.json") for product in pieces]
    if not sheet.about_all:
        return alone
    of_summary = (read_pieces(product.folder, sheet, language).values() for product in pieces)
    ids = findings_in(piece for of_run in of_summary for piece in of_run)
    digests = [digests_of(product.folder, language) for product in pieces]
    figures = [[id_, of_run[id_]] for of_run in digests for id_ in sorted(ids & of_run.keys())]
    return [alone, [product.files[marks_file(language)] for product in pieces], figures]


def origin_told_by(results: Path, sheet: Sheet) -> dict[str, Any]:
    """Return what a page says about its provenance; only one about all says what became of published numbers."""
    record = json.loads((results / "provenance.json").read_text("utf-8"))
    return {name: value for name, value in record.items() if sheet.about_all or name not in ("results", "back_test")}


def of_files(before: Products, name: str) -> object:
    """Return the digest of one file that each earlier step has."""
    return {task: product.files[name] for task, product in before.items()}


def everything(before: Products) -> object:
    """Return the digests of all files of all earlier steps."""
    return {name: product.files for name, product in before.items()}


def folders(before: Products, names: Names) -> dict[str, str]:
    """Return the folders of these steps' products, to be passed to a step in another process."""
    return {name: str(before[name].folder) for name in names}
