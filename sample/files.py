"""Write delivered rows as files, the same bytes each time: CSV in any encoding, xlsx with fixed dates."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook

from manyi.publish.workbook import Sheet, filled_workbook

Rows = list[list[str]]
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters XML 1.0 has no place for
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,9})(\.\d+)?")


@dataclass(frozen=True)
class Layout:
    """How one file of a wave is delivered. `coded`: codes, not labels; `share`: part of the rows, in order."""

    name: str
    encoding: str = "utf-8-sig"  # of a CSV file
    delimiter: str = ","
    coded: bool = False
    skipped: str = "(跳过)"  # a question not asked
    blank: str = "(空)"  # a question left out
    padded: bool = False  # blanks behind some headers
    share: float = 1.0


def csv_bytes(rows: Rows, encoding: str, delimiter: str) -> bytes:
    """Return rows as a CSV file; the first row is the header."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """Return rows as a workbook of one sheet; whole and decimal numbers as numbers, all else as text, nothing as no cell."""

    def fill(book: Workbook) -> None:
        table = book.add_worksheet(sheet, Sheet)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                if _NUMBER.fullmatch(text):
                    table.write_number(line, column, float(text) if "." in text else int(text))
                elif text:
                    table.write_string(line, column, _UNWRITABLE.sub("", text))

    return filled_workbook(fill)


def write(folder: Path, layout: Layout, rows: Rows) -> dict[str, str]:
    """Write one file; return its entry for origin.yml."""
    workbook = layout.name.endswith(".xlsx")
    data = xlsx_bytes(rows) if workbook else csv_bytes(rows, layout.encoding, layout.delimiter)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / layout.name).write_bytes(data)
    entry = {"name": layout.name, "sha256": hashlib.sha256(data).hexdigest()}
    return entry if workbook else entry | {"encoding": layout.encoding, "delimiter": layout.delimiter}
