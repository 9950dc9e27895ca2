"""xlsx and xls files -> the rows of a sheet, with what its reader leaves out: errors, formulas, merges."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from .cell_texts import MERGED, UNCOMPUTED, Refused, shown

UNPACKED = 2 * 2**30  # bytes of a workbook once unzipped
CELL = rb'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]+)(\d+)")'
ERROR = re.compile(CELL + rb'[^>]*\bt="e"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
FORMULA = re.compile(
    CELL + rb'(?![^>]*\bt="str")[^>]*(?<!/)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def workbook(data: bytes, sheet: str | None, decimal: str, header: int | None = None) -> dict[str, Any]:
    """Return {"rows": lists of texts} of a sheet: the named one, or the first visible one.

    header: the last row of headers, 0 for the first that is not blank; cells merged below it are marked.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Refused("too large once unzipped")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        seen = [meta.name for meta in tables if meta.visible == SheetVisibleEnum.Visible]
        if sheet is None and not seen:
            raise Refused("every sheet is hidden; name one with sheet: in origin.yml", book.sheet_names)
        if sheet is not None and sheet not in book.sheet_names:
            raise Refused(f"no sheet {sheet!r}", book.sheet_names)
        name = sheet or seen[0]
        table = book.get_sheet_by_name(name)
        rows = [
            [value if type(value) is str else shown(value, decimal) for value in row]
            for row in table.to_python(skip_empty_area=False)
        ]
    except (CalamineError, IndexError) as error:
        raise Refused(f"not readable as a workbook: {error}") from None
    for row, column, text in _wrong_cells(data, name):
        rows += [[] for _ in range(row + 1 - len(rows))]  # the reader omits trailing cells it considers blank
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    width = max(map(len, rows), default=0)
    if header is not None:
        _mark_merged(
            rows, table.merged_cell_ranges or [], header or next((at for at, row in enumerate(rows, 1) if any(row)), 0)
        )
    return {"rows": [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]}


def sheets(data: bytes, sizes: bool) -> dict[str, Any]:
    """Return {"sheets": {visible sheet: [rows, cells that are not empty]}} of a workbook; the option is `sizes`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
        counts: dict[str, list[int]] = dict.fromkeys(shown, [0, 0])
        for name in shown if len(shown) > 1 else ():
            rows = [sum(value != "" for value in row) for row in book.get_sheet_by_name(name).to_python()]
            counts[name] = [sum(map(bool, rows)), sum(rows)]
    except (CalamineError, IndexError) as error:
        raise Refused(f"not readable as a workbook: {error}") from None
    return {"sheets": counts}


def _mark_merged(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]], header: int) -> None:
    """Mark the blank cells that are merged with an answer below the header."""
    for (top, left), (bottom, right) in ranges:
        if top < header or top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [cell or MERGED for cell in row[left : right + 1]]


def _wrong_cells(data: bytes, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield (row, column, text) of the cells in an xlsx sheet with an error, or a formula without a stored value."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        path = _part(packed, sheet)
        content = packed.read(path) if path else b""
    if b't="e"' in content:
        for match in ERROR.finditer(content):
            yield int(match[2]) - 1, _column(match[1]), match[3].decode()
    if re.search(rb"<(?:\w+:)?f\b", content):
        for match in FORMULA.finditer(content):
            yield int(match[2]) - 1, _column(match[1]), UNCOMPUTED


def _part(packed: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the path of a sheet inside an xlsx file; None where the file has an unusual structure."""
    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - in a process with limits
        related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {element.get("Id"): element.get("Target", "") for element in related}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            path = posixpath.normpath(posixpath.join("xl", targets.get(link, ""))).lstrip("/")
            return path if path in packed.namelist() else None
    return None


def _column(letters: bytes) -> int:
    """Return the index of a column: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
