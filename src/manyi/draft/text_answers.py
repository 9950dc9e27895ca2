"""Texts of one column -> what can be answered: a rating in words, a closed list, free words, or nothing to be used."""

from __future__ import annotations

import re
from typing import Any

from manyi.draft import lexicon
from manyi.draft.drafted_answers import ENDS, MANY, REPEATED, Answers, coded, flipped, missing_codes
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.naming import answer_keys
from manyi.draft.profile import Profile
from manyi.rows.read.personal_data import redact

LEADING = re.compile(r"(\d{1,2})(?:\s*(?:[-–:=.)]|points?\b|stars?\b|[分星])|$).*")


ARROW = "→"  # between the answers of a ranking, first to last
STAR, STARS = re.compile("[★⭐]"), re.compile("(?:[★⭐]\ufe0f?)+☆*")


def answers_in_words(profile: Profile) -> Answers | str:
    """Return the answers of texts: a rating in words, a closed list or free words."""
    texts = [text for text, _ in profile.counts.most_common()]
    few = len(texts) <= MANY and (profile.answered >= REPEATED * len(texts) or bool(_rating(profile)))
    if texts and all(ARROW in text for text in texts):
        return f"a ranking, {texts[0].count(ARROW) + 1} answers in order in each cell: not read"
    if not few or any(redact(text)[1] for text in texts):
        if len(texts) > MANY and profile.answered >= REPEATED * len(texts) and max(map(len, texts)) <= 60:
            return f"{len(texts)} different texts, each {profile.answered / len(texts):.0f} times on average: too many"
        return Answers({"words": True}, f"{len(texts)} different texts in {profile.answered} answers", GUESS)
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
    if order := _rating(profile):
        scale = {"from": 1, "to": len(order), "labels": dict(enumerate(order, start=1))}
        about = f"the order, the good end, and is no answer of the scale absent? {profile.evidence(order)}{beyond}"
        return Answers({"scale": scale, "missing": missing}, about, CONFIRM, shared=repr(sorted(rest)))
    bare = all(re.fullmatch(r"[A-Za-z]{1,3}\d{1,3}", text) for text in rest)
    order = [] if bare else lexicon.bands(rest)
    keys: dict[str, Any] = {"categories": flipped(answer_keys(order or (sorted(rest) if bare else rest)))}
    mark = CONFIRM if bare else GUESS if order or void else ""
    asked = "which answer is each code? " if bare else "in this order: " if order else ""
    about = f"{asked}{profile.evidence(order or None)}{beyond}"
    return Answers({**keys, **({"ordered": True} if order else {}), "missing": missing}, about, mark)


def _rating(profile: Profile) -> list[str]:
    """Return the answers of a rating in words, worst first, however few gave them; [] for other texts."""
    return lexicon.rated([text for text, _ in profile.counts.most_common() if not lexicon.missing_of(text)])


def _numbered(texts: list[str]) -> dict[str, int]:
    """Return {text: point} of labels that begin with their point, such as "5 - very good" or "5分"; {} otherwise."""
    points = {text: int(match[1]) for text in texts if (match := LEADING.fullmatch(text))}
    points |= {text: len(STAR.findall(text)) for text in texts if STARS.fullmatch(text)}
    rising = sorted(points.values())
    whole = len(points) == len(texts) >= 3 and len(set(rising)) == len(rising)
    if not whole or (rising[0], rising[-1]) not in ENDS:
        return {}
    return dict(sorted(points.items(), key=lambda pair: pair[1]))
