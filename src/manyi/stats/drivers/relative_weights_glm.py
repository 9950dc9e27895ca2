"""Johnson's relative weights for logit and ordinal models, in the sample and its replicates.

The linear predictor replaces the outcome (Tonidandel & LeBreton 2010); the total is McFadden's R². Such
models are not linear in sums over PSUs, so every replicate is fitted on rows, from the sample's coefficients.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.resample import Resamples
from manyi.stats.drivers.all_subsets import shapley
from manyi.stats.drivers.r2_split import Split
from manyi.stats.drivers.relative_weights import correlation, johnson
from manyi.stats.drivers.uncertainty import directions
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.glm import deviance, newton
from manyi.stats.models.model_matrix import Terms, weighted_products
from manyi.stats.models.ordinal_model import answers, maximise

CLOSE = 1e-7  # replicates need not be fitted to the last digit
LOST = 0.05  # share of replicates without a finite fit above which there is no interval


class Refit:
    """One model, to be refitted with other weights on the same rows and columns."""

    def __init__(self, design: Design, columns: Terms, outcome: str, model: str, x: np.ndarray) -> None:
        self.model, self.x = model, x
        if model == "ordinal":
            self.y, self.levels = answers(design, outcome, columns.rows)
        else:
            self.y, self.levels = outcome_of(design, outcome, columns), []
        self.start: np.ndarray | None = None

    def slopes(self, w: np.ndarray, close: float) -> tuple[np.ndarray, float]:
        """Return the slopes and McFadden's R² under the weights; later calls start from the result of the first."""
        kept = w > 0
        x, y, w = (self.x, self.y, w) if kept.all() else (self.x[kept], self.y[kept], w[kept])
        if self.model == "ordinal":
            distinct, y = np.unique(y, return_inverse=True)
            start = self.start if len(distinct) == len(self.levels) else None
            b, state, _, _ = maximise(np.asfortranarray(x), y, w, len(distinct), start, close)
            share = np.bincount(y, w) / w.sum()
            slopes, r2 = b[: x.shape[1]], 1 - state.loglik / float(w.sum() * share @ np.log(share))
        else:
            full = np.column_stack([np.ones(len(x)), x])
            b = newton(self.model, full, y, w, self.start, close)[0]
            null = deviance(self.model, y, np.full(len(y), w @ y / w.sum()), w)
            slopes, r2 = b[1:], 1 - deviance(self.model, y, expit(full @ b), w) / null
        if self.start is None:
            self.start = b
        return slopes, r2


def johnson_split(
    design: Design, columns: Terms, outcome: str, model: str, players: list[np.ndarray], replicates: Resamples,
    extra: np.ndarray,
) -> Split:  # fmt: skip
    """Return relative weights per driver (logit or ordinal), and how far they exceed those of chance.

    `extra` (n, columns of the largest player): chance; a player of k columns is measured against the first k.
    """
    if model not in ("logit", "ordinal"):
        raise InputError(f"no relative weights for the {model} model", allowed=("linear", "logit", "ordinal"))
    order, sizes = np.concatenate(players), [len(p) for p in players]
    places = np.split(np.arange(len(order)), np.cumsum(sizes)[:-1])
    x = np.asfortranarray(columns.x[:, order])
    importances, r, b = _weights(Refit(design, columns, outcome, model, x), columns, replicates, sizes)
    over_chance = np.empty_like(importances)
    for size in sorted(set(sizes)):
        joined = np.asfortranarray(np.column_stack([x, extra[:, :size]]))
        beside, _, _ = _weights(Refit(design, columns, outcome, model, joined), columns, replicates, [*sizes, size])
        alike = np.array(sizes) == size
        over_chance[alike] = (beside[:-1] - beside[-1:])[alike]
    both = np.isfinite(importances[0]) & np.isfinite(over_chance).all(axis=0)
    if (~both).mean() > LOST:
        raise InputError(f"{outcome}: {(~both).sum()} of {len(both) - 1} replicates have no finite {model} fit")
    importances, over_chance, r, b = importances[:, both], over_chance[:, both], r[:, :, both], b[:, both]
    signs = directions(np.einsum("jkb,kb->jb", r, b), b, places)  # covariance with the linear predictor
    return Split(importances, over_chance, signs, np.zeros(int(both.sum())), np.array(sizes) > 1)


def _weights(
    refit: Refit, columns: Terms, replicates: Resamples, sizes: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return relative weights, correlations and standardised slopes; a replicate without a finite fit is NaN."""
    x, w = refit.x, columns.weights
    psu, cell = replicates.psu[columns.rows], replicates.cell[columns.rows]
    count, p = 1 + len(replicates.factor), x.shape[1]
    covariance, slopes, r2 = np.zeros((p, p, count)), np.full((p, count), np.nan), np.zeros(count)
    for b in range(count):
        v = w if b == 0 else w * replicates.of_pairs(psu, cell, slice(b - 1, b))[0]
        covariance[:, :, b] = weighted_products(x, v @ x / v.sum(), v) / v.sum()
        try:
            slopes[:, b], r2[b] = refit.slopes(v, 1e-12 if b == 0 else CLOSE)
        except InputError:
            if b == 0:
                raise
    b_std = slopes * np.sqrt(np.einsum("iib->ib", covariance))
    r = correlation(covariance)
    fitted = np.isfinite(b_std[0])
    weights = np.full((len(sizes), count), np.nan)
    weights[:, fitted] = johnson(r[:, :, fitted], b_std[:, fitted], r2[fitted], sizes)
    return weights, r, b_std


def johnson_glm(
    design: Design, columns: Terms, outcome: str, model: str, players: list[np.ndarray]
) -> tuple[np.ndarray, float]:
    """Return the relative weights of the sample alone, (players,), and McFadden's R²."""
    x = np.asfortranarray(columns.x[:, np.concatenate(players)])
    slopes, r2 = Refit(design, columns, outcome, model, x).slopes(columns.weights, 1e-12)
    covariance = weighted_products(x, columns.weights @ x / columns.weights.sum(), columns.weights)[:, :, None]
    scale = np.sqrt(np.einsum("iib->ib", covariance) / columns.weights.sum())
    weights = johnson(correlation(covariance), slopes[:, None] * scale, np.array([r2]), [len(p) for p in players])
    return weights[:, 0], r2


def shapley_logit(design: Design, columns: Terms, outcome: str, players: list[np.ndarray]) -> np.ndarray:
    """Return the Shapley split of McFadden's R² of a logit model, (players,): 2^players fits, at most 12 players."""
    if len(players) > 12:
        raise InputError(f"{len(players)} drivers: the Shapley split of a logit model takes at most 12")
    table = np.zeros((1 << len(players), 1))
    for subset in range(1, len(table)):
        chosen = np.concatenate([p for j, p in enumerate(players) if subset >> j & 1])
        refit = Refit(design, columns, outcome, "logit", np.asfortranarray(columns.x[:, chosen]))
        table[subset] = refit.slopes(columns.weights, 1e-14)[1]
    return shapley(table)[:, 0]
