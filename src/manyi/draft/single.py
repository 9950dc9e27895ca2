"""One column -> what can be answered: a scale, categories, a number, words, or nothing to be used.

In: a Profile, and the values of the columns it was asked with. Out: answers of an item with its mark, or why it is left
out. What a code means and which end of a scale is good is never decided here: it is marked CONFIRM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manyi.draft import lexicon
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.naming import answer_keys
from manyi.draft.profile import Profile
from manyi.rows.read.personal_data import redact

MANY = 40  # answers of a closed list
REPEATED = 3  # times an answer of a closed list is given on average
ENDS = {(1, 4), (1, 5), (1, 6), (1, 7), (1, 9), (1, 10), (1, 11), (0, 4), (0, 5), (0, 6), (0, 7), (0, 10)}
BESIDE = {(1, 3), (1, 8)}  # only of columns side by side
USUAL = {(1, 5), (1, 7), (1, 10), (0, 10)}  # scales whose highest point may be missing among few answers
SPECIAL = {6, 7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 777, 888, 995, 996, 997, 998, 999, 9998, 9999}
LEADING = re.compile(r"(\d{1,2})(?:\s*(?:[-–:=.)]|points?\b|stars?\b|[分星])|$).*")


@dataclass
class Answers:
    """The keys of a codebook about answers, with what they rest on."""

    keys: dict[str, Any]
    evidence: str = ""
    mark: str = ""
    codes: dict[Any, Any] = field(default_factory=dict)
    shared: str = ""


def answers_of(profile: Profile, together: dict[int, int] | None, asked: str, language: str) -> Answers | str:
    """Return the answers of a column, or the reason to leave it out.

    together: {value: count} over the columns asked with it, None where they hold more than whole numbers.
    """
    if profile.column.labels and profile.counts.keys() <= profile.column.labels.keys():
        return _labelled(profile)
    if profile.integers:
        return _whole_numbers(profile, together or profile.integers, bool(together), asked, language)
    if profile.numbers:
        return _half_points(profile, asked, language) or _number(profile, asked, language)
    return _texts(profile)


def missing_codes(profile: Profile) -> dict[str, str]:
    """Return {text: kind} of what is declared missing or stands for an empty cell."""
    declared = {
        code: lexicon.missing_of(profile.column.missing.get(code, "")) or "missing" for code in profile.declared
    }
    return declared | {text: lexicon.missing_of(text) or "missing" for text in profile.nothing}


def _labelled(profile: Profile) -> Answers:
    """Return the answers of a column whose codes the file labels."""
    labels = {code: label.strip() or code for code, label in profile.column.labels.items()}
    missing = {code: kind for code, label in labels.items() if (kind := lexicon.missing_of(label))}
    missing = {code: kind for code, kind in missing.items() if code not in profile.column.missing}
    kept = {code: label for code, label in labels.items() if code not in missing and code not in profile.column.missing}
    keys: dict[str, Any] = {"missing": {**_codes(missing), **_codes(missing_codes(profile))}}
    points = [int(code) for code in kept if re.fullmatch(r"-?\d{1,3}", code)]
    rising = len(points) == len(kept) and points == list(range(min(points, default=0), max(points, default=0) + 1))
    if rising and len(kept) >= 3 and lexicon.wording_of_rating(kept.values()):
        scale = {"from": points[0], "to": points[-1], "labels": dict(zip(points, kept.values(), strict=True))}
        about = f"is {points[-1]}, {kept[str(points[-1])]}, the good end? {profile.evidence(kept)}"
        return Answers({"scale": scale, **keys}, about, CONFIRM, shared=repr(labels))
    named = answer_keys(dict.fromkeys(kept.values()))
    twice = len(named) < len(kept)
    codes = {_code(code): named[label] for code, label in kept.items() if code in profile.counts} if twice else {}
    mark = GUESS if missing else ""
    about = f"{profile.evidence()}{f'; taken as no answer: {missing}' if missing else ''}"
    return Answers({"categories": _flipped(named), **keys}, about, mark, codes, shared=repr(labels))


def _whole_numbers(profile: Profile, values: dict[int, int], in_company: bool, asked: str, language: str) -> Answers:
    """Return the answers of unlabelled whole numbers: a scale, codes of a closed list, or amounts."""
    special = special_values(values)
    points = {value: count for value, count in values.items() if value not in special}
    low, high = min(points, default=0), max(points, default=0)
    counts = ", ".join(f"{value}: {count}" for value, count in sorted(points.items()))
    missing = {**special, **_codes(missing_codes(profile))}
    beyond = "".join(f"; {value} given {values[value]} times: no answer?" for value in special)
    rating = (
        in_company
        or lexicon.resembles(asked, "rating")
        or lexicon.resembles(asked, "overall")
        or (low, high) == (0, 10)
    )
    end = _ends(low, high, ENDS | BESIDE if in_company else ENDS)
    given = min(end[1] - end[0] + 1, sum(points.values())) if end else 0  # ten people cannot use all of eleven points
    if end and rating and len(points) >= 4 - in_company and len(points) >= 0.7 * given:
        about = f"which end is good, and is every value an answer? {counts}{beyond}"
        return Answers({"scale": {"from": end[0], "to": end[1]}, "missing": missing}, about, CONFIRM)
    if len(points) <= 12 and low >= 0 and high <= 20:
        keys = {code: f"a{code}" for code in points}
        named = {key: f"{'编码' if language == 'zh' else 'code'} {code}" for code, key in keys.items()}
        about = f"which answer is each code? {counts}{beyond}"
        return Answers({"categories": named, "missing": missing}, about, CONFIRM, dict(keys))
    return _number(profile, asked, language, special)


def _ends(low: float, high: float, among: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the ends of the shortest scale these values fit on; one highest point of a usual scale may be unused."""
    fits = (end for end in sorted(among) if end[0] == min(low, 1) and end[1] >= high >= end[1] - (end in USUAL))
    return next(fits, None)


def _half_points(profile: Profile, asked: str, language: str) -> Answers | None:
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
    missing = {int(value): kind for value, kind in special.items()} | _codes(missing_codes(profile))
    scale = {"from": end[0], "to": end[1], "step": 0.5}
    return Answers({"scale": scale, "missing": missing}, f"which end is good? {counts}", CONFIRM, shared="half points")


def special_values(values: Mapping[float, int] | Mapping[int, int]) -> dict[Any, str]:
    """Return {value: missing} of isolated values that commonly stand for no answer."""
    special = {value: "missing" for value in values if value < 0 <= max(values)}
    rest = sorted(value for value in values if value >= 0)
    for at in range(len(rest) - 1, 0, -1):
        above, below = rest[at:], rest[at - 1]
        apart = above[0] - below > 1 and (above[0] >= 2 * below or below <= 7)
        if apart and set(above) <= SPECIAL and at > 1 and below < above[0] - 1:
            return special | dict.fromkeys(above, "missing")
    return special


def _number(profile: Profile, asked: str, language: str, special: dict[int, str] | None = None) -> Answers:
    """Return the answers of an amount."""
    special = special or {}
    values = [value for value in profile.numbers or () if value not in special]
    low, high = min(values, default=0), max(values, default=0)
    whole = all(value.is_integer() for value in values)
    unit = lexicon.unit_of(asked, language)
    limits = {"min": _shown(low), "max": _shown(high), "unit": unit or "TODO"} | ({"whole": True} if whole else {})
    keys = {"number": limits, "missing": {**special, **_codes(missing_codes(profile))}}
    kinds = f"{len(values)} values from {low:g} to {high:g}"
    if whole and not unit and low >= 0 and len(values) <= 100 and profile.answered >= 5 * len(values):
        return Answers(keys, f"an amount, or codes of answers? {kinds}", CONFIRM)
    beyond = f"; taken as no answer: {', '.join(map(str, special))}" if special else ""
    return Answers(keys, f"limits as they occur, {kinds}{beyond}", GUESS)


def _texts(profile: Profile) -> Answers | str:
    """Return the answers of texts: a rating in words, a closed list or free words."""
    texts = [text for text, _ in profile.counts.most_common()]
    few = len(texts) <= MANY and (profile.answered >= REPEATED * len(texts) or bool(_rating(profile)))
    if not few or any(redact(text)[1] for text in texts):
        if len(texts) > MANY and profile.answered >= REPEATED * len(texts) and max(map(len, texts)) <= 60:
            return f"{len(texts)} different texts, each {profile.answered / len(texts):.0f} times on average: too many"
        return Answers({"words": True}, f"{len(texts)} different texts in {profile.answered} answers", GUESS)
    void = {text: kind for text in texts if (kind := lexicon.missing_of(text))}
    missing = {**void, **_codes(missing_codes(profile))}
    rest = [text for text in texts if text not in void]
    beyond = f"; taken as no answer: {', '.join(void)}" if void else ""
    if numbered := _numbered(rest):
        low, high = min(numbered.values()), max(numbered.values())
        scale = {"from": low, "to": high, "labels": {point: text for text, point in numbered.items()}}
        about = f"is {high} the good end? {profile.evidence(numbered)}{beyond}"
        return Answers({"scale": scale, "missing": missing}, about, CONFIRM, shared=repr(sorted(rest)))
    if order := _rating(profile):
        scale = {"from": 1, "to": len(order), "labels": dict(enumerate(order, start=1))}
        about = f"the order, the good end, and is no answer of the scale absent? {profile.evidence(order)}{beyond}"
        return Answers({"scale": scale, "missing": missing}, about, CONFIRM, shared=repr(sorted(rest)))
    order = lexicon.bands(rest)
    keys: dict[str, Any] = {"categories": _flipped(answer_keys(order or rest))}
    mark = GUESS if order or void else ""
    about = f"{'in this order: ' if order else ''}{profile.evidence(order or None)}{beyond}"
    return Answers({**keys, **({"ordered": True} if order else {}), "missing": missing}, about, mark)


def _rating(profile: Profile) -> list[str]:
    """Return the answers of a rating in words, worst first, however few gave them; [] for other texts."""
    return lexicon.rated([text for text, _ in profile.counts.most_common() if not lexicon.missing_of(text)])


def _numbered(texts: list[str]) -> dict[str, int]:
    """Return {text: point} of labels that begin with their point, such as "5 - very good" or "5分"; {} otherwise."""
    points = {text: int(match[1]) for text in texts if (match := LEADING.fullmatch(text))}
    rising = sorted(points.values())
    whole = len(points) == len(texts) >= 3 and len(set(rising)) == len(rising)
    if not whole or (rising[0], rising[-1]) not in ENDS:
        return {}
    return dict(sorted(points.items(), key=lambda pair: pair[1]))


def _flipped(keys: dict[str, str]) -> dict[str, str]:
    return {key: label for label, key in keys.items()}


def _codes(missing: dict[str, str]) -> dict[Any, str]:
    return {_code(code): kind for code, kind in missing.items()}


def _code(text: str) -> int | str:
    """Return a code as YAML should show it: 9, but '077'."""
    return int(text) if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})", text) else text


def _shown(value: float) -> int | float:
    return int(value) if value.is_integer() else value
