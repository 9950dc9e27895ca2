"""Columns that rank a list, or its first entries. In: profiles in order; out: those that rank, with their answers.

Every row has a first place and repeats no place; the other cells are empty or hold one code for what was not
ranked. These are not ratings: everybody who ranks everything has the same sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from manyi.draft import lexicon
from manyi.draft.guesses.drafted_answers import Answers, code_of, coded, missing_codes
from manyi.draft.guesses.several import stem_of
from manyi.draft.item import CONFIRM
from manyi.draft.shape.profile import Profile

FEWEST, WHOLE = 3, 0.95  # columns; share of the ranking rows that have a first place and repeat none
SECOND = 0.5  # share of them with a second place: a single 1 per row is a list with one choice


def rankings(profiles: Sequence[Profile], language: str) -> dict[str, Answers]:
    """Return {header: answers} for the columns that together rank a list."""
    ranked: dict[str, Answers] = {}
    for group in _groups(profiles):
        if last := _last_place(group):
            limits = {"min": 1, "max": last, "unit": lexicon.entries()["rank"][language], "whole": True}
            beyond = Counter(code for profile in group for code in profile.counts.elements() if not _place(code, last))
            told = f"; {next(iter(beyond))} given {beyond.total()} times: not ranked?" if beyond else ""
            about = f"a ranking, places 1 to {last}, none twice in a row: is 1 the first?{told}"
            for profile in group:
                missing = {**dict.fromkeys(map(code_of, beyond), "missing"), **coded(missing_codes(profile))}
                ranked[profile.header] = Answers({"number": dict(limits), "missing": missing}, about, CONFIRM)
    return ranked


def _place(text: str, last: int) -> int:
    """Return the place given in a cell, 0 for none."""
    return int(text) if text.isdecimal() and 1 <= int(text) <= last else 0


def _last_place(group: Sequence[Profile]) -> int:
    """Return the last place anybody gave, 0 if these columns rank nothing."""
    rows = [sorted(filter(None, (_place(cell.strip(), len(group)) for cell in row)))
            for row in zip(*(profile.column.cells for profile in group), strict=True)]  # fmt: skip
    given = [row for row in rows if row]
    whole = [row for row in given if row[0] == 1 and len(set(row)) == len(row)]
    second = sum(len(row) > 1 for row in whole)
    if not given or len(whole) < WHOLE * len(given) or second < SECOND * len(given):
        return 0
    return max(place for row in whole for place in row)


def _groups(profiles: Sequence[Profile]) -> Iterator[list[Profile]]:
    """Yield neighbours with one stem and whole numbers from 1 to their number, and at most one other code."""
    for _, some in groupby(profiles, key=lambda profile: profile.column.group or stem_of(profile.header)):
        group = list(some)
        values = {value for profile in group for value in profile.integers or {0: 0, -1: 0}}
        if len(group) >= FEWEST and len(values - set(range(1, len(group) + 1))) <= 1:
            yield group
