"""One column -> its possible answers: a scale, categories, a number, words, or nothing usable.

In: a Profile, and the values of its neighbours. Out: answers of an item with its mark, or why it is left
out. What a code means and which end of a scale is good is never decided here: it is marked CONFIRM.
"""

from __future__ import annotations

import re
from dataclasses import replace

from manyi.draft import lexicon
from manyi.draft.guesses.amounts import amount, percentages, special_values
from manyi.draft.guesses.bare_numbers import half_points, whole_numbers
from manyi.draft.guesses.drafted_answers import (
    BESIDE,
    ENDS,
    Answers,
    code_of,
    coded,
    counts_text,
    flipped,
    missing_codes,
)
from manyi.draft.guesses.text_answers import answers_in_words
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.naming import answer_keys
from manyi.draft.shape.profile import Profile
from manyi.language.formats import Language


def answers_of(profile: Profile, together: dict[int, int] | None, asked: str, language: Language) -> Answers | str:
    """Return the answers of a column, or the reason to leave it out.

    together: {value: count} over its neighbours, None if they hold more than whole numbers.
    """
    if profile.column.labels and profile.counts.keys() <= profile.column.labels.keys():
        return _labelled(profile)
    if profile.integers and (partly := _ends_labelled(profile)):
        return partly
    if profile.integers:
        return whole_numbers(profile, together or profile.integers, bool(together), asked, language)
    if profile.numbers:
        return half_points(profile, asked, language) or amount(profile, asked, language)
    return percentages(profile) or answers_in_words(profile)


def _labelled(profile: Profile) -> Answers:
    """Return the answers of a column whose codes are labelled in the file."""
    labels = {code: label.strip() or code for code, label in profile.column.labels.items()}
    missing = {code: kind for code, label in labels.items() if (kind := lexicon.missing_of(label))}
    missing = {code: kind for code, kind in missing.items() if code not in profile.column.missing}
    kept = {code: label for code, label in labels.items() if code not in missing and code not in profile.column.missing}
    answers = _labelled_scale(profile, kept, missing) or _labelled_list(profile, kept, missing)
    return replace(answers, shared=repr(labels))


def _labelled_scale(profile: Profile, kept: dict[str, str], missing: dict[str, str]) -> Answers | None:
    """Return the scale whose points have the labels of a rating; None for other labels."""
    labels, beside = _points_and_beside(kept)
    wording = list(labels.values())
    if len(labels) < 3 or not (lexicon.wording_of_rating(wording) or lexicon.rated(wording)):
        return None
    low, high = min(labels), max(labels)
    about = f"is {high}, {labels[high]}, the good end? {profile.evidence(map(str, labels))}"
    none = {**missing, **beside}
    about += f"; is it an answer? taken as none: {profile.evidence(none)}" if none else ""
    about = _declared_inside(profile, low - 1, high + 1) + about
    scale = {"from": low, "to": high, "labels": labels}
    void = {**coded(missing), **coded(missing_codes(profile)), **coded(beside)}
    return Answers({"scale": scale, "missing": void}, about, CONFIRM)


def _points_and_beside(kept: dict[str, str]) -> tuple[dict[int, str], dict[str, str]]:
    """Return {point: label} for consecutive codes, and {code: missing} for one above a gap; empty for other codes.

    A code above a gap is not a point: 1 to 4, and 7 for something that no list of words contains.
    """
    codes = [int(code) for code in kept if re.fullmatch(r"-?\d{1,3}", code)]
    if not codes or len(codes) < len(kept):
        return {}, {}
    rising = [codes[0] + step for step in range(len(codes))]
    if codes == rising:
        return dict(zip(codes, kept.values(), strict=True)), {}
    if codes[:-1] == rising[:-1]:
        return dict(zip(codes[:-1], kept.values(), strict=False)), {str(codes[-1]): "missing"}
    return {}, {}


def _labelled_list(profile: Profile, kept: dict[str, str], missing: dict[str, str]) -> Answers:
    """Return labelled codes as a closed list, ordered if the words say how often or how much."""
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
    void = {**coded(missing), **coded(missing_codes(profile))}
    return Answers({"categories": flipped(named), **ordered, "missing": void}, about, mark, codes)


def _declared_inside(profile: Profile, low: int, high: int, where: str = "inside the scale") -> str:
    """Return the open question about codes from low to high that the file declares missing but labels like answers."""
    inside = [
        f"{code} {label!r} (n {profile.declared[code]})"
        for code, label in profile.column.missing.items()
        if re.fullmatch(r"-?\d{1,3}", code) and low <= int(code) <= high and label and not lexicon.missing_of(label)
    ]
    return f"{', '.join(inside)} is declared missing {where}: an answer? " if inside else ""


def _ends_labelled(profile: Profile) -> Answers | None:
    """Return the scale of whole numbers with labels at its ends, and perhaps a label for no answer; None for others."""
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
    about = f"is {ends[1]}, {named[ends[1]]}, the good end? {counts_text(points)}"
    about += "".join(f"; {value} given {given[value]} times: no answer?" for value in special)
    about = _declared_inside(profile, *ends) + about
    return Answers({"scale": scale, "missing": {**coded(missing_codes(profile)), **void}}, about, CONFIRM,
                   shared=repr(sorted(labels.items())))  # fmt: skip
