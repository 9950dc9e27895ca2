"""Toplines of a wave, computed: what page, workbook and ledger are drawn from. Nothing is computed here.

One `Question` is an item or a derived column; one `Line` of it an answer, a mean or a median: a `Cell` per wave that may
be compared, and one per group of each segment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from manyi.exhibits.numbers import Number
from manyi.rows.codebook import Text
from manyi.rows.survey import Survey


@dataclass(frozen=True)
class Cell:
    """A number of one group, why it may not be printed, and the letters of the groups it is higher than."""

    number: Number
    reason: str = ""
    higher: str = ""


@dataclass(frozen=True)
class Group:
    """A column of a crosstab."""

    key: str
    label: Text
    letter: str


@dataclass(frozen=True)
class Line:
    """An answer or a statistic: by wave (this one first), and by segment in the order of its groups."""

    key: str
    label: Text
    waves: dict[int, Cell] = field(default_factory=dict)
    groups: dict[str, list[Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """An item, or a derived column with its definition as wording. `counts`: what became of it, by rows.missing."""

    name: str
    short: Text
    wording: Text
    module: str
    kind: str
    gates: Text | None  # asked only of those with these answers; None: of everyone in scope
    counts: dict[str, int]
    lines: tuple[Line, ...]
    broken: dict[int, Text]  # earlier waves that must not be compared, and why


@dataclass(frozen=True)
class Toplines:
    """A wave of a study. `waves`: this one first, then the earlier ones, latest first."""

    survey: Survey
    waves: list[int]
    in_scope: int
    segments: dict[str, list[Group]]
    questions: tuple[Question, ...]

    def segments_of(self, question: Question) -> list[str]:
        """Return the segments a question is crossed with: all that have two groups, but not itself."""
        return [name for name, groups in self.segments.items() if len(groups) > 1 and name != question.name]
