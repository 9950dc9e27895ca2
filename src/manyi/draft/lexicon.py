"""What headers and answers usually look like (lexicon.yml). In: a header or texts; out: what they resemble, or ''."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from manyi.language.yaml_tree import read_ours
from manyi.study.answers import folded, heading

MOST = 11  # points of a scale of words
BAND = re.compile(r"\d[\d,.]*")


@cache
def entries() -> dict[str, Any]:
    """Return the lexicon."""
    content: dict[str, Any] = read_ours(Path(__file__).with_suffix(".yml"))
    return content


@cache
def _pattern(*keys: str) -> re.Pattern[str]:
    entry: Any = entries()
    for key in keys:
        entry = entry[key]
    return re.compile(entry if isinstance(entry, str) else "|".join(entry))


def resembles(header: str, kind: str) -> bool:
    """Return whether a header looks like one of a kind: identifier, time, weight, overall ..."""
    return bool(_pattern("headers", kind).search(heading(header).lower()))


def unit_of(header: str, language: str) -> str:
    """Return the unit a header names, '' for none."""
    text = folded(header).lower()
    units = (zh if language == "zh" else en for pattern, en, zh in entries()["units"] if re.search(pattern, text))
    return next(units, "")


def missing_of(label: str) -> str:
    """Return the kind of missing answer that a text suggests (`items.Missing`), '' for a real answer."""
    text = folded(label).lower()
    return next((kind for kind in entries()["missing"] if _pattern("missing", kind).search(text)), "")


def says_nothing(text: str) -> bool:
    """Return whether a cell is what programs write for an empty cell: NA, null, a single full stop."""
    return folded(text).lower() in entries()["empty"]


def rated(labels: Sequence[str]) -> list[str]:
    """Return the labels of a rating from worst to best, or least to most; [] unless they are clearly one."""
    texts = {folded(label).lower(): label for label in labels}
    for order in entries()["orders"]:
        if len(texts) == len(labels) and len(labels) > 2 and texts.keys() <= set(order):
            return [texts[text] for text in order if text in texts]
    if degrees := _degrees(list(texts)):
        return [texts[text] for text in degrees]
    if len(texts) == len(labels) and all(_said_alone(text) is not None for text in texts):
        return by_frequency(labels)
    scores = [_score(text) for text in texts]
    if not 3 <= len(labels) <= MOST or None in scores or len(set(scores)) < len(labels):
        return []
    return [label for _, label in sorted(zip(scores, texts.values(), strict=True), key=lambda pair: pair[0] or 0)]


def nearly_rated(labels: Sequence[str]) -> tuple[list[str], str]:
    """Return the labels of a rating from worst to best without one that does not belong, and that one; [] and ''.

    "Excellent, Good, Poor, Undecided": only a label without words of a rating, or a neutral one, may be left out.
    """
    for odd in reversed(labels):
        order = rated([label for label in labels if label != odd]) if not _score(folded(odd).lower()) else []
        if order:
            return order, odd
    return [], ""


def _degrees(texts: Sequence[str]) -> list[str]:
    """Return "Not at all satisfied", "Slightly satisfied", "Very satisfied" by their degree; [] for other texts."""
    levels: dict[int, str] = {}
    rests: set[str] = set()
    for text in texts:
        fits = ((at, re.fullmatch(f"(?:{degree})\\b(.*)", text)) for at, degree in enumerate(entries()["degrees"]))
        level, match = next(((at, match) for at, match in fits if match), (-1, None))
        if match is None or level in levels:
            return []
        levels[level] = text
        rests |= {rest} if (rest := match[1].strip()) else set()
    return [levels[level] for level in sorted(levels)] if len(levels) >= 3 and len(rests) <= 1 else []


def _score(text: str) -> int | None:
    """Return how good an answer of a rating is, from -3 to 3; None for an answer to another kind of question."""
    if _pattern("rating", "neutral").search(text):
        return 0
    bad, good = (bool(_pattern("rating", sign).search(text)) for sign in ("negative", "positive"))
    if not (bad or good):
        return None
    strength = 1 if _pattern("rating", "weak").search(text) else 3 if _pattern("rating", "strong").search(text) else 2
    return -strength if bad else strength


def better_of(first: str, second: str) -> str:
    """Return which of two labels of a rating is better; '' if their words do not say."""
    scores = _score(folded(first).lower()), _score(folded(second).lower())
    if None in scores or scores[0] == scores[1]:
        return ""
    return first if (scores[0] or 0) > (scores[1] or 0) else second


def wording_of_rating(labels: Iterable[str]) -> bool:
    """Return whether most labels are words of a rating."""
    scores = [_score(folded(label).lower()) is not None for label in labels]
    return len(scores) > 1 and sum(scores) >= 0.6 * len(scores)


def about_people(labels: Iterable[str]) -> bool:
    """Return whether most answers describe people: men and women, students, 18-24."""
    told = [bool(_pattern("people").search(folded(label).lower())) for label in labels]
    return sum(told) > 0.5 * len(told)


def by_frequency(labels: Sequence[str]) -> list[str]:
    """Return labels such as daily, once a week, 每月 from the rarest to the most frequent; [] if one does not fit."""
    often = {label: _times_a_year(folded(label).lower()) for label in labels}
    if len(labels) < 3 or None in often.values() or len(set(often.values())) < len(labels):
        return []
    return sorted(labels, key=lambda label: often[label] or 0)


def _said_alone(text: str) -> float | None:
    return next((often for words, often in entries()["often"]["alone"] if re.fullmatch(words, text)), None)


def _times_a_year(text: str) -> float | None:
    """Return the frequency an answer states, in times a year; None if it says something else."""
    if (alone := _said_alone(text)) is not None:
        return alone
    often, rest = 1.0, text
    if number := re.search(r"(\d+)(?:\s*(?:-|–|~|to|至|到)\s*(\d+))?\s*(?:times|x|次)", text):
        often = (int(number[1]) + int(number[2] or number[1])) / 2
        rest = rest.replace(number[0], " ")
    for part in ("how", "units"):
        for pattern, factor in entries()["often"][part]:
            if match := re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])" if part == "units" else pattern, rest):
                often, rest = often * factor, rest.replace(match[0], " ", 1)
                break
        else:
            if part == "units":
                return None
    return None if re.sub(rf"{entries()['often']['besides']}|[^\w]", "", rest) else often


def bands(labels: Sequence[str]) -> list[str]:
    """Return labels such as 18-24, 25-34, 65 and over in the order of their numbers; [] if most have none."""
    first = {label: float(match[0].replace(",", "").rstrip(".")) for label in labels if (match := BAND.search(label))}
    if len(labels) < 3 or len(first) < 0.8 * len(labels):
        return []
    below = re.compile("under|less|below|up to|<|以下|以内|不足")
    return sorted(labels, key=lambda label: (first.get(label, 1e18), not below.search(label.lower())))
