"""Covariance of anything linear in the rows. Input: one row per respondent or sampled unit; output: per estimate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import add_up
from manyi.stats.design.units import Units


@dataclass(frozen=True, repr=False)
class Reach(Displayed):
    """The PSUs and strata each of k estimates is based on: psus (P, k), strata (H, k), booleans."""

    psus: np.ndarray
    strata: np.ndarray

    @classmethod
    def of(cls, units: Units, present: np.ndarray) -> Reach:
        """Build from (units, k) booleans: whether the unit holds a respondent of the estimate."""
        counted = present.astype(float)
        psus = add_up(counted, units.psu, int(units.psu.max()) + 1) > 0
        return cls(psus, add_up(counted, units.stratum, int(units.stratum.max()) + 1) > 0)

    def df(self, *columns: int) -> float:
        """Return the degrees of freedom of a combination of estimates: PSUs - strata over all of them together."""
        chosen = list(columns)
        return float(self.psus[:, chosen].any(axis=1).sum() - self.strata[:, chosen].any(axis=1).sum())

    def each(self) -> np.ndarray:
        """Return the degrees of freedom of each estimate alone (k,)."""
        return (self.psus.sum(axis=0) - self.strata.sum(axis=0)).astype(float)

    def pairs(self) -> np.ndarray:
        """Return the degrees of freedom of each pair of estimates (k, k)."""
        return _union(self.psus) - _union(self.strata)

    def beside(self, other: Reach) -> Reach:
        """Return the reach of these estimates followed by that of others."""
        return replace(self, psus=np.hstack([self.psus, other.psus]), strata=np.hstack([self.strata, other.strata]))

    def take(self, columns: np.ndarray) -> Reach:
        """Return the reach of some of the estimates, in the order given."""
        return replace(self, psus=self.psus[:, columns], strata=self.strata[:, columns])


def _union(present: np.ndarray) -> np.ndarray:
    counted = present.astype(float)
    alone = counted.sum(axis=0)
    return alone[:, None] + alone[None, :] - counted.T @ counted


def deviations(design: Design, by_unit: np.ndarray, by_cell: np.ndarray | None) -> np.ndarray:
    """Return D (m, k) with covariance D'D for estimates whose linearised variable w * u is given as sums.

    by_unit: (units, k) sums of final weight times u. by_cell: (cells, k) sums of the calibration's weight times u over
    the joint margin cells, for a raked design: the part that the margins fix is removed (raking.Margins).
    """
    if design.replicates is not None:
        raise InputError(
            "this needs linearisation, and replicate weights give errors of means, shares and their differences alone: "
            "leave it out, or describe the sample by stratum and psu in place of design.replicates"
        )
    margins = design.calibration
    if margins is not None and by_cell is not None:
        by_unit = by_unit - margins.explained(by_cell)
    return design.units.deviations(by_unit)


def row_deviations(design: Design, u: np.ndarray) -> np.ndarray:
    """Return D (m, k) with covariance D'D from (n, k) influence values u of every row, zero outside the domain.

    The linearised variable of an estimate is weight * u: for a mean u = (x - mean) / sum of weights; for regression
    coefficients u = bread @ score. Raising the weight of row i by a share e moves the estimate by e * weight * u.
    """
    u = np.asarray(u, float).reshape(len(design.frame), -1)
    margins, units = design.calibration, design.units
    by_unit = add_up(u * design.weights[:, None], units.row, units.count)
    if margins is None:
        return deviations(design, by_unit, None)
    return deviations(design, by_unit, add_up(u * margins.weight[:, None], margins.cell, len(margins.regressors)))


def design_covariance(design: Design, u: np.ndarray) -> np.ndarray:
    """Return the (k, k) covariance of estimates with (n, k) influence values u: see `row_deviations`."""
    spread = row_deviations(design, u)
    return spread.T @ spread


def reach_of_rows(design: Design, rows: np.ndarray) -> Reach:
    """Return the reach of one estimate based on the rows of a mask."""
    present = np.bincount(design.units.row, rows & design.inside, design.units.count) > 0
    return Reach.of(design.units, present[:, None])
