"""A sentence with its numbers entered in the ledger, ready to print.

Input: templates and values (see `sentence`). Output: the sentence in each language and its "How sure?" control. A
sentence with a number too unsure to print is replaced by one that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from manyi.exhibits import font, markup, sentence, sure
from manyi.exhibits.ledger import Source
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import LANGUAGES, Language

Enter = Callable[[str, Mapping[str, Number], Names], dict[str, str]]
TOO_FEW = {
    "en": "A figure that would stand here rests on too few answers to be printed.",
    "zh": "此处数字的回答数过少，不予公布。",
}


@dataclass(frozen=True)
class Spoken:
    """A sentence under its id, per language, with its numbers and their ledger ids."""

    id: str
    text: Mapping[str, Markup]
    numbers: Mapping[str, Number]
    ids: Mapping[str, str]

    @classmethod
    def of(
        cls, id_: str, templates: Mapping[str, str], values: Mapping[str, sentence.Value], enter: Enter, names: Names
    ) -> Spoken:
        """Check the templates, enter the numbers, and write the sentence."""
        sentence.check(id_, templates, values)
        numbers = sentence.used(templates, values)
        ids = enter(id_, numbers, names)
        if any(number.hidden for number in numbers.values()):
            return cls(id_, {language: Markup(words) for language, words in TOO_FEW.items()}, {}, {})
        text: dict[str, Markup] = {
            language: sentence.render(templates[language], values, ids, language) for language in LANGUAGES
        }
        for words in text.values():
            font.require_glyphs(markup.plain(words), id_)
        return cls(id_, text, numbers, ids)

    def sure(self, names: Names, source: Source, language: Language) -> Markup:
        """Return the control that opens what the numbers rest on; nothing for a sentence without numbers."""
        entries = [sure.Entry(self.ids[name], number) for name, number in self.numbers.items()]
        return sure.control(entries, names, source, language) if entries else Markup()

    def html(self, kind: str, names: Names, source: Source, language: Language) -> Markup:
        """Return the sentence as a block of the page."""
        words = markup.tag("p", self.text[language])
        return markup.tag("div", words, self.sure(names, source, language), id=self.id, class_=kind)
