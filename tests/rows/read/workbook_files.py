"""Workbooks as people make them: several sheets, some hidden, cells of the last one merged."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import openpyxl


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Collection[str] = (), merged: Sequence[str] = ()
) -> bytes:
    """Return a workbook of these sheets, {name: rows}."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
