"""Replicate weights: errors for data that come with them. Input: one row per respondent with R weights; output:
estimates.

Variance = sum over replicates of scale_r (theta_r - centre)^2, centre the mean of the replicates or the estimate
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.covariance import Reach
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import t_interval
from manyi.stats.estimate.means import means, names_of
from manyi.stats.estimate.suppress import judge_means

Kind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]


@dataclass(frozen=True)
class Replicates:
    """Rows with final weights (n,) and replicate weights (n, R), the factor of each replicate (R,), and their df."""

    frame: pd.DataFrame
    weight: np.ndarray
    replicates: np.ndarray
    scale: np.ndarray
    df: float
    centre: Literal["mean", "estimate"] = "mean"
    domain: np.ndarray | None = None

    def where(self, mask: np.ndarray | pd.Series) -> Replicates:
        """Narrow the domain to the rows of a mask."""
        chosen = np.asarray(mask, bool)
        return replace(self, domain=chosen if self.domain is None else chosen & self.domain)

    def spread(self, estimate: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Turn (R, k) replicate values into deviations D (R, k) with covariance D'D."""
        centre = estimate if self.centre == "estimate" else values.mean(axis=0)
        return (values - centre) * np.sqrt(self.scale)[:, None]


def replicate_columns(
    frame: pd.DataFrame,
    weight: str,
    columns: Sequence[str],
    kind: Kind,
    fay: float = 0.0,
    factors: Sequence[float] | None = None,
    df: float | None = None,
    centre: Literal["mean", "estimate"] = "mean",
) -> Replicates:
    """Read replicate weights delivered as columns (R svrepdesign, combined weights).

    Factor of a replicate: JK1 (R-1)/R, BRR 1/R, Fay 1/(R (1-fay)^2), bootstrap 1/(R-1); JKn needs the delivered
    `factors`, (n_h - 1)/n_h of the stratum of each replicate. df: as delivered, else rank of the weights - 1.
    """
    missing = [name for name in (weight, *columns) if name not in frame.columns]
    if missing:
        raise InputError("no such column in the rows", place(column=missing[0]))
    weights, count = frame[list(columns)].to_numpy(float), len(columns)
    if not np.isfinite(weights).all() or (kind == "JKn") != (factors is not None):
        raise InputError("replicate weights must be numbers, and JKn (only) needs one factor per replicate")
    common = {"JK1": (count - 1) / count, "BRR": 1 / count, "Fay": 1 / (count * (1 - fay) ** 2)}
    common["bootstrap"] = 1 / max(count - 1, 1)
    scale = np.asarray(factors, float) if factors is not None else np.full(count, common[kind])
    if len(scale) != count:
        raise InputError(f"{len(scale)} factors for {count} replicates")
    degrees = float(np.linalg.matrix_rank(weights, tol=1e-5 * np.abs(weights).max()) - 1) if df is None else df
    return Replicates(frame, frame[weight].to_numpy(float), weights, scale, degrees, centre)


def jackknife(design: Design, centre: Literal["mean", "estimate"] = "mean") -> Replicates:
    """Make delete-one-PSU weights (JKn; JK1 without strata): the PSU gets 0, the others of its stratum n_h/(n_h - 1).

    With a finite-population correction of the first stage, each factor is multiplied by it. A stratum with a single PSU
    adds nothing (lonely "certainty", "remove"); "average" raises all factors by PSUs / replicates; with "adjust" the
    PSU is left out and everybody else counts H/(H - 1), H strata (R as.svrepdesign).
    """
    units, first = design.units, design.units.stages[0]
    path = np.arange(units.count)
    for stage in units.stages[::-1]:
        path = stage.unit[path]
    psu = path[units.row]
    size, strata = np.bincount(first.group, minlength=len(first.left)), len(first.left)
    alone = size[first.group] == 1
    dropped = np.arange(len(alone)) if design.lonely == "adjust" else np.flatnonzero(~alone)
    n_r = np.where(alone, strata, size[first.group])[dropped]  # how many share what the PSU left out stood for
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
    return Replicates(design.frame, design.weights, weights, scale, df, centre, design.domain)


def rake_replicates(
    replicates: Replicates, targets: Mapping[str, Mapping[object, float]], tolerance: float = 1e-12, most: int = 1000
) -> Replicates:
    """Rake the weights and every replicate to totals by category, over joint margin cells, all at once."""
    codes = [pd.Index(list(wanted)).get_indexer(pd.Index(replicates.frame[name])) for name, wanted in targets.items()]
    if any((code < 0).any() for code in codes):
        raise InputError("a respondent has a margin category without a target", allowed=targets)
    weights = np.column_stack([replicates.weight, replicates.replicates])
    joint, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    start = np.zeros((len(joint), weights.shape[1]))
    np.add.at(start, cell, weights)
    sums = start.copy()
    for _ in range(most):
        worst = 0.0
        for j, wanted in enumerate(targets.values()):
            target = np.fromiter(wanted.values(), float)[:, None]
            total = np.zeros((len(target), sums.shape[1]))
            np.add.at(total, joint[:, j], sums)
            if (total <= 0).any():
                raise InputError("a margin category has no weight in some replicate", allowed=list(wanted))
            worst = max(worst, float(np.abs(total / target - 1).max()))
            sums *= (target / total)[joint[:, j]]
        if worst < tolerance:
            raked = weights * np.where(start > 0, sums / np.where(start > 0, start, 1.0), 0.0)[cell]
            return replace(replicates, weight=raked[:, 0], replicates=raked[:, 1:])
    raise InputError(f"raking the replicates did not converge in {most} rounds")


WEIGHT = "replicate base weight"


@dataclass(frozen=True)
class FixedDf(Reach):
    """Every estimate with replicate weights, and every combination, has the degrees of freedom of the replicates."""

    degrees: float = 0.0

    def df(self, *columns: int) -> float:
        """Degrees of freedom of the replicates."""
        return self.degrees

    def each(self) -> np.ndarray:
        """Degrees of freedom of the replicates, once per estimate."""
        return np.full(self.psus.shape[1], self.degrees)

    def pairs(self) -> np.ndarray:
        """Degrees of freedom of the replicates, once per pair."""
        return np.full((self.psus.shape[1],) * 2, self.degrees)

    def beside(self, other: Reach) -> Reach:
        """Put the estimates of the same replicates after these."""
        return replace(self, psus=np.hstack([self.psus, other.psus]))

    def take(self, columns: np.ndarray) -> Reach:
        """Keep some estimates."""
        return replace(self, psus=self.psus[:, columns])


def replicated(replicates: Replicates, statistic: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return a statistic and its covariance: statistic maps weights (n,), 0 outside the domain, to (k,) values."""
    inside = np.ones(len(replicates.weight), bool) if replicates.domain is None else replicates.domain
    estimate = np.atleast_1d(statistic(replicates.weight * inside))
    values = np.array([np.atleast_1d(statistic(column * inside)) for column in replicates.replicates.T])
    spread = replicates.spread(estimate, values)
    return estimate, spread.T @ spread


def replicate_means(
    replicates: Replicates,
    items: str | Sequence[str],
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    widest: float | None = 5.0,
) -> Estimates:
    """Return means as `means` does, with the error of the replicate weights; tests work on them the same way."""
    design = Design(replicates.frame.assign(**{WEIGHT: replicates.weight}), WEIGHT, domain=replicates.domain)
    plain = means(design, items, by, level, widest=None)
    groups, answers = Groups.of(design, by), answers_of(design, names_of(items))
    inside = design.inside & (groups.code >= 0)
    size, columns = len(groups.labels), []
    for j in range(answers.shape[1]):
        rows = np.flatnonzero(inside & ~np.isnan(answers[:, j]))
        member = (groups.code[rows][None, :] == np.arange(size)[:, None]).astype(float)
        weights = replicates.replicates[rows]
        total = member @ weights
        value = (member * answers[rows, j]) @ weights / np.where(total > 0, total, np.nan)
        columns.append(value)
    values = np.stack(columns, axis=1).reshape(size * answers.shape[1], -1).T
    table = plain.table
    spread = np.nan_to_num(replicates.spread(table["estimate"].to_numpy(), values))
    se = np.where(table["estimate"].isna(), np.nan, np.sqrt(np.square(spread).sum(axis=0)))
    low, high = t_interval(table["estimate"], se, replicates.df, level)
    n = table["base"].to_numpy(float)
    status, reason = judge_means((high - low) / 2, np.full(len(n), replicates.df), n, se == 0, widest)
    changed = np.where(table["se"] > 0, se / table["se"].where(table["se"] > 0, 1.0), np.nan) ** 2
    table = table.assign(
        se=se,
        low=low,
        high=high,
        df=replicates.df,
        deff=table["deff"] * changed,
        n_eff=table["n_eff"] / changed,
        status=status,
        reason=reason,
    )
    empty = np.zeros((0, len(table)), bool)
    return Estimates(table, spread, FixedDf(empty, empty, replicates.df), plain.by, level)
