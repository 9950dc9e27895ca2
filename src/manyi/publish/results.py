"""The numbers of a report as files: results.csv, .xlsx and .parquet. One row is one printed number.

In: the ledgers saved by the chapters. Text in them may come from strangers: what a spreadsheet would take for a formula
is written as text. The same ledger gives the same bytes in each format.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from manyi.errors import InputError
from manyi.publish.workbook import xlsx

FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")  # full-width characters also begin one in Chinese programs


def gather(files: Iterable[Path]) -> pd.DataFrame:
    """Return the ledgers of chapters, in the order of their files; a chapter may have none, an id occurs once."""
    parts = [pd.read_parquet(file) for file in files if file.is_file()]
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
    """Return the frame with an apostrophe before every text that a spreadsheet would run as a formula."""
    return frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell)
