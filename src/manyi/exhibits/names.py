"""The names of codes: one lookup from a column and a key to words in both languages.

Input: a codebook, and extra words for keys no codebook knows (robustness choices, steps). A key without words is an
error: nothing reaches a reader as `q7_2`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.exhibits import vocabulary
from manyi.exhibits.numbers import Number, keys_in
from manyi.language import formats, periods, words
from manyi.language.formats import Language
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.stats.schema import ITEMS_OF_A_MODEL, UNSPOKEN
from manyi.study.codebook import Codebook
from manyi.study.study import Study

WORDS = words.beside(__file__).section("names")

ITEM_COLUMNS = ITEMS_OF_A_MODEL | {"item"}
MEASURES = {"index", "score", "rate"}  # last words of English names that take an article
SELF_EVIDENT = ("satisf", "rating", "score", "满意", "评分", "评价")  # a name that already says it is a rating
ANSWER = frozenset({"answer", "category"})  # parts of a group that name an answer, not people


class Names(Displayed):
    """Words for every column and key of a study."""

    def __init__(
        self, codebook: Codebook, extra: Mapping[str, Text] | None = None, margins: Sequence[str] = (),
        delivered: bool = False, sentences: Sequence[str] = (), counted: Mapping[str, Text] | None = None,
        reweighted: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self._codebook = codebook
        self._extra = dict(extra or {})
        self._margins = margins  # items the weights were raked to
        self._delivered = delivered  # whether weights came with the data
        self._sentences = sentences  # English sentences of the study, which show what is a name
        self._reweighted = reweighted  # waves weighted differently from the one before
        self._counted = dict(counted or {})  # what a chapter counts itself, if no codebook names it

    def _facts(self) -> dict[str, object]:
        book = self._codebook
        return {"items": len(book.items), "derived": len(book.derived), "more": list(self._extra)}

    @classmethod
    def of_study(cls, codebook: Codebook, study: Study, wave: int | None = None) -> Names:
        """Return the names of a study, including what its intervals assume."""
        sentences = (study.organisation.en, study.population.en, study.mode.en)
        return cls(
            codebook, margins=study.weighting.margins, delivered=study.weights(wave) == "delivered",
            sentences=sentences, reweighted=study.reweighted(),
        )  # fmt: skip

    def also(self, extra: Mapping[str, Text] | None) -> Names:
        """Return these names with more words; extra words win."""
        return self._with({**self._extra, **(extra or {})}, self._counted)

    def counting(self, counted: Mapping[str, Text]) -> Names:
        """Return these names with words for what a chapter counts itself; a codebook that names the same key wins."""
        return self._with(self._extra, {**self._counted, **counted})

    def _with(self, extra: Mapping[str, Text], counted: Mapping[str, Text]) -> Names:
        return Names(self._codebook, extra, self._margins, self._delivered, self._sentences, counted, self._reweighted)

    def inside(self, name: str) -> str:
        """Return an English name as written inside a sentence of this study."""
        return formats.within(name, self._proper)

    def within(self, column: str, key: str) -> Text:
        """Return the name of this key inside a sentence: 'industry', where `text` has 'Industry'."""
        name = self.text(column, key)
        return Text(en=self.inside(name.en), zh=name.zh)

    @functools.cached_property
    def _proper(self) -> frozenset[str]:
        book = self._codebook
        texts = (
            *(item.text.en for item in book.items.values()),
            *(column.definition.en for column in book.derived.values()),
        )
        return formats.proper_words((*texts, *self._sentences))

    def of(self, column: str, key: str, language: Language) -> str:
        """Return the name of this key of this column."""
        if key in self._extra:
            return self._extra[key][language]
        if column in ("wave", "year"):
            return str(key)
        items = self._codebook.items
        if column in ITEM_COLUMNS:
            if key in self._codebook.derived or key.partition("__")[0] in items:
                return self._codebook.short(key, language)
        elif column in items:
            item = items[column]
            if item.scale is not None:
                label = item.scale.labels.get(float(key))  # type: ignore[call-overload]
                return label[language] if label else f"{float(key):g}"
            if item.number is not None:
                return f"{float(key):g}"
            answers = {**(item.categories or {}), **(item.options or {})}
            if key in answers:
                return vocabulary.spelled(answers[key][language], language)
        unnamed = "; a column made in a chapter has none: derive it in codebook.yml" if column in ITEM_COLUMNS else ""
        raise InputError(f"no {language} words for {key!r}{unnamed}", where=column)

    def text(self, column: str, key: str) -> Text:
        """Return the name of this key in both languages."""
        return Text(en=self.of(column, key, "en"), zh=self.of(column, key, "zh"))

    def rated(self, key: str, language: Language) -> str:
        """Return the name of an item as the subject of a sentence: restaurants do not rise, their rating does."""
        name, item = self.of("item", key, language), self._codebook.items.get(key)
        if language == "en" and name.lower().rpartition(" ")[2] in MEASURES:
            return f"the {self.inside(name)}"
        if item is None or item.scale is None or any(word in name.lower() for word in SELF_EVIDENT):
            return name
        return WORDS["rating"][language].format(item=self.inside(name) if language == "en" else name)

    def scale(self, numbers: Iterable[Number], language: Language) -> str:
        """Return what these means are out of, 'of 10'; '' if they are not means of ratings, or have several scales."""
        scales = {
            formats.scale(ends, number.unit, language) if (ends := self._ends(number)) else "" for number in numbers
        }
        return scales.pop() if len(scales) == 1 else ""

    def _ends(self, number: Number) -> tuple[float, float] | None:
        of_unit = {"index": (0.0, 100.0), "nps": (-100.0, 100.0)}
        of_item = self._codebook.ends([number.item]) if number.unit == "score" else {}
        return of_unit.get(number.unit, of_item.get(number.item))

    def interval(self, basis: str, language: Language) -> str:
        """Return the name of an interval, and what it assumes."""
        return "".join(self._interval_parts(basis, language))

    def _interval_parts(self, basis: str, language: Language) -> tuple[str, str]:
        labels = [self.of("item", name, language) for name in self._margins]
        margins = [self.inside(label) for label in labels] if language == "en" else labels
        return formats.interval_parts(basis, language, margins, delivered=self._delivered)

    def intervals(self, numbers: Sequence[Number], basis: str, language: Language) -> list[tuple[str, str]]:
        """Return name and assumption of each kind of interval among these numbers; for a census, that it is complete.

        basis: that of the study, for numbers that do not give their own. A count next to a sample's estimate says
        nothing about the estimate, so only numbers with an interval decide. If only those of differences are adjusted
        for the number of comparisons, the name says so.
        """
        bases = dict.fromkeys(number.basis or basis for number in numbers if not number.certain)
        adjusted = {number.adjusted for number in numbers if not number.certain}
        if not bases and any((number.basis or basis) == "census" for number in numbers):
            return [(formats.COUNTED[language], "")]
        named = "adjusted" if adjusted == {True} else "partly_adjusted" if True in adjusted else "design"
        return [(formats.interval_called(named, language), self._interval_parts(kind, language)[1]) for kind in bases]

    def definition(self, item: str) -> Text | None:
        """Return how an item was asked or a derived column computed."""
        if item in self._codebook.derived:
            return self._codebook.derived[item].definition
        entry = self._codebook.items.get(item.partition("__")[0])
        return entry.text if entry else None

    def breaks(self, item: str) -> dict[Period, Text]:
        """Return wave -> why the series of an item breaks there."""
        entry = self._codebook.items.get(item.partition("__")[0])
        weights = dict.fromkeys(map(Period, self._reweighted), WORDS["reweighted"])
        return {**weights, **(entry.comparable if entry else {})}

    def describe(self, number: Number, language: Language) -> str:
        """Return a description of a number: 'Overall satisfaction, Phone, 2024'."""
        item = self._worded("item", number.item, language) if number.item else ""
        groups = [group for group in self._groups(number, language) if group != item]
        statistic = vocabulary.STATISTICS.get(number.statistic)
        measure = [statistic[language]] if statistic else []
        waves = formats.MARKS["to"][language].join(periods.PARTED.split(number.wave))
        if number.item or groups:
            measure = [] if number.statistic in vocabulary.LEVELS else measure
            parts = [item, *groups, waves, *measure]
        else:
            parts = [*measure, waves]
        joined = formats.MARKS["comma"][language].join(part for part in parts if part) or number.statistic
        return formats.sentence_case(joined)

    def _groups(self, number: Number, language: Language) -> list[str]:
        groups: list[str] = []
        for column, key in keys_in(number.group).items():
            if number.called and column not in ANSWER:
                continue
            if not key:  # all groups of a column, tested together
                name = self._worded("item", column, language)
                groups.append(vocabulary.BY[language].format(item=self.inside(name) if language == "en" else name))
            elif column.startswith(vocabulary.AGAINST_GROUP):
                other = self._any_of(column.removeprefix(vocabulary.AGAINST_GROUP), key, language)
                groups.append(vocabulary.AGAINST[language].format(a=groups.pop(), b=other))
            elif column in ANSWER:
                groups.append(self.answers(number.item, key, language))
            elif column not in UNSPOKEN:
                groups.append(self._any_of(column, key, language))
        return groups + ([number.called[language]] if number.called else [])

    def answers(self, item: str, answers: str, language: Language) -> str:
        """Return the answers a share counts: 'No or Later' for 'no|later', 'over 15 minutes' for '>15'."""
        limit = answers.removeprefix(">")
        if limit != answers:
            asked = self._codebook.items.get(item)
            unit = f"{' ' * (language == 'en')}{asked.number.unit[language]}" if asked and asked.number else ""
            return WORDS["over"][language].format(limit=limit + unit)
        return self._any_of(item, answers, language)

    def _any_of(self, column: str, keys: str, language: Language) -> str:
        return vocabulary.OR[language].join(self._worded(column, key, language) for key in keys.split("|"))

    def _worded(self, column: str, key: str, language: Language) -> str:
        """Return the name of a key in the codebook, else in the chapter or the vocabulary."""
        try:
            return self.of(column, key, language)
        except InputError:
            if column == "choice" and key.startswith(vocabulary.HELD):
                name = self.of("item", key.removeprefix(vocabulary.HELD), language)
                return vocabulary.SAME[language].format(item=self.inside(name) if language == "en" else name)
            label = self._counted.get(key) if column == "item" else vocabulary.GROUPS.get((column, key))
            return label[language] if label else key
