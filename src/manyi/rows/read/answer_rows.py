"""A file with a row per answer -> header and one row per respondent, like any other file.

Columns besides id, question and answer that say the same on every row of a respondent are kept as they are. Several
answers of one respondent to one question are joined as in a cell of several answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from manyi.errors import InputError, place
from manyi.rows.read.decode import Row, has_answer
from manyi.rows.read.headers import plain
from manyi.study.answers import JOIN
from manyi.study.origin import Long


@dataclass
class Respondent:
    """One respondent: the first row read, the columns beside the answers, and the answers by question."""

    number: int
    line: int
    beside: list[str]
    answers: dict[str, list[str]] = field(default_factory=dict)

    def row(self, asked: Iterable[str]) -> Row:
        """Return the row of a respondent, with a cell for each question asked of anybody."""
        return Row(self.number, self.line, [*self.beside, *(JOIN.join(self.answers.get(key, [])) for key in asked)])


def widened(header: list[str], rows: Iterable[Row], long: Long, name: str) -> tuple[list[str], Iterator[Row]]:
    """Return the header and the rows of respondents, in the order in which their ids appear.

    Raises InputError: a column that is absent, a row without id or question, a row of another length, a column that
    differs between the rows of one respondent.
    """
    shown = [plain(cell) for cell in header]
    whose, question, answer = (_place(part, getattr(long, part), shown, name) for part in ("id", "question", "answer"))
    aside = [at for at in range(len(shown)) if at not in (question, answer)]
    people: dict[str, Respondent] = {}
    asked: dict[str, None] = {}
    for row in (row for row in rows if has_answer(row.cells)):
        line, cells = row.line, row.cells
        _refuse_incomplete(row, shown, (whose, question), name)
        given = people.setdefault(cells[whose].strip(), Respondent(row.number, line, [cells[at] for at in aside]))
        _refuse_moving(given, [cells[at] for at in aside], [shown[at] for at in aside], place(name, line))
        wording = plain(cells[question])
        asked[wording] = None
        if cells[answer].strip():
            given.answers.setdefault(wording, []).append(cells[answer])
    if twice := next((column for column in (shown[at] for at in aside) if column in asked), None):
        raise InputError("a column and a question have this name", where=place(name, column=twice))
    return [*(header[at] for at in aside), *asked], (person.row(asked) for person in people.values())


def _place(part: str, column: str, shown: list[str], name: str) -> int:
    if plain(column) not in shown:
        where = place(name, column=column)
        raise InputError(f"the column of layout.long.{part} in origin.yml is absent", where, filter(None, shown))
    return shown.index(plain(column))


def _refuse_incomplete(row: Row, shown: list[str], needed: tuple[int, ...], name: str) -> None:
    """Raise InputError for a row of another length than the header, or with an empty cell in a required column."""
    if len(row.cells) != len(shown):
        raise InputError(f"{len(row.cells)} cells where the header has {len(shown)}", where=place(name, row.line))
    for at in needed:
        if not row.cells[at].strip():
            raise InputError("a row has an answer but nothing in this column", where=place(name, row.line, shown[at]))


def _refuse_moving(given: Respondent, beside: list[str], columns: list[str], where: str) -> None:
    """Raise InputError for a column whose value differs from that on the respondent's first row."""
    for column, first, now in zip(columns, given.beside, beside, strict=True):
        if first.strip() != now.strip():
            raise InputError(
                f"the column {column} differs between the rows of one respondent ({first!r} on line {given.line}, "
                f"{now!r} here): a row is one answer, so give each question its own rows or take the column out",
                where=where,
            )
