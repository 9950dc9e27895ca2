"""Every question of a wave with all its answers, for everyone and by the study's segments. In: a Survey.

Out: `Toplines`. One `Question` is an item or a derived column; one `Line` of it an answer, a mean or a median: a Number
per wave that may be compared, and a `Cell` per group of each segment. Page and workbook are drawn from these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from manyi import stats
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import LANGUAGES, Unit, listed
from manyi.rows.codebook import Codebook, Derived, Item, Text
from manyi.rows.missing import missing_counts
from manyi.rows.survey import Survey
from manyi.stats.crosstab import lettered_groups
from manyi.stats.suppress import complementary

CELLS = 4_000_000  # units x groups x columns summed up at a time: what one call may hold in memory
NOT_QUESTIONS = frozenset({"identifier", "weight", "stratum", "psu", "duration"})  # roles of what nobody was asked
MEAN = Text(en="Mean ({unit})", zh="均值（{unit}）")
MEDIAN = Text(en="Median ({unit})", zh="中位数（{unit}）")
TO = Text(en="{low} to {high}", zh="{low}至{high}")
DERIVED = {
    "index": Text(en="Mean (index, 0–100)", zh="均值（指数，0–100）"),
    "nps": Text(en="Net promoter score (−100 to 100)", zh="净推荐值（−100至100）"),
    "percent": Text(en="Share", zh="占比"),
}
IS = Text(en="{item}: {answers}", zh="{item}：{answers}")


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


@dataclass(frozen=True)
class Column:
    """One line before it is computed: a column of numbers per respondent, and how it is averaged."""

    question: str
    key: str
    label: Text
    unit: Unit
    answers: np.ndarray

    @property
    def name(self) -> str:
        """Return its name among all columns of the study."""
        return f"{self.question}__{self.key}"


def toplines(survey: Survey) -> Toplines:
    """Return every question asked in the survey's year with its numbers."""
    book, year = survey.codebook, survey.year
    design, now = stats.survey_design(survey), stats.survey_design(survey, year)
    asked = {name: item for name, item in book.items.items() if _is_question(survey, name, item)}
    derived = {name: rule for name, rule in book.derived.items() if _is_derived(book, name, year)}
    columns = [column for name in (*asked, *derived) for column in _columns(book, name, design.frame)]
    segments = {name: _groups(book, now, name) for name in survey.study.claims.segments if name in now.frame}
    waves = sorted(map(int, design.frame["wave"].unique()), reverse=True)
    lines = {column.name: Line(column.key, column.label) for column in columns}
    _over_waves(lines, columns, with_columns(design, columns), waves, book)
    this_wave = design.frame["wave"].to_numpy() == year
    columns = [replace(column, answers=column.answers[this_wave]) for column in columns]
    _over_groups(lines, columns, with_columns(now, columns), segments)
    _medians(lines, asked, now)
    counts = missing_counts(survey).to_dict("index")
    questions = []
    entries: dict[str, Item | Derived] = {**asked, **derived}
    for name, entry in entries.items():
        own = tuple(lines[key] for key in lines if key.partition("__")[0] == name)
        known = {str(why): int(n) for why, n in counts.get(name, {}).items()}
        questions.append(_question(book, name, entry, known, own, [wave for wave in waves if wave < year], year))
    in_scope = int(now.inside.sum())
    return Toplines(survey, waves, in_scope, segments, tuple(_by_module(book, questions)))


def with_columns(design: stats.Design, columns: list[Column]) -> stats.Design:
    """Return the design with the columns of all lines among its rows, put there at once."""
    lines = pd.DataFrame({column.name: column.answers for column in columns}, index=design.frame.index)
    return replace(design, frame=pd.concat([design.frame.drop(columns=lines.columns, errors="ignore"), lines], axis=1))


def _is_question(survey: Survey, name: str, item: Item) -> bool:
    """Return whether people were asked this in the year, and may see what was answered."""
    hidden = NOT_QUESTIONS - ({"stratum"} if item.categories else set())
    there = any(column.partition("__")[0] == name for column in survey.frame.columns)
    return there and item.column(survey.year) is not None and not hidden & set(item.roles)


def _is_derived(book: Codebook, name: str, year: int) -> bool:
    return all(item.column(year) is not None for item in book.behind(name))


def _columns(book: Codebook, name: str, frame: pd.DataFrame) -> list[Column]:
    """Return the lines of a question: a column of 0 and 1 per answer, then the mean of numbers."""
    if name in book.derived:
        unit = book.unit(name)
        values = frame[name].to_numpy(float)
        return [Column(name, unit, DERIVED[unit], unit, values)]
    item = book.items[name]
    if item.options:
        return [
            Column(name, key, label, "percent", frame[f"{name}__{key}"].to_numpy(float))
            for key, label in item.options.items()
        ]
    if item.categories:
        code = frame[name].cat.codes.to_numpy()
        return [
            Column(name, key, label, "percent", np.where(code < 0, np.nan, code == place))
            for place, (key, label) in enumerate(item.categories.items())
        ]
    if item.kind not in ("scale", "number"):
        return []
    values = frame[name].to_numpy(float)
    answers = []
    if item.scale:
        for point in range(item.scale.low, item.scale.high + 1):
            label = _scale_label(item, point)
            answers.append(
                Column(name, str(point), label, "percent", np.where(np.isnan(values), np.nan, values == point))
            )
    return [*answers, Column(name, "mean", _with_unit(MEAN, item), _unit(item), values)]


def _scale_label(item: Item, code: int) -> Text:
    named = item.scale.labels.get(code) if item.scale else None
    return Text(en=f"{code} {named.en}", zh=f"{code} {named.zh}") if named else Text(en=str(code), zh=str(code))


def _with_unit(label: Text, item: Item) -> Text:
    """Return 'Mean (1 to 5)' or 'Mean (hours)'."""
    if item.number:
        return Text(**{language: label[language].format(unit=item.number.unit[language]) for language in LANGUAGES})
    assert item.scale is not None  # noqa: S101 - only scales and numbers have a mean
    ends = {"low": item.scale.low, "high": item.scale.high}
    return Text(**{language: label[language].format(unit=TO[language].format(**ends)) for language in LANGUAGES})


def _unit(item: Item) -> Unit:
    """Return the unit a mean is printed in: that of a duration or price, else with two decimals."""
    known: dict[str, Unit] = {"minutes": "minutes", "hours": "hours", "days": "days", "times": "times", "yuan": "yuan"}
    return known.get(item.number.unit.en, "score") if item.number else "score"


def _groups(book: Codebook, design: stats.Design, segment: str) -> list[Group]:
    """Return the groups somebody in scope is in, in the codebook's order."""
    column = design.frame[segment]
    there = set(column[design.inside].dropna())
    if isinstance(column.dtype, pd.CategoricalDtype):
        keys = [key for key in column.cat.categories if key in there]
        labels = [(book.items[segment].categories or {})[key] for key in keys]
    else:
        keys = sorted(there)
        labels = [_scale_label(book.items[segment], int(key)) for key in keys]
    letters = (stats.letter(number) for number in range(len(keys)))
    return [Group(str(key), label, one) for key, label, one in zip(keys, labels, letters, strict=True)]


def _over_waves(
    lines: dict[str, Line], columns: list[Column], design: stats.Design, waves: list[int], book: Codebook
) -> None:
    """Put each line's number of this and every comparable wave in place."""
    for part, found in _estimated(columns, design, "wave"):
        for record in found.table.to_dict("records"):
            column, wave = part[record["item"]], int(record["wave"])
            comparable = wave == waves[0] or book.broken(column.question, wave, waves[0]) is None
            if record["base"] and comparable:
                lines[column.name].waves[wave] = _cell(column, record)
    for line in lines.values():
        ordered = {wave: line.waves[wave] for wave in waves if wave in line.waves}
        line.waves.clear()
        line.waves.update(ordered)


def _over_groups(
    lines: dict[str, Line], columns: list[Column], now: stats.Design, segments: Mapping[str, list[Group]]
) -> None:
    """Put each line's numbers of every group of every segment in place, lettered."""
    for segment, groups in segments.items():
        keys, group = [one.key for one in groups], now.frame[segment].map(_key).to_numpy(object)
        for part, found in _estimated(columns, now, segment):
            found = found.only(found.table[segment].map(_key).isin(keys).to_numpy())
            hidden = _confidential(part, _counts(part, now, group, keys))
            status = np.where(hidden, "suppressed", found.table["status"])
            table = lettered_groups(replace(found, table=found.table.assign(status=status, confidential=hidden)))
            for record in table.to_dict("records"):
                column = part[record["item"]]
                lines[column.name].groups.setdefault(segment, []).append(_cell(column, record))


def _key(value: Any) -> str:
    """Return a group's key: 'phone', or '3' of a scale; '' of nobody's."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    return str(value)


def _estimated(
    columns: list[Column], design: stats.Design, by: str
) -> Iterable[tuple[dict[str, Column], stats.Estimates]]:
    """Yield columns by name and their estimates in every group of `by`; whole questions together, few at a time."""
    size = max(1, CELLS // (design.units.count * max(2, int(design.frame[by].nunique()))))
    for unit in dict.fromkeys(column.unit for column in columns):
        same = [column for column in columns if column.unit == unit]
        names = list(dict.fromkeys(column.question for column in same))
        while names:
            part: dict[str, Column] = {}
            while names and len(part) < size:
                first = names.pop(0)
                part |= {column.name: column for column in same if column.question == first}
            yield part, _estimate(design, list(part), by, unit)


def _estimate(design: stats.Design, names: list[str], by: str, unit: Unit) -> stats.Estimates:
    if unit == "percent":
        return stats.shares(design, names, by)
    return stats.means(design, names, by, widest={"index": 5.0, "nps": 10.0}.get(unit))


def _counts(part: dict[str, Column], design: stats.Design, group: np.ndarray, keys: list[Any]) -> np.ndarray:
    """Return how many respondents, unweighted, gave each answer in each group: (groups, columns)."""
    code = pd.Index(keys).get_indexer(group)
    rows = design.inside & (code >= 0)
    answers = (np.nan_to_num(column.answers[rows]) for column in part.values())
    return np.column_stack([np.bincount(code[rows], answer, len(keys)) for answer in answers])


def _confidential(part: dict[str, Column], counts: np.ndarray) -> np.ndarray:
    """Return which cells, groups first, would say what one to four people answered, or let it be worked out.

    Only cells of groups: a share of everyone in scope says nothing about anybody one could name.
    """
    hidden = np.zeros(counts.shape, bool)
    columns = list(part.values())
    for name in dict.fromkeys(column.question for column in columns):
        own = [place for place, column in enumerate(columns) if column.question == name and column.unit == "percent"]
        if own:
            hidden[:, own] = complementary(counts[:, own])
    return hidden.ravel()


def _cell(column: Column, record: Mapping[Any, Any]) -> Cell:
    confidential = bool(record.get("confidential", False))
    status = "suppressed" if confidential else str(record["status"])
    number = Number(
        float(record["estimate"]), column.unit, float(record["low"]), float(record["high"]), se=float(record["se"]),
        df=float(record["df"]), base=float(record["base"]), n_eff=float(record["n_eff"]), deff=float(record["deff"]),
        status=status, statistic=column.key, item=column.question,
    )  # fmt: skip
    return Cell(number, "confidential" if confidential else str(record["reason"]), str(record.get("higher_than", "")))


def _medians(lines: dict[str, Line], asked: Mapping[str, Item], design: stats.Design) -> None:
    """Add the median of scales and numbers, of this wave."""
    for name, item in asked.items():
        if item.kind in ("scale", "number"):
            record = stats.quantiles(design, name).row().to_dict()
            line = Line("median", _with_unit(MEDIAN, item))
            line.waves[int(design.frame["wave"].iloc[0])] = _cell(
                Column(name, "median", line.label, "count" if item.scale else _unit(item), np.empty(0)), record
            )
            lines[f"{name}__median"] = line


def _question(
    book: Codebook, name: str, entry: Item | Derived, counts: dict[str, int], lines: tuple[Line, ...],
    before: list[int], year: int,
) -> Question:  # fmt: skip
    broken = {wave: why for wave in before if (why := book.broken(name, wave, year)) is not None}
    if isinstance(entry, Derived):
        return Question(name, entry.short, entry.definition, entry.module, "derived", None, counts, lines, broken)
    gates = _gates(book, entry) if counts.get("not_asked") else None
    return Question(name, entry.short, entry.text, entry.module, entry.kind, gates, counts, lines, broken)


def _gates(book: Codebook, item: Item) -> Text:
    """Return which answers led to the question: 'Channel: Chatbot'."""
    said = {}
    for language in LANGUAGES:
        parts = []
        for gate, answers in item.asked_if.items():
            behind = book.items[gate]
            labels = {**(behind.categories or {}), **(behind.options or {})}
            words = [labels[str(one)][language] if str(one) in labels else str(one) for one in answers]
            said_of = {"item": behind.short[language], "answers": listed(words, language)}
            parts.append(IS[language].format(**said_of))
        said[language] = {"en": "; ", "zh": "；"}[language].join(parts)
    return Text(**said)


def _by_module(book: Codebook, questions: list[Question]) -> list[Question]:
    """Return the questions with derived ones behind the items of their module, modules in the order of the items."""
    order = list(dict.fromkeys(question.module for question in questions))
    return sorted(questions, key=lambda question: (order.index(question.module), question.kind == "derived"))
