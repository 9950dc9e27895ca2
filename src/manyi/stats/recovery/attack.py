"""The attack: which guarded numbers follow from the printed ones, and what to hide beside them so that none does.

By algebra: a hidden number that is a linear combination of printed ones is known exactly. By bounds: one whose interval
is no wider than its sliding protection level is known well enough (Hundepool et al. 2012, sections 4.2 and 4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lstsq

from manyi.stats.recovery.bounds import ENOUGH, widths
from manyi.stats.recovery.equations import Answers, Published, System

EXACT = 1e-7  # of a row of length 1: what rounding leaves of one that is a combination of others


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
        self.rows = self.system.rows()

    def printed(self) -> list[Published]:
        """Return the printed numbers, from dear to cheap."""
        return [entry for entry, hidden in zip(self.numbers, self.hidden, strict=True) if not hidden]

    def completed(self) -> dict[str, int | None]:
        """Return {id of a guarded number that is a combination of printed ones: the first of these that completes one}.

        None stands for a number the weights alone say.
        """
        left = self.rows[self.guarded]
        completing: dict[str, int | None] = {}
        for number, direction in [(None, None), *self.independent()]:
            if direction is not None:
                left = left - np.outer(left @ direction, direction)
            for at in np.flatnonzero(np.square(left).sum(axis=1) < EXACT**2):
                completing.setdefault(self.numbers[self.guarded[at]].id, number)
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

    def narrow(self, among: Sequence[Published]) -> list[Published]:
        """Return which of these hidden numbers have an interval narrower than it must stay."""
        if not among:
            return []
        telling = [self.numbers[number] for number, _ in self.independent()]
        wide = widths(self.system, among, telling)
        return [entry for entry, width in zip(among, wide, strict=True) if width < entry.least * ENOUGH]

    def combination(self, number: int) -> tuple[str, ...]:
        """Return the ids of printed numbers that give a hidden one together, of the dearest there are."""
        telling = [at for at, _ in self.independent()]
        factors = np.abs(lstsq(self.rows[telling].T, self.rows[number], cond=EXACT, lapack_driver="gelsy")[0])
        order = np.argsort(-factors, kind="stable")
        return tuple(self.numbers[telling[at]].id for at in order if factors[at] > 1e-6 * factors.max())


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
    given = [Recovered(attack.numbers[at].id, attack.combination(at), True)
             for at in map(int, attack.guarded) if attack.numbers[at].id in exact]  # fmt: skip
    left = [attack.numbers[at] for at in attack.guarded if attack.numbers[at].id not in exact]
    close = attack.narrow(left) if bounds else []
    near = (
        Recovered(entry.id, tuple(other.id for other in _beside(entry, attack.printed())), False) for entry in close
    )
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
    place = {entry.id: at for at, entry in enumerate(attack.numbers)}
    while True:
        exact = attack.completed()
        last = [attack.numbers[at] for at in exact.values() if at is not None]
        more = {entry.id for entry in last if np.isfinite(entry.cost)}
        if not more and bounds:
            left = [attack.numbers[at] for at in attack.guarded if attack.numbers[at].id not in exact]
            free = [other for other in attack.printed() if np.isfinite(other.cost)]
            beside = (next(iter(_beside(entry, free)), None) for entry in attack.narrow(left))
            more = {entry.id for entry in beside if entry is not None}
        if not more:
            return chosen
        chosen |= more
        attack.hidden[[place[id_] for id_ in more]] = True


def _beside(number: Published, printed: Sequence[Published]) -> list[Published]:
    """Return the printed numbers of the same respondents, then those on the same answers, cheap ones first."""
    same = [entry for entry in printed if entry.terms.keys() & number.terms.keys()]
    alike = [entry for entry in printed if entry not in same and np.array_equal(entry.score, number.score)]
    return [*sorted(same, key=lambda entry: entry.cost), *sorted(alike, key=lambda entry: entry.cost)]
