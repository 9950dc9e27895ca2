"""The attack: which guarded numbers follow from the printed ones, and what to hide beside them so that none does.

By algebra: a hidden number that is a linear combination of printed ones is known exactly. By bounds: one whose interval
is no wider than its sliding protection level is known well enough (Hundepool et al. 2012, sections 4.2 and 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lstsq

from manyi.stats.recovery.bounds import ENOUGH, whole_width, widths
from manyi.stats.recovery.equations import EXACT, Answers, Published, System
from manyi.stats.recovery.inside import Inside


@dataclass(frozen=True)
class Recovered:
    """A hidden number that can be worked out, the printed ones that say it, weightiest first, and whether exactly."""

    id: str
    by: tuple[str, ...]
    exact: bool


class Attack:
    """One item as the attacker has it. `hidden` (P,): which numbers are not printed; more may be hidden later."""

    def __init__(self, answers: Answers, groups: np.ndarray, numbers: Sequence[Published], bounds: bool) -> None:
        size = groups.sum(axis=1)
        told_of = {entry.id: sum(size[group] for group in entry.terms) for entry in numbers}
        ordered = sorted(numbers, key=lambda entry: (-entry.cost, -told_of[entry.id], entry.id))  # from dear to cheap
        self.system, self.bounds = System.of(answers, groups, ordered), bounds
        self.numbers = list(self.system.numbers)
        self.hidden = np.array([entry.hidden for entry in self.numbers])
        self.guarded = np.flatnonzero([entry.guarded for entry in self.numbers])
        self.possible = np.ones(self.system.truth.shape, bool)
        self.wide = set[int]()  # guarded numbers whose interval was found wide enough
        self.look()

    def hide(self, places: Sequence[int]) -> None:
        """Print these numbers no more."""
        self.hidden[places] = True
        self.look()

    def look(self) -> None:
        """Take in what is printed now: which answers it leaves possible, and which printed numbers say something new.

        `completed`: {guarded number that is a combination: the first printed one that completes one}; None stands for
        one the weights and what is possible say without it.
        """
        self.completed = dict[int, int | None]()
        self._span(np.ones_like(self.possible))
        if not self.bounds:
            return
        self._span(self.system.possible(~self.hidden))
        self.inside = Inside(self.system, self.telling, self.possible)
        self.even = self.inside.evenest()
        if (self.inside.possible != self.possible).any():  # many numbers together leave nobody there
            self._span(self.inside.possible)
            self.inside = Inside(self.system, self.telling, self.possible)

    def _span(self, possible: np.ndarray) -> None:
        """Find the printed numbers that say what the ones before them do not, where these answers are possible."""
        self.possible, self.rows, self.telling = possible, self.system.rows(possible), list[int]()
        left = self.rows[self.guarded]
        self._complete(left, None)
        basis = np.zeros((min(self.rows.shape), self.rows.shape[1]))
        for number in map(int, np.flatnonzero(~self.hidden)):
            size, row = len(self.telling), self.rows[number]
            if size == len(basis):
                return
            for _ in range(2):  # once more, as what is left may be small
                row = row - (basis[:size] @ row) @ basis[:size]
            if (length := np.linalg.norm(row)) > EXACT:
                basis[size] = row / length
                self.telling.append(number)
                left = left - np.outer(left @ basis[size], basis[size])
                self._complete(left, number)

    def _complete(self, left: np.ndarray, number: int | None) -> None:
        for at in np.flatnonzero(np.square(left).sum(axis=1) < EXACT**2):
            self.completed.setdefault(int(self.guarded[at]), number)

    def narrow(self) -> list[int]:
        """Return the hidden numbers that are no combination, but of which no interval as wide as it must be was found.

        One a program would have to be too large for is among them; one found wide is never asked of again, as hiding
        more does not narrow it. None without bounds.
        """
        if not self.bounds:
            return []
        among = [at for at in map(int, self.guarded) if at not in self.wide and at not in self.completed]
        for at, width in zip(among, widths(self.inside, self.even, among), strict=True):
            least = self.numbers[at].least * ENOUGH
            if width >= least or whole_width(self.inside, at, self.telling) >= least:
                self.wide.add(at)
        return [at for at in among if at not in self.wide]

    def combination(self, number: int) -> tuple[str, ...]:
        """Return the ids of printed numbers that give a hidden one together, of the dearest there are."""
        for possible in (np.ones_like(self.possible), self.possible):
            self._span(possible)
            factors = lstsq(self.rows[self.telling].T, self.rows[number], cond=EXACT, lapack_driver="gelsy")[0]
            if np.linalg.norm(factors @ self.rows[self.telling] - self.rows[number]) < EXACT:
                break
        far = np.abs(factors)
        by = [self.telling[at] for at in np.argsort(-far, kind="stable") if far[at] > 1e-6 * far.max()]
        return self.named(by or self.beside(number))

    def named(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the ids of numbers."""
        return tuple(self.numbers[at].id for at in places)

    def free(self, number: int) -> bool:
        """Return whether a number may be hidden for the sake of others."""
        return bool(np.isfinite(self.numbers[number].cost))

    def beside(self, number: int, among: Callable[[int], bool] = lambda _: True) -> list[int]:
        """Return the printed numbers of the same group, then those on the same answers, cheap ones first."""
        entry = self.numbers[number]
        printed = [at for at in map(int, np.flatnonzero(~self.hidden)) if among(at)]
        same = [at for at in printed if self.numbers[at].terms.keys() & entry.terms.keys()]
        alike = [at for at in printed if at not in same and np.array_equal(self.numbers[at].score, entry.score)]
        return [*reversed(same), *reversed(alike)]


def recovered(
    answers: Answers, groups: np.ndarray, numbers: Sequence[Published], *, bounds: bool = True
) -> list[Recovered]:
    """Return the guarded numbers of one item that can be worked out from the printed ones; groups (K, n).

    Not `bounds`: by algebra alone.
    """
    if not any(entry.guarded for entry in numbers):
        return []
    attack = Attack(answers, groups, numbers, bounds)
    exact = [Recovered(attack.numbers[at].id, attack.combination(at), True) for at in attack.completed]
    near = (Recovered(attack.numbers[at].id, attack.named(attack.beside(at)), False) for at in attack.narrow())
    return [*exact, *near]


def complements(answers: Answers, groups: np.ndarray, numbers: Sequence[Published], *, bounds: bool = True) -> set[str]:
    """Return the ids to hide too so that no guarded number can be worked out, of those that may be (`cost` finite).

    In each combination of the dearest printed numbers that gives a hidden one, the cheapest is hidden; where none gives
    it but its interval is narrow, the cheapest beside it. A heuristic as Cox's (1980): what it hides is enough where
    enough may be hidden, not the least that would do. Not `bounds`: against algebra alone.
    """
    if not any(entry.guarded for entry in numbers):
        return set()
    attack, chosen = Attack(answers, groups, numbers, bounds), set[str]()
    while True:
        more = {at for at in attack.completed.values() if at is not None and attack.free(at)}
        if not more:
            close = [*attack.completed, *attack.narrow()] if bounds else []
            more = {beside for at in close if (beside := next(iter(attack.beside(at, attack.free)), None)) is not None}
        if not more:
            return chosen
        chosen |= {attack.numbers[at].id for at in more}
        attack.hide(sorted(more))
