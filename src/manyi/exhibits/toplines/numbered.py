"""The ledger of toplines: every number of page and workbook with its id. In: Toplines; out: rows as in results.csv.

Ids are `<study>-topline-<item>-<answer>` (for an earlier wave followed by the wave) and
`<study>-crosstab-<item>-<segment>-<answer>-<group>`; on the page a table carries the first part, its rows and columns
the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from manyi.errors import InputError
from manyi.exhibits.ledger import COLUMNS, Ledger, Source
from manyi.exhibits.numbers import Number, slug
from manyi.exhibits.toplines.questions import Cell, Line, Question, Toplines

CHAPTER = "toplines"
# The columns of results.csv, except those that are the same in every row, or empty.
ALIKE = {"study", "level", "adjusted", "p", "p_adjusted", "sure", "method", "definition", "chapter", "cell",
         "data_sha256"}  # fmt: skip
KEPT = [name for name in COLUMNS if name not in ALIKE]
STATISTICS = ("mean", "median", "index", "nps")  # keys of lines that are not answers


def ledger(toplines: Toplines) -> pd.DataFrame:
    """Return one row per number; a withheld number without its value. Two numbers with one id are an InputError."""
    survey, book = toplines.survey, Ledger()
    study = survey.study
    origin = Source(study.study, CHAPTER, 0, survey.data_sha256, study.basis, str(survey.year))
    for question in toplines.questions:
        for line in question.lines:
            for table, key, cell in cells_of(question, line, toplines):
                book.enter(table, key, _number(cell, line), origin, "")
    frame = book.frame()
    if len(twice := frame.loc[frame["id"].duplicated(), "id"]):
        raise InputError(f"number id {twice.iloc[0]!r} is used twice", where=CHAPTER)
    return frame[KEPT]


def cells_of(question: Question, line: Line, toplines: Toplines) -> Iterator[tuple[str, str, Cell]]:
    """Return (table, rest of the id, cell) of every number of a line."""
    table = topline_id(toplines, question.name)
    for wave, cell in line.waves.items():
        if cell.number.base:
            at = replace(cell, number=replace(cell.number, wave=str(wave)))
            yield table, "-".join(filter(None, [line.key, wave_key(wave, toplines)])), at
    for segment in toplines.segments_of(question):
        for group, cell in zip(toplines.segments[segment], line.groups.get(segment, []), strict=False):
            if cell.number.base:
                at = replace(cell, number=replace(cell.number, group=f"{segment}={group.key}"))
                yield crosstab_id(toplines, question.name, segment), f"{line.key}-{group.key}", at


def topline_id(toplines: Toplines, item: str) -> str:
    """Return the beginning of the ids of a question's numbers."""
    return f"{toplines.survey.study.study}-topline-{slug(item)}"


def crosstab_id(toplines: Toplines, item: str, segment: str) -> str:
    """Return the beginning of the ids of a crosstab's numbers."""
    return f"{toplines.survey.study.study}-crosstab-{slug(item)}-{slug(segment)}"


def wave_key(wave: int, toplines: Toplines) -> str:
    """Return what an earlier wave adds to an id; this one adds nothing."""
    return "" if wave == toplines.waves[0] else str(wave)


def _number(cell: Cell, line: Line) -> Number:
    """Return the number as stored in the ledger: an answer is part of its group, not a statistic."""
    number = cell.number
    if line.key == "percent":
        return replace(number, statistic="share")
    if line.key in STATISTICS or number.unit != "percent":
        return number
    answer = "; ".join(filter(None, [f"answer={line.key}", number.group]))
    return replace(number, statistic="share", group=answer)
