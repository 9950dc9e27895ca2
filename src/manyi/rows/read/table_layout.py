"""The layout of a table from no known platform: titles above its header, decimal commas. In: its opening rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from manyi.rows.read.content import TEXTS, WORKBOOKS
from manyi.rows.read.decode import Row
from manyi.rows.read.headers import joined
from manyi.rows.read.parsing.cell_texts import MERGED
from manyi.rows.read.platforms import Platform, questions_above

TITLES, FEWEST_HEADERS = 10, 3  # rows that may precede a header; headers below a title, which is alone in its row
COMMA, POINT = re.compile(r"-?\d+,\d+(?: ?[%\uff05])?"), re.compile(r"-?\d+\.\d+(?: ?[%\uff05])?")
WHOLE = re.compile(r"-?\d+(?: ?[%\uff05])?")
MARKS = {"x", "X", "✓", "√"}  # marks of a choice: answers, not headers
FEWEST_COMMAS = 5  # distinct numbers with a comma


def laid_out(platform: Platform, header: Sequence[str], opening: Sequence[Row], kind: str) -> Platform:
    """Return how to read a table of no known platform, and which of its columns share a question.

    kind: the extension of its file.
    """
    if kind not in (*TEXTS, *WORKBOOKS) or not opening:
        return platform
    first, rows = Row(opening[0].number - 1, 0, list(header)), list(opening)
    reading: dict[str, Any] = {}
    if _filled(header) == 1:
        at = next((at for at, row in enumerate(rows[:TITLES]) if _filled(row.cells) >= FEWEST_HEADERS), None)
        if at is not None:
            first, rows = rows[at], rows[at + 1 :]
            reading = {"header": first.number}
    groups = dict(platform.groups)
    if rows and _continued(top := _unmerged(first), second := _unmerged(rows[0]), rows[1:]):
        reading = {"header": [first.number, rows[0].number]}
        groups |= questions_above(top, second)[0]
    cells = {cell.strip() for row in opening for cell in row.cells}
    commas, points = (sum(bool(pattern.fullmatch(cell)) for cell in cells) for pattern in (COMMA, POINT))
    reading |= {"decimal": ","} if kind in TEXTS and commas >= FEWEST_COMMAS and not points else {}
    return replace(platform, reading=reading, groups=groups)


def _continued(top: list[str], second: list[str], below: Sequence[Row]) -> bool:
    """Return whether a second row completes the header, as below merged cells.

    It names columns that are blank in the top row after filled ones; it holds words that occur nowhere below them,
    where answers are numbers or recur; and both rows together distinguish all columns.
    """
    width = max(len(top), len(second))
    top, second = (row + [""] * (width - len(row)) for row in (top, second))
    first = next((at for at, cell in enumerate(top) if cell), width)
    blank = [at for at, cell in enumerate(top) if at > first and not cell and second[at]]
    named = [at for at, cell in enumerate(second) if cell]
    if not blank or len(named) < 2 or any(WHOLE.match(second[at]) or second[at] in MARKS for at in named):
        return False
    cells = {
        at: [row.cells[at].strip() for row in below if at < len(row.cells) and row.cells[at].strip()] for at in named
    }
    if not below or any(second[at] in cells[at] for at in named):
        return False
    closed = [at for at in named if cells[at] and (_numbers(cells[at]) or 2 * len(set(cells[at])) <= len(cells[at]))]
    names = list(filter(None, joined([top, second])))
    return 2 * len(closed) >= len(named) and len(set(names)) == len(names)


def _numbers(cells: Iterable[str]) -> bool:
    return all(WHOLE.fullmatch(cell) or POINT.fullmatch(cell) or COMMA.fullmatch(cell) for cell in cells)


def _unmerged(row: Row) -> list[str]:
    """Return the cells of a header row, blank where one is merged with another."""
    return ["" if cell == MERGED else cell.strip() for cell in row.cells]


def with_points(cells: list[str], decimal: str) -> list[str]:
    """Return the cells of a column of numbers with points instead of decimal commas; any other column unchanged."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if decimal == "." or not all(COMMA.fullmatch(cell) or WHOLE.fullmatch(cell) for cell in filled):
        return cells
    return [cell.replace(",", ".") for cell in cells]


def _filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
