"""A cell of any kind of file -> text, as it looks on screen, with marks for cells without a text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

SEVERAL = "┋"  # between several answers in one cell, as in study/answers.py
UNCOMPUTED = "#UNCOMPUTED!"  # a formula whose value was never stored
MERGED = "#MERGED!"  # a cell that shares the answer of another: whether it was given twice is unknown


class Refused(Exception):  # noqa: N818 - the file's fault, named as what happened
    """A file cannot be read; the message says why, and `allowed` lists the choices."""

    def __init__(self, message: str, allowed: list[str] | None = None) -> None:
        super().__init__(message)
        self.allowed = allowed or []


def shown(value: Any, decimal: str = ".") -> str:
    """Return a cell as text: 3.0 is "3", a date ISO 8601, a duration its seconds, true "TRUE", an empty cell ""."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value).replace(".", decimal)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return shown(value.total_seconds(), decimal)
    return str(value)


def answers_as_text(values: list[Any], decimal: str) -> list[str]:
    """Return the cells of a column as text, the entries of a list joined as several answers."""
    return [SEVERAL.join(shown(part, decimal) for part in value) if isinstance(value, list) else shown(value, decimal)
            for value in values]  # fmt: skip
