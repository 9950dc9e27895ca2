"""How far from its true value the printed numbers allow a hidden one to be, every answer having between none and all.

If other answers give the same printed numbers, a hidden number may have the value it takes under them.
Such answers are searched from the interior (`Inside`): first the evenest, then steps that raise or lower a number.
The distance counts on one side: a count of respondents that may be one more or one less is protected, being whole,
but one that may only vary by half a respondent either way is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyi.stats.recovery.inside import Inside, Room

STEPS = 12  # steps each way from the evenest answers
MORE = 1.002  # a step that gains less than this factor is the last
SHORT = 0.9  # share of the way to the boundary, so that the next step begins inside
ENOUGH = 1 - 1e-6  # share of the protection level


def reaches(inside: Inside, even: np.ndarray | None, among: Sequence[int]) -> np.ndarray:
    """Return how far from the truth each hidden number was found to go (len(among),), at most its `least`.

    even: the evenest answers; None if they were not found. That a number goes so far is proved; that it goes no
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
    """Steps that take one hidden number away from its true value; `low`, `high`: how far below and above it so far."""

    def __init__(self, inside: Inside, number: int) -> None:
        self.inside, self.number, self.low, self.high = inside, number, 0.0, 0.0
        self.least = inside.system.numbers[number].least
        self.counts = inside.system.counts(number)

    @property
    def reach(self) -> float:
        """Return how far from its true value it was found to go, to one side."""
        return max(-self.low, self.high)

    @property
    def wide(self) -> bool:
        """Return whether that is far enough."""
        return self.reach >= self.least * ENOUGH

    def step(self, answers: np.ndarray, room: Room, way: int) -> np.ndarray:
        """Return the answers (m, C) after a step in one direction, most of the way to where some answer reaches 0."""
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
