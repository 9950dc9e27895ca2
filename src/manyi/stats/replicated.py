"""Estimates from replicate weights. Input: one row per respondent with R weights; output: one row per group x item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from manyi.stats.covariance import Reach
from manyi.stats.design import Design
from manyi.stats.estimate import means, names_of
from manyi.stats.estimates import Estimates
from manyi.stats.groups import Groups, answers_of
from manyi.stats.interval import t_interval
from manyi.stats.replicate import Replicates
from manyi.stats.suppress import judge_means

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
