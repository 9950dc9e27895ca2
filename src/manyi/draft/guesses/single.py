"""One column -> what can be answered: a scale, categories, a number, words, or nothing to be used.

In: a Profile, and the values of the columns it was asked with. Out: answers of an item with its mark, or why it is left
out. What a code means and which end of a scale is good is never decided here: it is marked CONFIRM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from manyi.draft import lexicon
from manyi.draft.guesses.drafted_answers import ENDS, Answers, code_of, coded, flipped, missing_codes
from manyi.draft.guesses.text_answers import answers_in_words
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.naming import answer_keys
from manyi.draft.shape.profile import Profile
from manyi.language.formats import Language
from manyi.study.answers import folded
from manyi.study.items import HUNDRED

BESIDE = {(1, 3), (1, 8)}  # only of columns side by side
USUAL = {(1, 5), (1, 7), (1, 10), (0, 10)}  # scales whose highest point may be missing among few answers
PERCENT = re.compile(r"(-?\d+(?:\.\d+)?) ?%")
TO_HUNDRED = re.compile(
    r"0 ?(?:-|–|—|~|to|至|到) ?100|out of 100|(?P<percent>%|percent|per cent|prozent|百分比|百分之)"
)
RANGE = re.compile(r"(?<![\w.])([01])(?![\d.])[^\d]{0,20}?(?:-|–|—|~|to|至|到)[^\d]{0,12}?(\d{1,2})(?![\d.])")
POINT_NAMED = re.compile(r"(?<![\w.])(\d{1,2}) ?= ?([^\d\s=,;/()\[\]][^=,;/()\[\]]*?) ?(?=[,;/)\]]|$)")
SPECIAL = {6, 7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 777, 888, 995, 996, 997, 998, 999, 9998, 9999}


def answers_of(profile: Profile, together: dict[int, int] | None, asked: str, language: Language) -> Answers | str:
    """Return the answers of a column, or the reason to leave it out.

    together: {value: count} over the columns asked with it, None where they hold more than whole numbers.
    """
    if profile.column.labels and profile.counts.keys() <= profile.column.labels.keys():
        return _labelled(profile)
    if profile.integers and (partly := _ends_labelled(profile)):
        return partly
    if profile.integers:
        return _whole_numbers(profile, together or profile.integers, bool(together), asked, language)
    if profile.numbers:
        return _half_points(profile, asked, language) or _number(profile, asked, language)
    return _percentages(profile) or answers_in_words(profile)


def _percentages(profile: Profile) -> Answers | None:
    """Return the number that cells such as "80 %" hold, from 0 to 100 unless they go beyond; None for other texts."""
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


def _out_of_a_hundred(points: Mapping[int, int], asked: str, language: Language) -> dict[str, Any] | None:
    """Return the limits of a rating from 0 to 100, by its question; None for other numbers."""
    low, high = min(points, default=-1), max(points, default=0)
    named = TO_HUNDRED.search(folded(asked).lower())
    rating = any(lexicon.resembles(asked, kind) for kind in ("rating", "overall", "recommend"))
    rated = rating and high >= 90 and not lexicon.unit_of(asked, language)
    if low < 0 or not 20 < high <= 100 or not (named or rated):
        return None
    percent = named and named["percent"]
    return {"min": 0, "max": 100, "unit": "%" if percent else HUNDRED[language]}


def _labelled(profile: Profile) -> Answers:
    """Return the answers of a column whose codes the file labels."""
    labels = {code: label.strip() or code for code, label in profile.column.labels.items()}
    missing = {code: kind for code, label in labels.items() if (kind := lexicon.missing_of(label))}
    missing = {code: kind for code, kind in missing.items() if code not in profile.column.missing}
    kept = {code: label for code, label in labels.items() if code not in missing and code not in profile.column.missing}
    keys: dict[str, Any] = {"missing": {**coded(missing), **coded(missing_codes(profile))}}
    points = [int(code) for code in kept if re.fullmatch(r"-?\d{1,3}", code)]
    rising = len(points) == len(kept) and points == list(range(min(points, default=0), max(points, default=0) + 1))
    beside: dict[str, str] = {}  # a code above a gap is no point: 1 to 4, and 7 for what no list of words knows
    if not rising and len(points) == len(kept) and points[:-1] == list(range(points[0], points[0] + len(points) - 1)):
        beside, rising, points = {str(points[-1]): "missing"}, len(points) > 3, points[:-1]
    named_points = [kept[str(point)] for point in points] if rising else []
    if len(points) >= 3 and (lexicon.wording_of_rating(named_points) or lexicon.rated(named_points)):
        scale = {"from": points[0], "to": points[-1], "labels": dict(zip(points, named_points, strict=True))}
        about = f"is {points[-1]}, {named_points[-1]}, the good end? {profile.evidence(map(str, points))}"
        none = {**missing, **beside}
        about += f"; is it an answer? taken as none: {profile.evidence(none)}" if none else ""
        about = _declared_inside(profile, points[0] - 1, points[-1] + 1) + about
        keys["missing"] |= coded(beside)
        return Answers({"scale": scale, **keys}, about, CONFIRM, shared=repr(labels))
    named = answer_keys(dict.fromkeys(kept.values()))
    twice = len(named) < len(kept)
    codes = {code_of(code): named[label] for code, label in kept.items() if code in profile.counts} if twice else {}
    about = f"{profile.evidence()}{f'; taken as no answer: {missing}' if missing else ''}"
    order = lexicon.by_frequency(list(named)) or lexicon.bands(list(named))
    ordered = {"ordered": True} if order and list(named) in (order, order[::-1]) else {}
    about = f"in the order of the file: {about}" if ordered else about
    mark = GUESS if missing or ordered else ""
    whole = [int(code) for code in kept if re.fullmatch(r"-?\d{1,3}", code)]
    if len(whole) > 1 and (inside := _declared_inside(profile, min(whole), max(whole), "among the answers")):
        about, mark = inside + about, CONFIRM
    return Answers({"categories": flipped(named), **ordered, **keys}, about, mark, codes, shared=repr(labels))


def _declared_inside(profile: Profile, low: int, high: int, where: str = "inside the scale") -> str:
    """Return the question about codes from low to high that the file declares missing, and calls as it does answers."""
    inside = [
        f"{code} {label!r} (n {profile.declared[code]})"
        for code, label in profile.column.missing.items()
        if re.fullmatch(r"-?\d{1,3}", code) and low <= int(code) <= high and label and not lexicon.missing_of(label)
    ]
    return f"{', '.join(inside)} is declared missing {where}: an answer? " if inside else ""


def _ends_labelled(profile: Profile) -> Answers | None:
    """Return the scale of whole numbers whose ends have labels, and perhaps what is no answer; None for others."""
    labels = {int(code): text for code, text in profile.column.labels.items() if re.fullmatch(r"-?\d{1,4}", code)}
    void = {code: kind for code, text in labels.items() if (kind := lexicon.missing_of(text))}
    void |= {int(code): "missing" for code in profile.column.missing if re.fullmatch(r"-?\d{1,4}", code)} | void
    named = {code: text for code, text in labels.items() if code not in void}
    ends = (min(named, default=0), max(named, default=0))
    given = profile.integers or {}
    special = {value: "missing" for value in special_values(given) if value > ends[1] and value not in void}
    void |= special
    points = {value: count for value, count in given.items() if value not in void}
    if ends not in ENDS | BESIDE or not points or min(points) < ends[0] or max(points) > ends[1]:
        return None
    scale = {"from": ends[0], "to": ends[1], "labels": named}
    about = f"is {ends[1]}, {named[ends[1]]}, the good end? {_counted(points)}"
    about += "".join(f"; {value} given {given[value]} times: no answer?" for value in special)
    about = _declared_inside(profile, *ends) + about
    return Answers({"scale": scale, "missing": {**coded(missing_codes(profile)), **void}}, about, CONFIRM,
                   shared=repr(sorted(labels.items())))  # fmt: skip


def _named_ends(asked: str, points: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the ends of a scale its question names, "(1-7)" or "1 very good to 6 very bad", where all points fit."""
    match = RANGE.search(folded(asked))
    ends = (int(match[1]), int(match[2])) if match else (0, 0)
    return ends if ends in ENDS | BESIDE and points and ends[0] <= min(points) and max(points) <= ends[1] else None


def _scale_in_words(asked: str, points: Mapping[int, int]) -> dict[str, Any]:
    """Return the scale of a question with "(1=very poor, 5=very good)", where the answers fit on it; else {}."""
    named = dict(sorted((int(point), text.strip()) for point, text in POINT_NAMED.findall(folded(asked))))
    ends = (min(named, default=0), max(named, default=0))
    fit = ends in ENDS | BESIDE and points and ends[0] <= min(points) and max(points) <= ends[1]
    apart = len(set(named.values())) == len(named)
    return {"from": ends[0], "to": ends[1], "labels": named} if fit and apart else {}


def _good_end(named: Mapping[int, str]) -> str:
    """Return the question which end of a scale is good, with what its words suggest."""
    low, high = min(named), max(named)
    good = lexicon.better_of(named[low], named[high])
    header = f"the header says {low} = {named[low]}, {high} = {named[high]}"
    if good == named[low]:
        return f"{header}: {low} is the good end, reverse: true?"
    return f"{header}: {high} is the good end?" if good else f"{header}: which end is good?"


def _whole_numbers(
    profile: Profile, values: dict[int, int], in_company: bool, asked: str, language: Language
) -> Answers:
    """Return the answers of unlabelled whole numbers: a scale, codes of a closed list, or amounts."""
    values = {**dict.fromkeys(profile.integers or (), 0), **values}
    special = special_values(values) | dict.fromkeys(_beyond_scale(profile, values, asked), "missing")
    points = {value: count for value, count in values.items() if value not in special}
    low, high = min(points, default=0), max(points, default=0)
    missing = {**special, **coded(missing_codes(profile))}
    if low < 0:
        about = f"from {low} to {high}: which end is good, and is every value an answer? {_counted(values)}"
        return Answers({"scale": {"from": low, "to": -low}, "missing": missing}, about, CONFIRM)
    counts = f"{'in all columns with it ' if in_company else ''}{_counted(points)}"
    given = profile.integers or {}
    beyond = "".join(f"; {value} given {values[value] or given[value]} times: no answer?" for value in special)
    if scale := _scale_in_words(asked, points):
        return Answers({"scale": scale, "missing": missing}, f"{_good_end(scale['labels'])} {counts}{beyond}", CONFIRM)
    about = f"which end is good, and is every value an answer? {counts}{beyond}"
    if ends := _bare_scale(points, in_company, asked):
        return Answers({"scale": ends, "missing": missing}, about, CONFIRM)
    if len(points) <= 12 and high <= 20:
        keys = {code: f"a{code}" for code in points}
        named = {key: f"{'编码' if language == 'zh' else 'code'} {code}" for code, key in keys.items()}
        about = f"a scale, or a list of answers? which answer is each code? {counts}{beyond}"
        return Answers({"categories": named, "missing": missing}, about, CONFIRM, dict(keys))
    if hundred := _out_of_a_hundred(points, asked, language):
        about = f"a rating from 0 to 100: {len(points)} values from {low} to {high}{beyond}"
        return Answers({"number": hundred, "missing": missing}, about, GUESS)
    return _number(profile, asked, language, special)


def _bare_scale(points: Mapping[int, int], in_company: bool, asked: str) -> dict[str, int]:
    """Return the ends of the scale that numbers without labels seem to be answers on; {} where they seem to be none."""
    low, high = min(points, default=0), max(points, default=0)
    recommends = lexicon.resembles(asked, "recommend")
    rating = in_company or any(lexicon.resembles(asked, kind) for kind in ("rating", "recommend", "overall"))
    rating = rating or (low, high) == (0, 10)
    end = _ends(low, high, ENDS | BESIDE if in_company else ENDS)
    if recommends and 1 < low < high in (8, 9, 10):
        end = (0, 10)  # how likely to recommend is asked from 0, which few answer
    asked_from = _named_ends(asked, points)
    if asked_from or recommends and end == (0, 10) and len(points) >= 4:
        return dict(zip(("from", "to"), asked_from or (0, 10), strict=True))
    usable = min(end[1] - end[0] + 1, sum(points.values())) if end else 0  # ten people cannot use all of eleven points
    if end and rating and len(points) >= 4 - in_company and len(points) >= 0.7 * usable:
        return {"from": end[0], "to": end[1]}
    return {}


def _beyond_scale(profile: Profile, values: Mapping[int, int], asked: str) -> set[int]:
    """Return values that are no points: not of the columns beside it, or one above a usual scale of a rating."""
    beside = {value for value, count in values.items() if not count}
    rating = any(lexicon.resembles(asked, kind) for kind in ("rating", "recommend", "overall"))
    points = [value for value in values if value >= 0 and value not in beside]
    low, high = min(points, default=0), max(points, default=0)
    whole = len(points) >= 0.7 * (high - low + 1)
    return beside | (
        {high} if rating and whole and (low, high) not in ENDS | BESIDE and (low, high - 1) in USUAL else set()
    )


def _ends(low: float, high: float, among: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the ends of the shortest scale these values fit on; one highest point of a usual scale may be unused."""
    fits = (end for end in sorted(among) if end[0] == min(low, 1) and end[1] >= high >= end[1] - (end in USUAL))
    return next(fits, None)


def _half_points(profile: Profile, asked: str, language: Language) -> Answers | None:
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


def special_values(values: Mapping[float, int] | Mapping[int, int]) -> dict[Any, str]:
    """Return {value: missing} of isolated values that commonly stand for no answer."""
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
    """Return the end of a scale such as -5 to 5; 0 where the negative values are codes of no answer."""
    end = -min(values, default=0)
    inner = {value for value in values if value <= end}
    beyond = values.keys() - inner
    symmetric = end in range(2, 6) and end in inner and {-1, 0, 1} <= inner and len(inner) >= 0.7 * (2 * end + 1)
    return int(end) if symmetric and beyond <= SPECIAL else 0


def _counted(values: Mapping[int, int]) -> str:
    return ", ".join(f"{value}: {count}" for value, count in sorted(values.items()))


def _number(profile: Profile, asked: str, language: str, special: dict[int, str] | None = None) -> Answers:
    """Return the answers of an amount."""
    special = special or {}
    values = [value for value in profile.numbers or () if value not in special]
    low, high = min(values, default=0), max(values, default=0)
    whole = all(value.is_integer() for value in values)
    unit = lexicon.unit_of(asked, language)
    limits = {"min": 0 if low >= 0 else shown_number(10 * low), "unit": unit or "TODO"}  # others come in a next wave
    limits |= {"whole": True} if whole else {}
    keys = {"number": limits, "missing": {**special, **coded(missing_codes(profile))}}
    kinds = f"{len(values)} values from {low:g} to {high:g}"
    if whole and not unit and low >= 0 and len(values) <= 100 and profile.answered >= 5 * len(values):
        return Answers(keys, f"an amount, or codes of answers? {kinds}", CONFIRM)
    beyond = f"; taken as no answer: {', '.join(map(str, special))}" if special else ""
    return Answers(keys, f"an amount, {kinds}{beyond}", GUESS)


def shown_number(value: float) -> int | float:
    """Return a number as YAML should show it: 3, but 2.5."""
    return int(value) if value.is_integer() else value
