"""What is associated with an outcome, and how closely. Input: a design, an outcome, drivers; output: a row per driver.

Importance is a share of R²: LMG (exact Shapley) or Johnson's relative weights. It measures association, not cause.
Intervals, rank sets and differences come from replicates of the PSUs with the weights raked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.resample import Resamples, bootstrap
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.driver_rows import driver_table, fitted_coefficients, imputed_coefficients
from manyi.stats.drivers.r2_split import Split, chance, split
from manyi.stats.drivers.relative_weights_glm import johnson_split
from manyi.stats.drivers.uncertainty import bias_corrected, differences, shares_of, without_chance
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.imputation import imputed
from manyi.stats.models.linear_model import regression_of
from manyi.stats.models.model_matrix import Terms, terms

METHODS = ("lmg", "johnson")
FEWEST = 50  # with fewer replicates an end of an interval depends on a single one


@dataclass(frozen=True, repr=False)
class Importance(Displayed):
    """Importances with their uncertainty.

    table: one row per driver: driver importance importance_low importance_high (in units of R²) share low high (of
        all drivers' importance) rank rank_low rank_high above_noise performance performance_low performance_high
        coefficient coefficient_low coefficient_high p direction (+, -, unclear; "" for categories) vif status. Where
        `status` is "constant" or "small cell" there is nothing else; "collinear" has no coefficient of its own.
    differences: one row per pair of drivers (of their shares): a b difference low high shown.
    importances, performance: (drivers that have one, 1 + B), the sample first, then its replicates.
    r2: the whole model (McFadden's for logit and ordinal); r2_controls: the controls alone; n_kish: (Σw)² / Σw² of the
        base; df: PSUs - strata.
    """

    table: pd.DataFrame
    differences: pd.DataFrame
    importances: np.ndarray
    performance: np.ndarray
    method: str
    r2: float
    r2_low: float
    r2_high: float
    r2_controls: float
    base: int
    n_kish: float
    df: int
    seed: int
    level: float = 0.95

    @property
    def drivers(self) -> list[str]:
        """Names of the drivers that have values, in the order of `importances`."""
        return self.table.loc[self.table["importance"].notna(), "driver"].tolist()


def importance(
    design: Design, outcome: str, drivers: Sequence[str], method: str = "lmg", model: str = "linear",
    controls: Sequence[str] = (), replicates: int = 1000, seed: int = 1, rerake: bool = True,
    missing: str = "complete", level: float = 0.95,
) -> Importance:  # fmt: skip
    """Return the R² of a model of `outcome`, split among the drivers after the controls.

    missing: "complete" cases, or "imputed": every respondent with the outcome and any other answer (linear models).
    model: "linear"; "logit" and "ordinal" take method "johnson" and no controls.
    A category is one driver with all its dummies. Collinear drivers share their importance; a constant one gets no
    importance. `above_noise`: the driver beats a purely random predictor with as many columns, added to the same model,
    by the interval of their difference (Tonidandel & LeBreton 2011). Importances and shares are as in R; their
    intervals, rank sets and differences are first corrected for what chance adds to the importance of a category.
    LMG is the mean of a driver's gain in R² over all orders (Lindeman, Merenda & Gold 1980; Grömping 2006, J. Stat.
    Softw. 17(1)); "johnson" are relative weights (Johnson 2000), for logit those of Tonidandel & LeBreton 2010.
    Raises InputError for unknown names, an outcome that does not vary, more columns than respondents or degrees of
    freedom allow, more than 20 drivers with LMG, or too few replicates.
    """
    _refuse(method, model, controls, replicates, missing)
    columns = terms(design, outcome, [*controls, *drivers], complete=missing == "complete")
    varying = [driver for driver in drivers if len(columns.columns_of([driver]))]
    if not varying:
        raise InputError(f"none of the drivers varies: {', '.join(drivers)}")
    players = [columns.columns_of([driver]) for driver in varying]
    sample = bootstrap(design, replicates, seed, rerake)
    noise = chance(design, columns.rows, seed, max(map(len, players)))
    matrix, performance = _moments(design, outcome, columns, noise, sample, varying, model, missing)
    coefficients = _coefficients(design, outcome, columns, matrix, sample.df, model, missing, level)
    if model == "linear":
        parts = split(matrix, players, len(columns.columns_of(controls)), method)
    else:
        parts = johnson_split(design, columns, outcome, model, players, sample, noise)
    table = driver_table(design, columns, drivers, varying, parts, performance, coefficients, level, sample.df)
    gaps = differences(shares_of(parts.corrected), shares_of(parts.importances)[:, 0], varying, level, sample.df)
    w = columns.weights
    return Importance(
        table, gaps, parts.importances, performance, f"{method}, {model}, {missing}", *_whole(parts, level, sample.df),
        float(parts.controls[0]), len(columns.rows), float(w.sum() ** 2 / (w @ w)), sample.df, seed, level,
    )  # fmt: skip


def _refuse(method: str, model: str, controls: Sequence[str], replicates: int, missing: str) -> None:
    """Raise InputError for incompatible choices."""
    if method not in METHODS or (method == "lmg" and model != "linear"):
        raise InputError(
            f"no method {method} for the {model} model", allowed=("lmg", "johnson (linear, logit, ordinal)")
        )
    if model != "linear" and controls:
        raise InputError(f"the {model} model takes no controls: name them as drivers")
    if missing not in ("complete", "imputed") or (missing == "imputed" and model != "linear"):
        raise InputError(f"missing={missing} with the {model} model", allowed=("complete", "imputed (linear)"))
    if replicates < FEWEST:
        raise InputError(f"{replicates} replicates are too few for an interval (at least {FEWEST})")


def _moments(
    design: Design, outcome: str, columns: Terms, noise: np.ndarray, sample: Resamples, items: Sequence[str],
    model: str, missing: str,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return the covariances (m, m, 1 + B) of columns, chance and outcome, and the means (items, 1 + B) of the items.

    For a model that is not linear the covariances are empty: it is fitted on rows.
    """
    variables = [*columns.x.T, *noise.T, outcome_of(design, outcome, columns)]
    summed = variables if model == "linear" and missing == "complete" else []
    sums = crosses(design, sample, columns.rows, summed, items)
    totals = sums.totals(sample)
    if missing == "complete":
        return sums.covariances(totals), sums.means(totals)
    names = [*columns.names, *["chance"] * noise.shape[1], outcome]
    return imputed(np.column_stack(variables), columns, sample, names), sums.means(totals)


def _coefficients(
    design: Design, outcome: str, columns: Terms, matrix: np.ndarray, df: int, model: str, missing: str, level: float
) -> pd.DataFrame:
    if missing == "imputed":
        return imputed_coefficients(matrix, columns, df, level)
    return fitted_coefficients(regression_of(design, outcome, columns.estimable(), model, level))


def _whole(parts: Split, level: float, df: int) -> tuple[float, float, float]:
    """Return the R² of the whole model and its interval, which includes it."""
    r2 = (parts.controls + parts.importances.sum(axis=0))[None]
    low, high = bias_corrected(without_chance(r2, np.array([True])), level, df)
    return float(r2[0, 0]), float(min(low[0], r2[0, 0])), float(max(high[0], r2[0, 0]))


@dataclass(frozen=True, repr=False)
class Modules(Displayed):
    """One `Importance` per module that could be modelled.

    table: the tables of the modules put together, with module, r2, base and reason; a module that could not be
    modelled is one row without a driver, with status "not modelled" and the reason.
    """

    table: pd.DataFrame
    by_module: dict[str, Importance]


def module_importance(
    design: Design, outcome: str, modules: Mapping[str, Sequence[str]], common: Sequence[str] = (), **options: Any
) -> Modules:
    """Return R² split among the drivers of each module together with the common ones, over those who were asked.

    `options` go to `importance`. A module that raises InputError there is reported, not hidden.
    """
    by_module: dict[str, Importance] = {}
    tables = []
    for module, drivers in modules.items():
        try:
            by_module[module] = importance(design, outcome, [*common, *drivers], **options)
        except InputError as error:
            row = {"module": module, "driver": "", "base": 0, "status": "not modelled", "reason": str(error)}
            tables.append(pd.DataFrame([row]))
            continue
        model = by_module[module]
        tables.append(model.table.assign(module=module, r2=model.r2, base=model.base, reason=""))
    if not tables:
        raise InputError("no module was given")
    table = pd.concat(tables, ignore_index=True)
    first = ["module", "driver"]
    return Modules(table[first + [column for column in table.columns if column not in first]], by_module)
