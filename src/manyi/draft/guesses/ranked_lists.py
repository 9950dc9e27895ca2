"""Columns that rank a list. In: profiles in order; out: those of which every row holds 1 to k once, with their answers.

They are no ratings: their sum is the same for everybody, so that the last follows from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from manyi.draft import lexicon
from manyi.draft.guesses.drafted_answers import Answers
from manyi.draft.guesses.several import stem_of
from manyi.draft.item import CONFIRM
from manyi.draft.shape.profile import Profile

FEWEST, WHOLE = 3, 0.95  # columns; of the rows that rank anything, those that rank everything


def rankings(profiles: Sequence[Profile], language: str) -> dict[str, Answers]:
    """Return {header: answers} of the columns that rank a list together."""
    ranked: dict[str, Answers] = {}
    for group in _groups(profiles):
        k = len(group)
        rows = [[cell.strip() for cell in row] for row in zip(*(p.column.cells for p in group), strict=True)]
        given = [row for row in rows if any(row)]
        places = {str(place) for place in range(1, k + 1)}
        if given and sum(set(row) == places for row in given) >= WHOLE * len(given):
            limits = {"min": 1, "max": k, "unit": lexicon.entries()["rank"][language], "whole": True}
            about = f"a ranking, 1 to {k} once in each of {len(given)} rows: is 1 the first?"
            ranked |= {profile.header: Answers({"number": dict(limits)}, about, CONFIRM) for profile in group}
    return ranked


def _groups(profiles: Sequence[Profile]) -> Iterator[list[Profile]]:
    """Yield neighbours of one stem with whole numbers from 1 to their number."""
    for _, some in groupby(profiles, key=lambda profile: profile.column.group or stem_of(profile.header)):
        group = list(some)
        whole = [profile.integers or {0: 0} for profile in group]
        if len(group) >= FEWEST and all(min(values) >= 1 and max(values) <= len(group) for values in whole):
            yield group
