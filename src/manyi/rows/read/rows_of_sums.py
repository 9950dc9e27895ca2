"""Rows below the answers that sum them up, "Total" or 平均. In: the rows of a file; out: those that are no record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from manyi.rows.read.decode import Row

MOST = 10  # of them, below one another
LABEL = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum|count|means?|averages?|avg|median|minimum|maximum|min|max|base|n"
    r"|(?:std|standard)\.? ?dev(?:iation)?|gesamt|summe|mittelwert|durchschnitt|somme|moyenne|suma|promedio"
    r"|合计|总计|小计|总和|计数|平均(?:值|数|分)?|均值|中位数|最大值|最小值|标准差)\W*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[+-]?\d[\d.,\s]*%?")


def summary_rows(rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """Return the last rows that begin with the name of a statistic and hold numbers besides, each with that name.

    None where the same word is an answer further above: a brand may be called Total.
    """
    last: list[tuple[Row, str]] = []
    for row in reversed(rows[-MOST - 1 :]):
        at, name = next(((at, cell.strip()) for at, cell in enumerate(row.cells) if cell.strip()), (0, ""))
        others = [cell.strip() for cell in row.cells[at + 1 :] if cell.strip()]
        if not LABEL.fullmatch(name) or not others or not all(map(NUMBER.fullmatch, others)):
            break
        last.append((row, name))
    above = {cell.strip() for row in rows[: len(rows) - len(last)] for cell in row.cells[:2]} if last else set()
    return [] if len(last) > MOST or any(name in above for _, name in last) else last[::-1]
