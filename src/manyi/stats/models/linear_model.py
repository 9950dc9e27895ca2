"""Models of one outcome. Input: a design, an outcome, predictors; output: a `Fit`, one row per coefficient.

Linear: weighted least squares with the design-based sandwich (R survey: svyglm). The other models are in
`glm` (logit, count) and `ordinal`; `vif` measures collinearity.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import chunks
from manyi.stats.estimate.rounding import without_rounding
from manyi.stats.models.fit import Fit, finish, mean_weight, outcome_of, score_deviations
from manyi.stats.models.glm import count, logit
from manyi.stats.models.model_matrix import Terms, terms
from manyi.stats.models.ordinal_model import ordinal
from manyi.stats.models.small_cells import CELL


def regression(
    design: Design, outcome: str, predictors: Sequence[str], model: str = "linear", level: float = 0.95,
    smallest: float = CELL,
) -> Fit:  # fmt: skip
    """Return a model of `outcome` fitted on complete cases of the domain, with design-based errors.

    model: linear; logit (0/1 outcome); ordinal (ordered category or numbers: proportional odds); count (quasi-Poisson).
    Categories enter as dummies against their first category; those of fewer than `smallest` respondents (Kish's n) are
    counted with it. Raises InputError, one line, when the outcome does not vary, does not fit the model, or there are
    more columns than respondents or degrees of freedom.
    """
    columns = terms(design, outcome, predictors, smallest=smallest)
    return regression_of(design, outcome, columns.estimable(), model, level)


def regression_of(design: Design, outcome: str, columns: Terms, model: str, level: float = 0.95) -> Fit:
    """Fit a model on given columns that are not collinear."""
    fitters = {"linear": linear, "logit": logit, "ordinal": ordinal, "count": count}
    if model not in fitters:
        raise InputError(f"unknown model {model}", allowed=fitters)
    return fitters[model](design, outcome, columns, level)


def linear(design: Design, outcome: str, columns: Terms, level: float = 0.95) -> Fit:
    """Fit weighted least squares; `dispersion` is the residual variance with weights of mean 1, r2 is weighted."""
    y, w, x = outcome_of(design, outcome, columns), columns.weights, columns.x
    total, centre = w.sum(), w @ y / w.sum()
    # Everything is done on centred columns; the intercept comes back at the end.
    inverse = np.linalg.inv(columns.gram)
    slopes = inverse @ ((w * (y - centre)) @ x - (w @ (y - centre)) * columns.mean)
    for _ in range(2):  # the second pass recovers the digits that normal equations lose
        residual, gradient = _residuals(columns, y, slopes)
        intercept = w @ residual / total
        residual -= intercept
        slopes = slopes + inverse @ gradient
    size = np.sqrt(w @ np.square(y) / total)
    residual = without_rounding(residual, size)
    if not residual.any():  # the columns determine the outcome: other coefficients are rounding error
        moved = slopes * np.sqrt(np.diag(columns.gram) / total)
        slopes, intercept = np.where(without_rounding(moved, size), slopes, 0.0), without_rounding(intercept, size)
    estimate, bread = np.concatenate([[intercept], slopes]), _with_intercept(inverse, columns.mean, total)
    scale, null = mean_weight(design), float(w @ np.square(y - centre))
    deviance = float(w @ np.square(residual)) / scale
    return finish(
        design, columns, "linear", outcome, ["(intercept)", *columns.names], estimate, bread,
        score_deviations(design, columns.rows, [np.ones(len(y)), *x.T], residual),
        bread * scale * deviance / (len(y) - len(estimate)), level,
        r2=1 - deviance * scale / null, dispersion=deviance / (len(y) - 1), deviance=deviance,
    )  # fmt: skip


def _with_intercept(inverse: np.ndarray, mean: np.ndarray, total: float) -> np.ndarray:
    """Return the inverse of Σ w xx' with a leading 1 in x, (k + 1, k + 1), from that of the centred columns."""
    beside = -inverse @ mean
    return np.block([[np.atleast_2d(1 / total - mean @ beside), beside[None]], [beside[:, None], inverse]])


def _residuals(columns: Terms, y: np.ndarray, slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return y - x'b (n,) and Σ w (x - x̄) times it (k,), in one pass; a constant left in the former does not matter."""
    residual, gradient = np.empty(len(y)), np.zeros(len(slopes))
    for part in chunks(len(y), 1):
        residual[part] = y[part] - columns.x[part] @ slopes
        weighted = columns.weights[part] * residual[part]
        gradient += weighted @ columns.x[part] - weighted.sum() * columns.mean
    return residual, gradient


def vif(columns: Terms) -> pd.DataFrame:
    """Return generalised variance inflation, one row per predictor: predictor, gvif, df, inflation.

    GVIF = det R_own · det R_others / det R (Fox & Monette 1992); `inflation` = GVIF^(1 / 2 df) is the factor by which
    intervals widen, comparable between numbers and categories. A predictor without an estimable column has no row.
    """
    scale = np.sqrt(np.diag(columns.gram))
    r = columns.gram / np.outer(scale, scale)
    rows = []
    for name, columns_of in columns.groups().items():
        other = np.setdiff1d(np.arange(len(r)), columns_of)
        logs = [np.linalg.slogdet(m)[1] for m in (r[np.ix_(columns_of, columns_of)], r[np.ix_(other, other)], r)]
        gvif = float(np.exp(logs[0] + logs[1] - logs[2]))
        rows.append((name, gvif, len(columns_of), gvif ** (0.5 / len(columns_of))))
    return pd.DataFrame(rows, columns=["predictor", "gvif", "df", "inflation"])
