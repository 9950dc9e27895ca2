"""The numbers of a report as files: results.csv, .xlsx and .parquet. One row is one printed number.

In: the ledgers the chapters saved. Text in them may come from strangers: what a spreadsheet would take for a formula
is written as text. The same ledger gives the same bytes in each format.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd

from manyi.errors import InputError

FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")  # full-width signs begin one too in Chinese programs
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML cannot hold them
EPOCH = datetime(1980, 1, 1)  # the earliest date a zip file can carry


def gather(folder: Path, names: list[str]) -> pd.DataFrame:
    """Return the ledgers of the chapters named, in that order; every id is there once."""
    parts = [pd.read_parquet(file) for name in names if (file := folder / f"{name}.parquet").is_file()]
    if not parts:
        raise InputError("no chapter saved a number: nothing to publish", where="results")
    ledger = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    twice = ledger.loc[ledger["id"].duplicated(), "id"]
    if len(twice):
        chapters = ledger.loc[ledger["id"] == twice.iloc[0], "chapter"]
        raise InputError(f"number id {twice.iloc[0]!r} is used twice ({', '.join(chapters)})", where="results")
    return ledger


def write(ledger: pd.DataFrame, folder: Path) -> str:
    """Write the three files and return the sha256 of results.csv."""
    ledger.to_parquet(folder / "results.parquet", index=False)
    safe = inert(ledger)
    csv = safe.to_csv(index=False, lineterminator="\n").encode()
    (folder / "results.csv").write_bytes(csv)
    (folder / "results.xlsx").write_bytes(xlsx({"results": safe}))
    return hashlib.sha256(csv).hexdigest()


def inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with every text a spreadsheet would run as a formula behind an apostrophe."""
    return frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell)


def xlsx(sheets: dict[str, pd.DataFrame]) -> bytes:
    """Return a workbook with one sheet per frame, header frozen, text never a formula, no date of making."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = EPOCH
    for name, frame in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(list(frame.columns))
        for row in frame.itertuples(index=False):
            sheet.append([_cell(value) for value in row])
    saved = io.BytesIO()
    book.save(saved)
    return _undated(saved.getvalue())


def _cell(value: object) -> object:
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _undated(data: bytes) -> bytes:
    """Return a zip file with every member's date set to the same day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":  # openpyxl writes the time of saving there whatever it was given
                stamp = f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            fixed = zipfile.ZipInfo(member.filename, EPOCH.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return out.getvalue()
