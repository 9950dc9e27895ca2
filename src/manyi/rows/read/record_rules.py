"""Which records of a file are respondents of the wave: the rules of origin.yml, and the year a record names."""

from __future__ import annotations

import re

from manyi.errors import InputError, place
from manyi.language.periods import Period, spanned
from manyi.rows.read.decode import LOST, Row, has_answer
from manyi.rows.read.headers import plain
from manyi.study.answers import plain as canonical
from manyi.study.origin import File


def place_of_year(file: File, shown: list[str], name: str) -> int | None:
    """Return the position of the year in a record; None when the whole file belongs to one wave."""
    if file.year_in is None:
        return None
    if plain(file.year_in) not in shown:
        raise InputError("the year column is absent", place(name, column=file.year_in), filter(None, shown))
    return shown.index(plain(file.year_in))


def rule_of(row: Row, origin: File, left_out: list[tuple[str, int, set[str]]], width: int) -> str:
    """Return the rule by which origin.yml or its cells say that a row is no respondent; "" where it is one."""
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
