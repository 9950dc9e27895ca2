"""Every question of a wave with all its answers, for everyone and by the study's segments.

In: a Survey. Out: `Toplines`: lines (topline_lines), their numbers (topline_numbers) and the words about them.
"""

from __future__ import annotations

import pandas as pd

from manyi import stats
from manyi.exhibits.toplines.cells import groups_of, medians, over_groups, over_waves, respondents
from manyi.exhibits.toplines.questions import Line, Question, Toplines, columns_of
from manyi.exhibits.toplines.withheld import withhold
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, listed
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.rows.missing import missing_counts
from manyi.rows.survey import Survey
from manyi.study.codebook import Codebook, Derived
from manyi.study.items import Item

WORDS = words.beside(__file__).section("toplines")

NOT_QUESTIONS = frozenset({"identifier", "weight", "stratum", "psu", "duration"})  # roles of items nobody was asked


def toplines(survey: Survey, chapters: pd.DataFrame | None = None) -> Toplines:
    """Return every question asked in the survey's year with its numbers; `chapters`: what else is printed."""
    book, year = survey.codebook, survey.year
    if survey.stored and survey.study.design.replicates is not None:
        return _not_computed(survey)
    design, now = stats.survey_design(survey), stats.survey_design(survey, year)
    asked = {name: item for name, item in book.items.items() if _is_question(survey, name, item)}
    derived = {name: rule for name, rule in book.derived.items() if _is_derived(book, name, year)}
    columns = [column for name in (*asked, *derived) for column in columns_of(book, name)]
    banner = survey.study.banner or survey.study.claims.segments
    there = survey.frame.columns
    segments = {name: groups for name in banner if name in there and (groups := groups_of(book, now, name))}
    waves = sorted(map(Period, design.waves), reverse=True)
    lines = {column.name: Line(column.key, column.label) for column in columns}
    over_waves(lines, columns, design, waves, book)
    over_groups(lines, columns, now, segments)
    medians(lines, asked, now, year)
    counts = missing_counts(survey).to_dict("index")
    questions = []
    entries: dict[str, Item | Derived] = {**asked, **derived}
    for name, entry in entries.items():
        answers = tuple(lines[key] for key in lines if key.partition("__")[0] == name)
        missing = {str(why): int(n) for why, n in counts.get(name, {}).items()}
        questions.append(_question(book, name, entry, missing, answers, [wave for wave in waves if wave < year], year))
    return withhold(Toplines(survey, waves, respondents(now), segments, tuple(_by_module(questions))), chapters)


def _not_computed(survey: Survey) -> Toplines:
    """Return no questions: errors from replicate weights need every row."""
    there = survey.counted(["wave", "eligible"])
    in_scope = int(there.loc[there["eligible"] & (there["wave"] == survey.year), "rows"].sum())
    return Toplines(survey, sorted(survey.waves, reverse=True), in_scope, {}, ())


def _is_question(survey: Survey, name: str, item: Item) -> bool:
    """Return whether people were asked this in the year, and its answers may be shown."""
    hidden = NOT_QUESTIONS - ({"stratum"} if item.categories else set())
    there = any(column.partition("__")[0] == name for column in survey.frame.columns)
    return there and item.column(survey.year) is not None and not hidden & set(item.roles)


def _is_derived(book: Codebook, name: str, year: int) -> bool:
    return all(item.column(year) is not None for item in book.behind(name))


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
    texts = {}
    for language in LANGUAGES:
        parts = []
        for gate, answers in item.asked_if.items():
            behind = book.items[gate]
            labels = {**(behind.categories or {}), **(behind.options or {})}
            words = [labels[str(answer)][language] if str(answer) in labels else str(answer) for answer in answers]
            said_of = {"item": behind.short[language], "answers": listed(words, language)}
            parts.append(WORDS["is"][language].format(**said_of))
        texts[language] = formats.MARKS["semicolon"][language].join(parts)
    return Text(**texts)


def _by_module(questions: list[Question]) -> list[Question]:
    """Return the questions with derived ones behind the items of their module, modules in the order of the items."""
    order = list(dict.fromkeys(question.module for question in questions))
    return sorted(questions, key=lambda question: (order.index(question.module), question.kind == "derived"))
