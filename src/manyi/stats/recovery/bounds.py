"""How wide an interval printed numbers leave a hidden one, where none at least and all at most gave an answer.

Other answers of everybody, with every printed number the same, prove that a hidden number may be what they make it.
Such answers are found from within (`Inside`): the evenest first, then steps towards more and towards less of a number.
Where steps do not get far enough, linear programs say how wide it is (Hundepool et al. 2012, section 4.3).
Answers are taken as if they could be parted: an attacker who looks for whole ones may come nearer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from manyi.stats.recovery.inside import Inside, Room

STEPS = 12  # each way from the evenest answers
MORE = 1.002  # times as far as before: a step that gains less is the last
SHORT = 0.9  # of the way to the wall, so that another step begins inside
ENOUGH = 1 - 1e-6  # of the protection level
LARGE = 4_000  # unknowns: a program over more takes seconds, and what steps did not show counts as not shown


def widths(inside: Inside, even: np.ndarray | None, among: Sequence[int]) -> np.ndarray:
    """Return how wide an interval (len(among),) was found for each hidden number, at most its `least`.

    even: the evenest answers; None where they were not found. That an interval is so wide is proved; that it is no
    wider is not.
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
                if walk.wide or walk.width <= before * MORE:
                    break
                before = walk.width
                answers = walk.step(answers, Room(inside, answers**2), way)
    return np.array([min(walk.width, walk.least) for walk in walks])


class Walk:
    """Steps that bring one hidden number away from its true value; `low`, `high`: how far below and above it so far."""

    def __init__(self, inside: Inside, number: int) -> None:
        self.inside, self.number, self.low, self.high = inside, number, 0.0, 0.0
        self.least = inside.system.numbers[number].least
        self.counts = inside.system.counts(number)

    @property
    def width(self) -> float:
        """Return how wide an interval was found."""
        return self.high - self.low

    @property
    def wide(self) -> bool:
        """Return whether it is wide enough."""
        return self.width >= self.least * ENOUGH

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


def whole_width(inside: Inside, number: int, printed: Sequence[int]) -> float:
    """Return how wide the interval of a number is, by linear programs; 0 where one fails or has `LARGE` unknowns."""
    system, possible = inside.system, inside.possible
    at = np.flatnonzero(possible.ravel())
    if len(at) >= LARGE:
        return 0.0
    whole = sparse.csr_matrix((np.ones(len(at)), (at // possible.shape[1], np.arange(len(at)))))
    *rows, aim = [system.counts(k).ravel()[at] for k in (*printed, number)]
    told = [sparse.csr_matrix(row / (np.abs(row).max() or 1.0)) for row in rows]
    equal, true = sparse.vstack([whole, *told]).tocsr(), system.truth.ravel()[at]
    size = np.abs(aim).max() or 1.0
    solved = [linprog(way * aim / size, A_eq=equal, b_eq=equal @ true, method="highs") for way in (1, -1)]
    if any(each.status != 0 for each in solved):
        return 0.0
    return float(-size * (solved[0].fun + solved[1].fun))
