"""Raking: weights that meet several population margins at once. One row: a cell of the joint margins, not a person.

A factor depends only on a respondent's margin categories, so a million rows cost one group-by and then this. Batched:
the first axis is a replicate, so a bootstrap that rakes inside every replicate is one call.

Deming and Stephan (1940); Kish (1992) for the loss of precision by unequal weights. Under a cap: `capped`. Why it
fails: `unmet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manyi.errors import InputError
from manyi.rows.clean.capped import Wanted, feasible, rake_under, smallest_cap
from manyi.rows.clean.unmet import Cells, Labels, margins_unmet

ITERATIONS = 1000


def rake_cells(
    weights: np.ndarray, members: Sequence[np.ndarray], targets: Sequence[np.ndarray], tolerance: float = 1e-9,
    iterations: int = ITERATIONS,
) -> tuple[np.ndarray, int, np.ndarray]:  # fmt: skip
    """Return the factors that bring the cells to the margins (iterative proportional fitting).

    weights: (B, C) design-weighted counts of C cells in B replicates, at least 0.
    members: per margin, (C,) integers: the category of each cell, from 0.
    targets: per margin, (categories,) population totals, above 0; every margin has the same sum.

    Returns factors (B, C), the iterations used, and per replicate the largest relative margin error left, (B,). A
    replicate that misses the tolerance has not converged (a category nobody is in keeps error 1): the caller decides.
    Raises InputError when a weight is not a number of at least 0, a target not a number above 0, or the margins'
    totals differ.
    """
    weights = np.atleast_2d(np.asarray(weights, float))
    _usable("weight", weights)
    _same_totals(members, targets)
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


def _usable(what: str, values: np.ndarray) -> None:
    """Refuse weights and counts that cannot be summed, naming the first."""
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        value = float(values.ravel()[wrong[0]])
        raise InputError(f"{what} {wrong[0]} is {value:g}, not a number of at least 0", where="raking")


def _same_totals(codes: Sequence[np.ndarray], targets: Sequence[np.ndarray]) -> None:
    """Refuse targets that no weights can meet."""
    for margin, (code, target) in enumerate(zip(codes, targets, strict=True)):
        if len(code) and int(code.max()) >= len(target):
            raise InputError(f"margin {margin}: category {int(code.max())} has no target", where="raking")
        wrong = np.flatnonzero(~(np.isfinite(target) & (np.asarray(target) > 0)))
        if len(wrong):
            value = float(np.asarray(target)[wrong[0]])
            raise InputError(f"margin {margin}: target {wrong[0]} is {value:g}, not a number above 0", where="raking")
    sums = [float(np.sum(target)) for target in targets]
    if sums and max(sums) - min(sums) > 1e-9 * max(sums):
        raise InputError(f"the margins have different totals ({min(sums):.10g} and {max(sums):.10g})", where="raking")


@dataclass(frozen=True)
class Raked:
    """Weights of groups of alike respondents, and how raking went."""

    weights: np.ndarray  # (groups,) weight of one respondent
    iterations: int
    error: float  # largest relative margin error left
    rounds: int  # under the cap; 0 where no weight exceeded it
    trimmed: float  # share of respondents at the cap


def rake_groups(
    base: np.ndarray, count: np.ndarray, members: Sequence[np.ndarray], targets: Sequence[np.ndarray],
    largest: float | None = None, tolerance: float = 1e-9, iterations: int = ITERATIONS, labels: Labels | None = None,
) -> Raked:  # fmt: skip
    """Return raked weights of groups of respondents alike in base weight and margins.

    base, count: (G,) base weight and number of the respondents of a group; members, targets as in `rake_cells`.
    largest: no weight above this many times the mean weight; margins (without any, the sum) and cap then both hold.
    labels: the names of the margins and their categories, for messages.
    Raises InputError when the margins cannot be met, naming margins and cell, or not under the cap, naming the smallest
    `largest` under which they can be met.
    """
    base, count = np.asarray(base, float), np.asarray(count, float)
    _usable("base weight", base)
    _usable("count", count)
    if largest is not None and not largest > 0:
        raise InputError(f"largest is {largest:g}, not a number above 0", where="raking")
    if not members and largest is None:
        return Raked(base, 0, 0.0, 0, 0.0)
    if not members:  # delivered weights under a cap: one margin of everybody keeps their sum
        members, targets = [np.zeros(len(base), int)], [np.array([float(base @ count)])]
        labels = [("everybody", ["respondents"])]
    cell, cells = _joint(members, [len(target) for target in targets])
    mass = np.bincount(cell, base * count, minlength=len(cells[0]))
    factors, used, errors = rake_cells(mass, cells, targets, tolerance, iterations)
    weights, error = base * factors[0, cell], float(errors[0])
    if error > tolerance:
        _refuse_unmet(mass > 0, mass * factors[0], cells, targets, labels, used)
    if largest is None or weights.max() <= largest * float(weights @ count) / float(count.sum()) * (1 + tolerance):
        return Raked(weights, used, error, 0, 0.0)
    return _rake_capped(largest, weights, Wanted(count, members, targets), tolerance, iterations, used)


def _joint(members: Sequence[np.ndarray], shape: Sequence[int]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the cell of each group, (G,), and the category of each cell on every margin, (C,) each."""
    joint, cell = np.unique(np.ravel_multi_index(list(members), shape), return_inverse=True)
    return cell, [np.asarray(codes) for codes in np.unravel_index(joint, shape)]


def _refuse_unmet(
    there: np.ndarray, mass: np.ndarray, cells: Sequence[np.ndarray], targets: Sequence[np.ndarray],
    labels: Labels | None, iterations: int,
) -> None:  # fmt: skip
    """Say why raking failed; there: (C,) cells with weight."""
    named = labels or [(f"margin {k}", [str(key) for key in range(len(t))]) for k, t in enumerate(targets)]
    occupied = Cells([codes[there] for codes in cells], [t / t.sum() for t in targets], named)
    raise InputError(margins_unmet(occupied, mass[there] / targets[0].sum(), iterations), where="raking")


def _rake_capped(
    largest: float, weights: np.ndarray, wanted: Wanted, tolerance: float, iterations: int, used: int
) -> Raked:
    """Rake again under the cap, or name a `largest` under which the margins can be met."""
    there = (weights > 0) & (wanted.count > 0)
    weighted = Wanted(wanted.count[there], [codes[there] for codes in wanted.members], wanted.targets)
    cap = largest * wanted.mean
    capped, rounds, error = weights, 0, np.inf
    if smallest_cap(weighted) <= cap * (1 + tolerance):
        capped, rounds, error = rake_under(cap, weights, wanted, tolerance, iterations)
    if error > tolerance:
        could = feasible(weights[there], weighted, tolerance, iterations)
        raise InputError(
            f"no weights of at most {largest:g} times the mean meet the margins: write largest: {could:g} or more, "
            "or merge small categories",
            where="raking",
        )
    trimmed = float(wanted.count[capped >= cap * (1 - 1e-6)].sum() / wanted.count.sum())
    return Raked(capped, used + rounds, error, rounds, trimmed)


def kish(weights: np.ndarray, count: np.ndarray | None = None) -> tuple[float, float]:
    """Return Kish's design effect of unequal weights, n Σw² / (Σw)², and the effective n, (Σw)² / Σw².

    weights: (G,); count: (G,) respondents with that weight, one each by default.
    """
    count = np.ones(len(weights)) if count is None else count
    total, squares = float(weights @ count), float(weights**2 @ count)
    return float(count.sum()) * squares / total**2, total**2 / squares
