"""'How sure?': one control per sentence, figure or table that shows what each of its numbers is based on.

A `<details>` element with one list item per number: works with the keyboard, without script, on a phone, and is one
tab stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from manyi.exhibits import vocabulary
from manyi.exhibits.html import markup
from manyi.exhibits.html.markup import tag
from manyi.exhibits.ledger import Source
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.language import formats, words
from manyi.language.formats import Language

WORDS = words.beside(__file__).section("how_sure")

ASK = WORDS["ask"]
LABELS = WORDS.section("labels")
PARTS = WORDS.section("parts")
PS = WORDS.section("ps")
BETWEEN = WORDS["between"]
HIDDEN = WORDS["hidden"]
PLAIN = WORDS.section("plain")
NONE = "–"


@dataclass(frozen=True)
class Entry:
    """A number with its ledger id."""

    id: str
    number: Number


def control(entries: Sequence[Entry], names: Names, source: Source, language: Language) -> Markup:
    """Return the control of a sentence: how sure in plain words, what each number is based on, then what they share."""
    numbers = tag("ul", *(_line(entry, names, language) for entry in entries))
    plain = tag("p", PLAIN[_standing([entry.number for entry in entries])][language])
    return opened(ASK[language], plain + numbers, _shared(entries, names, source, language), language)


def behind(
    entries: Sequence[Entry], tables: Markup, ask: str, names: Names, source: Source, language: Language
) -> Markup:
    """Return the control of a figure or a table: tables of what its numbers are based on, then once what they share."""
    shared = _shared(entries, names, source, language)
    numbers = [entry.number for entry in entries]
    plain = tag("p", PLAIN["counted" if _standing(numbers) == "counted" else "each"][language])
    first = markup.join([tag("code", entries[0].id), *([" ", WORDS["more_ids"][language]] if len(entries) > 1 else [])])
    return opened(ask, plain + tables, [*shared, ("id", first)], language)


def opened(ask: str, numbers: Markup, shared: Sequence[tuple[str, str]], language: Language) -> Markup:
    """Return the folded element that shows numbers and shared facts when opened."""
    facts = markup.join(tag("dt", LABELS[key][language]) + tag("dd", text) for key, text in shared if text)
    return tag("details", tag("summary", ask), numbers, tag("dl", facts), class_="sure")


def _standing(numbers: Sequence[Number]) -> str:
    """Return the opening words about numbers: what their test shows, or what an interval means."""
    tests = [number.tested for number in numbers if number.tested is not None]
    if tests:
        return "shown" if all(tests) else "some" if any(tests) else "chance"
    return "counted" if all(number.certain for number in numbers) else "interval"


def rests_on(number: Number, language: Language) -> str:
    """Return effective n and test of a number in a table that already gives its interval and n; '' if it has none."""
    if number.hidden:
        return ""
    parts = [count(number.n_eff, language)] if number.n_eff == number.n_eff else []
    p_values = [(name, p) for name, p in (("test", number.p_adjusted), ("plain", number.p)) if p == p]
    return BETWEEN[language].join(
        [*parts, *(PS[name][language].format(p=formats.p_value(p)) for name, p in p_values[:1])]
    )


def _line(entry: Entry, names: Names, language: Language) -> Markup:
    number = entry.number
    colon = formats.MARKS["colon"][language]
    return tag("li", names.describe(number, language), colon, _rests_on(number, language), " ", tag("code", entry.id))


def _rests_on(number: Number, language: Language) -> str:
    """Return value, interval, n, effective n and test in one line."""
    hidden = HIDDEN[language].format(why=vocabulary.why(number.reason)[language])
    parts = [hidden if number.hidden else _value(number, language)]
    parts += [
        PARTS[name][language].format(value=count(value, language))
        for name, value in (("base", number.base), ("n_eff", number.n_eff))
        if value == value and (name == "base" or not number.hidden)  # the effective n of a share reveals the share
    ]
    if not number.hidden:
        p_values = [(name, p) for name, p in (("test", number.p_adjusted), ("plain", number.p)) if p == p]
        parts += [PARTS[name][language].format(value=formats.p_value(p)) for name, p in p_values[:1]]
    return BETWEEN[language].join(parts)


def _value(number: Number, language: Language) -> str:
    value = formats.number(number.value, number.unit, language) + formats.after(number.unit, language)
    if number.certain:
        return value
    between = formats.between(number.low, number.high, number.unit, language)
    name = formats.interval_name(number.level, language, number.adjusted)
    return formats.bracketed(value, f"{name} {between}", language)


def count(value: float, language: Language) -> str:
    """Return a count, or a dash if there is none."""
    return NONE if value != value else formats.number(value, "count", language)


def _shared(entries: Sequence[Entry], names: Names, source: Source, language: Language) -> list[tuple[str, str]]:
    items = dict.fromkeys(entry.number.item for entry in entries if entry.number.item)
    defined = dict.fromkeys(text[language] for item in items if (text := names.definition(item)))
    methods = dict.fromkeys(
        vocabulary.method(entry.number.method, language) for entry in entries if entry.number.method
    )
    phrases = ["".join(parts) for parts in names.intervals([entry.number for entry in entries], source.basis, language)]
    return [
        ("interval", BETWEEN[language].join(phrases)),
        *(("definition", text) for text in defined),
        ("method", BETWEEN[language].join(methods)),
        ("place", WORDS["place"][language].format(chapter=source.chapter, cell=source.cell)),
    ]
