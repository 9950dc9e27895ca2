"""Explains why raking fails, naming the margins whose answers and targets contradict each other.

Two margins can be met together exactly when no set A of categories of one has answers only in a set B of the other with
a smaller target (a flow from the targets of one margin to those of the other: Ford and Fulkerson 1956). Raking, whose
weights stay positive, also needs that no combination of categories would have to have weight 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

Labels = Sequence[tuple[str, Sequence[str]]]  # for each margin, its name and those of its categories
CLOSE = 1e-9  # shares that differ by less are taken as equal


@dataclass(frozen=True)
class Cells:
    """Occupied cells of the joint margins: per margin (C,) categories and (categories,) target shares; names."""

    members: Sequence[np.ndarray]
    shares: Sequence[np.ndarray]
    labels: Labels

    def pick(self, margin: int, categories: np.ndarray) -> str:
        """Name some categories of a margin: `sex = female or male`."""
        name, keys = self.labels[margin]
        return f"{name} = {' or '.join(str(keys[int(index)]) for index in np.flatnonzero(categories))}"


def margins_unmet(cells: Cells, reached: np.ndarray, iterations: int) -> str:
    """Return which margins contradict each other and where, or else which category is furthest from its target.

    reached: (C,) weight of each cell after the last iteration, in shares.
    """
    for first, second in combinations(range(len(cells.members)), 2):
        contradiction = _between(cells, first, second)
        if contradiction:
            return contradiction
    gaps = [
        (np.bincount(codes, reached, len(target)) - target) / target
        for codes, target in zip(cells.members, cells.shares, strict=True)
    ]
    worst = int(np.argmax([np.abs(gap).max() for gap in gaps]))
    chosen = np.arange(len(gaps[worst])) == np.abs(gaps[worst]).argmax()
    target, gap = cells.shares[worst][chosen].item(), gaps[worst][chosen].item()
    return (
        f"no convergence after {iterations} iterations: {cells.pick(worst, chosen)} has a target of {target:.4g} "
        f"but is at {target * (1 + gap):.4g}; merge small categories or drop a margin"
    )


def _between(cells: Cells, first: int, second: int) -> str:
    """Return how two margins contradict each other; empty if they can be met together."""
    rows, columns = cells.shares[first], cells.shares[second]
    met = np.zeros((len(rows), len(columns)), bool)
    met[cells.members[first], cells.members[second]] = True
    a, b = _narrow(rows, columns, met)
    wanted, there = float(rows[a].sum()), float(columns[b].sum())
    first_group, second_group = cells.pick(first, a), cells.pick(second, b)
    empty = f"nobody is {first_group} and {cells.pick(second, ~b)}"
    if wanted > there + CLOSE:
        return (
            f"{empty}, so {first_group} (target {wanted:.4g}) has to fit into {second_group} (target {there:.4g}); "
            "merge categories or drop a margin"
        )
    if (met & ~a[:, None] & b).any():
        return (
            f"{empty}, so {first_group} and {second_group} have to be the same people "
            f"(target {wanted:.4g} for both), but there are others who are {cells.pick(first, ~a)} and {second_group}; "
            "merge categories or drop a margin"
        )
    return ""


def _narrow(rows: np.ndarray, columns: np.ndarray, met: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the set A of rows (r,) that exceeds its columns B (c,) by most, B all columns an A is met with.

    maximise sum of rows in A - sum of columns in B, with B at least where A is met: a linear programme whose corners
    are 0 and 1. Among equals, one with cells outside A inside B.
    """
    from scipy.optimize import linprog

    r, c = met.shape
    at, to = np.nonzero(met)
    tie = 1e-6 / len(at)
    gain = np.concatenate([rows - tie * met.sum(axis=1), -columns + tie * met.sum(axis=0)])
    inside = np.zeros((len(at), r + c))
    inside[np.arange(len(at)), at], inside[np.arange(len(at)), r + to] = 1.0, -1.0
    solved = linprog(-gain, A_ub=inside, b_ub=np.zeros(len(at)), bounds=(0, 1), method="highs")
    chosen = solved.x > 0.5
    return chosen[:r], chosen[r:]
