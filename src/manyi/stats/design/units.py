"""Sampling units: from one total per unit to the error of the estimates.

Input: one row per sampled unit (a PSU in a wave; with further stages the unit of the last stage). Output: one row per
independent deviation, so that the covariance of the totals is the cross-product of the output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.stats.design.integer_codes import add_up, codes, first_of, pair

Lonely = Literal["fail", "adjust", "average", "certainty", "remove"]


@dataclass(frozen=True)
class Stage:
    """One stage of sampling: which unit each unit below belongs to, which group each unit was drawn in."""

    unit: np.ndarray  # (units of the stage below,) the unit of this stage
    group: np.ndarray  # (units of this stage,) stratum at the first stage, parent unit afterwards
    left: np.ndarray  # (groups,) 1 - sampling fraction; 1 without finite-population correction
    above: np.ndarray  # (groups,) product of the sampling fractions of the stages above


@dataclass(frozen=True, repr=False)
class Units(Displayed):
    """The sampled units of a design.

    row: (n,) unit of each row. psu: (units,) its PSU, the same number in every wave. stratum: (units,) its stratum;
    strata of two waves that hold the same PSUs are one, so that PSUs - strata are the degrees of freedom of anything
    built on these units. stages: first to last.
    """

    row: np.ndarray
    psu: np.ndarray
    stratum: np.ndarray
    stages: tuple[Stage, ...]
    lonely: Lonely
    names: np.ndarray  # name of each stratum
    overlap: Overlap | None = None  # strata of two waves that kept some of their PSUs

    @property
    def count(self) -> int:
        """Number of sampled units."""
        return len(self.stratum)

    @classmethod
    def of(
        cls, n: int, wave: pd.Series | None = None, stratum: pd.Series | None = None, psu: pd.Series | None = None,
        stages: Sequence[pd.Series] = (), fpc: Sequence[pd.Series] = (), lonely: Lonely = "fail",
    ) -> Units:  # fmt: skip
        """Code the strata, PSUs and further stages of n rows; every column has n values.

        Raises InputError: a missing stratum, PSU or wave; stages with and without a finite-population correction; a
        stratum of one PSU, where lonely is "fail".
        """
        waves = codes(wave) if wave is not None else np.zeros(n, int)
        strata = codes(stratum) if stratum is not None else np.zeros(n, int)
        linked = pair(strata, codes(psu)) if psu is not None else np.arange(n)
        group = pair(waves, strata) if wave is not None else strata
        ids = _ids(pair(waves, linked) if wave is not None and psu is not None else linked, stages, fpc)
        firsts = [first_of(unit) for unit in ids]
        coded = _stages(ids, firsts, group, [column.to_numpy(float) for column in fpc])
        merged = _same_psus(coded[0].group, linked[firsts[0]])
        last = firsts[-1]
        row_of = firsts[0][first_of(coded[0].group)]
        names = stratum.iloc[row_of].to_numpy(object) if stratum is not None else np.full(len(row_of), "(all)")
        if lonely == "fail":
            _refuse_single_psus(coded[0], names)
        overlap = Overlap.of(coded[0].group, linked[firsts[0]]) if wave is not None and psu is not None else None
        return cls(ids[-1], linked[last], merged[group[last]], coded, lonely, names[first_of(merged)], overlap)

    def deviations(self, totals: np.ndarray) -> np.ndarray:
        """Turn (units, k) totals of a linearised variable into (m, k) deviations D with covariance D'D.

        With-replacement variance of PSU totals about their stratum mean, n/(n-1), each later stage added with the
        sampling fractions above it (Saerndal, Swensson and Wretman 1992, result 4.3.1; R survey svyrecvar). PSUs in
        several waves are added up after centring within the wave, so covariances over waves are kept (`Overlap`).
        """
        parts, below = [], totals
        for depth in range(len(self.stages) - 1, -1, -1):
            stage = self.stages[depth]
            below = add_up(below, stage.unit, len(stage.group))
            parts.append(self._centre(below, stage, depth))
        if self.overlap is not None:
            parts[-1], shared = self.overlap.aligned(parts[-1])
            return np.vstack([self._link(parts[-1]), shared, *parts[-2::-1]])
        return np.vstack([self._link(parts[-1]), *parts[-2::-1]])

    def _centre(self, totals: np.ndarray, stage: Stage, depth: int) -> np.ndarray:
        size = np.bincount(stage.group, minlength=len(stage.left))
        mean = add_up(totals, stage.group, len(size)) / size[:, None]
        alone = size == 1
        if depth == 0 and self.lonely == "adjust":
            mean[alone] = 0.0  # the linearised variable adds up to zero: its grand mean
        scale = stage.left * stage.above * np.where(alone, 1.0, size / np.maximum(size - 1, 1))
        centred = (totals - mean[stage.group]) * np.sqrt(scale)[stage.group, None]
        if depth == 0 and self.lonely == "average":
            centred *= np.sqrt(_average(totals, stage, alone & (stage.left > 1e-7)))
        return centred

    def of_first_stage(self) -> np.ndarray:
        """Return the unit of the first stage, a PSU in a wave, that each unit belongs to, (units,)."""
        path = np.arange(self.count)
        for stage in self.stages[::-1]:
            path = stage.unit[path]
        return path

    def _link(self, centred: np.ndarray) -> np.ndarray:
        psu = np.empty(len(centred), int)
        psu[self.of_first_stage()] = self.psu
        return add_up(centred, psu, int(psu.max()) + 1)


@dataclass(frozen=True)
class Overlap:
    """Strata in which two waves share some of the PSUs.

    Centring each wave about its own mean takes from the products over the m common PSUs, of n in each wave, all but
    n/(n-1) (1 - 2/n + m/n²) of the covariance (a half where one of two PSUs is kept): the difference of the common PSUs
    from the others is spread over PSUs the other wave does not have. It is turned into a row that the waves share,
    which leaves each wave's variance as it is. The covariance then has no bias when both waves hold equally many PSUs,
    and loses less than 1 % otherwise. A wave that keeps all m and adds some up to n has nothing to share:
    √((m-1)/m n/(n-1)) of the covariance is left (95 % for 4 of 6). Where three waves overlap, nothing is corrected:
    compare them two by two (`Design.of_waves`).
    """

    pair: np.ndarray  # (PSUs of a wave,) which pair of stratum and waves, -1 for none
    side: np.ndarray  # (PSUs of a wave,) 2 * pair, and one more in the second wave of the pair
    common: np.ndarray  # (PSUs of a wave,) whether the other wave holds it
    n: np.ndarray  # (2 * pairs,) PSUs of each wave
    m: np.ndarray  # (2 * pairs,) PSUs in common

    @classmethod
    def of(cls, group: np.ndarray, psu: np.ndarray) -> Overlap | None:
        """Find them, from the stratum-in-a-wave and the PSU of each PSU of a wave; None if there are none."""
        order = np.argsort(psu, kind="stable")
        again = np.flatnonzero(np.diff(psu[order]) == 0)
        both = np.stack([order[again], order[again + 1]])
        strata, number, m = np.unique(np.sort(group[both], axis=0), axis=1, return_inverse=True, return_counts=True)
        n = np.bincount(group)
        once = np.isin(strata, np.flatnonzero(np.bincount(strata.ravel(), minlength=1) > 1), invert=True).all(axis=0)
        usable = np.flatnonzero(once & (n[strata] > m).all(axis=0))
        if not len(usable):
            return None
        side_of = np.full(len(n), -1)
        side_of[strata[:, usable]] = 2 * np.arange(len(usable)) + np.array([[0], [1]])
        side, common = side_of[group], np.zeros(len(psu), bool)
        common[both.ravel()] = True
        sizes = n[strata[:, usable]].T.ravel().astype(float)
        return cls(np.where(side < 0, -1, side // 2), side, common, sizes, np.repeat(m[usable], 2).astype(float))

    def aligned(self, centred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Turn (PSUs of a wave, k) centred totals; return them and the (pairs, k) rows the two waves share."""
        inside, n, m = self.side >= 0, self.n[:, None], self.m[:, None]
        kept = inside & self.common
        total = add_up(centred[kept], self.side[kept], len(self.n))
        step = np.where(self.common[:, None], -1 / m[self.side], 1 / (n - m)[self.side]) * total[self.side]
        shared = total * np.sqrt(n / (m * (n - m)))
        return centred + np.where(inside[:, None], step, 0.0), shared[::2] + shared[1::2]


def _refuse_single_psus(first: Stage, names: np.ndarray) -> None:
    alone = (np.bincount(first.group) == 1) & (first.left > 1e-7)
    if alone.any():
        raise InputError(
            f"stratum {names[int(np.argmax(alone))]} has a single PSU, so its error is unknown: join strata in the "
            "codebook, or say in study.yml what it adds to the error, design: {lonely: adjust}",
            allowed=("adjust", "average", "certainty", "remove"),
        )


def _ids(psus: np.ndarray, stages: Sequence[pd.Series], fpc: Sequence[pd.Series]) -> list[np.ndarray]:
    """Return the unit of every row at each stage whose spread is counted, PSUs first."""
    ids = [psus]
    for column in stages:
        ids.append(pair(ids[-1], codes(column)))
    if not fpc:
        return ids[:1]  # with replacement, the spread of the PSU totals includes the later stages
    if len(fpc) == len(ids) + 1:
        ids.append(np.arange(len(psus)))  # the last stage drew the rows themselves
    if len(fpc) != len(ids):
        raise InputError(
            f"{len(ids)} stages were sampled, {len(fpc)} have a finite-population correction: all or none",
            place(column=", ".join(str(column.name) for column in fpc)),
        )
    return ids


def _stages(
    ids: list[np.ndarray], firsts: list[np.ndarray], group: np.ndarray, sizes: list[np.ndarray]
) -> tuple[Stage, ...]:
    """Describe each stage: ids give the unit of every row (PSU first), firsts one row of every unit."""
    stages: list[Stage] = []
    above = np.ones(int(group.max()) + 1)
    for depth, unit in enumerate(ids):
        first = firsts[depth]
        parent = (ids[depth - 1] if depth else group)[first]
        taken = np.bincount(parent)
        share = np.zeros(len(taken))
        if sizes:
            given = sizes[depth][first]
            share[parent] = np.where(given <= 1, given, taken[parent] / np.maximum(given, 1e-300))
        if (share > 1 + 1e-12).any():
            raise InputError("a finite-population size is smaller than the number of units sampled")
        below = firsts[min(depth + 1, len(ids) - 1)]
        stages.append(Stage(unit[below], parent, 1 - share, above))
        above = (above * share)[parent]
    return tuple(stages)


def _average(totals: np.ndarray, stage: Stage, alone: np.ndarray) -> np.ndarray:
    """Return (k,) factors that give lonely strata the average variance of the other strata of the estimate."""
    held = add_up((totals != 0).astype(float), stage.group, len(alone)) > 0
    contributing = (held & ~alone[:, None]).sum(axis=0)
    return np.where(contributing > 0, held.sum(axis=0) / np.maximum(contributing, 1), 1.0)


def _same_psus(group: np.ndarray, psu: np.ndarray) -> np.ndarray:
    """Number the groups so that groups (a stratum in a wave) with the same set of PSUs share a number."""
    order = np.lexsort((psu, group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    seen: dict[bytes, int] = {}
    return np.array(
        [seen.setdefault(np.unique(part).tobytes(), len(seen)) for part in np.split(psu[order], starts[1:])]
    )
