"""Several answers in one cell. In: a profile; out: the separator of its answers, and the whole answers of its item.

An answer may contain the separator: Google Forms joins by ", " and quotes nothing. Parts that never occur separately
are one answer: "Friends, family" if both are always in the same cells, one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import comb
from typing import Any

from manyi.draft.guesses.drafted_answers import MANY, REPEATED, missing_codes
from manyi.draft.item import CONFIRM, GUESS, DraftItem
from manyi.draft.naming import answer_keys, item_name, question_of
from manyi.draft.shape.profile import Profile
from manyi.draft.short_names import short_of
from manyi.study.answers import JOIN

SEPARATORS = (JOIN, ";", "|", "、", ", ", ",", "/")
CHANCE, OFTEN = 0.01, 3  # chance that separate answers occur together this often; the least number of times
MANY_PARTS = 10 * MANY  # parts of a closed list whose answers contain the separator
Cells = Mapping[tuple[str, ...], int]  # the parts of a cell, in order -> cells


def separator_of(profile: Profile) -> str:
    """Return the separator of several answers within a cell; '' if a cell is one answer."""
    if profile.numbers or profile.column.labels or not profile.counts:
        return ""
    for mark in SEPARATORS:
        joined = sum(count for text, count in profile.counts.items() if mark in text)
        if joined < max(5, 0.1 * profile.answered):
            continue
        if len({part.strip() for text in profile.counts for part in text.split(mark)}) > MANY_PARTS:
            continue  # sentences: searching all their parts for answers would take minutes
        parts, _ = whole_answers(profile.counts, mark)
        few = 1 < len(parts) <= MANY and parts.total() >= REPEATED * len(parts)
        fewer = 1.5 * len(parts) <= len(profile.counts) or mark == JOIN
        if few and fewer and all(text in parts for text in profile.counts if mark not in text):
            return mark
    return ""


def whole_answers(counts: Mapping[str, int], mark: str) -> tuple[Counter[str], list[tuple[str, str, int]]]:
    """Return the answers with their counts, and the doubtful ones: (answer, what only ever follows it, how often).

    counts: {text of a cell: cells}.
    """
    cells: dict[tuple[str, ...], int] = {}
    for text, count in counts.items():
        parts = tuple(filter(None, map(str.strip, text.split(mark))))
        cells[parts] = cells.get(parts, 0) + count
    while mark != JOIN and (pairs := _inseparable(cells)):
        cells = {_merged(parts, pairs, mark): count for parts, count in cells.items()}
    answers, _ = _followed(cells)
    return answers, ([] if mark == JOIN else [(*pair, answers[pair[1]]) for pair in _only_behind(cells)])


def _followed(cells: Cells) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return how often each part occurs, and each part with the one right after it."""
    parts, pairs = Counter[str](), Counter[tuple[str, str]]()
    for cell, count in cells.items():
        for part in cell:
            parts[part] += count
        for pair in pairwise(cell):
            pairs[pair] += count
    return parts, pairs


def _inseparable(cells: Cells) -> set[tuple[str, str]]:
    """Return the pairs of parts that are one answer: the first is always followed by such a second, and vice versa.

    If one of several endings follows ("Friends, near" and "Friends, far"), the first part never occurs
    without one of them. Rare separate answers may look like that by chance.
    """
    parts, pairs = _followed(cells)
    n = sum(cells.values())
    chosen = set(pairs)
    while True:
        first, second = Counter[str](), Counter[str]()
        for former, latter in chosen:
            first[former] += pairs[former, latter]
            second[latter] += pairs[former, latter]
        kept = {(former, latter) for former, latter in chosen
                if first[former] == parts[former] and second[latter] == parts[latter]}  # fmt: skip
        if kept == chosen:
            break
        chosen = kept
    sure = {pair for pair in chosen if _unlikely(first[pair[0]], n) or _continues(pair, parts)}
    twice = {part for cell in cells for part in cell if cell.count(part) > 1}
    return sure or {pair for pair in _only_behind(cells) if pair[0] in twice or _continues(pair, parts)}


def _unlikely(together: int, n: int) -> bool:
    """Return whether two independent answers with this many cells would hardly occur in exactly the same cells."""
    return together >= OFTEN and comb(n, together) > 1 / CHANCE


def _continues(pair: tuple[str, str], parts: Counter[str]) -> bool:
    """Return whether the second part continues in lower case while other answers begin with a capital."""
    begun = sum(part[0].isupper() for part in parts)
    return pair[1][0].islower() and pair[0][0].isupper() and begun > 0.5 * len(parts)


def _merged(parts: tuple[str, ...], pairs: set[tuple[str, str]], mark: str) -> tuple[str, ...]:
    """Return the parts of a cell with each such pair joined again; of three in a row, the first two."""
    whole: list[str] = []
    at = 0
    while at < len(parts):
        width = 2 if parts[at : at + 2] in pairs else 1
        whole.append(mark.join(parts[at : at + width]))
        at += width
    return tuple(whole)


def _only_behind(cells: Cells) -> list[tuple[str, str]]:
    """Return the pairs whose second part only occurs right after the first, which also occurs without it.

    Pairs that arise by chance are left out: their first part is in nearly every other cell too.
    """
    parts, pairs = _followed(cells)
    n = sum(cells.values())
    behind = []
    for (former, latter), count in pairs.items():
        without = sum(times for cell, times in cells.items() if former in cell and latter not in cell)
        if count == parts[latter] < parts[former] and (without / max(n - count, 1)) ** count < CHANCE:
            behind.append((former, latter))
    return behind


def joined_item(profile: Profile, separator: str, taken: set[str]) -> DraftItem:
    """Return the item of a column with several answers in a cell."""
    parts, doubtful = whole_answers(profile.counts, separator)
    keys = answer_keys(parts)
    answers: dict[str, Any] = {"options": {keys[part]: part for part in parts}}
    if separator != JOIN:
        answers["separator"] = separator
    joined = sum(count for text, count in profile.counts.items() if separator in text)
    question = question_of(profile.header, profile.column.label)
    counted = ", ".join(f"{part} {count}" for part, count in parts.most_common(6))
    whole = [f"{part!r} ({parts[part]})" for part in parts if separator in part and separator != JOIN]
    about = f"{separator!r} stands in {joined} of {profile.answered} cells, between {len(parts)} answers: {counted}"
    asked = "; ".join(
        f"is {f'{former}{separator}{latter}'!r} one answer? {latter!r} stands behind {former!r} alone, {count} times"
        for former, latter, count in doubtful
    )
    together = f"; read as one answer: {', '.join(whole)}" if whole else ""
    missing = missing_codes(profile)
    return DraftItem(
        item_name(profile.header, question, taken, 0), question, short_of(question),
        answers | ({"missing": missing} if missing else {}), profile.header,
        f"{asked}{'; ' if asked else ''}{about}{together}", CONFIRM if asked else GUESS,
        answered=profile.answered, headers=[profile.header], given=dict(parts),
    )  # fmt: skip
