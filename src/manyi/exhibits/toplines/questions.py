"""The records of a wave's toplines, from which page, workbook and ledger are made. Nothing is computed here.

A `Question` is an item or a derived column; a `Line` of it is an answer, a mean or a median, with a `Cell` per wave
that may be compared, and one per group of each segment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import LANGUAGES, Unit
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.study.codebook import Codebook
from manyi.study.items import Code, Item

WORDS = words.beside(__file__).section("questions")


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
    waves: dict[Period, Cell] = field(default_factory=dict)
    groups: dict[str, list[Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """An item, or a derived column with its definition as wording. `counts`: its outcomes, from rows.missing."""

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
    waves: list[Period]
    in_scope: int
    segments: dict[str, list[Group]]
    questions: tuple[Question, ...]

    def segments_of(self, question: Question) -> list[str]:
        """Return the segments a question is crossed with: all with at least two groups, except itself."""
        return [name for name, groups in self.segments.items() if len(groups) > 1 and name != question.name]


DERIVED = WORDS.section("derived")


@dataclass(frozen=True)
class Column:
    """One line before it is computed: a column of numbers per respondent, and how it is averaged.

    source, answer: a column of the rows, and the answer that is marked; None: its numbers as they are.
    """

    question: str
    key: str
    label: Text
    unit: Unit
    source: str
    answer: Code | None = None

    @property
    def name(self) -> str:
        """Return its name among all columns of the study."""
        return f"{self.question}__{self.key}"


def columns_of(book: Codebook, name: str) -> list[Column]:
    """Return the lines of a question: a column of 0 and 1 per answer, then the mean of numbers."""
    if name in book.derived:
        unit = book.unit(name)
        return [Column(name, unit, DERIVED[unit], unit, name)]
    item, columns = book.items[name], list[Column]()
    if item.options:
        columns = [Column(name, key, label, "percent", f"{name}__{key}") for key, label in item.options.items()]
    elif item.categories:
        columns = [Column(name, key, label, "percent", name, key) for key, label in item.categories.items()]
    elif item.scale:
        columns = [Column(name, str(point), scale_label(item, point), "percent", name, point)
                   for point in item.scale.points]  # fmt: skip
    if item.kind in ("scale", "number"):
        columns.append(Column(name, "mean", with_unit(WORDS["mean"], item), unit_of(item), name))
    return columns


def scale_label(item: Item, code: float) -> Text:
    """Return the name of an answer on a scale: '5 very satisfied'."""
    named = item.scale.labels.get(code) if item.scale else None  # type: ignore[call-overload]
    return Text(en=f"{code} {named.en}", zh=f"{code} {named.zh}") if named else Text(en=str(code), zh=str(code))


def with_unit(label: Text, item: Item) -> Text:
    """Return 'Mean (1 to 5)' or 'Mean (hours)'."""
    if item.number:
        return Text(**{language: label[language].format(unit=item.number.unit[language]) for language in LANGUAGES})
    assert item.scale is not None  # noqa: S101 - only scales and numbers have a mean
    ends = {"low": item.scale.low, "high": item.scale.high}
    return Text(
        **{language: label[language].format(unit=WORDS["to"][language].format(**ends)) for language in LANGUAGES}
    )


def unit_of(item: Item) -> Unit:
    """Return the unit for printing a mean: that of a duration or price, else a number with two decimals."""
    units: dict[str, Unit] = {"minutes": "minutes", "hours": "hours", "days": "days", "times": "times", "yuan": "yuan"}
    return units.get(item.number.unit.en, "score") if item.number else "score"
