"""What of the products before it a step depends on, as values JSON can hold. In: products; out: digests and folders."""

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
    """Return the study and its tables that have a wave, as JSON; a third of a second of YAML for a report of five."""
    names = study, *reading.tables(study)
    return json.dumps([name for name in names if year in reading.waves(name)]).encode()


def numbers_in(names: Iterable[str]) -> Names:
    """Return the files by which one chapter reaches another: numbers and claims."""
    return tuple(name for name in names if name.endswith((".parquet", ".json")) and name != "about.json")


def numbers_of(product: Product) -> list[list[str]]:
    """Return the files of numbers and claims of a chapter, each with its digest."""
    return [[name, product.files[name]] for name in numbers_in(product.files)]


def all_numbers(before: Products) -> object:
    """Return the numbers and claims of all chapters before."""
    return [pair for product in before.values() for pair in numbers_of(product)]


def shown_on(pieces: list[Product], sheet: Sheet, language: str) -> object:
    """Return the digests of what a page shows: its own pieces; on one about all the marks and figures of any."""
    alone = [product.files.get(f"{name_of(sheet, language)}.json") for product in pieces]
    if not sheet.about_all:
        return alone
    of_summary = (read_pieces(product.folder, sheet, language).values() for product in pieces)
    ids = findings_in(piece for of_run in of_summary for piece in of_run)
    digests = [digests_of(product.folder, language) for product in pieces]
    figures = [[id_, of_run[id_]] for of_run in digests for id_ in sorted(ids & of_run.keys())]
    return [alone, [product.files[marks_file(language)] for product in pieces], figures]


def origin_told_by(results: Path, sheet: Sheet) -> dict[str, Any]:
    """Return what a page says of where it comes from; only one that is about all numbers says what became of them."""
    record = json.loads((results / "provenance.json").read_text("utf-8"))
    return {name: value for name, value in record.items() if sheet.about_all or name not in ("results", "back_test")}


def of_files(before: Products, name: str) -> object:
    """Return the digest of one file that each step before has."""
    return {task: product.files[name] for task, product in before.items()}


def everything(before: Products) -> object:
    """Return the digests of all files of all steps before."""
    return {name: product.files for name, product in before.items()}


def folders(before: Products, names: Names) -> dict[str, str]:
    """Return where the products of these steps stand, as a step in another process is told."""
    return {name: str(before[name].folder) for name in names}
