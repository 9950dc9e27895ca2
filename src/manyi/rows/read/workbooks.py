"""Workbooks and statistics files -> records. One record: its row number, and its cells as a person sees them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from manyi.errors import InputError
from manyi.rows.read.decode import Record


def shown(value: Any) -> str:
    """Return a cell as text: 3.0 is "3", a date is ISO 8601, a duration its seconds, nothing is ""."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return shown(value.total_seconds())
    return str(value)


def workbook(data: bytes, name: str, sheet: str | None = None) -> Iterator[Record]:
    """Yield the rows of a sheet (the first one unless named) of an xlsx or xls file; blank rows are passed over."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet is not None and sheet not in book.sheet_names:
            raise InputError(f"no sheet {sheet!r}", where=name, allowed=book.sheet_names)
        rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise InputError(f"not readable as a workbook: {error}", where=name) from None
    for number, row in enumerate(rows, start=1):
        cells = [value if type(value) is str else shown(value) for value in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def statistics_file(path: Path, name: str) -> Iterator[Record]:
    """Yield header and rows of an SPSS or Stata file: codes, not labels; user-missing codes stay as they are."""
    import pyreadstat

    try:
        if path.suffix.lower() == ".dta":
            frame, _ = pyreadstat.read_dta(str(path), user_missing=True)
        else:
            frame, _ = pyreadstat.read_sav(str(path), user_missing=True)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise InputError(f"not readable: {error}", where=name) from None
    yield 0, [str(column) for column in frame.columns]
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield number, [shown(value) for value in row]
