"""How far from its true value printed numbers let a hidden one be, where none at least and all at most gave an answer.

Other answers of everybody, with every printed number the same, prove that a hidden number may be what they make it. Such
answers are found from within (`Inside`): the evenest first, then steps towards more and towards less of a number.
Where steps do not get far enough, linear programs say how far there is (Hundepool et al. 2012, section 4.3).
Answers are taken as if they could be parted: an attacker who looks for whole ones may come nearer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from manyi.stats.recovery.equations import System
from manyi.stats.recovery.inside import Inside, Room

STEPS = 8  # each way from the evenest answers
SHORT = 0.95  # of the way to the wall, so that another step begins inside
ENOUGH = 1 - 1e-6  # of the protection level
LARGE = 4_000  # unknowns: a program over more takes seconds, and what steps did not show counts as not shown


def reaches(system: System, among: Sequence[int], printed: Sequence[int], possible: np.ndarray) -> np.ndarray:
    """Return how far (len(among),) from its true value each number was brought, at most its `least`.

    among, printed: places of hidden and of independent printed numbers. That a number gets so far is proved; that it
    gets no further is not.
    """
    inside = Inside(system, printed, possible)
    even = inside.evenest()
    if even is None:
        return np.zeros(len(among))
    walks = [Walk(inside, at) for at in among]
    room = Room(inside, even)
    for walk in walks:
        walk.step(even, room, 1)
        for way in (1, -1):
            answers = even
            for _ in range(STEPS):
                if walk.wide:
                    break
                answers = walk.step(answers, Room(inside, answers**2), way)
    return np.array([min(walk.reach, walk.least) for walk in walks])


class Walk:
    """Steps that bring one hidden number away from its true value; `reach`: how far so far."""

    def __init__(self, inside: Inside, number: int) -> None:
        self.inside, self.number, self.reach = inside, number, 0.0
        self.least = inside.system.numbers[number].least
        self.counts = inside.system.counts(number)

    @property
    def wide(self) -> bool:
        """Return whether it got far enough."""
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
                self.reach = max(self.reach, abs(float(((end - self.inside.system.truth) * self.counts).sum())))
        inner = answers + SHORT * up * direction if np.isfinite(up) else answers
        return inner if self.inside.allow(inner) else answers


def furthest(system: System, number: int, printed: Sequence[int], possible: np.ndarray) -> float:
    """Return how far a number can be from its true value by linear programs; 0 where there are over `LARGE` unknowns."""
    at = np.flatnonzero(possible.ravel())
    if len(at) > LARGE:
        return 0.0
    whole = sparse.csr_matrix((np.ones(len(at)), (at // possible.shape[1], np.arange(len(at)))))
    *rows, aim = [system.counts(k).ravel()[at] for k in (*printed, number)]
    told = [sparse.csr_matrix(row / (np.abs(row).max() or 1.0)) for row in rows]
    equal, true = sparse.vstack([whole, *told]).tocsr(), system.truth.ravel()[at]
    size = np.abs(aim).max() or 1.0
    solved = [linprog(way * aim / size, A_eq=equal, b_eq=equal @ true, method="highs") for way in (1, -1)]
    far = [way * (aim @ true) - each.fun * size for way, each in zip((1, -1), solved, strict=True) if each.status == 0]
    return float(max(far, default=0.0))
