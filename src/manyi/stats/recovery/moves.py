"""The cheapest change to other answers that takes a hidden number one protection level away from its true value.

One linear program for one hidden number (Kelly, Golden and Assad 1992; Hundepool et al. 2012, section 4.4): answers
move between those an atom may have given; a printed number that may be hidden can move at its cost, any other not at
all. Hiding what moves in the cheapest solution is enough; if nothing moves, the number is already safe.
Only some respondents move, heavy ones and those with rare answers: the solution is valid for all, though a cheaper one
may exist that also moves others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from manyi.stats.recovery.equations import System

MOVED = (60, 200, 600)  # atoms that may move: the heaviest of each kind; the next number if these are too few
EACH = 3.0  # respondents that the loss of a cell counts for, whatever it is about
NOTHING = 1e-7  # in respondents: what rounding leaves of a number that does not move


def cheapest_move(system: System, number: int, printed: np.ndarray, cost: Callable[[int], float]) -> list[int] | None:
    """Return which of the printed numbers (places) are hidden at the least cost to make a hidden one safe.

    cost: that of hiding a printed number, infinite if it must stay. [] if nothing has to be hidden; None if no other
    answers were found: then the number follows from those that stay, or nearly so.
    """
    costs = np.array([cost(at) for at in printed])
    for size in MOVED:
        some = _movable(system, number, size)
        less = _program(system, number, printed, costs, some, -1.0)
        more = _program(system, number, printed, costs, some, 1.0) if less is None or less[1] else None
        if cheapest := min((move for move in (less, more) if move is not None), default=None):
            return cheapest[1]
        if len(some) == len(system.weight):
            break
    return None


def _movable(system: System, number: int, size: int) -> np.ndarray:
    """Return the atoms that may move: the heaviest of all and of the number's groups, and those with rare answers."""
    inside = np.abs(system.terms[number] @ system.member) > 0
    rare = (system.truth / np.maximum(system.truth.sum(axis=0), 1e-300)).max(axis=1)
    orders = [np.argsort(-order, kind="stable") for order in (system.weight, rare)]
    kinds = [order[kind[order]][:size] for order in orders for kind in (inside, np.ones(len(inside), bool))]
    return np.unique(np.concatenate(kinds))


def _program(
    system: System, number: int, printed: np.ndarray, costs: np.ndarray, some: np.ndarray, way: float
) -> tuple[float, list[int]] | None:
    """Return (cost, numbers that move) of the cheapest move in one direction; None if there is none."""
    over, truth = _in_respondents(system, np.r_[printed, number], some)
    bears = np.abs(over[:-1]).max(axis=1, initial=0.0) > 0
    may = np.flatnonzero(np.isfinite(costs[bears]))
    places, loss = printed[bears][may], EACH + costs[bears][may]
    slack = sparse.csr_matrix((np.ones(len(may)), (may, np.arange(len(may)))), shape=(int(bears.sum()), len(may)))
    whole = sparse.kron(sparse.identity(len(some)), np.ones((1, truth.shape[1])))
    equal = sparse.bmat([[sparse.csr_matrix(over[:-1][bears]), -slack, slack],
                         [sparse.vstack([whole, sparse.csr_matrix(over[-1:])]), None, None]]).tocsc()  # fmt: skip
    right = np.r_[np.zeros(equal.shape[0] - 1), way * _least(system, number)]
    low = np.r_[-truth.ravel(), np.zeros(2 * len(may))]
    solution = linprog(np.r_[np.zeros(truth.size), loss, loss], A_eq=equal, b_eq=right,
                    bounds=np.column_stack([low, np.full(len(low), np.inf)]), method="highs-ds")  # fmt: skip
    if solution.status != 0:
        return None
    moved = solution.x[truth.size :].reshape(2, -1).sum(axis=0)
    return float(solution.fun), [int(at) for at in places[moved > NOTHING]]


def _in_respondents(system: System, numbers: np.ndarray, some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients (P, m C) of some atoms' answers in numbers, in respondents, and the answers (m, C)."""
    terms, scores = system.terms[numbers], system.scores[numbers]
    size, span = np.abs(terms).max(axis=1), np.ptp(scores, axis=1)
    over = (terms @ system.member[:, some]) / size[:, None]
    scores = scores / np.where(span > 0, span, 1.0)[:, None]
    return (over[:, :, None] * scores[:, None, :]).reshape(len(numbers), -1), system.truth[some]


def _least(system: System, number: int) -> float:
    """Return the protection level of a number in respondents."""
    return float(system.numbers[number].least / np.abs(system.terms[number]).max() / np.ptp(system.scores[number]))
