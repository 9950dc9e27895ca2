"""What goes with an outcome, and how much. Input: a design, an outcome, drivers; output: one row per driver.

Importance is a share of R²: LMG (exact Shapley) or Johnson's relative weights. It says what the outcome goes with, not
what causes it. Intervals, rank sets and differences come from replicates of the PSUs with the weights raked again.
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
from manyi.stats.design.resample import bootstrap
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.driver_rows import driver_table, fitted_coefficients, imputed_coefficients
from manyi.stats.drivers.r2_split import chance, split
from manyi.stats.drivers.relative_weights_glm import johnson_split
from manyi.stats.drivers.uncertainty import bias_corrected, differences, shares_of, without_chance
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.imputation import imputed
from manyi.stats.models.linear_model import regression_of
from manyi.stats.models.model_matrix import terms

METHODS = ("lmg", "johnson")
FEWEST = 50  # replicates below which an interval end is one replicate's luck


@dataclass(frozen=True, repr=False)
class Importance(Displayed):
    """Importances with their uncertainty.

    table: one row per driver: driver importance importance_low importance_high (in units of R²) share low high (of
        all drivers' importance) rank rank_low rank_high above_noise performance performance_low performance_high
        coefficient coefficient_low coefficient_high p direction (+, -, unclear; "" for categories) vif status. Where
        `status` is "constant" or "small cell" there is nothing but a status; "collinear" has no coefficient of its own.
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
    design: Design,
    outcome: str,
    drivers: Sequence[str],
    method: str = "lmg",
    model: str = "linear",
    controls: Sequence[str] = (),
    replicates: int = 1000,
    seed: int = 1,
    rerake: bool = True,
    missing: str = "complete",
    level: float = 0.95,
) -> Importance:
    """Split the R² of a model of `outcome` among the drivers, after the controls.

    missing: "complete" cases, or "imputed": every respondent with the outcome and any other answer (linear models).

    A category is one driver with all its dummies. A collinear driver shares with its double; a constant one gets no
    importance. `above_noise`: the driver is above a predictor of pure chance of as many columns, added to the same
    model, by the interval of their difference (Tonidandel & LeBreton 2011). Importances and shares are as R has them;
    intervals, rank sets and differences are of importances less what chance adds to those of categories. model "logit"
    and "ordinal": method "johnson", no controls.
    Raises InputError, one line, for unknown names, an outcome that does not vary, more columns than respondents or
    degrees of freedom allow, more than 20 drivers with LMG, or too few replicates.
    """
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
    columns = terms(design, outcome, [*controls, *drivers], complete=missing == "complete")
    varying = [driver for driver in drivers if len(columns.columns_of([driver]))]
    if not varying:
        raise InputError(f"none of the drivers varies: {', '.join(drivers)}")
    players = [columns.columns_of([driver]) for driver in varying]
    resampled = bootstrap(design, replicates, seed, rerake)
    extra = chance(design, columns.rows, seed, max(map(len, players)))
    y = outcome_of(design, outcome, columns)
    variables = [*columns.x.T, *extra.T, y] if model == "linear" and missing == "complete" else []
    sums = crosses(design, resampled, columns.rows, variables, varying)
    totals = sums.totals(resampled)
    if missing == "imputed":
        names = [*columns.names, *["chance"] * extra.shape[1], outcome]
        matrix = imputed(np.column_stack([columns.x, extra, y]), columns, resampled, names)
        coefficients = imputed_coefficients(matrix, columns, resampled.df, level)
    else:
        fit = regression_of(design, outcome, columns.estimable(), model, level)
        coefficients = fitted_coefficients(fit)
    if model == "linear":
        matrix = sums.covariances(totals) if missing == "complete" else matrix
        parts = split(matrix, players, len(columns.columns_of(controls)), method)
    else:
        parts = johnson_split(design, columns, outcome, model, players, resampled, extra)
    performance = sums.means(totals)
    table = driver_table(design, columns, drivers, varying, parts, performance, coefficients, level, resampled.df)
    w, r2 = columns.weights, (parts.controls + parts.importances.sum(axis=0))[None]
    r2_low, r2_high = bias_corrected(without_chance(r2, np.array([True])), level, resampled.df)
    printed = shares_of(parts.importances)[:, 0]
    return Importance(
        table, differences(shares_of(parts.corrected), printed, varying, level, resampled.df),
        parts.importances, performance, f"{method}, {model}, {missing}",
        float(r2[0, 0]), float(min(r2_low[0], r2[0, 0])), float(max(r2_high[0], r2[0, 0])), float(parts.controls[0]),
        len(columns.rows), float(w.sum() ** 2 / (w @ w)), resampled.df, seed, level,
    )  # fmt: skip


@dataclass(frozen=True, repr=False)
class Modules(Displayed):
    """One `Importance` per module that could be modelled.

    table: the tables of the modules put together, with module, r2, base and reason; a module that could not be
    modelled is one row without a driver, with status "not modelled" and the reason.
    """

    table: pd.DataFrame
    by_module: dict[str, Importance]


def module_importance(
    design: Design,
    outcome: str,
    modules: Mapping[str, Sequence[str]],
    common: Sequence[str] = (),
    **options: Any,
) -> Modules:
    """Split R² among the drivers of each module together with the common ones, over those who were asked.

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
