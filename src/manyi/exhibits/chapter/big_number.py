"""The report's big number: index, interval, change. It has an arrow only if the adjusted test passed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits.claims import kinds
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sentence import Spoken
from manyi.exhibits.figures.dumbbells import VERDICTS, arrow
from manyi.exhibits.html import markup
from manyi.exhibits.html.markup import tag
from manyi.exhibits.ledger import Source
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, number
from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.language.periods import Period

WORDS = words.beside(__file__).section("headline")

SINCE = WORDS["since"]


@dataclass(frozen=True)
class Headline:
    """A level and, if there was an earlier wave, a tested change."""

    claim: Claim
    before: int | None

    @classmethod
    def of(cls, level: Any, change: Any, now: int, before: int | None) -> Headline:
        """Return the headline from a row of Estimates and a row of a changes frame."""
        value = number(level)
        if value.hidden:
            raise InputError("the headline may not be printed: its row is suppressed")
        if change is None or before is None:
            return cls(kinds.level(level), None)
        claim = kinds.change(change, now, before)
        if claim.verdict == "suppressed":
            return cls(kinds.level(level), None)
        numbers = {**claim.numbers, "value": value}
        return cls(replace(claim, numbers=numbers), before)

    def html(self, spoken: Spoken, names: Names, source: Source, language: Language) -> Markup:
        """Return the headline block: what, the number, its interval, its change, how sure."""
        value, id_ = spoken.numbers["value"], spoken.ids["value"]
        shown = formats.number(value.value, value.unit, language)
        parts = [
            tag("p", names.of("item", value.item, language), class_="what"),
            tag("p", markup.data(value, id_, shown, first=True), _scale(value, names, language), class_="big"),
        ]
        if not value.certain:
            phrase = names.interval(value.basis or source.basis, language)
            stop = formats.MARKS["colon"][language]
            parts.append(tag("p", phrase, stop, markup.interval(value, language, id_), class_="interval"))
        if "difference" in spoken.numbers:
            parts.append(self._change(spoken, language))
        elif self.claim.verdict == "unchanged":
            verdict = VERDICTS["unchanged"][language]
            parts.append(
                tag(
                    "p",
                    SINCE[language].format(arrow="", verdict=verdict, before=Period(self.before or 0).words[language]),
                    class_="change unchanged",
                )
            )
        return tag("div", *parts, spoken.sure(names, source, language), id=spoken.id, class_="headline")

    def _change(self, spoken: Spoken, language: Language) -> Markup:
        change, id_ = spoken.numbers["difference"], spoken.ids["difference"]
        verdict, before = VERDICTS[self.claim.verdict][language], Period(self.before or 0).words[language]
        size = markup.data(change, id_, formats.number(change.value, change.unit, language), first=True)
        since = Markup(SINCE[language]).format(arrow=arrow(self.claim.verdict), verdict=verdict, before=before)
        parts = [since, formats.MARKS["colon"][language], size, formats.after(change.unit, language)]
        if not change.certain:
            interval = (
                formats.interval_name(change.level, language, change.adjusted)
                + " "
                + markup.interval(change, language, id_)
            )
            parts.append(Markup(formats.MARKS["aside"][language]).format(more=interval))
        return tag("p", *parts, class_=f"change {self.claim.verdict}")


def _scale(value: Number, names: Names, language: Language) -> Markup:
    scale = names.scale([value], language)
    return tag("span", formats.OUT_OF[language].format(scale=scale), class_="scale") if scale else Markup()
