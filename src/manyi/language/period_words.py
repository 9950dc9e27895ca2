"""What a wave is called in a sentence. In: its kind, year and part; out: words.

Separate from `periods`, which the command line needs before any slow import.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("periods")


def in_words(kind: str, year: int, part: int, begins: date) -> Text:
    """Return 'Q1 2024', 'March 2024', 'spring 2024', 'wave 3'; for a plain year 2024年 in Chinese."""
    if kind == "month":
        return Text(**{
            language: format_date(begins, WORDS[kind][language], formats.LOCALE[language])
            for language in formats.LANGUAGES
        })  # fmt: skip
    named = {"season": WORDS.section("seasons"), "half": WORDS.section("halves")}.get(kind)
    given = {"year": year, "part": list(named.values())[part - 1] if named else part}
    return WORDS[kind].fill(**{slot: given[slot] for slot in WORDS[kind].slots})


def years_listed(years: Sequence[str], language: Language) -> str:
    """Return a list of years, with a single 年 after the last in Chinese."""
    return WORDS["year"][language].format(year=formats.listed(list(years), language))
