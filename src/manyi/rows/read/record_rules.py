"""Which rows of a file are respondents of the wave: the rules of origin.yml, the year in a record, no summary rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from manyi.errors import InputError, place
from manyi.language.periods import Period, spanned
from manyi.rows.read.decode import LOST, Row, has_answer
from manyi.rows.read.headers import plain
from manyi.study.answers import plain as canonical
from manyi.study.origin import File

MOST_SUMS = 10  # consecutive summary rows below the answers
STATISTIC = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum|count|means?|averages?|avg|median|minimum|maximum|min|max|base|n"
    r"|(?:std|standard)\.? ?dev(?:iation)?|gesamt|summe|mittelwert|durchschnitt|somme|moyenne|suma|promedio"
    r"|合计|总计|小计|总和|计数|平均(?:值|数|分)?|均值|中位数|最大值|最小值|标准差)\W*",
    re.IGNORECASE,
)
FIGURE = re.compile(r"[+-]?\d[\d.,\s]*%?")


def place_of_year(file: File, shown: list[str], name: str) -> int | None:
    """Return the position of the year in a record; None when the whole file belongs to one wave."""
    if file.year_in is None:
        return None
    if plain(file.year_in) not in shown:
        raise InputError("the year column is absent", place(name, column=file.year_in), filter(None, shown))
    return shown.index(plain(file.year_in))


def rule_of(row: Row, origin: File, left_out: list[tuple[str, int, set[str]]], width: int) -> str:
    """Return the rule (of origin.yml, or of its cells) that excludes a row; "" if it is a respondent."""
    if row.number in origin.not_respondents:
        return "not_a_respondent"
    fits = len(row.cells) == width or len(row.cells) > width and not has_answer(row.cells[width:])
    if not fits or origin.damaged and any(LOST in cell for cell in row.cells):
        return "broken_record"
    return next((rule for rule, at, values in left_out if as_compared(row.cells[at]) in values), "")


def left_out_rules(file: File, shown: list[str], name: str) -> list[tuple[str, int, set[str]]]:
    """Return (rule, position of its column, values) of the records to leave out. Raises InputError: no such column."""
    rules: list[tuple[str, int, set[str]]] = []
    for rule, columns in file.left_out.items():
        for column, values in columns.items():
            if plain(column) not in shown:
                where = place(name, column=column)
                raise InputError(f"the column of left_out.{rule} in origin.yml is absent", where, filter(None, shown))
            rules.append((rule, shown.index(plain(column)), {as_compared(str(value)) for value in values}))
    return rules


def as_compared(text: str) -> str:
    """Return a value in the form in which left_out compares it: FALSE, False and false are one."""
    return canonical(text).lower()


def is_of_wave(text: str, wave: Period, first: bool) -> bool:
    """Return whether a record belongs to a wave; one without a year belongs to the first wave of its file."""
    dated = re.match(r"\s*((?:19|20)\d\d)(?:[-/.](\d\d?))?(?!\d)", text)
    if dated and wave.parts[0] == "year":
        return int(dated[1]) == wave
    if dated and dated[2]:
        return wave.holds(int(dated[1]), int(dated[2]))
    named = spanned(text.strip())
    return named == [wave] if named else first


def summary_rows(rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """Return the last rows that begin with the name of a statistic and also hold numbers, each with that name.

    None if the same word is an answer further up: a brand may be called Total.
    """
    last: list[tuple[Row, str]] = []
    for row in reversed(rows[-MOST_SUMS - 1 :]):
        at, name = next(((at, cell.strip()) for at, cell in enumerate(row.cells) if cell.strip()), (0, ""))
        others = [cell.strip() for cell in row.cells[at + 1 :] if cell.strip()]
        if not STATISTIC.fullmatch(name) or not others or not all(map(FIGURE.fullmatch, others)):
            break
        last.append((row, name))
    above = {cell.strip() for row in rows[: len(rows) - len(last)] for cell in row.cells[:2]} if last else set()
    return [] if len(last) > MOST_SUMS or any(name in above for _, name in last) else last[::-1]
