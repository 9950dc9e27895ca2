"""What goes with an outcome, and how much. Input: a design, an outcome, drivers; output: one row per driver.

Importance is a share of R²: LMG (exact Shapley) or Johnson's relative weights. It says what the outcome goes with, not
what causes it. Intervals, rank sets and differences come from replicates of the PSUs with the weights raked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.bootstrap import bootstrap
from manyi.stats.crosses import crosses
from manyi.stats.design import Design
from manyi.stats.estimate import means
from manyi.stats.fit import Fit, outcome_of
from manyi.stats.regression import linear, regression, vif
from manyi.stats.relative import johnson_split
from manyi.stats.split import Split, chance, split
from manyi.stats.spread import bias_corrected, differences, intervals, ranks
from manyi.stats.terms import Terms, terms

METHODS = ("lmg", "johnson")
FEWEST = 50  # replicates below which an interval end is one replicate's luck


@dataclass(frozen=True)
class Importance:
    """Importances with their uncertainty.

    table: one row per driver: driver importance importance_low importance_high (in units of R²) share low high (of
        all drivers' importance) rank rank_low rank_high above_noise performance performance_low performance_high
        coefficient coefficient_low coefficient_high p direction (+, -, unclear; "" for categories) vif status. Where
        `status` is "constant" there is nothing but a status; "collinear" has no coefficient of its own.
    differences: one row per pair of drivers (of their shares): a b difference low high shown.
    values, performance: (drivers with a status other than constant, 1 + B), the sample first, then its replicates.
    r2: the whole model (McFadden's for logit and ordinal); r2_controls: the controls alone; n_kish: (Σw)² / Σw² of the
        base; df: PSUs - strata.
    """

    table: pd.DataFrame
    differences: pd.DataFrame
    values: np.ndarray
    performance: np.ndarray
    fit: Fit
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
        """Names of the drivers that have values, in the order of `values`."""
        return self.table.loc[self.table["status"] != "constant", "driver"].tolist()


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
    level: float = 0.95,
) -> Importance:
    """Split the R² of a model of `outcome` among the drivers, after the controls, on complete cases of the domain.

    A category is one driver with all its dummies. A collinear driver shares with its double; a constant one gets no
    importance. `above_noise`: the driver is above a predictor of pure chance added to the same model, by the interval
    of their difference (Tonidandel & LeBreton 2011). model "logit" and "ordinal": method "johnson", no controls.
    Raises InputError, one line, for unknown names, an outcome that does not vary, more columns than respondents or
    degrees of freedom allow, more than 20 drivers with LMG, or too few replicates.
    """
    if method not in METHODS or (method == "lmg" and model != "linear"):
        raise InputError(
            f"no method {method} for the {model} model", allowed=("lmg", "johnson (linear, logit, ordinal)")
        )
    if model != "linear" and controls:
        raise InputError(f"the {model} model takes no controls: name them as drivers")
    if replicates < FEWEST:
        raise InputError(f"{replicates} replicates are too few for an interval (at least {FEWEST})")
    columns = terms(design, outcome, [*controls, *drivers])
    known = [driver for driver in drivers if len(columns.columns_of([driver]))]
    if not known:
        raise InputError(f"none of the drivers varies: {', '.join(drivers)}")
    players = [columns.columns_of([driver]) for driver in known]
    resampled = bootstrap(design, replicates, seed, rerake)
    extra = chance(design, columns.rows, seed)
    if model == "linear":
        fit = linear(design, outcome, columns.estimable(), level)
        variables = [*columns.x.T, extra, outcome_of(design, outcome, columns)]
        sums = crosses(design, resampled, columns.rows, variables, known)
        totals = sums.totals(resampled)
        found = split(sums.covariances(totals), players, len(columns.columns_of(controls)), method)
    else:
        fit = regression(design, outcome, drivers, model, level)
        sums = crosses(design, resampled, columns.rows, [], known)
        totals = sums.totals(resampled)
        found = johnson_split(design, columns, outcome, model, players, resampled, extra)
    performance = sums.means(totals)
    label = f"{method} ({model})"
    return _importance(design, columns, fit, list(drivers), known, found, performance, resampled.df, label, seed, level)


def _importance(
    design: Design, columns: Terms, fit: Fit, drivers: list[str], known: list[str], found: Split,
    performance: np.ndarray, df: int, method: str, seed: int, level: float,
) -> Importance:  # fmt: skip
    total = found.own.sum(axis=0)
    share = found.own / np.where(total > 0, total, 1.0)
    table = pd.DataFrame({"driver": known, "importance": found.own[:, 0]})
    table["importance_low"], table["importance_high"] = intervals(found.own, found.signs, level)
    table["share"] = share[:, 0]
    table["low"], table["high"] = intervals(share, found.signs, level)
    table["rank"], table["rank_low"], table["rank_high"] = ranks(share, level)
    table["above_noise"] = bias_corrected(found.against[:-1] - found.against[-1:], level)[0] > 0
    numeric = [driver for driver, mean in zip(known, performance[:, 0], strict=True) if np.isfinite(mean)]
    own = means(design, numeric, level=level).table.set_index("item")[["estimate", "low", "high"]]
    own.columns = ["performance", "performance_low", "performance_high"]
    table = _with_coefficients(table.join(own, on="driver"), columns, fit)
    table = pd.DataFrame({"driver": drivers}).merge(table, on="driver", how="left")
    table["status"] = table["status"].fillna("constant")
    r2 = found.controls + total
    r2_low, r2_high = bias_corrected(r2[None], level)
    w = columns.weights
    return Importance(
        table, differences(share, known, level), found.own, performance, fit, method, float(r2[0]), float(r2_low[0]),
        float(r2_high[0]), float(found.controls[0]), len(columns.rows), float(w.sum() ** 2 / (w @ w)), df, seed, level,
    )  # fmt: skip


def _with_coefficients(table: pd.DataFrame, columns: Terms, fit: Fit) -> pd.DataFrame:
    """Add the coefficient of each one-column driver, its direction, its variance inflation and the status."""
    single = fit.table[(fit.table["status"] == "estimated") & (fit.table["term"] == fit.table["predictor"])]
    own = single.set_index("predictor")[["estimate", "low", "high", "p"]]
    own.columns = ["coefficient", "coefficient_low", "coefficient_high", "p"]
    table = table.join(own, on="driver")
    clear = table["p"] < 1 - fit.level
    signs = np.where(clear, np.where(table["coefficient"] > 0, "+", "-"), "unclear")
    table["direction"] = np.where(table["p"].isna(), "", signs)
    table = table.join(vif(fit.terms).set_index("predictor")["gvif"].rename("vif"), on="driver")
    status = columns.labels.groupby("predictor")["status"].agg(_status)
    return table.join(status.rename("status"), on="driver")


def _status(columns: pd.Series) -> str:
    """Return the status of a driver from those of its columns."""
    return "collinear" if (columns == "collinear").any() else "estimated"
