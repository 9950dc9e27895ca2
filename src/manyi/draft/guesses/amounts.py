"""One column of numbers -> the answers of an amount, a percentage or a rating out of a hundred.

In: a Profile, and the question. Out: answers of an item with its mark. The values that mean no answer, such as 99 after
answers from 1 to 5, are found here for amounts and scales alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from manyi.draft import lexicon
from manyi.draft.guesses.drafted_answers import Answers, coded, missing_codes
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.shape.profile import Profile
from manyi.language.formats import Language
from manyi.study.answers import folded
from manyi.study.items import HUNDRED

PERCENT = re.compile(r"(-?\d+(?:\.\d+)?) ?%")
TO_HUNDRED = re.compile(
    r"0 ?(?:-|–|—|~|to|至|到) ?100|out of 100|(?P<percent>%|percent|per cent|prozent|百分比|百分之)"
)
SPECIAL = {6, 7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 777, 888, 995, 996, 997, 998, 999, 9998, 9999}


def amount(profile: Profile, asked: str, language: str, special: dict[int, str] | None = None) -> Answers:
    """Return the answers of an amount."""
    special = special or {}
    values = [value for value in profile.numbers or () if value not in special]
    low, high = min(values, default=0), max(values, default=0)
    whole = all(value.is_integer() for value in values)
    unit = lexicon.unit_of(asked, language)
    limits = {"min": 0 if low >= 0 else shown_number(10 * low), "unit": unit or "TODO"}  # a later wave may bring others
    limits |= {"whole": True} if whole else {}
    keys = {"number": limits, "missing": {**special, **coded(missing_codes(profile))}}
    kinds = f"{len(values)} values from {low:g} to {high:g}"
    if whole and not unit and low >= 0 and len(values) <= 100 and profile.answered >= 5 * len(values):
        return Answers(keys, f"an amount, or codes of answers? {kinds}", CONFIRM)
    beyond = f"; taken as no answer: {', '.join(map(str, special))}" if special else ""
    return Answers(keys, f"an amount, {kinds}{beyond}", GUESS)


def percentages(profile: Profile) -> Answers | None:
    """Return the number in cells such as "80 %", from 0 to 100 unless they go beyond; None for other texts."""
    void = {text: kind for text in profile.counts if (kind := lexicon.missing_of(text))}
    given = {text: float(match[1]) for text in profile.counts if (match := PERCENT.fullmatch(text))}
    if not given or len(given) + len(void) < len(profile.counts):
        return None
    low, high = min(0.0, *given.values()), max(100.0, *given.values())
    limits = {"min": shown_number(low), "max": shown_number(high), "unit": "%"}
    missing = {**void, **coded(missing_codes(profile))}
    about = f"every answer is a percentage, {len(given)} values from {min(given.values()):g} to {max(given.values()):g}"
    beyond = f"; taken as no answer: {profile.evidence(void)}" if void else ""
    return Answers({"number": limits, "missing": missing}, f"{about}: {profile.evidence(given)}{beyond}", GUESS)


def out_of_a_hundred(points: Mapping[int, int], asked: str, language: Language) -> dict[str, Any] | None:
    """Return the limits of a rating from 0 to 100, recognised by its question; None for other numbers."""
    low, high = min(points, default=-1), max(points, default=0)
    named = TO_HUNDRED.search(folded(asked).lower())
    rating = any(lexicon.resembles(asked, kind) for kind in ("rating", "overall", "recommend"))
    rated = rating and high >= 90 and not lexicon.unit_of(asked, language)
    if low < 0 or not 20 < high <= 100 or not (named or rated):
        return None
    percent = named and named["percent"]
    return {"min": 0, "max": 100, "unit": "%" if percent else HUNDRED[language]}


def special_values(values: Mapping[float, int] | Mapping[int, int]) -> dict[Any, str]:
    """Return {value: missing} for isolated values that commonly mean no answer."""
    around = _around_zero(values)
    special = {} if around else {value: "missing" for value in values if value < 0 <= max(values)}
    if around:
        return {value: "missing" for value in values if value > around}
    rest = sorted(value for value in values if value >= 0)
    for at in range(len(rest) - 1, 0, -1):
        above, below = rest[at:], rest[at - 1]
        apart = above[0] - below > 1 and (above[0] >= 2 * below or below <= 7)
        if apart and set(above) <= SPECIAL and at > 1 and below < above[0] - 1:
            return special | dict.fromkeys(above, "missing")
    return special


def _around_zero(values: Mapping[float, int] | Mapping[int, int]) -> int:
    """Return the end of a scale such as -5 to 5; 0 if the negative values are codes for no answer."""
    end = -min(values, default=0)
    inner = {value for value in values if value <= end}
    beyond = values.keys() - inner
    symmetric = end in range(2, 6) and end in inner and {-1, 0, 1} <= inner and len(inner) >= 0.7 * (2 * end + 1)
    return int(end) if symmetric and beyond <= SPECIAL else 0


def shown_number(value: float) -> int | float:
    """Return a number as written in YAML: 3, but 2.5."""
    return int(value) if value.is_integer() else value
