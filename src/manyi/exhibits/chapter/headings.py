"""The titles of a chapter's exhibits: the finding of a claim or of the figure itself, else its topic; no two are alike.

In: charts, the claims about them and the words of a chapter. Out: a title, and the topic of the exhibit if the
title does not give it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from manyi.exhibits.chapter.exhibit import Both
from manyi.exhibits.claims.claim import Claim, Name
from manyi.exhibits.data import Chart, Data
from manyi.exhibits.figures.telling import fits
from manyi.exhibits.html.tabular import key_head
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, keys_in
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("headings")
TITLING = frozenset({"changed", "changed_by", "driver", "extremes", "extremes_by", "stable", "start", "targets"})
FIGURE = "figure"
COMPARING = frozenset({"extremes", "extremes_by"})


class Headings:
    """The titles given so far, by exhibit, and the first claim made about each."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}
        self._titles: dict[str, str] = {}

    def remember(self, exhibit: str, claim: Claim) -> None:
        """Keep the first claim about an exhibit that can be its title."""
        if claim.kind in TITLING:
            self._claims.setdefault(exhibit, claim)

    def of(
        self, exhibit: str, chart: Chart, given: Both | Claim | None, texts: Mapping[str, Text], names: Names
    ) -> tuple[Both, Both | None, str]:
        """Return the title of an exhibit, its topic if that is not the title, and whose finding the title is.

        The title is the finding of the first claim about it, if that fits; no two exhibits have the same title. Whose:
        the kind of the claim, `FIGURE` for the figure's own, '' for none.
        """
        about = texts.get("title") if isinstance(given, Claim) else given or texts.get("title") or title(chart, names)
        if about and not all(str(about.get(name) or "").strip() for name in LANGUAGES if isinstance(about, Mapping)):
            return about, None, ""  # a missing language is refused with the exhibit
        claim = given if isinstance(given, Claim) else self._claims.get(exhibit)
        claim = None if chart.own_title and claim is not given else claim
        told = finding(claim, names, chart.data) if claim else None
        whose = claim.kind if claim and told else ""
        kept = False  # the chapter's name for it is kept besides the chart's own finding
        if told is None and chart.finding is not None:
            told, kept = chart.finding(names), about is not None
            whose = FIGURE if told else ""
            about = about or title(chart, names)
        heading = told or about or title(chart, names)
        if heading["en"] in (other for id_, other in self._titles.items() if id_ != exhibit):
            heading = told_apart(heading, chart, about if told else None)
            told = None  # the title gives the topic
        self._titles[exhibit] = heading["en"]
        item = subject(chart.data, names)
        if told and claim and claim.kind == "level" and claim.shown:
            return heading, interval(claim.numbers["value"]), whose
        repeated = item is not None and (item.en in heading["en"] and not kept or (about or heading)["en"] == item.en)
        return heading, about if told and not repeated else None, whose


def finding(claim: Claim, names: Names, data: Data | None = None) -> Text | None:
    """Return the finding of a claim as a title, in short for highest and lowest groups; None if it is too long.

    Highest and lowest groups get the item they are highest in, if the `data` have a single item and it fits.
    """
    of = subject(data, names) if data and claim.kind in COMPARING else None
    if of and fits(heading := claim.title(names, of)):
        return heading
    if fits(heading := claim.title(names)):
        return heading
    if claim.kind not in COMPARING or claim.verdict == "suppressed":
        return None
    if claim.verdict == "tied_tied":
        return WORDS["share"].fill(
            **{end: str(len(cast(Sequence[Name], claim.words[end]))) for end in ("top", "bottom")}
        )
    return WORDS["differ" if claim.shown else "alike"]


def interval(number: Number) -> Text:
    """Return the interval of a number in a title, to be printed directly below it."""
    return formats.COUNTED if number.certain else Text(**{
        language: f"{formats.interval_name(number.level, language, number.adjusted)} "
        + formats.between(number.low, number.high, number.unit, language)
        for language in LANGUAGES
    })  # fmt: skip


def subject(data: Data, names: Names) -> Text | None:
    """Return the single item of an exhibit in words; None if it shows several, or an item by its own groups."""
    item, *others = {row.keys.get("item", "") for row in data} or {""}
    return (
        None
        if others or not item or item in data.keys
        else Text(**{name: named(data, item, names, name) for name in LANGUAGES})
    )


def told_apart(heading: Both, chart: Chart, about: Both | None = None) -> dict[str, str]:
    """Return a title that differs from an earlier, equal one by adding the topic or content of this exhibit."""
    shown: Both | Text = about or chart.topic or chart.kind
    if shown["en"] == heading["en"]:
        shown = topic(chart.data)
    return {
        language: formats.bracketed(
            str(heading[language]), formats.within(str(shown["en"])) if language == "en" else str(shown["zh"]), language
        )
        for language in LANGUAGES
    }  # fmt: skip


def title(chart: Chart, names: Names) -> Text:
    """Return the topic: the item or measure and its groups, the chart's own topic, or both."""
    single = len({row.keys["item"] for row in chart.data if row.keys.get("item")}) == 1
    if chart.topic is None or not single:
        return chart.topic or _what(chart.data, names)
    what, more = _what(chart.data, names), chart.topic
    colon = formats.MARKS["colon"]
    return Text(en=f"{what.en}{colon.en}{more.en[:1].lower()}{more.en[1:]}", zh=f"{what.zh}{colon.zh}{more.zh}")


def _what(data: Data, names: Names) -> Text:
    texts = {}
    for language in LANGUAGES:
        items = list(dict.fromkeys(row.keys["item"] for row in data if row.keys.get("item")))
        what = named(data, items[0], names, language) if len(items) == 1 else topic(data)[language]
        groups = [key_head(data, key, names, language) for key in data.keys if key not in ("item", "wave", "category")]
        by = formats.listed([names.inside(group) if language == "en" else group for group in groups], language)
        texts[language] = WORDS["what_by"][language].format(what=what, by=by) if by else what
    return Text(**texts)


def named(data: Data, item: str, names: Names, language: Language) -> str:
    """Return the name of the only item, with the answers that all its shares count."""
    name = names.of("item", item, language)
    answers = {keys_in(number.group).get("answer") for _, number in data.entries()}
    if len(answers) == 1 and (chosen := answers.pop()) is not None:
        words_of = names.answers(item, chosen, language)
        plain = words_of == chosen or chosen == "yes"
        return name if plain else formats.bracketed(name, words_of, language)  # yes, of yes and no, needs no name
    return name


def topic(data: Data) -> Text:
    """Return the kind of numbers with this unit, if no item says it: shares, means."""
    unit = data.columns[0].unit
    return formats.TOPIC.get(unit, formats.HEAD[unit])
