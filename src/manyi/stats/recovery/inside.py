"""Answers, none of them negative, that leave every printed number as it is, found by an interior-point method.

In: a System, the printed numbers and which answers they leave possible. Out: answers (m, C), and directions in which a
hidden number moves. No matrix over all answers is built: a number is groups times answers, and so is a step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from manyi.stats.recovery.equations import System

NEWTON, CLOSE, NEAR = 40, 1e-3, 1e-10  # rounds to find the evenest answers; tolerance relative to a number's range
FAR = 8.0  # how far, in logarithms, an answer may move in one round
SAME = 1e-9  # tolerance for equality, relative to a number's range and to an atom's weight
RIDGE = 1e-13  # share of the diagonal, for numbers that say almost the same
EVEN = 0.05  # share of the first answers spread evenly, so that answers nobody gave are possible too


class Inside:
    """The answers (m, C) that the printed numbers of one System allow."""

    def __init__(self, system: System, printed: Sequence[int], possible: np.ndarray) -> None:
        self.system, self.possible, told = system, possible.copy(), list(printed)
        span = np.ptp(system.scores, axis=1) * np.abs(system.terms @ system.member).dot(system.weight)
        self.span = np.where(span > 0, span, 1.0)  # (P,) the range of each number
        self.terms, self.scores = system.terms[told] / self.span[told, None], system.scores[told]
        self.right = self.values(system.truth)

    def values(self, answers: np.ndarray) -> np.ndarray:
        """Return the printed numbers (r,) that these answers give, each relative to its range."""
        return np.asarray(((self.terms @ (self.system.member @ answers)) * self.scores).sum(axis=1))

    def field(self, factors: np.ndarray) -> np.ndarray:
        """Return the sum (m, C) of each answer's coefficients in the printed numbers times these factors (r,)."""
        return np.asarray(self.system.member.T @ ((self.terms * factors[:, None]).T @ self.scores))

    def allow(self, answers: np.ndarray) -> bool:
        """Return whether an attacker must allow for these answers: none negative, every printed number the same."""
        off = np.abs(self.values(answers) - self.right).max(initial=0.0)
        lost = np.abs(answers.sum(axis=1) / self.system.weight - 1.0).max()
        return bool(max(off, lost, -(answers / self.system.weight[:, None]).min()) <= SAME)

    def evenest(self) -> np.ndarray | None:
        """Return the answers nearest to the overall distribution, by raking; None if Newton's method finds none.

        Deville and Särndal (1992), section 2, with the printed numbers as the totals.
        """
        factors = np.zeros(len(self.right))
        answers, height = self._raked(factors)
        for _ in range(NEWTON):
            left, before = self.values(answers) - self.right, answers
            if np.abs(left).max(initial=0.0) < NEAR:
                return answers
            turn = Room(self, answers).solve(left)
            size = min(1.0, FAR / np.abs(self.field(turn)).max(initial=FAR))
            while size > 1e-6:
                answers, lower = self._raked(factors - size * turn)
                if lower <= height - 1e-4 * size * (left @ turn) + 1e-12 * abs(height):
                    break
                size /= 2
            factors, height = factors - size * turn, lower
            if (
                np.abs(left).max() < CLOSE
            ):  # answers that still shrink would do so for ever: the printed numbers leave nobody there
                self.possible &= (answers > before * np.exp(-size / 2)) | (self.system.truth > 0)
                answers, height = self._raked(factors)
        return None

    def _raked(self, factors: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the answers that raking with these factors gives, and the value that Newton's method minimises."""
        share, weight = self.system.truth.sum(axis=0), self.system.weight[:, None]
        first = (1 - EVEN) * share / share.sum() + EVEN / len(share)
        power = np.where(self.possible, self.field(factors), -np.inf)
        top = power.max(axis=1, keepdims=True)
        parts = first * np.exp(power - top)
        total = parts.sum(axis=1, keepdims=True)
        return parts * weight / total, float((weight * (np.log(total) + top)).sum() - factors @ self.right)


class Room:
    """Directions that leave every printed number and weight as it is, where answers may move by about `room` (m, C)."""

    def __init__(self, inside: Inside, room: np.ndarray) -> None:
        self.inside, self.room, self.total = inside, room, room.sum(axis=1, keepdims=True)
        gram = self._gram()
        self.size = np.sqrt(np.maximum(np.diag(gram), np.finfo(float).tiny))
        self.factor = _factored(gram / np.outer(self.size, self.size))

    def _gram(self) -> np.ndarray:
        """Return A D A' (r, r): A the printed numbers, less the part given by the weights of atoms, D the room."""
        member, terms, scores = self.inside.system.member, self.inside.terms, self.inside.scores
        gram = np.zeros((len(terms), len(terms)))
        for room, score in zip(self.room.T, scores.T, strict=True):
            gram += np.outer(score, score) * (terms @ ((member * room) @ member.T) @ terms.T)
        mean = (terms @ member) * (scores @ self.room.T)
        return gram - (mean / self.total.T) @ mean.T

    def solve(self, right: np.ndarray) -> np.ndarray:
        """Return (A D A')^-1 right."""
        return np.asarray(cho_solve(self.factor, right / self.size) / self.size) if len(right) else right

    def direction(self, number: int) -> np.ndarray:
        """Return the direction (m, C) that moves a number of the system most."""
        way = self._moved(self.inside.system.counts(number) / self.inside.span[number])
        for _ in range(3):  # again, because the remainder may be small
            way = way - self._moved(self.inside.field(self.solve(self.inside.values(way))))
        return way

    def _moved(self, pull: np.ndarray) -> np.ndarray:
        return np.asarray(self.room * (pull - (self.room * pull).sum(axis=1, keepdims=True) / self.total))


def _factored(gram: np.ndarray) -> tuple[np.ndarray, bool]:
    ridge = RIDGE
    while len(gram):
        try:
            return cho_factor(gram + ridge * np.eye(len(gram)), check_finite=False)
        except LinAlgError:
            ridge *= 100
    return gram, False
