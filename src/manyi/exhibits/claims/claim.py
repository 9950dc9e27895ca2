"""A claim: its kind, its verdict and the numbers its sentence may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from manyi.display import Displayed, fact
from manyi.exhibits.claims import sureness
from manyi.exhibits.claims.sureness import LESS, matters, sure_of
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import NAN, Number
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text
from manyi.study.codebook import Codebook
from manyi.study.plan import Claims

WORDS = words.beside(__file__)
SENTENCES = WORDS.section("sentences")
HEADINGS = WORDS.section("headings")

Name = tuple[str, str]  # (column, key), looked up in the codebook
Words = Text | Name | Sequence[Name]
FEW = 4  # names in a list; of more, the first three are given
UNTESTED = ("unchanged", "untested")  # verdicts on a change that could not be tested


ITEMS = frozenset({"item", "driver", "rated"})  # columns whose names are words inside a sentence, not labels


class Subject(tuple[Name, ...]):
    """An item, its answers and groups, written as 'overall satisfaction (9 or 10, Phone)' rather than listed."""


@dataclass(frozen=True, repr=False)
class Claim(Displayed):
    """A tested sentence. `kind` and `verdict` choose its words; size, sureness and people rank it among the findings.

    effect: the difference it is about, by default `difference` of its numbers. people: how many it is
    about, unweighted; NaN if it is about everyone. cause: claims with one cause and one aspect of it are one
    finding. aspect: what about the cause, such as its change or its drivers; '' for its level.
    """

    kind: str
    verdict: str
    numbers: Mapping[str, Number]
    words: Mapping[str, Words]
    shown: bool  # the test shows something
    sentence: Text | None = None  # the study's own sentence instead of the general one
    item: str = ""  # what groups are compared in
    by: str = ""  # the column of the groups
    effect: Number | None = None
    people: float = NAN
    cause: str = ""
    aspect: str = ""
    delta: float = NAN  # the smallest difference that matters, in the unit of the effect

    @property
    def difference(self) -> Number | None:
        """Return the difference the claim is about; None if there is no single one."""
        return self.effect or self.numbers.get("difference")

    @property
    def sure(self) -> str | None:  # not Sureness: jedi offers nothing at all where a property returns a Literal
        """Return how sure it is; None if nothing could be tested."""
        if self.difference is None or self.verdict in (*UNTESTED, "suppressed"):
            return None
        same = self.verdict.startswith("same")
        return sure_of(self.difference, self.delta, passed=self.shown, same=same)

    @property
    def hedged(self) -> str:
        """Return the verdict that selects its words: 'rose_small', edged up, for a 'rose' that is less than shown."""
        less = self.kind == "change" and self.sure in LESS
        return f"{self.verdict.removesuffix('_small')}_small" if less else self.verdict

    @property
    def prominent(self) -> bool:
        """Return whether it belongs on its study's page: shown and, if a change of groups, large enough to matter."""
        return self.shown and not (self.kind == "changed_by" and self.size < 1)

    @property
    def size(self) -> float:
        """Return the difference in units of the smallest that matters; NaN if unknown."""
        return abs(self.difference.value) / self.delta if self.difference else NAN

    def judged(self, plan: Claims, book: Codebook) -> Claim:
        """Return the claim with the smallest difference that matters to its study."""
        if self.difference is None or self.delta == self.delta:
            return self
        return replace(self, delta=matters(plan, book, self.difference))

    def _facts(self) -> dict[str, object]:
        numbers = ", ".join(f"{name}={fact(number.value)}" for name, number in self.numbers.items())
        return {"kind": self.kind, "verdict": self.verdict, "item": self.item, "by": self.by, "shown": self.shown,
                "numbers": numbers, "words": self.templates()["en"]}  # fmt: skip

    def templates(self) -> dict[str, str]:
        """Return the sentence of each language, with its sureness if that is less than shown."""
        given = self.sentence or SENTENCES.section(self.kind)[self.hedged]
        text: dict[str, str] = {
            language: given[language].replace("{sure}", self._aside(language)) for language in LANGUAGES
        }
        if "about" not in self.words:
            return text
        about = WORDS["about"]
        return {"en": about.en + text["en"][:1].lower() + text["en"][1:], "zh": about.zh + text["zh"]}

    def _aside(self, language: Language) -> str:
        if self.sure not in LESS:
            return ""
        return formats.MARKS["aside"][language].format(more=sureness.word(self.sure)[language])

    def values(self, names: Names) -> dict[str, Number | Text]:
        """Return numbers and words by placeholder."""
        return {**self.numbers, **{name: spell(given, names) for name, given in self.words.items()}}

    def title(self, names: Names, of: Text | None = None) -> Text:
        """Return the finding as a title: words, and the value of a level; preceded by what it is `of`, if given."""
        values = self.values(names)
        of_kind = HEADINGS.section(self.kind)
        small = of_kind.get(f"{self.verdict}_small") if self.sure == "small" else None
        text = small or of_kind[self.hedged]
        if of:
            colon = formats.MARKS["colon"]
            text = Text(en=f"{of.en}{colon.en}{formats.within(text.en)}", zh=f"{of.zh}{colon.zh}{text.zh}")
        titles = {}
        for language in LANGUAGES:
            words = {
                name: value[language] if isinstance(value, Text) else _stated(value, names, language)
                for name, value in values.items()
            }
            titles[language] = text[language].format(**words)
        return Text(en=formats.sentence_case(titles["en"]), zh=titles["zh"])


def _stated(number: Number, names: Names, language: Language) -> str:
    """Return a number as text, with its unit or what it is out of."""
    scale = names.scale([number], language)
    out_of = formats.OUT_OF[language].format(scale=scale) if scale else ""
    return formats.number(number.value, number.unit, language) + formats.after(number.unit, language) + out_of


def spell(given: Words, names: Names) -> Text:
    """Return words in both languages: a Text, one name, or a list of names."""
    if isinstance(given, Text):
        return given
    if isinstance(given, Subject):
        return Text(en=_placed(names, given, "en"), zh=_placed(names, given, "zh"))
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str):
        return Text(**{language: _word(names, str(given[0]), str(given[1]), language) for language in LANGUAGES})
    several: list[Name] = [(str(column), str(key)) for column, key in given]
    listed = {language: [_word(names, column, key, language) for column, key in several] for language in LANGUAGES}
    return Text(**{language: _few(listed[language], language) for language in LANGUAGES})


def _few(names: list[str], language: Language) -> str:
    """Return 'a, b and c', or 'a, b, c and others'."""
    if len(names) <= FEW:
        return formats.listed(names, language)
    if language == "en":
        return formats.listed([*names[: FEW - 1], WORDS["others"].en], language)
    return formats.MARKS["enumerated"].zh.join(names[: FEW - 1]) + WORDS["others"].zh


def _word(names: Names, column: str, key: str, language: Language) -> str:
    if column == "answer":
        item, _, answers = key.partition("=")
        return names.answers(item, answers, language)
    if column == "one":
        return _singular(names.within("item", key), language)
    word = names.rated(key, language) if column == "rated" else names.of(column, key, language)
    return names.inside(word) if language == "en" and column in ITEMS else word


def noun(column: str, verdict: str) -> Name:
    """Return the slot for the noun of a split: a single group of it if the sentence says that none ..."""
    return ("one" if verdict == "none" else "item", column)


NOUNS = yaml.safe_load(Path(__file__).with_name("nouns.yml").read_text("utf-8"))


def _singular(noun: Text, language: Language) -> str:
    """Return one group of a split as named after 'no': 'channel', but 'group by flights in a year', 'group by sex'."""
    first, ends = formats.first_word(noun.en), NOUNS["plural"]
    plural = first.endswith(tuple(ends["ends"])) and not first.endswith(tuple(ends["but_not"]))
    return WORDS["one_of"].fill(noun=noun)[language] if plural or noun.en in NOUNS["traits"] else noun[language]


def _placed(names: Names, given: Subject, language: Language) -> str:
    first, *groups = (_word(names, column, key, language) for column, key in given)
    return formats.bracketed(first, formats.MARKS["comma"][language].join(groups), language)  # both at once: no "and"


def way(apart: Number) -> str:
    """Return the test's verdict on a difference: higher, lower, unclear; untested without an error to test with."""
    if apart.tested:
        return "higher" if apart.value > 0 else "lower"
    return "untested" if apart.se == 0 else "unclear"
