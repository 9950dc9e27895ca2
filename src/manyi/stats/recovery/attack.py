"""The attack: which guarded numbers follow from the printed ones, and what to hide beside them so that none does.

By algebra: a hidden number that is a linear combination of printed ones is known exactly. By bounds: one whose interval
is no wider than its sliding protection level is known well enough (Hundepool et al. 2012, sections 4.2 and 4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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


def recovered(
    answers: Answers, groups: np.ndarray, numbers: Sequence[Published], *, bounds: bool = True
) -> list[Recovered]:
    """Return the guarded numbers of one item that can be worked out from the printed ones; groups (K, n).

    Not `bounds`: by algebra alone, which takes seconds where programs for the bounds take minutes.
    """
    if not any(entry.guarded for entry in numbers):
        return []
    system = System.of(answers, groups, numbers)
    guarded, printed = _parted(system)
    exact = completed(system, guarded, printed)
    left = [entry for entry in guarded if entry.id not in exact]
    named = {entry.id: _combination(system, entry, printed) for entry in guarded if entry.id in exact}
    close = narrow(system, left, printed, exact=True) if bounds else []
    near = {entry.id: tuple(other.id for other in _beside(entry, printed)) for entry in close}
    return [Recovered(id_, by, of is named) for of in (named, near) for id_, by in of.items()]


def complements(answers: Answers, groups: np.ndarray, numbers: Sequence[Published], *, bounds: bool = True) -> set[str]:
    """Return the ids to hide too so that no guarded number can be worked out, of those that may be (`cost` finite).

    In each combination of the dearest printed numbers that gives a hidden one, the cheapest is hidden; where none gives
    it but its interval is narrow, the cheapest beside it. A heuristic as Cox's (1980): what it hides is enough where
    enough may be hidden, not the least that would do. Not `bounds`: against algebra alone.
    """
    chosen: set[str] = set()
    while any(entry.guarded for entry in numbers):
        system = System.of(answers, groups, numbers)
        guarded, printed = _parted(system)
        exact = completed(system, guarded, printed)
        more = {entry.id for entry in exact.values() if entry is not None and np.isfinite(entry.cost)}
        if not more and bounds:
            rest = narrow(system, [entry for entry in guarded if entry.id not in exact], printed, exact=False)
            beside = (
                next(iter(_beside(entry, [other for other in printed if np.isfinite(other.cost)])), None)
                for entry in rest
            )
            more = {entry.id for entry in beside if entry is not None}
        if not more:
            break
        chosen |= more
        numbers = [replace(entry, hidden=True) if entry.id in more else entry for entry in numbers]
    return chosen


def _parted(system: System) -> tuple[list[Published], list[Published]]:
    """Return the guarded numbers, and the printed ones from dear to cheap."""
    printed = [entry for entry in system.numbers if not entry.hidden]
    return [entry for entry in system.numbers if entry.guarded], sorted(
        printed, key=lambda entry: (-entry.cost, entry.id)
    )


def completed(
    system: System, guarded: Sequence[Published], printed: Sequence[Published]
) -> dict[str, Published | None]:
    """Return {id of a guarded number that is a combination of printed ones: the first of these that completes one}.

    None stands for a number the weights alone say.
    """
    rows = system.rows([*guarded, *printed])
    left = rows[: len(guarded)]
    completing: dict[str, Published | None] = {}
    for number, direction in [(None, None), *_independent(printed, rows[len(guarded) :])]:
        if direction is not None:
            left = left - np.outer(left @ direction, direction)
        for at in np.flatnonzero(np.linalg.norm(left, axis=1) < EXACT):
            completing.setdefault(guarded[int(at)].id, number)
    return completing


def _independent(printed: Sequence[Published], rows: np.ndarray) -> Iterator[tuple[Published, np.ndarray]]:
    """Yield the numbers that say something the ones before them do not, each with the direction it adds."""
    basis, size = np.zeros((min(rows.shape), rows.shape[1])), 0
    for number, row in zip(printed, rows, strict=True):
        if size == len(basis):
            return
        for _ in range(2):  # once more, as what is left may be small
            row = row - (basis[:size] @ row) @ basis[:size]
        if (length := np.linalg.norm(row)) > EXACT:
            basis[size], size = row / length, size + 1
            yield number, basis[size - 1]


def narrow(system: System, hidden: Sequence[Published], printed: Sequence[Published], exact: bool) -> list[Published]:
    """Return the hidden numbers whose interval is narrower than it must stay."""
    if not hidden:
        return []
    telling = [number for number, _ in _independent(printed, system.rows(printed))]
    wide = widths(system, hidden, telling, exact)
    return [entry for entry, width in zip(hidden, wide, strict=True) if width < entry.least * ENOUGH]


def _combination(system: System, number: Published, printed: Sequence[Published]) -> tuple[str, ...]:
    """Return the ids of printed numbers that give a hidden one together."""
    rows = system.rows([number, *printed])
    factors = np.abs(lstsq(rows[1:].T, rows[0], cond=EXACT, lapack_driver="gelsy")[0])
    return tuple(printed[at].id for at in np.argsort(-factors, kind="stable") if factors[at] > 1e-6 * factors.max())


def _beside(number: Published, printed: Sequence[Published]) -> list[Published]:
    """Return the printed numbers of the same respondents, then those on the same answers, cheap ones first."""
    same = [entry for entry in printed if entry.terms.keys() & number.terms.keys()]
    alike = [entry for entry in printed if entry not in same and np.array_equal(entry.score, number.score)]
    return [*sorted(same, key=lambda entry: entry.cost), *sorted(alike, key=lambda entry: entry.cost)]
