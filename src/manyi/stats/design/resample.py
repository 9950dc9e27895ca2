"""Replicates of a sample: a table of factors for the weights, one row per replicate and one column per PSU.

Bootstrap: Rao & Wu (1988), n_h - 1 draws with replacement among the n_h PSUs of a stratum, factor n_h / (n_h - 1).
Jackknife: JKn, one PSU left out at a time. Weights that were raked are raked again inside each replicate, to
the margins they have in the sample: starting from the final weights this equals raking the base weights, because raking
keeps all interactions, and it stays centred on the estimate when weights were trimmed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.rows.clean.rake import rake_cells
from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import codes, first_of

MOST = 5000  # with more PSUs than this (usually respondents), they are drawn in random groups
GROUPS = 1000
BOUND = 5.0  # a cell's raking factor within a replicate is kept between 1/5 and 5, as trimming would do
TOLERANCE = 1e-8
ITERATIONS = 50  # a category that is empty in a replicate never converges, and need not


@dataclass(frozen=True)
class Resamples:
    """psu (n,): PSU or random group of each row, -1 outside the waves of the domain. cell (n,): margin cell.

    factor: (B, PSUs). raking: (B, cells), or None where weights are taken as fixed. coefficient (B,): the factor of a
    squared deviation in the variance. df: PSUs (groups) - strata.
    """

    psu: np.ndarray
    cell: np.ndarray
    factor: np.ndarray
    raking: np.ndarray | None
    coefficient: np.ndarray
    df: int

    @classmethod
    def without(cls, rows: int) -> Resamples:
        """Return zero replicates for this many rows: the sample alone."""
        nobody = np.zeros(rows, int)
        return cls(nobody, nobody, np.empty((0, 1)), None, np.empty(0), 0)

    def of_pairs(self, psu: np.ndarray, cell: np.ndarray, part: slice) -> np.ndarray:
        """Return the factors of pairs of PSU and cell in some of the replicates, (replicates, pairs)."""
        factor = self.factor[part, psu]
        if self.raking is not None:
            factor *= self.raking[part, cell]
        return factor

    def standard_error(self, values: np.ndarray) -> np.ndarray:
        """Return the standard error of each row of (rows, 1 + B) values, about the mean of the replicates."""
        replicates = values[:, 1:]
        return np.sqrt(np.square(replicates - replicates.mean(axis=1, keepdims=True)) @ self.coefficient)


def bootstrap(design: Design, replicates: int, seed: int, rerake: bool = True) -> Resamples:
    """Draw Rao-Wu replicates; the same seed gives the same draws whatever the order of the rows."""
    psu, stratum, df = resampled_units(design)
    rng = np.random.default_rng(seed)
    factor = np.ones((replicates, len(stratum)))
    for h in range(int(stratum.max()) + 1):
        members = np.flatnonzero(stratum == h)
        n = len(members)
        if n > 1:
            factor[:, members] = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates) * (n / (n - 1))
    return _reraked(design, psu, factor, np.full(replicates, 1 / replicates), df, rerake)


def delete_one(design: Design, rerake: bool = True) -> Resamples:
    """Return the JKn replicates: one per PSU (or random group), each left out in turn."""
    psu, stratum, df = resampled_units(design)
    size = np.bincount(stratum)[stratum]
    same = stratum[:, None] == stratum[None, :]
    factor = np.where(same, (size / np.maximum(size - 1, 1))[:, None], 1.0)
    np.fill_diagonal(factor, np.where(size > 1, 0.0, 1.0))
    return _reraked(design, psu, factor, (size - 1) / size, df, rerake)


def resampled_units(design: Design) -> tuple[np.ndarray, np.ndarray, int]:
    """Return PSU of each row (-1 outside the waves of the domain), stratum of each PSU, and the degrees of freedom.

    PSUs are numbered by stratum and name, not by the order of rows. A PSU in several waves is one unit. A stratum with
    one PSU keeps it in every replicate (lonely "certainty", "remove"), or the lonely PSUs share a stratum ("adjust",
    "average"); with "fail" an error was raised earlier.
    """
    units, row_of = design.units, first_of(design.units.row)
    wave = _keys(design, design.wave, row_of)
    used = np.isin(wave, wave[np.unique(units.row[design.inside])])
    label = _keys(design, design.psu, row_of) if design.psu else pd.factorize(design.frame.index[row_of], sort=True)[0]
    order = np.lexsort((wave, label, _keys(design, design.stratum, row_of)))
    order = order[used[order]]
    number = np.full(units.count, -1)
    number[order] = pd.factorize(units.psu[order])[0]
    stratum = np.empty(int(number.max()) + 1, int)
    stratum[number[order]] = pd.factorize(units.stratum[order])[0]
    stratum = _joined_lonely(stratum, design)
    psu = number[units.row]
    if len(stratum) > MOST:
        group, stratum = _random_groups(stratum)
        psu = np.where(psu < 0, -1, group[psu])
    return psu, stratum, len(stratum) - len(np.unique(stratum))


def _keys(design: Design, column: str | None, rows: np.ndarray) -> np.ndarray:
    """Return the sorted position of a column's values at some rows; zeros without a column."""
    if column is None:
        return np.zeros(len(rows), int)
    return pd.factorize(design.frame[column].iloc[rows], sort=True)[0]


def _joined_lonely(stratum: np.ndarray, design: Design) -> np.ndarray:
    size = np.bincount(stratum)
    alone = np.flatnonzero(size == 1)
    if design.lonely in ("adjust", "average") and len(alone) and len(size) > 1:
        together = alone if len(alone) > 1 else np.append(alone, (alone[0] + 1) % len(size))
        stratum = np.where(np.isin(stratum, together), together[0], stratum)
    return pd.factorize(stratum, sort=True)[0]


def _random_groups(stratum: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Deal the PSUs of each stratum at random into groups of one size; return group of PSU, stratum of group."""
    group, strata, start = np.empty(len(stratum), int), [], 0
    scramble = np.argsort(mixed(np.arange(len(stratum), dtype=np.uint64)), kind="stable")
    for h in range(int(stratum.max()) + 1):
        members = scramble[stratum[scramble] == h]
        count = min(len(members), max(2, round(GROUPS * len(members) / len(stratum))))
        group[members] = start + np.arange(len(members)) % count
        strata.append(np.full(count, h))
        start += count
    return group, np.concatenate(strata)


def mixed(number: np.ndarray) -> np.ndarray:
    """Scramble 64-bit numbers (splitmix64, Steele et al. 2014): a random-looking value that belongs to its number."""
    z = number.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _reraked(
    design: Design, psu: np.ndarray, factor: np.ndarray, coefficient: np.ndarray, df: int, rerake: bool
) -> Resamples:
    margins = design.calibration if rerake else None
    if margins is None:
        return Resamples(psu, np.zeros(len(psu), int), factor, None, coefficient, df)
    if any(pd.api.types.is_float_dtype(design.frame[margin]) for margin in design.margins):
        raise InputError("weights calibrated to numbers cannot be raked again in replicates: use rerake=False")
    used, cells = psu >= 0, len(margins.regressors)
    mass = np.bincount(psu[used] * cells + margins.cell[used], design.weights[used], factor.shape[1] * cells)
    mass = mass.reshape(-1, cells)
    sample, replicated = mass.sum(axis=0), factor @ mass
    first_rows = design.frame.iloc[first_of(margins.cell)]
    block = codes(first_rows[design.raked_within]) if design.raked_within else np.zeros(cells, int)
    raking = np.ones_like(replicated)
    for number in np.unique(block):
        cells_of = np.flatnonzero((block == number) & (sample > 0))
        members = [codes(first_rows[margin].iloc[cells_of]) for margin in design.margins]
        members = [np.unique(member, return_inverse=True)[1] for member in members]
        targets = [np.bincount(member, sample[cells_of]) for member in members]
        factors = (
            rake_cells(replicated[:, cells_of], members, targets, TOLERANCE, ITERATIONS)[0] if len(cells_of) else 1.0
        )
        raking[:, cells_of] = np.clip(factors, 1 / BOUND, BOUND)
    return Resamples(psu, margins.cell, factor, raking, coefficient, df)
