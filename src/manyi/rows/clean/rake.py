"""Raking: weights that meet several population margins at once. One row: a cell of the joint margins, not a person.

A factor depends only on a respondent's margin categories, so a million rows cost one group-by and then this. Batched:
the first axis is a replicate, so a bootstrap that rakes inside every replicate is one call.

Deming and Stephan (1940); Kish (1992) for the loss of precision by unequal weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyi.errors import InputError

ROUNDS = 200  # of trimming and raking again


def rake_cells(
    weights: np.ndarray,
    members: list[np.ndarray],
    targets: list[np.ndarray],
    tolerance: float = 1e-9,
    iterations: int = 1000,
) -> tuple[np.ndarray, int, np.ndarray]:
    """Return the factors that bring the cells to the margins (iterative proportional fitting).

    weights: (B, C) design-weighted counts of C cells in B replicates, at least 0.
    members: per margin, (C,) integers: the category of each cell, from 0.
    targets: per margin, (categories,) population totals, above 0; every margin has the same sum.

    Returns factors (B, C), the iterations used, and per replicate the largest relative margin error left, (B,). A
    replicate that misses the tolerance has not converged (a category nobody is in keeps error 1): the caller decides.
    Raises InputError when the margins' totals differ or a target is not above 0.
    """
    _same_totals(targets)
    weights = np.atleast_2d(np.asarray(weights, float))
    dummies = [(codes[:, None] == np.arange(len(t))).astype(float) for codes, t in zip(members, targets, strict=True)]
    factors = np.ones_like(weights)
    error = np.zeros(len(weights))
    for used in range(iterations + 1):
        sums = [(weights * factors) @ dummy for dummy in dummies]
        gaps = [np.abs(s / t - 1).max(axis=1) for s, t in zip(sums, targets, strict=True)]
        error = np.max(gaps, axis=0) if gaps else error
        if used == iterations or not (error > tolerance).any():
            break
        for dummy, target, codes in zip(dummies, targets, members, strict=True):
            now = (weights * factors) @ dummy
            ratio = np.divide(target, now, out=np.ones_like(now), where=now > 0)
            factors = factors * ratio[:, codes]
    return factors, used, error


def _same_totals(targets: list[np.ndarray]) -> None:
    """Refuse targets that no weights can meet."""
    for target in targets:
        if not np.all(np.asarray(target) > 0):
            raise InputError("a margin target is not above 0", where="raking")
    sums = [float(np.sum(target)) for target in targets]
    if sums and max(sums) - min(sums) > 1e-9 * max(sums):
        raise InputError(f"the margins have different totals ({min(sums):.10g} and {max(sums):.10g})", where="raking")


@dataclass(frozen=True)
class Raked:
    """Weights of groups of alike respondents, and how raking went."""

    weights: np.ndarray  # (groups,) weight of one respondent
    iterations: int
    error: float  # largest relative margin error left
    rounds: int  # of trimming
    trimmed: float  # share of respondents at the cap


def rake_groups(
    base: np.ndarray,
    count: np.ndarray,
    members: list[np.ndarray],
    targets: list[np.ndarray],
    largest: float | None = None,
    tolerance: float = 1e-9,
    iterations: int = 1000,
) -> Raked:
    """Return raked weights of groups of respondents alike in base weight and margins, trimmed when `largest` is given.

    base, count: (G,) base weight and number of the respondents of a group; members, targets as in `rake_cells`.
    largest: no weight above this many times the mean weight. Trimming cuts, rakes again and repeats until both hold; if
    they cannot, the cap holds and `error` is what is left of the margins.
    Raises InputError when raking (without trimming) does not converge.
    """
    shape = [len(target) for target in targets]
    cells = np.ravel_multi_index(members, shape) if members else np.zeros(len(base), int)
    joint, cell = np.unique(cells, return_inverse=True)
    joint_members = [np.asarray(codes) for codes in np.unravel_index(joint, shape)] if members else []

    def rake(weights: np.ndarray) -> tuple[np.ndarray, int, float]:
        mass = np.bincount(cell, weights * count, minlength=len(joint))
        factors, used, error = rake_cells(mass, joint_members, targets, tolerance, iterations)
        return weights * factors[0, cell], used, float(error[0])

    weights, used, error = rake(base)
    if error > tolerance:
        raise InputError(f"no convergence after {used} iterations: a margin is off by {error:.2g}", where="raking")
    if largest is None or not members:
        return Raked(weights, used, error, 0, 0.0)
    cap = largest * float(weights @ count) / float(count.sum())
    rounds = 0
    while weights.max() > cap * (1 + tolerance) and rounds < ROUNDS:
        weights, more, _ = rake(np.minimum(weights, cap))
        used, rounds = used + more, rounds + 1
    weights = np.minimum(weights, cap)
    mass = weights * count
    left = [np.bincount(m, mass, minlength=len(t)) / t - 1 for m, t in zip(members, targets, strict=True)]
    trimmed = float(count[weights >= cap * (1 - 1e-6)].sum() / count.sum())
    return Raked(weights, used, float(max(np.abs(gap).max() for gap in left)), rounds, trimmed)


def kish(weights: np.ndarray, count: np.ndarray | None = None) -> tuple[float, float]:
    """Return Kish's design effect of unequal weights, n Σw² / (Σw)², and the effective n, (Σw)² / Σw².

    weights: (G,); count: (G,) respondents with that weight, one each by default.
    """
    count = np.ones(len(weights)) if count is None else count
    total, squares = float(weights @ count), float(weights**2 @ count)
    return float(count.sum()) * squares / total**2, total**2 / squares
