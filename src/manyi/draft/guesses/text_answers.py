"""Texts of one column -> its possible answers: a rating in words, a closed list, free words, or nothing usable."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from manyi.draft import lexicon
from manyi.draft.guesses.drafted_answers import ENDS, MANY, REPEATED, Answers, coded, flipped, missing_codes
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.naming import answer_keys
from manyi.draft.shape.profile import Profile
from manyi.rows.read.personal_data import redact
from manyi.rows.read.personal_names import is_name, names_in
from manyi.study.answers import NO, YES

FREQUENT = "a closed list, the most frequent first, in no order of its own: "
LONG = 40  # letters; 16 Chinese characters
LEADING = re.compile(r"(\d{1,2})(?:\s*(?:[-–:=.)]|points?\b|stars?\b|[分星])|$).*")
ARROW = "→"  # between the answers of a ranking, first to last
STAR, STARS = re.compile("[★⭐]"), re.compile("(?:[★⭐]\ufe0f?)+☆*")


def answers_in_words(profile: Profile) -> Answers | str:
    """Return the answers of texts: a rating in words, a closed list or free words."""
    texts = [text for text, _ in profile.counts.most_common()]
    order, odd = _rating(profile) if len(texts) <= MANY else ([], "")
    if no_list := _no_closed_list(profile, texts, bool(order)):
        return no_list
    void = {text: kind for text in texts if (kind := lexicon.missing_of(text))}
    void |= {text: "missing" for text in texts if re.fullmatch(r"-\d", text)}  # codes among words
    missing = {**void, **coded(missing_codes(profile))}
    rest = [text for text in texts if text not in void]
    beyond = f"; taken as no answer: {', '.join(void)}" if void else ""
    if numbered := _numbered(rest):
        low, high = min(numbered.values()), max(numbered.values())
        scale = {"from": low, "to": high, "labels": {point: text for text, point in numbered.items()}}
        about = f"is {high} the good end? {profile.evidence(numbered)}{beyond}"
        return Answers({"scale": scale, "missing": missing}, about, CONFIRM, shared=repr(sorted(rest)))
    if order:
        missing |= {odd: "missing"} if odd else {}
        answers = _rated_in_words(profile, order, [*void, *filter(None, [odd])])
        return replace(answers, keys={**answers.keys, "missing": missing}, shared=repr(sorted(rest)))
    answers = _closed_list(profile, rest, beyond)
    return replace(answers, keys={**answers.keys, "missing": missing})


def _no_closed_list(profile: Profile, texts: list[str], rating: bool) -> Answers | str | None:
    """Return free words, or why texts are not read; None if they are a rating or a closed list."""
    if texts and all(ARROW in text for text in texts):
        return f"a ranking, {texts[0].count(ARROW) + 1} answers in order in each cell: not read"
    repeated = profile.answered >= REPEATED * len(texts)
    few = rating or len(texts) <= MANY and repeated and not _own_words(profile)
    if few and not any(redact(text)[1] for text in texts):
        return None
    if len(texts) > MANY and repeated and max(map(len, texts)) <= 60:
        return f"{len(texts)} different texts, each {profile.answered / len(texts):.0f} times on average: too many"
    return Answers({"words": True}, f"{len(texts)} different texts in {profile.answered} answers", GUESS)


def _rated_in_words(profile: Profile, order: list[str], apart: list[str]) -> Answers:
    """Return the scale of a rating in words, worst first; apart: the texts treated as no answer."""
    beyond = f"; is it an answer? taken as none: {profile.evidence(apart)}" if apart else ""
    scale = {"from": 1, "to": len(order), "labels": dict(enumerate(order, start=1))}
    about = f"the order, the good end, and is no answer of the scale absent? {profile.evidence(order)}{beyond}"
    return Answers({"scale": scale}, about, CONFIRM)


def _closed_list(profile: Profile, rest: list[str], beyond: str) -> Answers:
    """Return texts as a closed list: codes by name, ordered answers in their order, others by frequency."""
    bare = all(re.fullmatch(r"[A-Za-z]{1,3}\d{1,3}", text) for text in rest)
    order = [] if bare else lexicon.by_frequency(rest) or lexicon.bands(rest)
    keys: dict[str, Any] = {"categories": flipped(answer_keys(order or (sorted(rest) if bare else rest)))}
    keys |= {"ordered": True} if order else {}
    asked = "which answer is each code? " if bare else "in this order: " if order else FREQUENT
    about = f"{asked}{profile.evidence(order or None)}{beyond}"
    return Answers(keys, about, CONFIRM if bare else GUESS)


def _rating(profile: Profile) -> tuple[list[str], str]:
    """Return the answers of a rating in words, worst first, however rare, and one that is not part of it; [] and ''."""
    texts = [text for text, _ in profile.counts.most_common() if not lexicon.missing_of(text)]
    order = lexicon.rated(texts)
    return (order, "") if order else lexicon.nearly_rated(texts)


def _own_words(profile: Profile) -> bool:
    """Return whether a few texts, not a rating, are people's own words: by header, a name in one, or long and rare."""
    texts = list(profile.counts)
    if {text.lower() for text in texts} <= YES | NO:
        return False
    titles = (profile.header, profile.column.label)
    if any(lexicon.resembles(title, "open") for title in titles):
        return not all(text in profile.header for text in texts)
    alone = sum(map(is_name, texts))  # a single one with two Chinese characters may be a brand or a town
    if 2 * alone >= len(texts) or any(any(names_in(text)) for text in texts):
        return not lexicon.resembles(profile.header, "list")
    width = {text: sum(2 + (character > "\u2e7f") * 3 for character in text) / 2 for text in texts}
    return any(width[text] > LONG and (len(texts) == 1 or profile.counts[text] < REPEATED) for text in texts)


def _numbered(texts: list[str]) -> dict[str, int]:
    """Return {text: point} for labels that begin with their point, such as "5 - very good" or "5分"; {} otherwise."""
    points = {text: int(match[1]) for text in texts if (match := LEADING.fullmatch(text))}
    points |= {text: len(STAR.findall(text)) for text in texts if STARS.fullmatch(text)}
    rising = sorted(points.values())
    whole = len(points) == len(texts) >= 3 and len(set(rising)) == len(rising)
    if not whole or (rising[0], rising[-1]) not in ENDS:
        return {}
    return dict(sorted(points.items(), key=lambda pair: pair[1]))
