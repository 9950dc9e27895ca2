"""Possible reasons for a change of shares between two waves of a question.

In: the spreads of both waves and the item. Out: flags, each with its evidence. Nothing is
decided here: a flag is a question to whoever knows the questionnaire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from manyi.draft.waves.spreads import BLANK, MISSING, UNKNOWN, Answer, Spread, answer_text, unknown_texts
from manyi.study.answers import DECLARED
from manyi.study.items import Item, Scale

MOVED = 0.05  # share of the answers: less is no reason to ask
SURE = 4.0  # standard errors that rule out chance in a difference of shares; interviews come in clusters
STAY = 0.03  # share of the answers by which another code must fit better
FEW = 0.005  # of the answers


@dataclass(frozen=True)
class Flag:
    """A possible mistake (its kind), and the evidence in words."""

    kind: str
    about: str


def flags(item: Item, before: Spread, now: Spread) -> list[Flag]:
    """Return what a researcher must check before two waves of an item are compared."""
    if not now.answers and not now.unknown:
        return [Flag("empty", "nobody has an answer in the new wave")] if before.answers else []
    flagged = _unknown(now) + _blanks(before, now)
    if item.kind in ("scale", "categories") and before.answers and now.answers:
        flagged += (
            _reversed(item, before, now)
            or _shifted(item, before, now)
            or _renumbered(before, now)
            or _vanished(before, now)
        )
    return flagged


def _unknown(now: Spread) -> list[Flag]:
    """Return texts without a meaning, those inside a scale that are declared missing elsewhere separately."""
    return [Flag("unknown", f"not in the codebook: {unknown_texts(now.unknown)}")] if now.unknown else []


def _blanks(before: Spread, now: Spread) -> list[Flag]:
    """Return blanks or missing codes that disappeared or are new."""
    flagged = []
    for kind in (BLANK, MISSING):
        was, is_ = before.part(kind), now.part(kind)
        if abs(was - is_) > MOVED and min(was, is_) < FEW:
            change = "no more" if is_ < was else "new"
            flagged.append(Flag(f"{kind}s", f"{change}: {was:.0%} of the records before, {is_:.0%} now"))
    return flagged


def _distance(first: np.ndarray, second: np.ndarray) -> float:
    """Return the total variation between two sets of shares."""
    return float(np.abs(first - second).sum() / 2)


def _aligned(before: Spread, now: Spread) -> tuple[list[Answer], np.ndarray, np.ndarray]:
    answers = list(dict.fromkeys([*before.answers, *now.answers]))
    answers = sorted(answers) if all(isinstance(answer, float) for answer in answers) else answers
    old, new = before.shares(), now.shares()
    return answers, np.array([old.get(a, 0.0) for a in answers]), np.array([new.get(a, 0.0) for a in answers])


def _over_scale(scale: Scale, before: Spread, now: Spread) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of all points of a scale in order, before and now."""
    points = [float(point) for point in scale.points]
    old, new = (np.array([part.shares().get(point, 0.0) for point in points]) for part in (before, now))
    return old, new


def _reversed(item: Item, before: Spread, now: Spread) -> list[Flag]:
    """Return whether a scale, or two answers, fit much better when reversed."""
    if item.scale:
        old, new = _over_scale(item.scale, before, now)
    else:
        answers, old, new = _aligned(before, now)
        if len(answers) != 2:
            return []
    straight, turned = _distance(old, new), _distance(old, new[::-1])
    if straight > 2 * MOVED and turned < straight / 2 and _certain(before, now, straight):
        return [Flag("reversed", f"shares differ by {straight:.0%} as coded, by {turned:.0%} with the order reversed")]
    return []


def _shifted(item: Item, before: Spread, now: Spread) -> list[Flag]:
    """Return whether a scale fits much better one point off."""
    if not item.scale:
        return []
    old, new = _over_scale(item.scale, before, now)
    straight = _distance(old, new)
    for step, word in ((1, "down"), (-1, "up")):
        moved = _distance(old, np.roll(new, step))
        if straight > 2 * MOVED and moved < straight / 2 and _certain(before, now, straight):
            return [Flag("shifted", f"shares differ by {straight:.0%} as coded, by {moved:.0%} one point {word}")]
    return []


def _renumbered(before: Spread, now: Spread) -> list[Flag]:
    """Return answers whose shares reappear under other answers."""
    from scipy.optimize import linear_sum_assignment

    answers, old, new = _aligned(before, now)
    straight = _distance(old, new)
    if straight <= MOVED or len(answers) < 3 or not _certain(before, now, straight):
        return []
    away = STAY * ~np.eye(len(answers), dtype=bool)  # or a chain of small shares would hide a large one
    rows, columns = linear_sum_assignment(np.abs(old[:, None] - new[None, :]) + away)
    moved = _distance(old[rows], new[columns])
    pairs = [
        (answers[row], answers[column])
        for row, column in zip(rows, columns, strict=True)
        if row != column and min(abs(old[row] - new[row]), abs(old[column] - new[column])) > MOVED
    ]
    if moved > straight / 2 or not pairs:
        return []
    old_, new_ = before.shares(), now.shares()
    told = "; ".join(
        f"{answer_text(was)} had {old_.get(was, 0):.0%} and has {new_.get(was, 0):.0%}, as {answer_text(is_)} now "
        f"({new_.get(is_, 0):.0%}, {old_.get(is_, 0):.0%} before)"
        for was, is_ in pairs[:4]
    )
    return [Flag("renumbered", told)]


def _vanished(before: Spread, now: Spread) -> list[Flag]:
    """Return answers that many gave before and nobody gives now; with many unknown texts, those are flagged instead."""
    gone = {answer: share for answer, share in before.shares().items() if share > FEW and answer not in now.answers}
    if now.part(UNKNOWN) > MOVED or sum(gone.values()) <= MOVED or not _certain(before, now, sum(gone.values())):
        return []
    told = ", ".join(f"{answer_text(answer)} ({share:.0%})" for answer, share in sorted(gone.items(), key=str))
    return [Flag("vanished", f"{sum(gone.values()):.0%} of the answers before, given by nobody now: {told}")]


def _certain(before: Spread, now: Spread, distance: float) -> bool:
    """Return whether the waves are large enough for such a distance not to be chance."""
    sizes = 1 / max(before.answers.total(), 1) + 1 / max(now.answers.total(), 1)
    return distance > SURE * 0.5 * float(np.sqrt(sizes))


def relabelled(before: Mapping[str, str], now: Mapping[str, str]) -> list[Flag]:
    """Return codes that the two files label differently: {code: label} of each."""
    changed = [
        (code, label, now[code])
        for code, label in before.items()
        if code in now and _without_blanks(label) != _without_blanks(now[code])
    ]
    if not changed:
        return []
    swapped = {_without_blanks(label) for _, label, _ in changed} & {_without_blanks(label) for _, _, label in changed}
    told = "; ".join(f"{code} was {was!r}, is {is_!r}" for code, was, is_ in changed[:6])
    order = list(now.values())
    turned = [_without_blanks(label) for label in before.values()] == [
        _without_blanks(label) for label in reversed(order)
    ]
    return [Flag("reversed" if turned and len(order) > 1 else "meaning" if swapped else "labels", told)]


def inside(item: Item, wave: int, texts: Mapping[str, int]) -> list[Flag]:
    """Return codes that the file declares missing although they are points of the scale."""
    if not item.scale:
        return []
    points = {f"{point:g}" for point in item.scale.points}
    hit = sorted(text.removeprefix(DECLARED) for text in texts if text.startswith(DECLARED))
    codes = [code for code in hit if code in points and code not in map(str, item.missing_at(wave))]
    return (
        [Flag("inside", f"the file declares {', '.join(codes)} missing, which the scale has as an answer")]
        if codes
        else []
    )


def _without_blanks(label: str) -> str:
    return "".join(label.lower().split())
