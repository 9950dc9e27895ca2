"""Themes in reviews by a versioned keyword codebook: data/<study>/themes.yml. One text in,
the themes it complains about out.

Words are found by segmentation (jieba), so that 好 is not found in 好几天. A clause that names a theme is a complaint
unless it praises; negation reverses a judgement. How often this errs is measured, see `stats.agreement`.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import Field

from manyi import places
from manyi.errors import InputError
from manyi.language.text import Strict, Text
from manyi.study.yaml_file import read_yaml

LISTS = ("negations", "adverbs", "stops", "bad", "good")
REACH = 2  # words before a judgement within which a negation reverses it
_ENDS = re.compile(r"[\s,，。.!！?？;；:：~…、/()（）]+")


class Theme(Strict):
    """The words of a theme, its own good and bad words, and phrases that are complaints by themselves."""

    name: Text
    definition: Text
    about: list[str] = Field(min_length=1)
    bad: list[str] = []
    good: list[str] = []
    alone: list[str] = []
    mention: bool


class ThemeBook(Strict):
    """A codebook of themes; `extends` takes over those of another study."""

    version: int
    extends: str | None = None
    negations: list[str] = []
    adverbs: list[str] = []  # 太 of 太慢: segmentation treats such pairs as one word
    stops: list[str] = []  # words that begin a new clause
    bad: list[str] = []
    good: list[str] = []
    themes: dict[str, Theme]

    def over(self, base: ThemeBook) -> ThemeBook:
        """Return the book that results from extending another with this one."""
        lists = {name: [*getattr(base, name), *getattr(self, name)] for name in LISTS}
        return self.model_copy(update={**lists, "themes": {**base.themes, **self.themes}})


def theme_book(study: str) -> ThemeBook:
    """Return a study's codebook of themes. Raises InputError: there is none, or it extends one that extends another."""
    path = places.data() / study / "themes.yml"
    if not path.is_file():
        raise InputError("no codebook of themes", where=f"{study}/themes.yml")
    book: ThemeBook = read_yaml(path, ThemeBook)
    if book.extends is None:
        return book
    base = theme_book(book.extends)
    if base.extends is not None:
        raise InputError("a book that extends another cannot be extended", where=f"{study}/themes.yml")
    return book.over(base)


@dataclass(frozen=True)
class Coder:
    """A codebook ready to code with."""

    book: ThemeBook

    @functools.cached_property
    def _cut(self) -> Any:
        """Segmentation that knows the words of the codebook."""
        import logging

        import jieba

        jieba.setLogLevel(logging.ERROR)
        words = jieba.Tokenizer()
        for word in sorted(self._words):
            words.add_word(word, freq=10_000_000 if len(word) > 1 else None)
        return words.lcut

    @functools.cached_property
    def _words(self) -> set[str]:
        book = self.book
        lists = [getattr(book, name) for name in LISTS]
        lists += [part for theme in book.themes.values() for part in (theme.about, theme.bad, theme.good, theme.alone)]
        return {word for words in lists for word in words}

    def code(self, text: str) -> frozenset[str]:
        """Return the themes that a text complains about."""
        clauses = [self._parted(self._cut(part)) for part in _ENDS.split(html.unescape(text)) if part]
        pieces = [piece for clause in clauses for piece in _split(clause, self.book.stops)]
        return frozenset(
            name for name, theme in self.book.themes.items() if any(self._complains(p, theme) for p in pieces)
        )

    def coded(self, texts: Iterable[str]) -> pd.DataFrame:
        """Return one row per text, one 0/1 column per theme; each distinct text is coded once."""
        code = functools.lru_cache(maxsize=None)(self.code)
        codes = [code(text) for text in texts]
        return pd.DataFrame({name: [float(name in themes) for themes in codes] for name in self.book.themes})

    def _parted(self, words: list[str]) -> list[str]:
        """Return the words with 太慢 as 太, 慢 and 不慢 as 不, 慢, unless the codebook has the pair itself."""
        first, words_known = {*self.book.negations, *self.book.adverbs}, self._words
        parted: list[str] = []
        for word in words:
            cut = next((k for k in range(1, len(word)) if word[:k] in first and word[k:] in words_known), 0)
            parted += [word[:cut], word[cut:]] if cut and word not in words_known else [word]
        return parted

    def _complains(self, words: list[str], theme: Theme) -> bool:
        if any(self._stands(words, place) for place, word in enumerate(words) if word in theme.alone):
            return True
        if not any(word in theme.about for word in words):
            return False
        bad, good = {*self.book.bad, *theme.bad}, {*self.book.good, *theme.good}
        # Judgements: 1 complaint, 0 praise; a preceding negation reverses it.
        verdicts = [
            (word in bad) == self._stands(words, place)
            for place, word in enumerate(words)
            if (word in bad or word in good) and word not in theme.about
        ]
        return any(verdicts) if verdicts else theme.mention

    def _stands(self, words: list[str], place: int) -> bool:
        """Return whether its meaning is not reversed by a negation within reach (two of them cancel out)."""
        before = words[max(place - REACH, 0) : place]
        return sum(word in self.book.negations for word in before) % 2 == 0


def _split(words: list[str], stops: list[str]) -> list[list[str]]:
    """Return the parts of a clause between words like "but"."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word in stops:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]
