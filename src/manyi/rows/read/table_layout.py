"""How a table is laid out that no platform exported: titles above its header, decimal commas. In: its opening rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from manyi.rows.read.content import TEXTS, WORKBOOKS
from manyi.rows.read.decode import Row

TITLES, FEWEST_HEADERS = 10, 3  # rows that may stand above a header; headers below a title, which stands by itself
COMMA, POINT = re.compile(r"-?\d+,\d+(?: ?[%\uff05])?"), re.compile(r"-?\d+\.\d+(?: ?[%\uff05])?")
WHOLE = re.compile(r"-?\d+(?: ?[%\uff05])?")
FEWEST_COMMAS = 5  # different numbers with a comma


def laid_out(header: Sequence[str], opening: Sequence[Row], kind: str) -> dict[str, Any]:
    """Return the keys of origin.yml under which a table is read as it is meant; kind: the ending of its name."""
    reading: dict[str, Any] = {}
    if kind not in (*TEXTS, *WORKBOOKS):
        return reading
    if _filled(header) == 1:
        below = next((row for row in opening[:TITLES] if _filled(row.cells) >= FEWEST_HEADERS), None)
        reading |= {"header": below.number} if below else {}
    cells = {cell.strip() for row in opening for cell in row.cells}
    commas, points = (sum(bool(pattern.fullmatch(cell)) for cell in cells) for pattern in (COMMA, POINT))
    return reading | ({"decimal": ","} if kind in TEXTS and commas >= FEWEST_COMMAS and not points else {})


def with_points(cells: list[str], decimal: str) -> list[str]:
    """Return the cells of a column of numbers with points in place of decimal commas; any other column as it is."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if decimal == "." or not all(COMMA.fullmatch(cell) or WHOLE.fullmatch(cell) for cell in filled):
        return cells
    return [cell.replace(",", ".") for cell in cells]


def _filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
