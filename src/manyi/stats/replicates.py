"""Replicate weights, delivered or computed. Input: one row per respondent with R weights; output: estimates.

Variance = sum over replicates of scale_r (theta_r - centre)^2, centre their mean or the estimate itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.stats.design.column_values import column_of, numbers_of, weights_of
from manyi.stats.design.design import Design
from manyi.stats.design.replication import Centre, Kind, Replication, degrees_of, factors_of
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import means


@dataclass(frozen=True, repr=False)
class Replicates(Displayed):
    """Rows with final weights (n,) and replicate weights (n, R), the factor of each replicate (R,), and their df."""

    frame: pd.DataFrame
    weight: np.ndarray
    replicates: np.ndarray
    scale: np.ndarray
    df: float
    centre: Centre = "mean"
    domain: np.ndarray | None = None
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # as in `Design`

    def where(self, mask: np.ndarray | pd.Series) -> Replicates:
        """Return the replicates with their domain narrowed to a mask."""
        chosen = np.asarray(mask, bool)
        return replace(self, domain=chosen if self.domain is None else chosen & self.domain)


def replicate_columns(
    frame: pd.DataFrame, weight: str, columns: Sequence[str], kind: Kind, fay: float = 0.0,
    factors: float | Sequence[float] | None = None, df: float | None = None, centre: Centre = "mean",
) -> Replicates:  # fmt: skip
    """Return replicate weights delivered as columns (R svrepdesign, combined weights).

    factors: the factor of a replicate's squared deviation, one number for all or one each, as delivered (R: scale
    times rscales). Without: JK1 (R-1)/R, BRR 1/R, Fay 1/(R (1-fay)^2), bootstrap 1/(R-1). JKn needs them, (n_h - 1)/n_h
    of the stratum of each replicate; so does a bootstrap of n_h draws per stratum, as R's as.svrepdesign makes it: its
    scale m/((m-1)(R-1)), m the harmonic mean of n_h, does what the weights do with n_h - 1 draws (Rao and Wu).
    df: as delivered, else rank of the weights - 1. Raises InputError: a replicate weight that is missing.
    """
    final = weights_of(frame, weight)
    otherwise = "a replicate weight is a number with a decimal point"
    weights = np.column_stack([numbers_of(column_of(frame, name), otherwise) for name in columns])
    if np.isnan(weights).any():
        unknown = list(columns)[int(np.isnan(weights).any(axis=0).argmax())]
        raise InputError("a replicate weight is missing", place(column=unknown))
    scale = factors_of(kind, len(columns), fay, factors)
    degrees = degrees_of(weights) if df is None else df
    return Replicates(frame, final, weights, scale, degrees, centre)


def jackknife(design: Design, centre: Centre = "mean") -> Replicates:
    """Return delete-one-PSU weights (JKn; JK1 without strata): the PSU gets 0, others of its stratum n_h/(n_h - 1).

    With a finite-population correction of the first stage, each factor is multiplied by it. A stratum with a single PSU
    adds nothing (lonely "certainty", "remove"); "average" raises all factors by PSUs / replicates; with "adjust" the
    PSU is left out and everybody else counts H/(H - 1), H strata (R as.svrepdesign). Raises InputError: no stratum
    with two PSUs.
    """
    first, psu = design.units.stages[0], design.units.of_first_stage()[design.units.row]
    size, strata = np.bincount(first.group, minlength=len(first.left)), len(first.left)
    alone = size[first.group] == 1
    dropped = np.arange(len(alone)) if design.lonely == "adjust" else np.flatnonzero(~alone)
    n_r = np.where(alone, strata, size[first.group])[dropped]  # how many share the weight of the PSU left out
    if not len(dropped) or (n_r < 2).any():
        raise InputError("a jackknife needs at least two PSUs in some stratum")
    stratum = first.group[psu]
    weights = np.repeat(design.weights[:, None], len(dropped), axis=1)
    for r, unit in enumerate(dropped):
        weights[alone[unit] | (stratum == first.group[unit]), r] *= n_r[r] / (n_r[r] - 1)
        weights[psu == unit, r] = 0.0
    scale = (n_r - 1) / n_r * np.where(alone[dropped], 1.0, first.left[first.group[dropped]])
    if design.lonely == "average":
        scale *= len(alone) / len(dropped)
    df = float(len(alone) - strata)
    return Replicates(design.frame, design.weights, weights, scale, df, centre, design.domain, design.ends)


def _coded(column: pd.Series, wanted: Mapping[object, float]) -> np.ndarray:
    """Return the position of each answer among the categories of a margin, (n,)."""
    code = pd.Index(list(wanted)).get_indexer(pd.Index(column))
    if (code < 0).any():
        missing = ", ".join(map(str, pd.unique(column[code < 0])[:5]))
        raise InputError(f"no target for {missing}", place(column=str(column.name)), wanted)
    if not all(np.isfinite(total) and total > 0 for total in wanted.values()):
        raise InputError("a target is missing, infinite or not above 0", place(column=str(column.name)))
    return code


def rake_replicates(
    replicates: Replicates, targets: Mapping[str, Mapping[object, float]], tolerance: float = 1e-12, most: int = 1000
) -> Replicates:
    """Return the weights and every replicate raked to totals by category, over joint margin cells, all at once.

    Raises InputError: a category that is empty in a replicate; weights that do not converge.
    """
    codes = [_coded(column_of(replicates.frame, name), wanted) for name, wanted in targets.items()]
    weights = np.column_stack([replicates.weight, replicates.replicates])
    joint, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    start = np.zeros((len(joint), weights.shape[1]))
    np.add.at(start, cell, weights)
    sums = start.copy()
    for _ in range(most):
        worst = max(_to_margin(sums, joint[:, j], *margin) for j, margin in enumerate(targets.items()))
        if worst < tolerance:
            raked = weights * np.where(start > 0, sums / np.where(start > 0, start, 1.0), 0.0)[cell]
            return replace(replicates, weight=raked[:, 0], replicates=raked[:, 1:])
    raise InputError(f"raking the replicates did not converge in {most} rounds")


def _to_margin(sums: np.ndarray, codes: np.ndarray, name: str, wanted: Mapping[object, float]) -> float:
    """Bring sums (cells, weights) to the totals of one margin, in place; return how far off they were."""
    target = np.fromiter(wanted.values(), float)[:, None]
    total = np.zeros((len(target), sums.shape[1]))
    np.add.at(total, codes, sums)
    if (total <= 0).any():
        empty = list(wanted)[int((total <= 0).any(axis=1).argmax())]
        raise InputError(f"category {empty} is empty in some replicate: merge it with another", name)
    sums *= (target / total)[codes]
    return float(np.abs(total / target - 1).max())


WEIGHT = "replicate base weight"


def replicated(replicates: Replicates, statistic: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return a statistic and its covariance: statistic maps weights (n,), 0 outside the domain, to (k,) values."""
    inside = np.ones(len(replicates.weight), bool) if replicates.domain is None else replicates.domain
    estimate = np.atleast_1d(statistic(replicates.weight * inside))
    values = np.array([np.atleast_1d(statistic(column * inside)) for column in replicates.replicates.T])
    centre = estimate if replicates.centre == "estimate" else values.mean(axis=0)
    spread = (values - centre) * np.sqrt(replicates.scale)[:, None]
    return estimate, spread.T @ spread


def replicate_means(
    replicates: Replicates, items: str | Sequence[str], by: str | Sequence[str] | None = None, level: float = 0.95,
    widest: float | None = 5.0,
) -> Estimates:  # fmt: skip
    """Return means as `means` does, with errors from the replicate weights; tests work on them in the same way."""
    names = tuple(f"replicate weight {number}" for number in range(replicates.replicates.shape[1]))
    frame = replicates.frame.assign(**{WEIGHT: replicates.weight})
    frame = pd.concat([frame, pd.DataFrame(replicates.replicates, frame.index, names)], axis=1)
    how = Replication(names, replicates.scale, replicates.df, replicates.centre)
    return means(
        Design(frame, WEIGHT, domain=replicates.domain, ends=replicates.ends, replicates=how), items, by, level, widest
    )
