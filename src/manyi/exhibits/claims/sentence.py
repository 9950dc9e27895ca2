"""A sentence whose numbers come from results: two templates, one set of numbers.

Input: a template per language with `{name}` or `{name:how}` and the values. Output: HTML per language. Refused: digits
typed in a template, a missing language, an unknown name, languages that print different numbers.

    {x}           78.5, 70.1 %, +2.3       {x:unit}   2.3 points, with its sign   {x:size}   2.3 points, no sign
    {x:interval}  95 % interval 76.9 to 80.1          {x:full}   78.5 (95 % interval 76.9 to 80.1)
    {x:range}     76.9 to 80.1             {x:base}   3,012                       {x:p}      0.034 (adjusted)
    {x:goal}      95%, 40 hours: a target, without decimals it does not have
    {x:all}       all: a count of as many as there are    {x:some}   3, or none (有3个, 没有一个): a count
    {x:bare}      78.5: in a title, without what it is out of      {x:between}   14.9 to 17.6: a range by its size, no signs
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from manyi.errors import InputError
from manyi.exhibits.html import font, how_sure, markup
from manyi.exhibits.ledger import Source
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("sentence")

LEVEL = ("", "unit", "size", "full")  # forms that print the number itself
HOWS = ("", "unit", "size", "interval", "full", "range", "base", "p", "goal", "bare", "between", "all", "some")
Value = Number | Text


def check(where: str, templates: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """Raise InputError unless both templates are there, hold no digits, and print the same numbers."""
    printed: dict[str, list[tuple[str, str]]] = {}
    for language in LANGUAGES:
        template = templates.get(language, "")
        if not template.strip():
            raise InputError(f"the {language} sentence is missing", where=where)
        try:
            parts = pieces(template)
        except ValueError as error:
            fault = f"the {language} sentence cannot be read: {error}; a brace that is meant is written twice"
            raise InputError(fault, where=where) from None
        _check_pieces(f"in the {language} sentence", template, parts, values, where)
        printed[language] = sorted({(n, h) for _, n, h in parts if isinstance(values.get(n), Number)})
    if printed["en"] != printed["zh"]:
        raise InputError("the two languages print different numbers", where=where)


def _check_pieces(
    place: str, template: str, parts: list[tuple[str, str, str]], values: Mapping[str, Value], where: str
) -> None:
    if re.search(r"(?<!\{)(?:\{\{)*\{[:!}]", template):
        raise InputError(f"braces without a name {place}", where=where, allowed=values)
    if typed := re.findall(r"\d+", "".join(literal for literal, _, _ in parts)):
        fault = f"a typed number, {typed[0]!r}, {place}"
        raise InputError(f"{fault}: write it as a word, or let {{...}} print a result", where=where)
    for _, name, how in parts:
        if name and name not in values:
            raise InputError(f"no value for {{{name}}} {place}", where=where, allowed=values)
        if name and how not in HOWS:
            raise InputError(f"{{{name}:{how}}} {place}", where=where, allowed=HOWS)


def used(templates: Mapping[str, str], values: Mapping[str, Value]) -> dict[str, Number]:
    """Return the numbers the sentence prints, by placeholder, in the order of the English one."""
    names = dict.fromkeys(name for _, name, _ in pieces(templates["en"]))
    return {name: value for name in names if isinstance(value := values.get(name), Number)}


def render(
    template: str, values: Mapping[str, Value], ids: Mapping[str, str], names: Names, language: Language, *,
    again: bool = False, within: bool = False,
) -> Markup:  # fmt: skip
    """Return the sentence as HTML, every number marked with its ledger id, the first mean with what it is out of.

    `again`: for a second printing, whose numbers point to where they were first printed. `within`: it continues after
    other words, so that it does not begin with a capital.
    """
    out, seen, scales, brackets = Markup(), set[str](values if again else ()), {""}, 0
    for literal, name, how in pieces(template):
        out += escape(literal)
        brackets += literal.count("（") - literal.count("）")
        if not name:
            continue
        value = values[name]
        if isinstance(value, Number):
            scale = names.scale([value], language) if how in LEVEL else ""
            left = "" if scale in scales else scale
            out += _printed(value, how, language, ids[name], left, first=name not in seen, inside=brackets > 0)
            seen.add(name)
            scales.add(scale)
        else:
            text = value[language]
            out += escape(text if out or within or language == "zh" else formats.sentence_case(text))
    return out


def pieces(template: str) -> list[tuple[str, str, str]]:
    """Return (literal text, placeholder, how) triples."""
    return [(literal, name or "", how or "") for literal, name, how, _ in string.Formatter().parse(template)]


def _printed(
    number: Number, how: str, language: Language, id_: str, scale: str, *, first: bool, inside: bool
) -> Markup:  # fmt: skip
    """Return a number in one of the forms a sentence may ask for; `inside`: within brackets."""
    unit = number.unit
    out_of = (formats.OUT_OF_INSIDE if inside else formats.OUT_OF)[language].format(scale=scale) if scale else ""

    def value(sign: bool | None = None) -> Markup:
        return markup.data(number, id_, formats.number(number.value, unit, language, sign=sign), first=first)

    def between(after: str = "", *, size: bool = False) -> Markup:  # one line: both ends and their unit
        return markup.tag("span", markup.interval(number, language, id_, size=size), after, class_="nobr")

    def interval() -> Markup:
        if number.certain:
            return escape(formats.COUNTED[language])
        name = formats.interval_name(number.level, language, number.adjusted)
        return markup.tag("span", name, class_="nobr") + " " + between()

    after, aside = formats.after(unit, language), (formats.OUT_OF_WITH if scale else formats.MARKS["aside"])[language]
    forms: dict[str, Callable[[], str]] = {
        "": lambda: value() + out_of,
        "unit": lambda: value() + after + out_of,
        "goal": lambda: markup.data(number, id_, formats.goal(number.value, unit, language), first=first) + after,
        "size": lambda: value(sign=False) + after + out_of,
        "bare": lambda: value() + after,
        "interval": interval,
        "full": lambda: value() + after + Markup(aside).format(scale=scale, more=interval()),
        "range": lambda: between(after),
        "between": lambda: between(after, size=True),
        "all": lambda: markup.data(number, id_, WORDS["all"][language], first=first),
        "some": lambda: markup.data(number, id_, _some(number.value, language), first=first),
        "base": lambda: markup.end(number.base, id_, "base", formats.number(number.base, "count", language)),
        "p": lambda: markup.end(_p(number), id_, "p", formats.p_value(_p(number))),
    }
    return Markup(forms[how]())


def _some(count: float, language: Language) -> str:
    return (
        WORDS["some"].fill(n=formats.number(count, "count", language))[language] if count else WORDS["none"][language]
    )


def _p(number: Number) -> float:
    return number.p if number.p_adjusted != number.p_adjusted else number.p_adjusted


Enter = Callable[[str, Mapping[str, Number], Names], dict[str, str]]
HIDDEN = WORDS["hidden"]


@dataclass(frozen=True)
class Spoken:
    """A sentence under its id, per language, with its numbers and their ledger ids."""

    id: str
    text: Mapping[str, Markup]
    numbers: Mapping[str, Number]
    ids: Mapping[str, str]
    again: Mapping[str, Markup]  # the text for a second printing
    opening: Mapping[str, str]  # its first sentence, as HTML, for a title

    @classmethod
    def of(
        cls, id_: str, templates: Mapping[str, str], values: Mapping[str, Value], enter: Enter, names: Names
    ) -> Spoken:
        """Check the templates, enter the numbers, and write the sentence.

        Numbers it does not print are entered too, unless they are mere counts: "How sure?" and results.* give them.
        """
        check(id_, templates, values)
        rest = {name: value for name, value in values.items() if isinstance(value, Number) and value.unit != "count"}
        numbers = used(templates, values)
        numbers |= {name: value for name, value in rest.items() if not any(n.hidden for n in numbers.values())}
        ids = enter(id_, numbers, names)
        if hidden := [number.reason for number in numbers.values() if number.hidden]:
            withheld = HIDDEN.fill(why=why(*hidden))
            silent: dict[str, Markup] = {language: escape(withheld[language]) for language in LANGUAGES}
            alone: dict[str, str] = {lang: str(escape(formats.opening(withheld[lang], lang))) for lang in LANGUAGES}
            return cls(id_, silent, {}, {}, silent, alone)
        text: dict[str, Markup] = {
            language: render(templates[language], values, ids, names, language) for language in LANGUAGES
        }
        for html in text.values():
            font.require_glyphs(markup.plain(html), id_)
        again: dict[str, Markup] = {
            language: render(templates[language], values, ids, names, language, again=True) for language in LANGUAGES
        }
        opening: dict[str, str] = {
            language: str(
                render(formats.opening(templates[language], language), values, ids, names, language, again=True)
            )
            for language in LANGUAGES
        }
        return cls(id_, text, numbers, ids, again, opening)

    def sure(self, names: Names, source: Source, language: Language) -> Markup:
        """Return the control that shows what the numbers are based on; nothing for a sentence without numbers."""
        entries = [how_sure.Entry(self.ids[name], number) for name, number in self.numbers.items()]
        return how_sure.control(entries, names, source, language) if entries else Markup()

    def html(self, kind: str, names: Names, source: Source, language: Language) -> Markup:
        """Return the sentence as a block of the page."""
        words = markup.tag("p", self.text[language])
        return markup.tag("div", words, self.sure(names, source, language), id=self.id, class_=kind)
