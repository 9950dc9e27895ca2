"""The attack: which guarded numbers follow from the printed ones, and what to hide beside them so that none does.

By algebra: a hidden number that is a linear combination of printed ones is known exactly. By bounds: one whose interval
is no wider than its sliding protection level is known well enough (Hundepool et al. 2012, sections 4.2 and 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lstsq

from manyi.stats.recovery.bounds import ENOUGH, furthest, reaches
from manyi.stats.recovery.equations import EXACT, Answers, Published, System


@dataclass(frozen=True)
class Recovered:
    """A hidden number that can be worked out, the printed ones that say it, weightiest first, and whether exactly."""

    id: str
    by: tuple[str, ...]
    exact: bool


class Attack:
    """One item as the attacker has it. `hidden` (P,): which numbers are not printed; more may be hidden later."""

    def __init__(self, answers: Answers, groups: np.ndarray, numbers: Sequence[Published]) -> None:
        size = groups.sum(axis=1)
        told_of = {entry.id: sum(size[group] for group in entry.terms) for entry in numbers}
        ordered = sorted(numbers, key=lambda entry: (-entry.cost, -told_of[entry.id], entry.id))  # from dear to cheap
        self.system = System.of(answers, groups, ordered)
        self.numbers = list(self.system.numbers)
        self.hidden = np.array([entry.hidden for entry in self.numbers])
        self.guarded = np.flatnonzero([entry.guarded for entry in self.numbers])
        self.wide = set[int]()  # guarded numbers that were shown to be far enough from known
        self.look()

    def hide(self, places: Sequence[int]) -> None:
        """Print these numbers no more."""
        self.hidden[places] = True
        self.look()

    def look(self) -> None:
        """Take in what is printed now: which answers it leaves possible, and the rows of all numbers over these."""
        self.possible = self.system.possible(~self.hidden)
        self.rows = self.system.rows(self.possible)

    def completed(self) -> dict[int, int | None]:
        """Return {guarded number that is a combination of printed ones: the first of these that completes one}.

        None stands for a number the weights and the answers nobody can have given alone say.
        """
        left = self.rows[self.guarded]
        completing: dict[int, int | None] = {}
        for number, direction in [(None, None), *self.independent()]:
            if direction is not None:
                left = left - np.outer(left @ direction, direction)
            for at in np.flatnonzero(np.square(left).sum(axis=1) < EXACT**2):
                completing.setdefault(int(self.guarded[at]), number)
            if len(completing) == len(left):
                break
        return completing

    def independent(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the printed numbers that say something the ones before them do not, each with the direction it adds."""
        basis, size = np.zeros((min(self.rows.shape), self.rows.shape[1])), 0
        for number in np.flatnonzero(~self.hidden):
            if size == len(basis):
                return
            row = self.rows[number]
            for _ in range(2):  # once more, as what is left may be small
                row = row - (basis[:size] @ row) @ basis[:size]
            if (length := np.linalg.norm(row)) > EXACT:
                basis[size], size = row / length, size + 1
                yield int(number), basis[size - 1]

    def narrow(self, among: Sequence[int]) -> list[int]:
        """Return which of these hidden numbers nothing shows to be as far from their true value as they must be able to.

        One a program would have to be too large for is among them; one that was shown to be is never asked of again, as
        hiding more does not bring it nearer.
        """
        among = [at for at in among if at not in self.wide]
        if among:
            printed = [number for number, _ in self.independent()]
            reach = reaches(self.system, among, printed, self.possible)
            for at, far in zip(among, reach, strict=True):
                least = self.numbers[at].least * ENOUGH
                if far >= least or furthest(self.system, at, printed, self.possible) >= least:
                    self.wide.add(at)
        return [at for at in among if at not in self.wide]

    def combination(self, number: int) -> tuple[str, ...]:
        """Return the ids of printed numbers that give a hidden one together, of the dearest there are."""
        telling = [at for at, _ in self.independent()]
        factors = np.abs(lstsq(self.rows[telling].T, self.rows[number], cond=EXACT, lapack_driver="gelsy")[0])
        order = np.argsort(-factors, kind="stable")
        by = [telling[at] for at in order if factors[at] > 1e-6 * factors.max()]
        return self.named(by or self.beside(number))

    def named(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the ids of numbers."""
        return tuple(self.numbers[at].id for at in places)

    def free(self, number: int) -> bool:
        """Return whether a number may be hidden for the sake of others."""
        return bool(np.isfinite(self.numbers[number].cost))

    def beside(self, number: int, among: Callable[[int], bool] = lambda _: True) -> list[int]:
        """Return the printed numbers of the same group, then those on the same answers that say most, cheap ones first."""
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
    attack = Attack(answers, groups, numbers)
    exact = attack.completed()
    given = [Recovered(attack.numbers[at].id, attack.combination(at), True) for at in exact]
    left = [at for at in map(int, attack.guarded) if at not in exact]
    close = attack.narrow(left) if bounds else []
    near = (Recovered(attack.numbers[at].id, attack.named(attack.beside(at)), False) for at in close)
    return [*given, *near]


def complements(answers: Answers, groups: np.ndarray, numbers: Sequence[Published], *, bounds: bool = True) -> set[str]:
    """Return the ids to hide too so that no guarded number can be worked out, of those that may be (`cost` finite).

    In each combination of the dearest printed numbers that gives a hidden one, the cheapest is hidden; where none gives
    it but its interval is narrow, the cheapest beside it. A heuristic as Cox's (1980): what it hides is enough where
    enough may be hidden, not the least that would do. Not `bounds`: against algebra alone.
    """
    if not any(entry.guarded for entry in numbers):
        return set()
    attack, chosen = Attack(answers, groups, numbers), set[str]()
    while True:
        exact = attack.completed()
        more = {at for at in exact.values() if at is not None and attack.free(at)}
        if not more and bounds:
            close = [*exact, *attack.narrow([at for at in map(int, attack.guarded) if at not in exact])]
            more = {next(iter(attack.beside(at, attack.free)), None) for at in close} - {None}
        if not more:
            return chosen
        chosen |= {attack.numbers[at].id for at in more}
        attack.hide(sorted(more))
