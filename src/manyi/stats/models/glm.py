"""Logit and quasi-Poisson models with weights and design-based errors. One row of the result is one coefficient.

Newton's method on the weighted log-likelihood (canonical links, so Newton is Fisher scoring), to machine
precision; the design covariance is that of `fit`. McCullagh & Nelder (1989), Generalized Linear Models.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit, xlogy

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.models.fit import Fit, finish, mean_weight, outcome_of, score_deviations
from manyi.stats.models.model_matrix import Terms, weighted_products

STEPS = 50
CLOSE = 1e-12  # Newton decrement, relative to the deviance, below which a further step changes nothing
FLAT = 1e5  # a coefficient whose variance exceeds the null variance by this factor has diverged (separation)

Link = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]  # linear predictor -> mean, variance function


def logit(design: Design, outcome: str, columns: Terms, level: float = 0.95) -> Fit:
    """Fit P(outcome = 1); raises InputError when the outcome is not 0/1 or is separated by the predictors."""
    y = outcome_of(design, outcome, columns)
    if not np.isin(y, (0.0, 1.0)).all():
        raise InputError(f"{outcome} is not 0/1: no logit model")
    return _fit_design(design, outcome, columns, y, "logit", level)


def count(design: Design, outcome: str, columns: Terms, level: float = 0.95) -> Fit:
    """Fit the mean of a count or duration: log link, variance proportional to the mean; none may be negative."""
    y = outcome_of(design, outcome, columns)
    if (y < 0).any():
        raise InputError(f"{outcome} has negative values: no count model")
    return _fit_design(design, outcome, columns, y, "count", level)


def _logistic(eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = expit(eta)
    return mean, mean * (1 - mean)


def _poisson(eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = np.exp(eta)
    return mean, mean


LINKS: dict[str, Link] = {"logit": _logistic, "count": _poisson, "linear": lambda eta: (eta, np.ones_like(eta))}


def deviance(model: str, y: np.ndarray, mean: np.ndarray, w: np.ndarray) -> float:
    """Return the weighted deviance of fitted means."""
    if model == "logit":
        return float(-2 * w @ (xlogy(y, mean) + xlogy(1 - y, 1 - mean)))
    return float(2 * w @ (xlogy(y, y) - xlogy(y, mean) - (y - mean)))


def newton(
    model: str, x: np.ndarray, y: np.ndarray, w: np.ndarray, start: np.ndarray | None = None, close: float = CLOSE
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return coefficients (k,), the inverse of the weighted information (k, k) and the number of steps.

    `x` holds the intercept as its first column. Raises InputError when no finite maximum is reached.
    """
    link, origin = LINKS[model], np.zeros(x.shape[1])
    b = _intercept_alone(model, x.shape[1], float(w @ y / w.sum())) if start is None else start.copy()
    mean, variance = link(x @ b)
    value = deviance(model, y, mean, w)
    for step in range(1, STEPS + 1):
        inverse = np.linalg.pinv(weighted_products(x, origin, w * variance), hermitian=True)
        gradient = x.T @ (w * (y - mean))
        move = inverse @ gradient
        for _ in range(30):  # halve a step that overshoots
            with np.errstate(over="ignore", invalid="ignore"):
                mean, variance = link(x @ (b + move))
                after = deviance(model, y, mean, w)
            if after <= value * (1 + 1e-14) + 1e-300:
                break
            move = move / 2
        b, value = b + move, after
        if gradient @ move <= close * abs(value):
            # The decrement bounds the remaining error; one more full step reaches machine precision.
            return b, np.linalg.pinv(weighted_products(x, origin, w * variance), hermitian=True), step
    raise InputError("the model has no finite maximum: a predictor perfectly predicts the outcome")


def _intercept_alone(model: str, size: int, centre: float) -> np.ndarray:
    """Return the coefficients of the model without predictors, from the weighted mean of the outcome."""
    b = np.zeros(size)
    b[0] = np.log(centre / (1 - centre)) if model == "logit" else np.log(centre)
    return b


def _fit_design(design: Design, outcome: str, columns: Terms, y: np.ndarray, model: str, level: float) -> Fit:
    w = columns.weights
    x = np.empty((len(y), columns.x.shape[1] + 1), order="F")
    x[:, 0], x[:, 1:] = 1.0, columns.x
    b, bread, steps = newton(model, x, y, w)
    refuse_separation(outcome, ["(intercept)", *columns.names], np.diag(bread), x, w, float(w @ y / w.sum()), model)
    mean, variance = LINKS[model](x @ b)
    null = np.full(len(y), w @ y / w.sum())
    scale = mean_weight(design)
    value, worst = deviance(model, y, mean, w) / scale, deviance(model, y, null, w) / scale
    pearson = float(w @ (np.square(y - mean) / variance)) / scale / (len(y) - 1)
    return finish(
        design, columns, model, outcome, ["(intercept)", *columns.names], b, bread,
        score_deviations(design, columns.rows, x.T, y - mean), bread * scale, level,
        r2=1 - value / worst, dispersion=pearson, deviance=value, iterations=steps,
    )  # fmt: skip


def refuse_separation(
    outcome: str, names: list[str], variance: np.ndarray, x: np.ndarray, w: np.ndarray, centre: float, model: str
) -> None:
    """Raise InputError when a coefficient diverges to infinity: its category perfectly predicts the outcome."""
    flat = centre * (1 - centre) if model == "logit" else centre
    without = np.diag(np.linalg.pinv(x.T @ (x * (w * flat)[:, None]), hermitian=True))
    worst = int(np.argmax(variance / np.where(without > 0, without, 1.0)))
    if variance[worst] > FLAT * without[worst]:
        raise InputError(f"{outcome}: {names[worst]} perfectly predicts the outcome, so it has no finite coefficient")
