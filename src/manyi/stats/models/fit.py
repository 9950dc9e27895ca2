"""A fitted model and tests on it. One row of `Fit.table` is one coefficient with its design-based error.

Coefficients solve Σ w s(b) = 0; their covariance is the sandwich of the Hessian and the design covariance of the
scores (Binder 1983), with strata, PSUs, calibration and lonely PSUs as in the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy import stats

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.column_values import numbers_of
from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import weighted_sums
from manyi.stats.estimate.covariance import deviations, reach_of_rows
from manyi.stats.estimate.interval import critical
from manyi.stats.estimate.rounding import distinct
from manyi.stats.models.model_matrix import Terms

Form = Literal["level", "wald", "R"]
COLUMNS = ["term", "predictor", "category", "estimate", "se", "low", "high", "t", "df", "p", "status"]


@dataclass(frozen=True, repr=False)
class Fit(Displayed):
    """A model fitted to a design.

    table: term predictor category estimate se low high t df p status; a column that could not be estimated keeps its
        row, with the reason as status ("constant", "collinear") and no numbers. A coefficient without error (the model
        fits every answer) has status "exact" and is not tested: low, high, t and p are NaN.
    estimate (k,), covariance (k, k): of the estimated coefficients named in `names`; `slopes` are positions of those
        that belong to the columns of `terms`. deviations D (m, k): covariance = D'D. naive (k, k): the covariance under
        independent rows and weights of mean 1, the yardstick of design effects. design_df: PSUs - strata.
    r2: R² of a linear model, McFadden's for the others. iterations: Newton steps taken, 0 for linear models.
    """

    model: str
    outcome: str
    terms: Terms
    names: list[str]
    estimate: np.ndarray
    deviations: np.ndarray
    naive: np.ndarray
    table: pd.DataFrame
    design_df: float
    residual_df: float
    base: int
    r2: float
    dispersion: float
    deviance: float
    iterations: int = 0
    level: float = 0.95

    @property
    def covariance(self) -> np.ndarray:
        """Design-based covariance of the estimated coefficients."""
        return self.deviations.T @ self.deviations

    @property
    def slopes(self) -> np.ndarray:
        """Positions of the coefficients of the columns of `terms`, in order."""
        return np.array([self.names.index(name) for name in self.terms.names], int)

    def linear_predictor(self, x: np.ndarray) -> np.ndarray:
        """Return the linear predictor of rows of the columns of `terms` (without the thresholds of ordinal models)."""
        part = x @ self.estimate[self.slopes]
        return part + self.estimate[0] if self.names[0] == "(intercept)" else part


def mean_weight(design: Design) -> float:
    """Return the mean weight of the domain: deviances and the naive covariance are stated for weights of mean 1."""
    return float(design.weights[design.inside].mean())


def outcome_of(design: Design, outcome: str, columns: Terms) -> np.ndarray:
    """Return the outcome of the complete cases; raises InputError when it does not vary or they are too few."""
    y = numbers_of(design.frame[outcome], "the outcome of a model is a number")
    y = y if len(y) == len(columns.rows) else y[columns.rows]
    if len(distinct(y)[0]) < 2:
        raise InputError(f"{outcome} has the same value for all {len(y)} respondents")
    if len(y) <= (coefficients := columns.x.shape[1] + 1):
        raise InputError(f"{outcome}: {coefficients} coefficients from {len(y)} respondents")
    return y


def score_deviations(
    design: Design, rows: np.ndarray, scores: Iterable[np.ndarray], times: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return D (m, k), D'D = design covariance of Σ w s, from k columns of unweighted scores of the rows given.

    `times`: a factor for every column, one number per row (the residual, where scores are residual times x).
    """
    units, margins = design.units, design.calibration
    everyone = len(rows) == len(design.frame)

    def among(values: np.ndarray) -> np.ndarray:
        return values if everyone else values[rows]

    columns = list(scores)
    by_unit = weighted_sums(columns, among(design.weights) * times, among(units.row), units.count)
    if margins is None:
        return deviations(design, by_unit, None)
    by_cell = weighted_sums(columns, among(margins.weight) * times, among(margins.cell), len(margins.regressors))
    return deviations(design, by_unit, by_cell)


def finish(
    design: Design, terms: Terms, model: str, outcome: str, names: list[str], estimate: np.ndarray, bread: np.ndarray,
    score_spread: np.ndarray, naive: np.ndarray, level: float, *,
    r2: float, dispersion: float, deviance: float, iterations: int = 0,
) -> Fit:  # fmt: skip
    """Assemble a fit: `bread` is the inverse Hessian of the weighted objective, `score_spread` the scores' D."""
    mask = np.zeros(len(design.frame), bool)
    mask[terms.rows] = True
    design_df = float(reach_of_rows(design, mask).each()[0])
    residual_df = design_df - terms.x.shape[1]
    if residual_df < 1:
        raise InputError(
            f"{outcome}: {terms.x.shape[1]} columns are too many for {design_df:.0f} degrees of freedom (PSUs - strata)"
        )
    spread = score_spread @ bread
    table = _coefficients(terms, names, estimate, np.sqrt(np.square(spread).sum(axis=0)), residual_df, level)
    return Fit(
        model, outcome, terms, names, estimate, spread, naive, table, design_df, residual_df, len(terms.rows),
        r2, dispersion, deviance, iterations, level,
    )  # fmt: skip


def _coefficients(
    terms: Terms, names: list[str], estimate: np.ndarray, se: np.ndarray, df: float, level: float
) -> pd.DataFrame:
    """Return `Fit.table`: the coefficients with their tests, and a row without numbers for every other column."""
    error = np.where(se > 0, se, np.nan)
    t, half = estimate / error, critical(df, level) * error
    tests = pd.DataFrame({
        "term": names, "estimate": estimate, "se": se, "low": estimate - half, "high": estimate + half,
        "t": t, "df": df, "p": 2 * stats.t.sf(np.abs(t), df),
    })  # fmt: skip
    extra = pd.DataFrame({"term": [name for name in names if name not in terms.names]}).assign(
        predictor="", category="", status="estimated"
    )
    order = pd.concat([extra, terms.labels] if names[0] not in terms.names else [terms.labels, extra])
    table = order.merge(tests, on="term", how="left")[COLUMNS]
    table.loc[table["se"] == 0, "status"] = "exact"
    return table


def term_test(fit: Fit, predictors: str | Sequence[str], form: Form = "level") -> pd.Series:
    """Return the test that all coefficients of the predictors are zero: statistic, df1, df2, p, form.

    form "level": the working Wald statistic (errors as if rows were independent) over the trace of its design effects,
    on (df1, df1 df) with Satterthwaite's df1 and df = PSUs - strata (Rao & Scott 1984): it keeps its level with many
    columns and few PSUs, see `omnibus`. form "wald": Q (df - q + 1) / (df q) on (q, df - q + 1), Q = b'V^-1 b (Korn &
    Graubard 1990), too often significant with many columns. form "R": regTermTest's Q / q on (q, residual df). Raises
    InputError: predictors without any estimated coefficient.
    """
    wanted = [predictors] if isinstance(predictors, str) else list(predictors)
    columns = fit.slopes[fit.terms.columns_of(wanted)]
    if not len(columns):
        raise InputError(f"no coefficient of {', '.join(wanted)} was estimated", allowed=fit.terms.groups())
    chosen = np.zeros((len(columns), len(fit.estimate)))
    chosen[np.arange(len(columns)), columns] = 1.0
    return wald(fit, chosen, form)


def wald(fit: Fit, contrasts: np.ndarray, form: Form = "level") -> pd.Series:
    """Test that (q, k) contrasts of the coefficients are all zero; forms as in `term_test`."""
    spread, value = fit.deviations @ contrasts.T, contrasts @ fit.estimate
    naive = contrasts @ fit.naive @ contrasts.T
    return joint_test(value, spread, naive, fit.design_df, fit.residual_df, form)


def joint_test(
    value: np.ndarray, spread: np.ndarray, naive: np.ndarray, design_df: float, residual_df: float, form: Form
) -> pd.Series:
    """Test that a (q,) vector with covariance spread'spread is zero; `naive` is its covariance under independence."""
    if form not in get_args(Form):
        raise InputError(f"unknown form {form} of the joint test", allowed=get_args(Form))
    covariance = spread.T @ spread
    if not covariance.any():
        return _result(np.nan, np.nan, np.nan, "untested")
    if form == "level":
        inverse = np.linalg.pinv(naive, hermitian=True)
        effects = inverse @ covariance  # its eigenvalues are generalised design effects
        trace = float(np.trace(effects))
        df1 = trace**2 / float(np.trace(effects @ effects))
        return _result(float(value @ inverse @ value) / trace, df1, df1 * design_df, "rao_scott")
    q = int(np.linalg.matrix_rank(covariance, hermitian=True))
    statistic, second = float(value @ np.linalg.pinv(covariance, hermitian=True) @ value), design_df - q + 1
    if form == "R":
        return _result(statistic / q, q, residual_df, "R")
    return _result(statistic * second / (design_df * q), q, second, "wald")


def _result(f: float, df1: float, df2: float, form: str) -> pd.Series:
    return pd.Series({"statistic": f, "df1": df1, "df2": df2, "p": float(stats.f.sf(f, df1, df2)), "form": form})
