"""How wide an interval printed numbers leave a hidden one, where none at least and all at most gave an answer.

Its ends are those of linear programs (Hundepool et al. 2012, section 4.3) over thousands of unknowns. But another way
to fill in the answers of a few, with every printed number the same, proves that an interval is as wide as the two ways
differ. So programs over few come first; what they leave in doubt is asked of more, at last of all, whose ends are the
attacker's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from manyi.stats.recovery.equations import Published, System

FEW = (150, 600)  # atoms whose answers may be other ones, before all may
ENOUGH = 1 - 1e-6  # of the protection level


def widths(system: System, among: Sequence[Published], printed: Sequence[Published]) -> np.ndarray:
    """Return (len(among),) how wide the interval of each is, or at least its `least` where it is that wide.

    Sums are taken as if answers could be parted: an attacker who looks for whole ones may come nearer.
    """
    least = np.array([entry.least for entry in among])
    reach = np.zeros((2, len(among)))  # up and down from the true values
    order = _nearest(system, among)
    for size in (*(few for few in FEW if few < len(order)), len(order)):
        few = Few(system, printed, np.sort(order[:size]))
        for way in (0, 1, 0, 1):
            short = np.flatnonzero(reach.sum(axis=0) < least * ENOUGH)
            if len(short):
                moved = few.together([among[at] for at in map(int, short)], (1, -1)[way])
                reach[way, short] = np.maximum(reach[way, short], moved)
    for at in map(int, np.flatnonzero(reach.sum(axis=0) < least * ENOUGH)):
        reach[:, at] = [few.alone(among[at], way) for way in (1, -1)]
    return np.asarray(reach.sum(axis=0))


def _nearest(system: System, among: Sequence[Published]) -> np.ndarray:
    """Return the atoms: those with answers the hidden numbers count, then those who are in most groups with one."""
    counts = [(system.over(entry) != 0) & (system.truth @ np.abs(entry.score) > 0) for entry in among]
    core = np.logical_or.reduce(counts)
    alike = (system.member.T @ system.member[:, core]).max(axis=1, initial=0.0)
    return np.lexsort((-alike, ~core))


class Few:
    """The ways to fill in the answers of some atoms that leave every printed number and all other answers the same."""

    def __init__(self, system: System, printed: Sequence[Published], atoms: np.ndarray) -> None:
        self.system, self.atoms = system, atoms
        self.truth, self.weight = system.truth[atoms], system.weight[atoms]
        whole = sparse.kron(sparse.eye(len(atoms)), np.ones((1, self.truth.shape[1])))
        rows = [self._row(entry) for entry in printed]
        told = [row / np.abs(row).max() for row in rows if row.any()]
        self.equal = sparse.vstack(
            [sparse.csr_matrix(np.array(told).reshape(len(told), self.truth.size)), whole]
        ).tocsr()
        self.right = self.equal @ self.truth.ravel()
        self.high = np.repeat(self.weight, self.truth.shape[1])

    def _row(self, number: Published) -> np.ndarray:
        return np.outer(self.system.over(number)[self.atoms], number.score).ravel()

    def together(self, numbers: Sequence[Published], way: int) -> np.ndarray:
        """Return how far each of some numbers moves one way, at most its `least`, where as many as can move at once."""
        rows = way * np.array([self._row(entry) / entry.least for entry in numbers])
        count, size = rows.shape
        moved = sparse.hstack([sparse.csr_matrix(-rows), sparse.eye(count)])
        equal = sparse.hstack([self.equal, sparse.csr_matrix((len(self.right), count))])
        ends = np.column_stack([np.zeros(size + count), np.r_[self.high, np.ones(count)]])
        solved = linprog(
            np.r_[np.zeros(size), -np.ones(count)], A_ub=moved, b_ub=-rows @ self.truth.ravel(), A_eq=equal,
            b_eq=self.right, bounds=ends, method="highs",
        )  # fmt: skip
        return np.array([entry.least for entry in numbers]) * (0.0 if solved.x is None else solved.x[size:])

    def alone(self, number: Published, way: int) -> float:
        """Return how far a number can move one way."""
        row = way * self._row(number)
        ends = np.column_stack([np.zeros(row.size), self.high])
        solved = linprog(-row, A_eq=self.equal, b_eq=self.right, bounds=ends, method="highs")
        return 0.0 if solved.fun is None else max(0.0, float(-solved.fun - row @ self.truth.ravel()))
