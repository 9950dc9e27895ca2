"""How far from its true value printed numbers let a hidden one be, where none at least and all at most gave an answer.

Other answers of everybody, with every printed number the same, prove that a hidden number may be what they make it.
Such answers are found from within (`Inside`): the evenest first, then steps towards more and towards less of a number.
As far counts on one side: a count of respondents that may be one more or one less is not known, whole as counts are,
where one that may lie between half a respondent less and half a respondent more is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyi.stats.recovery.inside import Inside, Room

STEPS = 12  # each way from the evenest answers
MORE = 1.002  # times as far as before: a step that gains less is the last
SHORT = 0.9  # of the way to the wall, so that another step begins inside
ENOUGH = 1 - 1e-6  # of the protection level


def reaches(inside: Inside, even: np.ndarray | None, among: Sequence[int]) -> np.ndarray:
    """Return how far from the truth each hidden number was found to reach (len(among),), at most its `least`.

    even: the evenest answers; None where they were not found. That it reaches so far is proved; that it gets no
    further is not.
    """
    walks = [Walk(inside, at) for at in among]
    if even is None or not walks:
        return np.zeros(len(walks))
    room = Room(inside, even)
    for walk in walks:
        walk.step(even, room, 1)
        for way in (1, -1):
            answers, before = even, 0.0
            for _ in range(STEPS):
                if walk.wide or walk.reach <= before * MORE:
                    break
                before = walk.reach
                answers = walk.step(answers, Room(inside, answers**2), way)
    return np.array([min(walk.reach, walk.least) for walk in walks])


class Walk:
    """Steps that bring one hidden number away from its true value; `low`, `high`: how far below and above it so far."""

    def __init__(self, inside: Inside, number: int) -> None:
        self.inside, self.number, self.low, self.high = inside, number, 0.0, 0.0
        self.least = inside.system.numbers[number].least
        self.counts = inside.system.counts(number)

    @property
    def reach(self) -> float:
        """Return how far from its true value it was found to reach, to one side."""
        return max(-self.low, self.high)

    @property
    def wide(self) -> bool:
        """Return whether that is far enough."""
        return self.reach >= self.least * ENOUGH

    def step(self, answers: np.ndarray, room: Room, way: int) -> np.ndarray:
        """Return the answers (m, C) a step one way leads to, most of the way to where an answer gets to nothing."""
        direction = way * room.direction(self.number)
        with np.errstate(divide="ignore", invalid="ignore"):
            limits = -answers / direction
        up, down = limits[direction < 0].min(initial=np.inf), limits[direction > 0].max(initial=-np.inf)
        for size in (up, down):
            end = answers + size * direction if np.isfinite(size) else answers
            if self.inside.allow(end):
                off = float(((end - self.inside.system.truth) * self.counts).sum())
                self.low, self.high = min(self.low, off), max(self.high, off)
        inner = answers + SHORT * up * direction if np.isfinite(up) else answers
        return inner if self.inside.allow(inner) else answers
