"""Raking under a cap: no weight above it, every margin met. One row: a group of identical respondents.

Of all such weights, these are closest to the base weights: min(cap, base x one factor per margin category)
(Deville and Saerndal 1992, the multiplicative distance with a bound; R calibrate(calfun="raking", bounds=)). Their mean
equals that of the targets, as without a cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SLACK = (1.0, 1.001, 1.01, 1.05, 1.2, 1.5)  # near the smallest cap the factors need many rounds


@dataclass(frozen=True)
class Wanted:
    """What the weights must meet: count (G,) respondents of each group; members: per margin (G,) categories from 0;
    targets: per margin (categories,) totals.
    """

    count: np.ndarray
    members: Sequence[np.ndarray]
    targets: Sequence[np.ndarray]

    @property
    def mean(self) -> float:
        """Return the mean weight that follows from the targets."""
        return float(np.sum(self.targets[0]) / self.count.sum())

    def error(self, weights: np.ndarray) -> float:
        """Return the largest relative error of a margin under weights (G,)."""
        mass = weights * self.count
        pairs = zip(self.members, self.targets, strict=True)
        return max(float(np.abs(np.bincount(codes, mass, len(t)) / t - 1).max()) for codes, t in pairs)


def rake_under(
    cap: float, base: np.ndarray, wanted: Wanted, tolerance: float, iterations: int
) -> tuple[np.ndarray, int, float]:
    """Return the weights (G,), the rounds used and the largest relative margin error left.

    base: (G,) weights of one respondent each. One margin at a time gets the factors that meet it exactly.
    """
    free = base
    for used in range(iterations + 1):
        error = wanted.error(np.minimum(free, cap))
        if error <= tolerance or used == iterations:
            break
        for codes, target in zip(wanted.members, wanted.targets, strict=True):
            free = free * _factors(cap, free, wanted.count, codes, target)[codes]
    return np.minimum(free, cap), used, error


def _factors(cap: float, free: np.ndarray, count: np.ndarray, codes: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return per category the factor f with sum of count x min(cap, f x free) = target.

    Groups that a factor lifts to the cap are fixed there and the factor of the rest raised, until none are added.
    """
    size, full, factor = len(target), np.zeros(len(free), bool), np.ones(len(target))
    while True:
        room = target - cap * np.bincount(codes, count * full, size)
        rest = np.bincount(codes, count * free * ~full, size)
        factor = np.where(rest > 0, np.maximum(room, 0.0) / np.where(rest > 0, rest, 1.0), factor)
        more = full | (factor[codes] * free >= cap)
        if (more == full).all():
            return factor
        full = more


def smallest_cap(wanted: Wanted) -> float:
    """Return the smallest cap under which weights of at least 0 meet the margins; inf where none do.

    A linear programme over the joint cells: minimise c, with the cells of each category summing to its target and
    every cell between 0 and c x its respondents.
    """
    from scipy.optimize import linprog

    shape = [len(target) for target in wanted.targets]
    joint, cell = np.unique(np.ravel_multi_index(list(wanted.members), shape), return_inverse=True)
    cells = np.unravel_index(joint, shape)
    sums = np.vstack([codes[None, :] == np.arange(k)[:, None] for codes, k in zip(cells, shape, strict=True)])
    total, size = float(np.sum(wanted.targets[0])), len(joint)
    solved = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=np.column_stack([np.eye(size), -np.bincount(cell, wanted.count)]),
        b_ub=np.zeros(size),
        A_eq=np.column_stack([sums, np.zeros(len(sums))]).astype(float),
        b_eq=np.concatenate(wanted.targets) / total,
        method="highs",
    )
    return float(solved.x[-1]) * total if solved.status == 0 else np.inf


def feasible(base: np.ndarray, wanted: Wanted, tolerance: float, iterations: int) -> float:
    """Return a cap, in means, under which `rake_under` meets the margins: the smallest there is, to two decimals."""
    least = smallest_cap(wanted) / wanted.mean
    for slack in SLACK:
        largest = float(np.ceil(100 * slack * least - 1e-6)) / 100
        if rake_under(largest * wanted.mean, base, wanted, tolerance, iterations)[2] <= tolerance:
            return largest
    return float(np.ceil(100 * base.max() / wanted.mean)) / 100
