"""Errors from delivered replicate weights. In: a design, answers, groups; out: deviations and their reach.

Each wave has its own replicates: replicate r of wave t reweights the rows of t and leaves the others as they are,
so that waves vary independently of each other, like the separate samples they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from manyi.stats.design.column_values import numbers_of
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups
from manyi.stats.design.replication import Replication
from manyi.stats.estimate.covariance import Reach
from manyi.stats.estimate.totals import Answer


@dataclass(frozen=True, repr=False)
class ReachOfWaves(Reach):
    """The waves each estimate is based on, `psus` (waves, k): its degrees of freedom are those of their replicates."""

    degrees: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (waves,)

    def df(self, *columns: int) -> float:
        """Return the degrees of freedom of a combination of estimates."""
        return float(self.degrees @ self.psus[:, list(columns)].any(axis=1))

    def each(self) -> np.ndarray:
        """Return the degrees of freedom of each estimate, (k,)."""
        return self.degrees @ self.psus

    def pairs(self) -> np.ndarray:
        """Return the degrees of freedom of each pair of estimates, (k, k)."""
        either = self.psus[:, :, None] | self.psus[:, None, :]
        return np.tensordot(self.degrees, either.astype(float), 1)


def replicate_spread(
    design: Design, how: Replication, answers: Sequence[Answer], groups: Groups, estimate: np.ndarray
) -> tuple[np.ndarray, Reach]:
    """Return D (waves R, G k) with covariance D'D of means, recomputed with each replicate, and their reach.

    estimate: (G, k), with the final weights. Variance of a wave: sum of scale_r (mean_r - centre)^2 (R svrepdesign).
    """
    wave = np.zeros(len(design.frame)) if design.wave is None else design.frame[design.wave].to_numpy()
    waves = np.unique(wave)
    weights = np.column_stack([numbers_of(design.frame[name]) for name in how.columns])
    inside, size = design.inside & (groups.code >= 0), len(groups.labels)
    spread = np.zeros((len(waves), len(how.columns), size, len(answers)))
    present = np.zeros((len(waves), size, len(answers)), bool)
    for k, answer in enumerate(np.asarray(answer, float) for answer in answers):
        rows = np.flatnonzero(inside & ~np.isnan(answer))
        member = (groups.code[rows] == np.arange(size)[:, None]).astype(float)
        final = design.weights[rows]
        w, wx = member @ final, member @ (final * answer[rows])
        for t, of_wave in enumerate(wave[rows] == period for period in waves):
            part, here = member[:, of_wave], rows[of_wave]
            present[t, :, k] = part.any(axis=1)
            change = weights[here] - final[of_wave][:, None]
            moved = _moved(part, change, answer[here], w, wx)
            centre = estimate[:, k, None] if how.centre == "estimate" else moved.mean(axis=1, keepdims=True)
            spread[t, :, :, k] = np.nan_to_num((moved - centre) * np.sqrt(how.scale)).T
    psus = present.reshape(len(waves), -1)
    reach = ReachOfWaves(psus, np.zeros((0, psus.shape[1]), bool), np.full(len(waves), how.df))
    return spread.reshape(len(waves) * len(how.columns), -1), reach


def _moved(member: np.ndarray, change: np.ndarray, answer: np.ndarray, w: np.ndarray, wx: np.ndarray) -> np.ndarray:
    """Return the means (G, R) once the weights of some rows change by `change` (n, R); NaN where no weight is left."""
    total = w[:, None] + member @ change
    return (wx[:, None] + member @ (change * answer[:, None])) / np.where(total > 0, total, np.nan)
