"""Proportional-odds model with weights and design-based errors. One row of the result is one slope or threshold.

P(Y <= k) = 1 / (1 + exp(-(θ_k - x'b))): a positive slope moves answers up (McCullagh 1980; R: polr, svyolr).
Newton's method with the analytic Hessian. With F and f = F(1 - F) at the upper (u) and lower (l) threshold of an
answer and p = F_u - F_l, the derivative of log p by x'b is F_u + F_l - 1 and the second one -(f_u + f_l).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.models.fit import Fit, finish, score_deviations
from manyi.stats.models.model_matrix import Terms, weighted_products

STEPS = 60
DECREMENT = 1e-12  # Newton decrement relative to the log-likelihood
LARGE = 100_000  # with more rows than this, the first steps use a sample of them


def ordinal(design: Design, outcome: str, columns: Terms, level: float = 0.95) -> Fit:
    """Fit proportional odds of an ordered category or of numbers (their distinct values are the levels).

    `names`: slopes in the order of the columns, then thresholds "low|next". r2 is McFadden's.
    """
    codes, labels = answers(design, outcome, columns.rows)
    k = len(labels)
    if k < 2:
        raise InputError(f"{outcome} has the same value for all {len(codes)} respondents")
    if len(codes) <= columns.x.shape[1] + k:
        raise InputError(f"{outcome}: {columns.x.shape[1] + k - 1} coefficients from {len(codes)} respondents")
    w = columns.weights
    estimate, state, bread, steps = maximise(columns.x, codes, w, k, _start_coefficients(columns.x, codes, w, k))
    share = np.bincount(codes, w, k) / w.sum()
    null = float(w.sum() * share @ np.log(share))
    names = [*columns.names, *(f"{a}|{b}" for a, b in zip(labels[:-1], labels[1:], strict=True))]
    return finish(
        design, columns, "ordinal", outcome, names, estimate, bread,
        _score_spread(design, columns, codes, state, k), bread * w.mean(), level,
        r2=1 - state.loglik / null, dispersion=1.0, deviance=-2 * state.loglik / w.mean(), iterations=steps,
    )  # fmt: skip


def _start_coefficients(x: np.ndarray, codes: np.ndarray, w: np.ndarray, k: int) -> np.ndarray | None:
    """Return starting coefficients from a sample of the rows, if there are very many and it has every level."""
    some = slice(None, None, max(len(codes) // (LARGE // 4), 1))
    if len(codes) <= LARGE or len(np.unique(codes[some])) < k:
        return None
    return maximise(np.asfortranarray(x[some]), codes[some], w[some], k, close=1e-4)[0]


def _score_spread(design: Design, columns: Terms, codes: np.ndarray, state: State, k: int) -> np.ndarray:
    """Return the deviations of the scores by each coefficient: slopes, then thresholds."""
    by_eta, by_cut = state.scores(codes, k)
    by_slope = score_deviations(design, columns.rows, columns.x.T, by_eta)
    return np.hstack([by_slope, score_deviations(design, columns.rows, by_cut)])


def answers(design: Design, outcome: str, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the level 0, 1, ... of each row's answer, and the levels that occur, lowest first."""
    column = design.frame[outcome]
    values = column.cat.codes.to_numpy() if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy(float)
    if isinstance(column.dtype, pd.CategoricalDtype) and not column.cat.ordered:
        raise InputError(f"{outcome} is a category without order: no ordinal model")
    distinct, codes = np.unique(values[rows], return_inverse=True)
    if len(distinct) > 30:
        raise InputError(f"{outcome} has {len(distinct)} distinct values: too many for an ordinal model")
    if isinstance(column.dtype, pd.CategoricalDtype):
        return codes, [str(column.cat.categories[int(d)]) for d in distinct]
    return codes, [f"{d:g}" for d in distinct]


@dataclass(frozen=True)
class State:
    """The model at one value of its coefficients; one entry per row (of the sample, not of the result)."""

    upper: np.ndarray  # F at the upper threshold
    lower: np.ndarray  # F at the lower threshold
    p: np.ndarray
    loglik: float

    @classmethod
    def at(cls, b: np.ndarray, x: np.ndarray, codes: np.ndarray, w: np.ndarray) -> State:
        """Evaluate at coefficients `b` (slopes, then thresholds)."""
        slopes = x.shape[1]
        cut = np.concatenate([[-np.inf], b[slopes:], [np.inf]])
        eta = x @ b[:slopes]
        upper, above = expit(cut[1:][codes] - eta), expit(eta - cut[:-1][codes])
        # F_u - F_l without cancellation: F_u (1 - F_l) (1 - exp(θ_l - θ_u)).
        p = upper * above
        p *= (-np.expm1(cut[:-1] - cut[1:]))[codes]
        with np.errstate(divide="ignore"):
            return cls(upper, 1 - above, p, float(w @ np.log(p)))

    def scores(self, codes: np.ndarray, k: int) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the unweighted score of each row (n,) by its x'b, and by each threshold."""
        up, down = (density / self.p for density in self._densities())
        return self.upper + self.lower - 1, [(codes == j) * up - (codes == j + 1) * down for j in range(k - 1)]

    def derivatives(self, x: np.ndarray, codes: np.ndarray, w: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the gradient and the negative Hessian of the weighted log-likelihood."""
        slopes = x.shape[1]
        up, down = self._densities()
        ratio_up, ratio_down = up / self.p, down / self.p
        gradient = np.empty(slopes + k - 1)
        gradient[:slopes] = (w * (self.upper + self.lower - 1)) @ x
        above, below = np.bincount(codes, w * ratio_up, k)[:-1], np.bincount(codes, w * ratio_down, k)[1:]
        gradient[slopes:] = above - below
        information = np.empty((slopes + k - 1, slopes + k - 1))
        information[:slopes, :slopes] = weighted_products(x, np.zeros(slopes), w * (up + down))
        for j in range(slopes):
            cross = np.bincount(codes, w * up * x[:, j], k)[:-1] + np.bincount(codes, w * down * x[:, j], k)[1:]
            information[j, slopes:] = information[slopes:, j] = -cross
        at_upper = w * ratio_up * (ratio_up - 1 + 2 * self.upper)
        at_lower = w * ratio_down * (ratio_down + 1 - 2 * self.lower)
        cuts = np.diag(np.bincount(codes, at_upper, k)[:-1] + np.bincount(codes, at_lower, k)[1:])
        between = np.bincount(codes, w * ratio_up * ratio_down, k)[1:-1]
        information[slopes:, slopes:] = cuts - np.diag(between, 1) - np.diag(between, -1)
        return gradient, information

    def _densities(self) -> tuple[np.ndarray, np.ndarray]:
        return self.upper * (1 - self.upper), self.lower * (1 - self.lower)


def maximise(
    x: np.ndarray, codes: np.ndarray, w: np.ndarray, k: int, start: np.ndarray | None = None, close: float = DECREMENT
) -> tuple[np.ndarray, State, np.ndarray, int]:
    """Return coefficients, the state there, the inverse information and the steps; all k levels must occur."""
    b = _without_slopes(x.shape[1], codes, w, k) if start is None else start
    state = State.at(b, x, codes, w)
    for step in range(1, STEPS + 1):
        gradient, information = state.derivatives(x, codes, w, k)
        move = _inverse(information) @ gradient
        decrement = float(gradient @ move)
        b, state = _uphill(b, move, state, x, codes, w)
        if decrement <= close * abs(state.loglik):
            # The current inverse belongs to the coefficients before this step: errors would be off by 1e-8.
            return b, state, _inverse(state.derivatives(x, codes, w, k)[1]), step
        if state.loglik > -1e-8 * w.sum():
            break
    raise InputError("the ordinal model has no finite maximum: a predictor perfectly predicts the outcome")


def _without_slopes(slopes: int, codes: np.ndarray, w: np.ndarray, k: int) -> np.ndarray:
    """Return the coefficients of the model without predictors: thresholds at the cumulative shares of the levels."""
    below = np.cumsum(np.bincount(codes, w, k))[:-1] / w.sum()
    return np.concatenate([np.zeros(slopes), np.log(below / (1 - below))])


def _uphill(
    b: np.ndarray, move: np.ndarray, state: State, x: np.ndarray, codes: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, State]:
    """Take the step, halved while it overshoots or would cross thresholds; stay if no part of it improves the fit."""
    for _ in range(30):
        there = b + move
        if (np.diff(there[x.shape[1] :]) > 0).all():
            after = State.at(there, x, codes, w)
            if after.loglik >= state.loglik * (1 + 1e-14) - 1e-300:
                return there, after
        move = move / 2
    return b, state


def _inverse(information: np.ndarray) -> np.ndarray:
    return np.linalg.pinv(information, rcond=1e-14, hermitian=True)
