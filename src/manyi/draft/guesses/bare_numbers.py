"""One column of numbers without labels -> a scale, codes of a closed list, or an amount.

In: a Profile, the values of its neighbours, and its question. Out: answers of an item. Which end is
good is left to be confirmed, with what the question says about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from manyi.draft import lexicon
from manyi.draft.guesses.amounts import amount, out_of_a_hundred, special_values
from manyi.draft.guesses.drafted_answers import BESIDE, ENDS, Answers, coded, counts_text, missing_codes
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.shape.profile import Profile
from manyi.language import words
from manyi.language.formats import Language
from manyi.study.answers import folded

CODE = words.beside(__file__)["code"]
USUAL = {(1, 5), (1, 7), (1, 10), (0, 10)}  # scales whose highest point may be missing when there are few answers
RANGE = re.compile(r"(?<![\w.])([01])(?![\d.])[^\d]{0,20}?(?:-|–|—|~|to|至|到)[^\d]{0,12}?(\d{1,2})(?![\d.])")
POINT_NAMED = re.compile(r"(?<![\w.])(\d{1,2}) ?= ?([^\d\s=,;/()\[\]][^=,;/()\[\]]*?) ?(?=[,;/)\]]|$)")


def whole_numbers(
    profile: Profile, values: dict[int, int], in_company: bool, asked: str, language: Language
) -> Answers:
    """Return the answers of unlabelled whole numbers: a scale, codes of a closed list, or amounts."""
    values = {**dict.fromkeys(profile.integers or (), 0), **values}
    special = special_values(values) | dict.fromkeys(_beyond_scale(profile, values, asked), "missing")
    points = {value: count for value, count in values.items() if value not in special}
    low, high = min(points, default=0), max(points, default=0)
    missing = {**special, **coded(missing_codes(profile))}
    if low < 0:
        about = f"from {low} to {high}: which end is good, and is every value an answer? {counts_text(values)}"
        return Answers({"scale": {"from": low, "to": -low}, "missing": missing}, about, CONFIRM)
    counts = f"{'in all columns with it ' if in_company else ''}{counts_text(points)}"
    given = profile.integers or {}
    beyond = "".join(f"; {value} given {values[value] or given[value]} times: no answer?" for value in special)
    if scale := _scale_in_question(asked, points):
        return Answers({"scale": scale, "missing": missing}, f"{_good_end(scale['labels'])} {counts}{beyond}", CONFIRM)
    about = f"which end is good, and is every value an answer? {counts}{beyond}"
    if ends := _bare_scale(points, in_company, asked):
        return Answers({"scale": ends, "missing": missing}, about, CONFIRM)
    if len(points) <= 12 and high <= 20:
        return _unnamed_list(points, missing, f"{counts}{beyond}", language)
    if hundred := out_of_a_hundred(points, asked, language):
        about = f"a rating from 0 to 100: {len(points)} values from {low} to {high}{beyond}"
        return Answers({"number": hundred, "missing": missing}, about, GUESS)
    return amount(profile, asked, language, special)


def _unnamed_list(points: Mapping[int, int], missing: dict[Any, str], counts: str, language: Language) -> Answers:
    """Return codes as a closed list whose answers still need names."""
    keys: dict[Any, Any] = {code: f"a{code}" for code in points}
    named = {key: CODE.fill(code=code)[language] for code, key in keys.items()}
    about = f"a scale, or a list of answers? which answer is each code? {counts}"
    return Answers({"categories": named, "missing": missing}, about, CONFIRM, keys)


def _named_ends(asked: str, points: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the ends of a scale named in its question, "(1-7)" or "1 very good to 6 very bad", if all points fit."""
    match = RANGE.search(folded(asked))
    ends = (int(match[1]), int(match[2])) if match else (0, 0)
    return ends if ends in ENDS | BESIDE and points and ends[0] <= min(points) and max(points) <= ends[1] else None


def _scale_in_question(asked: str, points: Mapping[int, int]) -> dict[str, Any]:
    """Return the scale of a question with "(1=very poor, 5=very good)", if the answers fit; else {}."""
    named = dict(sorted((int(point), text.strip()) for point, text in POINT_NAMED.findall(folded(asked))))
    ends = (min(named, default=0), max(named, default=0))
    fit = ends in ENDS | BESIDE and points and ends[0] <= min(points) and max(points) <= ends[1]
    apart = len(set(named.values())) == len(named)
    return {"from": ends[0], "to": ends[1], "labels": named} if fit and apart else {}


def _good_end(named: Mapping[int, str]) -> str:
    """Return the open question which end of a scale is good, with what its words suggest."""
    low, high = min(named), max(named)
    good = lexicon.better_of(named[low], named[high])
    header = f"the header says {low} = {named[low]}, {high} = {named[high]}"
    if good == named[low]:
        return f"{header}: {low} is the good end, reverse: true?"
    return f"{header}: {high} is the good end?" if good else f"{header}: which end is good?"


def _bare_scale(points: Mapping[int, int], in_company: bool, asked: str) -> dict[str, int]:
    """Return the ends of the scale that numbers without labels seem to belong to; {} if there seems to be none."""
    low, high = min(points, default=0), max(points, default=0)
    recommends = lexicon.resembles(asked, "recommend")
    rating = in_company or any(lexicon.resembles(asked, kind) for kind in ("rating", "recommend", "overall"))
    rating = rating or (low, high) == (0, 10)
    end = _ends(low, high, ENDS | BESIDE if in_company else ENDS)
    if recommends and 1 < low < high in (8, 9, 10):
        end = (0, 10)  # likelihood to recommend is asked from 0, which few choose
    asked_from = _named_ends(asked, points)
    if asked_from or recommends and end == (0, 10) and len(points) >= 4:
        return dict(zip(("from", "to"), asked_from or (0, 10), strict=True))
    usable = min(end[1] - end[0] + 1, sum(points.values())) if end else 0  # ten people cannot use all of eleven points
    if end and rating and len(points) >= 4 - in_company and len(points) >= 0.7 * usable:
        return {"from": end[0], "to": end[1]}
    return {}


def _beyond_scale(profile: Profile, values: Mapping[int, int], asked: str) -> set[int]:
    """Return values that are not points: absent from neighbouring columns, or one above a usual rating scale."""
    beside = {value for value, count in values.items() if not count}
    rating = any(lexicon.resembles(asked, kind) for kind in ("rating", "recommend", "overall"))
    points = [value for value in values if value >= 0 and value not in beside]
    low, high = min(points, default=0), max(points, default=0)
    whole = len(points) >= 0.7 * (high - low + 1)
    return beside | (
        {high} if rating and whole and (low, high) not in ENDS | BESIDE and (low, high - 1) in USUAL else set()
    )


def _ends(low: float, high: float, among: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the ends of the shortest scale these values fit on; the highest point of a usual scale may be unused."""
    fits = (end for end in sorted(among) if end[0] == min(low, 1) and end[1] >= high >= end[1] - (end in USUAL))
    return next(fits, None)


def half_points(profile: Profile, asked: str, language: Language) -> Answers | None:
    """Return the scale of 1, 1.5, 2 ...; None for amounts and other fractions."""
    values = profile.numbers or {}
    special = special_values(values)
    points = {value: count for value, count in values.items() if value not in special}
    end = _ends(float(int(min(points, default=0))), max(points, default=0), ENDS)
    halves = all((2 * value).is_integer() for value in points)
    if not end or not halves or len(points) < 5 or lexicon.unit_of(asked, language):
        return None
    if len(points) < 0.5 * (2 * (end[1] - end[0]) + 1):
        return None
    counts = ", ".join(f"{value:g}: {count}" for value, count in points.items())
    missing = {int(value): kind for value, kind in special.items()} | coded(missing_codes(profile))
    scale = {"from": end[0], "to": end[1], "step": 0.5}
    return Answers({"scale": scale, "missing": missing}, f"which end is good? {counts}", CONFIRM, shared="half points")
