"""What codes are called: one lookup from a column and a key to words in both languages.

Input: a codebook, and extra words for keys no codebook knows (robustness choices, steps). A key without words is an
error: nothing reaches a reader as `q7_2`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manyi.errors import InputError
from manyi.exhibits import words
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import Language
from manyi.rows.codebook import Codebook, Text

ITEM_COLUMNS = frozenset({"item", "driver", "outcome", "predictor", "term"})
MEASURES = (" index", " score", " rate")  # English names that take an article
SELF_EVIDENT = ("satisf", "rating", "score", "满意", "评分", "评价")  # a name that says that it is a rating
STATISTICS = {
    "difference": Text(en="difference", zh="差值"),
    "change": Text(en="change", zh="变化"),
    "importance": Text(en="share of what the drivers explain", zh="占驱动因素解释量的份额"),
    "targets_all": Text(en="service targets", zh="服务指标"),
    "targets_met": Text(en="service targets met", zh="达标的服务指标"),
    "targets_missed": Text(en="service targets missed", zh="未达标的服务指标"),
    "targets_open": Text(en="service targets the data cannot judge", zh="无法判断的服务指标"),
}


class Names:
    """Words for every column and key of a study."""

    def __init__(
        self, codebook: Codebook, extra: Mapping[str, Text] | None = None, margins: Sequence[str] = ()
    ) -> None:
        self._codebook = codebook
        self._extra = dict(extra or {})
        self._margins = margins  # items the weights were raked to

    def also(self, extra: Mapping[str, Text] | None) -> Names:
        """Return these names with more words; extra words win."""
        return Names(self._codebook, {**self._extra, **(extra or {})}, self._margins) if extra else self

    def of(self, column: str, key: str, language: Language) -> str:
        """Return what this key of this column is called."""
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
                code = int(float(key))
                return item.scale.labels[code][language] if code in item.scale.labels else str(code)
            answers = {**(item.categories or {}), **(item.options or {})}
            if key in answers:
                return answers[key][language]
        raise InputError(f"no {language} words for {key!r}", where=column)

    def text(self, column: str, key: str) -> Text:
        """Return what this key is called, in both languages."""
        return Text(en=self.of(column, key, "en"), zh=self.of(column, key, "zh"))

    def rated(self, key: str, language: Language) -> str:
        """Return what an item is called as the subject of a sentence: restaurants do not rise, their rating does."""
        name, item = self.of("item", key, language), self._codebook.items.get(key)
        if language == "en" and name.endswith(MEASURES):
            return f"the {words.within(name)}"
        if item is None or item.scale is None or any(word in name.lower() for word in SELF_EVIDENT):
            return name
        return {"en": f"the rating of {words.within(name)}", "zh": f"{name}的评分"}[language]

    def interval(self, basis: str, language: Language) -> str:
        """Return what an interval is called, and what it assumes."""
        return words.interval_phrase(basis, language, [self.of("item", name, language) for name in self._margins])

    def intervals(self, numbers: Sequence[Number], basis: str, language: Language) -> list[str]:
        """Return what the intervals among these numbers are called; where a census has none, that it is complete.

        basis: that of the study, for numbers that do not say their own. A count beside a sample's estimate says nothing
        of the estimate, so only numbers with an interval decide.
        """
        bases = dict.fromkeys(number.basis or basis for number in numbers if not number.certain)
        if not bases and any((number.basis or basis) == "census" for number in numbers):
            return [words.COUNTED[language]]
        return [self.interval(one, language) for one in bases]

    def definition(self, item: str) -> Text | None:
        """Return how an item was asked or a derived column computed."""
        if item in self._codebook.derived:
            return self._codebook.derived[item].definition
        known = self._codebook.items.get(item.partition("__")[0])
        return known.text if known else None

    def breaks(self, item: str) -> dict[int, Text]:
        """Return wave -> why the series of an item breaks there."""
        known = self._codebook.items.get(item.partition("__")[0])
        return known.comparable if known else {}

    def describe(self, number: Number, language: Language) -> str:
        """Return what a number is of: 'Overall satisfaction, Phone, 2024'."""
        parts = [self._or_key("item", number.item, language)] if number.item else []
        for pair in number.group.split("; ") if number.group else []:
            column, _, key = pair.partition("=")
            parts.append(self._or_key(column, key, language))
        parts += [number.wave] if number.wave else []
        parts += [STATISTICS[number.statistic][language]] if number.statistic in STATISTICS else []
        return {"en": ", ", "zh": "，"}[language].join(parts) or number.statistic

    def _or_key(self, column: str, key: str, language: Language) -> str:
        try:
            return self.of(column, key, language)
        except InputError:
            return key
