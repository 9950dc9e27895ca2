"""Workbooks that keep every double and record no time: the same content gives the same bytes.

XlsxWriter dates a file as told, and its archive members 1980; only its 16 digits for a number are not enough.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML cannot hold them
EPOCH = datetime(1980, 1, 1)  # the earliest date a zip file can have
LONGEST = 32_767  # characters of a cell; XlsxWriter would omit a longer text
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Sheet(Worksheet):
    """A worksheet with numbers at full precision: the shortest digits that read back as the same double."""

    def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
        digits = repr(number if isinstance(number, int) else float(number))
        given = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{given}><v>{digits}</v></c>")


def filled_workbook(fill: Callable[[xlsxwriter.Workbook], None], author: str = "") -> bytes:
    """Return the workbook that `fill` adds sheets to (`book.add_worksheet(name, Sheet)`)."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True, **PLAIN})
    book.set_properties({"created": EPOCH, "author": author})
    fill(book)
    book.close()
    return saved.getvalue()


def xlsx(sheets: dict[str, pd.DataFrame]) -> bytes:
    """Return a workbook with a sheet per frame, its head frozen; text is never a formula, a missing value no cell."""

    def fill(book: xlsxwriter.Workbook) -> None:
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name, Sheet)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [str(column) for column in frame.columns])
            for place, row in enumerate(frame.itertuples(index=False), start=1):
                for column, value in enumerate(row):
                    _write_cell(sheet, place, column, value)

    return filled_workbook(fill)


def _write_cell(sheet: Sheet, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, UNPRINTABLE.sub("", value)[:LONGEST])
    elif not pd.isna(value):
        sheet.write(row, column, value)
