"""Write delivered rows as files, the same bytes each time: CSV in any encoding, xlsx with fixed dates."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

Rows = list[list[str]]
EPOCH = (2000, 1, 1, 0, 0, 0)  # the date of every member of an xlsx file
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
    """Return rows as a workbook of one sheet; whole and decimal numbers as numbers, all else as text."""
    body = "".join(f'<row r="{n}">{_cells(n, row)}</row>' for n, row in enumerate(rows, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f'<sheets><sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, xml in parts.items():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml)
    return packed.getvalue()


def write(folder: Path, layout: Layout, rows: Rows) -> dict[str, str]:
    """Write one file; return its entry for origin.yml."""
    workbook = layout.name.endswith(".xlsx")
    data = xlsx_bytes(rows) if workbook else csv_bytes(rows, layout.encoding, layout.delimiter)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / layout.name).write_bytes(data)
    entry = {"name": layout.name, "sha256": hashlib.sha256(data).hexdigest()}
    return entry if workbook else entry | {"encoding": layout.encoding, "delimiter": layout.delimiter}


def _cells(number: int, row: list[str]) -> str:
    """Return the cells of a row as XML; empty ones are left out."""
    return "".join(_cell(f"{_letters(index)}{number}", text) for index, text in enumerate(row) if text)


@cache
def _letters(index: int) -> str:
    """Return the name of a column: A, B ... Z, AA."""
    name, left = "", index + 1
    while left:
        left, letter = divmod(left - 1, 26)
        name = chr(65 + letter) + name
    return name


def _cell(at: str, text: str) -> str:
    """Return one cell of a sheet."""
    kind, inside = _content(text)
    return f'<c r="{at}"{kind}>{inside}</c>'


@lru_cache(maxsize=10_000)
def _content(text: str) -> tuple[str, str]:
    """Return type and content of a cell: a number when the text is one as a spreadsheet writes it, else inline text."""
    if _NUMBER.fullmatch(text):
        return "", f"<v>{text}</v>"
    return ' t="inlineStr"', f'<is><t xml:space="preserve">{escape(_UNWRITABLE.sub("", text))}</t></is>'
