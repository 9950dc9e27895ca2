"""What toplines also withhold, so that no hidden number follows from everything printed about a study.

In: Toplines whose tables are each safe alone, and what the chapters print; out: the same with more cells of groups
confidential. Answers of everyone, of other waves and in chapters stay printed.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from manyi.exhibits.disclosure.hidden_numbers import READ, complements_of
from manyi.exhibits.numbers import slug
from manyi.exhibits.toplines.numbered import crosstab_id, ledger
from manyi.exhibits.toplines.questions import Cell, Line, Question, Toplines


def withhold(toplines: Toplines, chapters: pd.DataFrame | None = None) -> Toplines:
    """Hide cells that give a hidden number away, in place, and return the toplines."""
    numbers = ledger(toplines)
    rows = (
        numbers if chapters is None or chapters.empty else pd.concat([numbers[READ], chapters[READ]], ignore_index=True)
    )
    free = set(numbers.loc[numbers["group"].str.contains("=") & numbers["id"].str.contains("-crosstab-"), "id"])
    more = complements_of(toplines.survey, rows, free)
    for question in toplines.questions:
        for line in question.lines:
            for segment in line.groups:
                _hide(toplines, question, line, segment, more)
    return toplines


def _hide(toplines: Toplines, question: Question, line: Line, segment: str, ids: set[str]) -> None:
    """Hide the cells of a line whose ids are given, and their letters in the other cells."""
    table, cells, groups = (
        crosstab_id(toplines, question.name, segment),
        line.groups[segment],
        toplines.segments[segment],
    )
    gone = {
        group.letter
        for at, group in enumerate(groups)
        if f"{table}-{slug(f'{line.key}-{group.key}')}" in ids and not cells[at].number.hidden
    }
    for at, (group, cell) in enumerate(zip(groups, cells, strict=True)):
        if group.letter in gone:
            cells[at] = Cell(replace(cell.number, status="suppressed"), "confidential")
        else:
            kept = [letter for letter in cell.higher.split() if letter.upper() not in gone]
            cells[at] = replace(cell, higher=" ".join(kept))
