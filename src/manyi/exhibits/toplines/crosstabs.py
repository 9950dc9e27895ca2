"""Tables of toplines and crosstabs. In: a Question of toplines; out: HTML in one language.

Every number is a `<data>` element at full precision, so that both languages can be checked for the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from manyi.exhibits.data import FLAG, MARKS
from manyi.exhibits.html import markup
from manyi.exhibits.html.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import slug
from manyi.exhibits.toplines.numbered import crosstab_id, topline_id, wave_key
from manyi.exhibits.toplines.questions import Cell, Group, Question, Toplines
from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.table import Head, Line, Table

WORDS = words.beside(__file__).section("crosstabs")

ALL = WORDS["all"]
VALUE = (Markup('<data value="'), Markup('">'), Markup("</data>"))  # as markup.tag writes it, in half the time
ALONE = "all"  # the column of everyone in a crosstab, with the numbers of the topline


def topline(question: Question, toplines: Toplines, language: Language) -> Markup:
    """Return the answers of everyone: this wave with intervals, then the earlier waves that may be compared."""
    waves = [wave for wave in toplines.waves if any(wave in line.waves for line in question.lines)]
    unweighted = toplines.survey.study.design.unweighted
    heads = [
        _keyed(_wave(wave, wave == toplines.waves[0], wave in unweighted, language), wave_key(wave, toplines))
        for wave in waves
    ]
    rows = [
        [_cell_text(line.waves.get(wave), language, interval=wave == toplines.waves[0]) for wave in waves]
        for line in question.lines
    ]
    bases = [_base([line.waves[wave] for line in question.lines if wave in line.waves], language) for wave in waves]
    caption = WORDS["everyone"][language].format(item=question.short[language])
    labels = [_keyed(line.label[language], slug(line.key)) for line in question.lines]
    return _table(topline_id(toplines, question.name), caption, heads, labels, rows, bases, language)


def crosstab(question: Question, toplines: Toplines, segment: str, language: Language) -> Markup:
    """Return the answers of everyone and of each group of a segment, with letters."""
    lines = [line for line in question.lines if segment in line.groups]
    groups = toplines.segments[segment]
    now = toplines.waves[0]
    heads = [_keyed(ALL[language], ALONE), *(_head(group, language) for group in groups)]
    rows = [[_cell_text(cell, language) for cell in (line.waves.get(now), *line.groups[segment])] for line in lines]
    columns = [[line.waves[now] for line in lines if now in line.waves],
               *([line.groups[segment][place] for line in lines] for place in range(len(groups)))]  # fmt: skip
    named = toplines.survey.codebook.short(segment, language)
    named = Names(toplines.survey.codebook).inside(named) if language == "en" else named
    caption = WORDS["by"][language].format(item=question.short[language], segment=named)
    labels = [_keyed(line.label[language], slug(line.key)) for line in lines]
    bases = [_base(column, language) for column in columns]
    return _table(crosstab_id(toplines, question.name, segment), caption, heads, labels, rows, bases, language)


def _wave(wave: int, now: bool, unweighted: bool, language: Language) -> str:
    head = WORDS["unweighted"][language].format(wave=wave) if unweighted else str(wave)
    return WORDS["with_interval"][language].format(wave=head) if now else head


def _head(group: Group, language: Language) -> Head:
    return _keyed(WORDS["group"][language].format(group=group.label[language], letter=group.letter), slug(group.key))


def _keyed(text: str, key: str) -> Head:
    """Return the words above a column or before a row, with their part of the ids of its numbers."""
    return Head(text, number=True, data={"key": key})


def _table(
    id_: str, caption: str, heads: Sequence[Head], labels: Sequence[Head], rows: Sequence[Sequence[Markup | str]],
    bases: Sequence[str], language: Language,
) -> Markup:  # fmt: skip
    """Return a table; the id of a number consists of the table's, its row's key and its column's key."""
    body = [Line(label.text, cells, label.data) for label, cells in zip(labels, rows, strict=True)]
    title, foot = tag("span", caption), [Line(WORDS["base"][language], bases)]
    return Table(title, [Head(WORDS["answer"][language]), *heads], body, foot, data={"id": id_}).scrolling(caption)


def _cell_text(cell: Cell | None, language: Language, *, interval: bool = False) -> Markup | str:
    if cell is None or not cell.number.base:
        return "–"
    number = cell.number
    if number.hidden:
        return MARKS["confidential" if cell.reason == "confidential" else "unreliable"]
    printed = formats.number(number.value, number.unit, language)
    shown = VALUE[0] + markup.exact(number.value) + VALUE[1] + printed + VALUE[2]
    if number.status == "flagged":
        shown += FLAG
    if interval and not number.certain:
        ends = formats.between(number.low, number.high, number.unit, language, percent=False)
        shown += tag("span", formats.MARKS["aside"][language].format(more=ends), class_="interval")
    if cell.higher:
        shown += tag("span", cell.higher, class_="letters")
    return shown


def _base(cells: Sequence[Cell], language: Language) -> str:
    """Return the number of answers of a column."""
    bases = [cell.number.base for cell in cells if cell.number.base]
    return formats.number(max(bases), "count", language) if bases else "0"
