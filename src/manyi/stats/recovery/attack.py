"""The attack: which guarded numbers follow from the printed ones, and what else to hide so that none does.

By algebra: a hidden number that is a linear combination of printed ones is known exactly; a number printed as zero, or
at another end of its range, reveals which answers nobody gave. By bounds: one that no other answers bring as far from
its true value as its protection level is known too well (Hundepool et al. 2012, sections 4.2 and 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import lstsq

from manyi.stats.recovery.bounds import ENOUGH, reaches
from manyi.stats.recovery.equations import EXACT, Answers, Published, System
from manyi.stats.recovery.inside import Inside
from manyi.stats.recovery.moves import cheapest_move

BLOCK = 64  # rows compared at once with those before them


@dataclass(frozen=True)
class Recovered:
    """A hidden number that can be worked out, the printed ones behind it, weightiest first, and whether exactly."""

    id: str
    by: tuple[str, ...]
    exact: bool


class Attack:
    """One item as the attacker sees it. `hidden` (P,): which numbers are not printed; more may be hidden later."""

    def __init__(self, answers: Answers, groups: np.ndarray, numbers: Sequence[Published]) -> None:
        size = groups @ answers.each
        told_of = {entry.id: sum(size[group] for group in entry.terms) for entry in numbers}
        ordered = sorted(numbers, key=lambda entry: (-entry.cost, -told_of[entry.id], entry.id))  # dearest first
        self.system = System.of(answers, groups, ordered)
        self.numbers = list(self.system.numbers)
        self.hidden = np.array([entry.hidden for entry in self.numbers])
        self.guarded = np.flatnonzero([entry.guarded for entry in self.numbers])
        self.anything = np.ones(self.system.truth.shape, bool)
        self.look()

    def hide(self, places: Sequence[int]) -> None:
        """Stop printing these numbers."""
        self.hidden[places] = True
        self.look()

    def look(self) -> None:
        """Analyse what is printed now: which answers it leaves possible, and which printed numbers add information.

        `completed`: {guarded number that is a combination: the printed number that completes it}; None means that
        it follows from the weights and the possible answers alone.
        """
        self.completed = dict[int, int | None]()
        self._span(self.anything)
        self.possible = self.system.possible(~self.hidden)
        self.telling = self._span(self.possible)

    def _span(self, possible: np.ndarray) -> list[int]:
        """Return the printed numbers that add to those before them, where these answers are possible."""
        self.rows, telling = self.system.rows(possible), list[int]()
        left = self.rows[self.guarded]
        self._complete(left, None)
        basis = np.zeros((min(self.rows.shape), self.rows.shape[1]))
        printed = np.flatnonzero(~self.hidden)
        for block in np.split(printed, range(BLOCK, len(printed), BLOCK)):
            before, rows = len(telling), _beside(self.rows[block], basis[: len(telling)])
            for number, row in zip(map(int, block), rows, strict=True):
                size = len(telling)
                if size == len(basis):
                    return telling
                if size > before:
                    row = _beside(row, basis[before:size])
                if (length := np.linalg.norm(row)) > EXACT:
                    row = row / length
                    basis[size] = row - (basis[:size] @ row) @ basis[:size]  # also given those before the block
                    telling.append(number)
                    left = left - np.outer(left @ basis[size], basis[size])
                    self._complete(left, number)
        return telling

    def _complete(self, left: np.ndarray, number: int | None) -> None:
        for at in np.flatnonzero(np.square(left).sum(axis=1) < EXACT**2):
            self.completed.setdefault(int(self.guarded[at]), number)

    def narrow(self) -> list[int]:
        """Return the hidden numbers that are not a combination, but for which no step found a value far enough away."""
        among = [at for at in map(int, self.guarded) if at not in self.completed]
        inside = Inside(self.system, self.telling, self.possible)
        even = inside.evenest() if among else None
        far = reaches(inside, even, among)
        return [at for at, reach in zip(among, far, strict=True) if reach < self.numbers[at].least * ENOUGH]

    def to_hide(self, number: int) -> list[int] | None:
        """Return what to hide so that a guarded number is safe, at the least cost; None if nothing suffices."""
        return cheapest_move(self.system, number, np.flatnonzero(~self.hidden), lambda at: self.numbers[at].cost)

    def combination(self, number: int) -> tuple[str, ...]:
        """Return the ids of printed numbers that together give a hidden one, choosing the most expensive ones."""
        for possible in (self.anything, self.possible):
            telling = self._span(possible)
            factors = lstsq(self.rows[telling].T, self.rows[number], cond=EXACT, lapack_driver="gelsy")[0]
            if np.linalg.norm(factors @ self.rows[telling] - self.rows[number]) < EXACT:
                break
        far = np.abs(factors)
        by = [telling[at] for at in np.argsort(-far, kind="stable") if far[at] > 1e-6 * far.max()]
        return self.named(by or self.beside(number))

    def named(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the ids of numbers."""
        return tuple(self.numbers[at].id for at in places)

    def free(self, number: int) -> bool:
        """Return whether a number may be hidden for the sake of others."""
        return bool(np.isfinite(self.numbers[number].cost))

    def beside(self, number: int) -> list[int]:
        """Return the printed numbers of the same group, then those on the same answers, cheap ones first."""
        entry = self.numbers[number]
        printed = [int(at) for at in np.flatnonzero(~self.hidden)]
        same = [at for at in printed if self.numbers[at].terms.keys() & entry.terms.keys()]
        alike = [at for at in printed if at not in same and np.array_equal(self.numbers[at].score, entry.score)]
        return [*reversed(same), *reversed(alike)]


def _beside(rows: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Return the part of rows (..., d) orthogonal to a basis (r, d); projected twice, as little may remain."""
    for _ in range(2):
        rows = rows - (rows @ basis.T) @ basis
    return rows


def recovered(answers: Answers, groups: np.ndarray, numbers: Sequence[Published]) -> list[Recovered]:
    """Return the guarded numbers of one item that can be worked out from the printed ones; groups (K, n).

    These include numbers that neither steps nor a program over the heaviest respondents could move far enough.
    """
    if not any(entry.guarded for entry in numbers):
        return []
    attack = Attack(answers, groups, [replace(entry, cost=np.inf) for entry in numbers])
    exact = [Recovered(attack.numbers[at].id, attack.combination(at), True) for at in attack.completed]
    near = [at for at in attack.narrow() if attack.to_hide(at) is None]
    return [*exact, *(Recovered(attack.numbers[at].id, attack.named(attack.beside(at)), False) for at in near)]


def complements(answers: Answers, groups: np.ndarray, numbers: Sequence[Published]) -> set[str]:
    """Return the ids to hide too, among those allowed (`cost` finite), so that no guarded number can be worked out.

    In each combination of expensive printed numbers that gives a hidden one, the cheapest is hidden (a heuristic like
    Cox's, 1980); where none may be, or the hidden one is still known too closely, all that the cheapest move to other
    answers changes is hidden. What cannot be made safe in this way is left as it is.
    """
    if not any(entry.guarded for entry in numbers):
        return set()
    attack, chosen = Attack(answers, groups, numbers), set[int]()
    while more := {at for at in attack.completed.values() if at is not None and attack.free(at)}:
        chosen |= more
        attack.hide(sorted(more))
    for number in [*attack.completed, *attack.narrow()]:
        move = attack.to_hide(number) or []
        attack.hidden[move] = True
        chosen.update(move)
    return set(attack.named(sorted(chosen)))
