"""Whether a file has a row per answer. In: a file as read; out: its columns of id, question, answer, and the evidence.

It has if ids occur on several rows each, nearly every pair of id and question on a single one (or some questions
with several different answers per person, others always with one), and all other columns are the same on
every row of an id. The names of the columns decide between candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from manyi.draft.lexicon import resembles
from manyi.errors import InputError
from manyi.rows.read.delivered import Delivered, DeliveredColumn, deliver
from manyi.study.origin import Long

FEWEST, OFTEN = 5, 1.5  # ids, and rows an id is on
MOST = 300  # questions
FULL, SINGLE = 0.5, 0.75  # share of all pairs of id and question that occur; share of rows with a pair of their own


def delivered_by_person(path: Path, encoding: str | None = None, sheet: str | None = None) -> Delivered:
    """Return a file or folder with one record per person, even if it has a row per answer: `evidence` says why.

    Raises InputError if a person's rows are spread over several files of a folder.
    """
    delivered = deliver(path, encoding, sheet=sheet)
    long = None if delivered.platform else long_layout(delivered)
    if long is None:
        return delivered
    columns, evidence = long
    by_person = deliver(path, encoding, columns, sheet)
    ids = Counter(next(column.cells for column in by_person.columns if column.header == columns.id))
    if twice := next((id_ for id_, count in ids.items() if count > 1), ""):
        raise InputError(
            f"it has one row per answer ({evidence}), but rows of one person, {twice}, in several files: "
            "put the rows of a person into one file",
            where=path.name,
        )
    return replace(by_person, evidence=evidence)


def long_layout(delivered: Delivered) -> tuple[Long, str] | None:
    """Return the columns of a file with a row per answer and the counts that show it; None for other files."""
    columns = [column for column in delivered.columns if column.header.strip() and any(column.cells)]
    for three in _candidates(columns):
        whose, question, answer = three
        ids, questions = set(whose.cells), set(question.cells)
        given = Counter(zip(whose.cells, question.cells, strict=True))
        pairs = len(given)
        rows = len(whose.cells)
        if "" in ids or "" in questions or len(ids) < FEWEST or not 2 <= len(questions) <= MOST:
            continue
        if (
            rows < OFTEN * len(ids)
            or pairs < SINGLE * rows
            and not _several(given, three)
            or pairs < FULL * len(ids) * len(questions)
        ):
            continue
        rest = [column for column in columns if column not in (whose, question, answer)]
        if all(_constant(whose, column) for column in rest):
            evidence = f"{len(ids):,} {whose.header} and {len(questions)} {question.header} on {rows:,} rows"
            return Long(id=whose.header, question=question.header, answer=answer.header), evidence
    return None


Three = tuple[DeliveredColumn, DeliveredColumn, DeliveredColumn]


def _candidates(columns: Sequence[DeliveredColumn]) -> Iterator[Three]:
    """Yield columns whose headers name an id, a question and an answer."""
    by_name = [[column for column in columns if resembles(column.header, kind)] for kind in ("asked", "given")]
    people = [
        column for column in columns if resembles(column.header, "identifier") or resembles(column.header, "person")
    ]
    for whose, question, answer in product(people, *by_name):
        if len({whose.header, question.header, answer.header}) == 3:
            yield whose, question, answer


def _several(given: Mapping[tuple[str, str], int], three: Three) -> bool:
    """Return whether only some questions have several answers per person, and never the same answer twice."""
    once = {question for _, question in given} - {question for (_, question), count in given.items() if count > 1}
    return bool(once) and len(set(zip(*(column.cells for column in three), strict=True))) == sum(given.values())


def _constant(whose: DeliveredColumn, column: DeliveredColumn) -> bool:
    """Return whether a column is the same on all rows of an id."""
    return len(set(zip(whose.cells, column.cells, strict=True))) == len(set(whose.cells))
