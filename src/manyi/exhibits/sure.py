"""'How sure?': one control per sentence, figure or table that opens what each of its numbers rests on.

A `<details>` element: works with the keyboard, without script, and is one tab stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from manyi.exhibits import markup, words
from manyi.exhibits.ledger import Source
from manyi.exhibits.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import Language

ASK = {"en": "How sure?", "zh": "有多大把握？"}
HEADS = {
    "en": ("Number", "Value and 95 % interval", "Answers (n)", "Effective n", "Test, adjusted p", "Id"),
    "zh": ("数字", "数值与95%区间", "回答数（n）", "有效样本量", "检验（校正后p值）", "编号"),
}
LABELS = {
    "en": {"interval": "Interval", "definition": "Definition", "method": "Method", "place": "Computed in"},
    "zh": {"interval": "区间", "definition": "定义", "method": "方法", "place": "计算位置"},
}
PLACE = {"en": "chapter {}, cell {}", "zh": "章节{}，单元格{}"}
NONE = "–"


@dataclass(frozen=True)
class Entry:
    """A number with its ledger id."""

    id: str
    number: Number


def control(entries: Sequence[Entry], names: Names, source: Source, language: Language) -> Markup:
    """Return the control; its table has one row per number, what they share is said once below it."""
    head = markup.join(tag("th", text, scope="col") for text in HEADS[language])
    body = markup.join(_row(entry, names, language) for entry in entries)
    caption = tag("caption", ASK[language])
    table = tag("table", caption, tag("thead", tag("tr", head)), tag("tbody", body), class_="sure-table")
    shared = _shared(entries, names, source, language)
    facts = markup.join(tag("dt", LABELS[language][key]) + tag("dd", text) for key, text in shared if text)
    return tag("details", tag("summary", ASK[language]), table, tag("dl", facts), class_="sure")


def _row(entry: Entry, names: Names, language: Language) -> Markup:
    number = entry.number
    value = NONE if number.hidden else words.number(number.value, number.unit, language)
    if not number.hidden and not number.certain:
        value += {"en": " ({})", "zh": "（{}）"}[language].format(
            words.between(number.low, number.high, number.unit, language)
        )
    cells = (value, count(number.base, language), count(number.n_eff, language), _test(number), entry.id)
    return tag("tr", tag("th", names.describe(number, language), scope="row"), *(tag("td", cell) for cell in cells))


def count(value: float, language: Language) -> str:
    """Return a count, or a dash where there is none."""
    return NONE if value != value else words.number(value, "count", language)


def _test(number: Number) -> str:
    adjusted = number.p if number.p_adjusted != number.p_adjusted else number.p_adjusted
    return (
        NONE
        if adjusted != adjusted or number.hidden
        else f"p {'' if adjusted < 0.0005 else '= '}{words.p_value(adjusted)}"
    )


def _shared(entries: Sequence[Entry], names: Names, source: Source, language: Language) -> list[tuple[str, str]]:
    bases = dict.fromkeys(entry.number.basis or source.basis for entry in entries)
    items: Mapping[str, None] = dict.fromkeys(entry.number.item for entry in entries if entry.number.item)
    methods = dict.fromkeys(entry.number.method for entry in entries if entry.number.method)
    stop = {"en": "; ", "zh": "；"}[language]
    phrases = (words.interval_phrase(basis, language) for basis in bases)
    return [
        ("interval", stop.join(phrases)),
        *(("definition", text[language]) for item in items if (text := names.definition(item))),
        ("method", stop.join(methods)),
        ("place", PLACE[language].format(source.chapter, source.cell)),
    ]
