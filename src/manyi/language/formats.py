"""Numbers, ranges and dates as printed in both languages; the only place where a number is formatted.

Input: a value and its unit. Output: text with half-width digits, surrounded by full-width punctuation in Chinese.
Shares are stored as 0-1 and printed as percent; differences always carry a sign, with a true minus, not a hyphen.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from manyi.language import words
from manyi.language.text import Text

WORDS = words.beside(__file__).section("formats")

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, Language] = ("en", "zh")
# Punctuation: separators and brackets.
MARKS = words.beside(__file__).section("marks")
LOCALE = {"en": "en", "zh": "zh_Hans_CN"}

Unit = Literal[
    "index", "score", "nps", "percent",  # levels; percent is held as a share, 0-1
    "points", "score_points", "percentage_points",  # differences of them, printed with a sign
    "count", "minutes", "hours", "days", "times", "yuan",
    "coefficient", "ratio", "per_thousand", "p", "year", "rank",
]  # fmt: skip
DECIMALS: dict[str, int] = {
    "index": 1, "score": 2, "nps": 1, "percent": 1, "points": 1, "score_points": 2, "percentage_points": 1,
    "count": 0, "minutes": 1, "hours": 1, "days": 1, "times": 2, "yuan": 0,
    "coefficient": 2, "ratio": 2, "per_thousand": 2, "p": 3, "year": 0, "rank": 0,
}  # fmt: skip
SIGNED = frozenset({"points", "score_points", "percentage_points"})
# The unit word after an unsigned number in a sentence; the percent sign is part of the number itself.
AFTER = WORDS.section("after")
# The unit in a column heading or on an axis: what it is, and the ends of its scale.
KIND, LIMITS = WORDS.section("head"), WORDS.section("limits")
HEAD = {
    unit: Text.joined([kind, LIMITS[unit]], MARKS["comma"]) if unit in LIMITS else kind for unit, kind in KIND.items()
}
SCALE = WORDS.section("scale")
TO = WORDS["to"]
OUT_OF = WORDS["scale_alone"]
OUT_OF_WITH = WORDS["scale_with"]
OUT_OF_INSIDE = WORDS["scale_inside"]


# What a figure shows when no single item names it.
TOPIC = WORDS.section("topic")


def difference_of(unit: Unit) -> Unit:
    """Return the unit of a difference of two numbers of this unit."""
    differences: dict[str, Unit] = {"percent": "percentage_points", "score": "score_points"}
    return differences.get(unit, "points" if unit in ("index", "nps") else unit)


def axis(unit: Unit, language: Language) -> str:
    """Return the title of an axis; '' where the tick labels already carry the unit (%)."""
    text = "" if unit == "percent" else HEAD[unit][language]
    return text[:1].upper() + text[1:]


def number(
    value: float, unit: Unit, language: Language, *, sign: bool | None = None, percent: bool = True,
    places: int | None = None,
) -> str:  # fmt: skip
    """Return the number as printed, without its unit word; `percent=False` leaves out the % (axes, table cells)."""
    if math.isnan(value):
        return "–"
    if unit == "year":
        return str(int(value))
    if unit == "p":
        return p_value(value)
    scaled = value * 100 if unit in ("percent", "percentage_points") else value
    places = DECIMALS[unit] if places is None else places
    rounded = round(scaled, places) + 0.0  # no minus before a zero
    signed = unit in SIGNED if sign is None else sign
    body = _digits(abs(float(rounded)), places, language)
    mark = "−" if rounded < 0 and sign is not False else "+" if signed and rounded > 0 else ""
    return f"{mark}{body}%" if unit == "percent" and percent else f"{mark}{body}"


@functools.lru_cache(maxsize=4096)
def _digits(value: float, places: int, language: Language) -> str:
    """Return digits in groups; cached, because a figure, its table and its sentence print the same number."""
    return format_decimal(value, format="#,##0" + ("." + "0" * places if places else ""), locale=LOCALE[language])


def goal(value: float, unit: Unit, language: Language) -> str:
    """Return a chosen limit as it was set, '95%' or '40': added decimals would suggest it was measured, a plus a change."""
    scaled = value * 100 if unit in ("percent", "percentage_points") else value
    sign = None if value < 0 else False
    return number(value, unit, language, sign=sign, places=0 if math.isclose(scaled, round(scaled)) else None)


def p_value(value: float) -> str:
    """Return '0.034', or '<0.001': three decimals are all a design with a hundred clusters supports."""
    return "<0.001" if value < 0.0005 else f"{value:.3f}"


def between(low: float, high: float, unit: Unit, language: Language, *, percent: bool = True) -> str:
    """Return '76.9 to 80.1' / '76.9 至 80.1'."""
    return TO[language].join(ends(low, high, unit, language, percent=percent))


def ends(
    low: float, high: float, unit: Unit, language: Language, *, percent: bool = True, sign: bool | None = None
) -> tuple[str, str]:
    """Return both ends as printed; an interval of differences that excludes zero never appears to touch it."""
    places = DECIMALS[unit]
    if unit in SIGNED and low * high > 0:
        near = min(abs(low), abs(high)) * (100 if unit == "percentage_points" else 1)
        while round(near, places) == 0 and places < DECIMALS[unit] + 3:
            places += 1
    near_low, near_high = (places if abs(end) == min(abs(low), abs(high)) else DECIMALS[unit] for end in (low, high))
    return (
        number(low, unit, language, percent=percent, places=near_low, sign=sign),
        number(high, unit, language, percent=percent, places=near_high, sign=sign),
    )


def after(unit: Unit, language: Language) -> str:
    """Return the unit word that follows a number in a sentence ('' when there is none)."""
    return AFTER[unit][language] if unit in AFTER else ""


def scale(ends: tuple[float, float], unit: Unit, language: Language) -> str:
    """Return what a mean is out of: 'of 10', 'of 100 points' of an index, or both ends where it does not start at 0 or 1.

    The scale of an index or a net promoter score is that of its unit.
    """
    low, high = (f"{end:g}".replace("-", "\u2212") for end in ends)
    kind = "between" if ends[0] not in (0.0, 1.0) else "points" if unit == "index" else "of"
    return SCALE[kind][language].format(low=low, high=high)


def listed(words: Sequence[str], language: Language) -> str:
    """Return 'a, b and c' / 'a、b和c'."""
    comma, last = WORDS["listed"][language], WORDS["last"][language]
    if language == "en" and len(words) > 1:
        if any(", " in word for word in words):
            comma, last = "; ", "; and "
        elif any(" and " in word for word in words):
            last = ", and "
    return last.join(part for part in (comma.join(words[:-1]), words[-1]) if part) if words else ""


def bracketed(name: str, more: str, language: Language) -> str:
    """Return 'name (more)' / 'name（more）'."""
    return MARKS["bracketed"][language].format(name=name, more=more)


def within(name: str, proper: Collection[str] = ()) -> str:
    """Return an English label as used mid-sentence: 'age group', but 'AirTrain', 'SFO as a whole'.

    A proper name keeps its capital: 'Health Department', and any label that starts with one of the `proper` words.
    """
    first = first_word(name)
    kept = first in proper or not first[1:].islower() or re.search(r"\s[A-Z][a-z]{3,}\b", name)
    return name if kept else name[:1].lower() + name[1:]


def first_word(name: str) -> str:
    """Return the first word of an English name: 'Age' of 'Age group', 'After' of 'After-sales index'."""
    return re.match(r"[^\s\-/(),]*", name)[0]  # type: ignore[index]


@cache
def proper_words(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the words capitalised inside sentences and never found in lower case: usually proper names."""
    inside, plain = set(), set()
    for text in texts:
        inside.update(re.findall(r"(?<=[a-z,;:] )[A-Z][a-z]+\b", text))
        plain.update(re.findall(r"\b[a-z]+\b", text))
    return frozenset(word for word in inside if word.lower() not in plain)


def opening(text: str, language: Language) -> str:
    """Return the first sentence of a text or template without its full stop, as for a title."""
    stop = MARKS["stop"][language]
    return text.split(stop)[0].removesuffix(stop.strip())


def sentence_case(text: str) -> str:
    """Return an English text with its first letter capitalised."""
    return text[:1].upper() + text[1:]


def days(first: date, last: date, language: Language) -> str:
    """Return '1 March to 31 May 2024' / '2024年3月1日至5月31日'."""
    pattern = WORDS["day_month_year"][language]
    end = format_date(last, pattern, LOCALE[language])
    if first == last:
        return end
    short = WORDS["day_month"][language]
    same = first.year == last.year
    start = format_date(first, short if same and language == "en" else pattern, LOCALE[language])
    if same and language == "zh":
        end = format_date(last, short, LOCALE[language])
    return WORDS["from_to"][language].format(start=start, end=end)


def interval_parts(
    basis: str, language: Language, margins: Sequence[str] = (), *, delivered: bool = False
) -> tuple[str, str]:
    """Return the name of an interval on this basis and what it assumes ('' where nothing is).

    Opt-in samples never borrow the wording of random ones. margins: labels, as inside a sentence, of the items on which
    the weights match the population; delivered: whether the weights came with the data instead.
    """
    name = interval_called("design", language)
    if basis != "model":
        return name, ASSUMED["census"][language] if basis == "census" else ""
    if not margins:
        return name, (ASSUMED["delivered"] if delivered else ASSUMED["unweighted"])[language]
    alike = listed(list(margins), language) if language == "en" else WORDS["listed"][language].join(margins)
    return name, ASSUMED["model"][language].format(margins=alike)


def interval_name(level: float, language: Language, adjusted: bool = False, *, alone: bool = False) -> str:
    """Return '95 % interval', 'adjusted 95 % interval' where it is widened for the number of comparisons.

    The 90 % one belongs to one-sided verdicts and says so. alone: no ends follow, as in the head of a column.
    """
    name = interval_called("adjusted" if adjusted else "design", language, level)
    if level != 0.90:
        return name
    return (WORDS["sides_alone"] if alone else WORDS["sides"])[language].format(name=name)


def interval_called(kind: str, language: Language, level: float = 0.95) -> str:
    """Return the name of intervals: design, adjusted (all of them), partly_adjusted (those of differences)."""
    return INTERVAL[kind][language].format(level=f"{100 * level:.0f}")


# Fixed texts, the same wherever an interval is named (docs/methods.md).
INTERVAL, ASSUMED = WORDS.section("interval"), WORDS.section("assumed")
COUNTED = WORDS["counted"]  # in place of an interval
