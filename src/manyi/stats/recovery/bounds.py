"""How wide an interval printed numbers leave a hidden one, where none at least and all at most gave an answer.

Most hidden numbers are safe, and two ways to fill in the answers that differ enough prove it. Both are found on a line
through the middle of all ways (the fill of largest entropy). Only what stays in doubt is asked of a linear program,
whose ends are the attacker's own (Hundepool et al. 2012, section 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from scipy import sparse
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import linprog

from manyi.stats.recovery.equations import Published, System

STEPS = 60  # of Newton's method; it needs 5 to 20
CLOSE = 1e-9  # what may be left of an equation, for each unit of weight
ENOUGH = 1 - 1e-6  # of the protection level


def widths(system: System, hidden: Sequence[Published], printed: Sequence[Published], exact: bool) -> np.ndarray:
    """Return (len(hidden),) how wide the interval of each is, or at least its `least` where it is that wide.

    Not `exact`: at least how wide, without a linear program where that is in doubt. Sums are taken as if answers could
    be parted: an attacker who looks for whole ones may come nearer.
    """
    middle = Middle(system, printed)
    wide = np.array([middle.width(entry) for entry in hidden])
    for at, entry in enumerate(hidden):
        if exact and wide[at] < entry.least * ENOUGH:
            wide[at] = middle.exact_width(entry)
    return wide


class Middle:
    """The fill of largest entropy that gives every printed number, and the lines through it."""

    def __init__(self, system: System, printed: Sequence[Published]) -> None:
        self.system = system
        self.equal = system.matrix(printed)
        self.right = self.equal @ system.truth.ravel()
        self.possible = self._possible()
        self.fill = self._newton()

    def width(self, number: Published) -> float:
        """Return how far a number moves on a line through the middle along which no printed one does; 0: not found."""
        if self.fill is None:
            return 0.0
        goal = np.outer(self.system.over(number), number.score).ravel()
        step = self._spread(goal)
        for _ in range(2 if self.equal.shape[0] else 0):  # once more, for what rounding leaves
            step = step - self._spread(self.equal.T @ cho_solve(self.factor, self.equal @ step))
        if np.abs(self.equal @ step).max(initial=0.0) > 1e-7 * np.abs(step).max(initial=0.0):
            return 0.0
        fill = self.fill.ravel()
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(np.abs(step) > 1e-14, fill / np.abs(step), np.inf)
        ends = (reach[way].min(initial=np.inf) for way in (step < 0, step > 0))
        away = float(goal @ step)
        return away * sum(ends) if away > 0 and np.isfinite(away) else 0.0

    def exact_width(self, number: Published) -> float:
        """Return the width of the interval itself: linear programs, up and down."""
        size, count = self.system.truth.shape
        goal = np.outer(self.system.over(number), number.score).ravel()
        whole = sparse.kron(sparse.eye(size), np.ones((1, count)))
        equal, right = sparse.vstack([self.equal, whole]).tocsr(), np.r_[self.right, self.system.weight]
        high = np.where(self.possible, self.system.weight[:, None], 0.0).ravel()
        ends = np.column_stack([np.zeros(high.size), high])
        extremes = [linprog(way, A_eq=equal, b_eq=right, bounds=ends, method="highs").fun for way in (goal, -goal)]
        return 0.0 if None in extremes else float(-extremes[0] - extremes[1])

    def _possible(self) -> np.ndarray:
        """Return which answers (m, C) are not ruled out by a printed number at an end of what it could be."""
        weight = np.repeat(self.system.weight, self.system.truth.shape[1])
        possible = np.ones(self.system.truth.size, bool)
        for row, right in zip(self.equal, self.right, strict=True):
            factors = row.toarray().ravel().reshape(self.system.truth.shape)
            for sign in (1.0, -1.0):
                least = (sign * factors).min(axis=1, keepdims=True)
                if sign * right - (least.ravel() * self.system.weight).sum() <= CLOSE * weight.max():
                    possible &= (sign * factors <= least).ravel()
        return possible.reshape(self.system.truth.shape)

    def _newton(self) -> np.ndarray | None:
        """Return the fill (m, C): weight * softmax of the equations' multipliers, by Newton's method on the dual."""
        price = np.zeros(self.equal.shape[0])
        value, self.fill = self._dual(price)
        for _ in range(STEPS if len(price) else 0):
            missing = self.right - self.equal @ self.fill.ravel()
            self.factor = self._factor()
            if self.factor is None:
                return None
            if np.abs(missing).max(initial=0.0) <= CLOSE * self.system.weight.sum():
                return self.fill
            step, size = cho_solve(self.factor, missing), 1.0
            while (better := self._dual(price + size * step))[0] > value - 1e-4 * size * (
                step @ missing
            ) and size > 1e-6:
                size /= 2
            price, (value, self.fill) = price + size * step, better
        return None if len(price) else self.fill

    def _dual(self, price: np.ndarray) -> tuple[float, np.ndarray]:
        power = np.where(self.possible, (self.equal.T @ price).reshape(self.possible.shape), -np.inf)
        top = power.max(axis=1, keepdims=True)
        part = np.exp(power - top)
        total = part.sum(axis=1, keepdims=True)
        weight = self.system.weight
        value = float(weight @ (np.log(total) + top).ravel() - price @ self.right)
        return value, weight[:, None] * part / total

    def _filled(self) -> np.ndarray:
        assert self.fill is not None  # noqa: S101 - asked only where there is one
        return self.fill

    def _spread(self, goal: np.ndarray) -> np.ndarray:
        """Return the variance of the fill times a row: answers move within atoms, those least certain most."""
        fill = self._filled()
        row = goal.reshape(fill.shape)
        mean = (fill * row).sum(axis=1, keepdims=True) / self.system.weight[:, None]
        return np.asarray(fill * (row - mean)).ravel()

    def _factor(self) -> tuple[np.ndarray, bool] | None:
        """Return the Cholesky factor of the equations' covariance under the fill; None where rounding leaves none."""
        fill = self._filled()
        atoms, count = fill.shape
        rooted = self.equal.multiply(np.sqrt(fill.ravel())).tocsr()
        within = self.equal.multiply(fill.ravel()) @ sparse.kron(sparse.eye(atoms), np.ones((count, 1)))
        within = within.multiply(1 / np.sqrt(self.system.weight)).tocsr()
        covariance = (rooted @ rooted.T - within @ within.T).toarray()
        size = rooted.power(2).sum() / max(len(covariance), 1) + 1e-300
        for ridge in (1e-13, 1e-11, 1e-9):  # some equations may say nothing here
            with suppress(LinAlgError):
                return cho_factor(covariance + ridge * size * np.eye(len(covariance)), check_finite=False)
        return None
