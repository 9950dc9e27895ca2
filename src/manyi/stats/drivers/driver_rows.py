"""The table of drivers: importances, ranks, performance and coefficients put side by side. One row is one driver."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.stats.design.design import Design
from manyi.stats.drivers.r2_split import Split
from manyi.stats.drivers.relative_weights import RANK, correlation
from manyi.stats.drivers.uncertainty import bias_corrected, intervals, ranks, shares_of
from manyi.stats.estimate.interval import two_sided_p
from manyi.stats.estimate.means_and_shares import means
from manyi.stats.estimate.rounding import without_rounding
from manyi.stats.models.fit import Fit
from manyi.stats.models.linear_model import vif
from manyi.stats.models.model_matrix import Terms

COEFFICIENTS = ["coefficient", "coefficient_low", "coefficient_high", "p", "vif"]


def driver_table(
    design: Design, columns: Terms, drivers: Sequence[str], varying: list[str], parts: Split, performance: np.ndarray,
    coefficients: pd.DataFrame, level: float, df: int,
) -> pd.DataFrame:  # fmt: skip
    """Return the table `Importance` describes; `varying` are the drivers that vary, `coefficients` is by driver."""
    table = pd.DataFrame({"driver": varying})
    for name, printed, values, ends in (
        ("importance", parts.importances[:, 0], parts.corrected, ("importance_low", "importance_high")),
        ("share", shares_of(parts.importances)[:, 0], shares_of(parts.corrected), ("low", "high")),
    ):
        low, high = intervals(values, parts.signs, parts.several, level, df)
        table[name], table[ends[0]], table[ends[1]] = printed, np.minimum(low, printed), np.maximum(high, printed)
    ranked = ranks(shares_of(parts.corrected), level, parts.importances[:, 0])
    table["rank"], table["rank_low"], table["rank_high"] = ranked
    beyond = without_rounding(parts.over_chance, parts.importances.max(initial=0.0))
    table["above_noise"] = bias_corrected(beyond, level, df)[0] > 0
    numeric = [driver for driver, mean in zip(varying, performance[:, 0], strict=True) if np.isfinite(mean)]
    if numeric:
        rated = means(design, numeric, level=level).table.set_index("item")[["estimate", "low", "high"]]
        rated.columns = pd.Index(["performance", "performance_low", "performance_high"])
        table = table.join(rated, on="driver")
    table = table.join(coefficients, on="driver")
    table["direction"] = _signs(table, level)
    status = columns.labels.groupby("predictor")["status"].agg(_status)
    return pd.DataFrame({"driver": list(drivers)}).merge(table, on="driver", how="left").join(status, on="driver")


def _signs(table: pd.DataFrame, level: float) -> np.ndarray:
    """Return the direction of each driver's association with the outcome: +, -, "unclear", "" without a coefficient."""
    exact = table["p"].isna() & (table["coefficient"].fillna(0) != 0)  # the model fits every answer: nothing to test
    signs = np.where(exact | (table["p"] < 1 - level), np.where(table["coefficient"] > 0, "+", "-"), "unclear")
    return np.where(table["coefficient"].isna(), "", signs)


def _status(columns: pd.Series) -> str:
    """Return the status of a driver from those of its columns."""
    return next(kind for kind in ("collinear", "estimated", "small cell", "constant") if (columns == kind).any())


def fitted_coefficients(fit: Fit) -> pd.DataFrame:
    """Return the coefficient of each driver of one column, with its design-based interval, and every driver's GVIF."""
    fitted = fit.table["status"].isin(["estimated", "exact"])
    single = fit.table[fitted & (fit.table["term"] == fit.table["predictor"])]
    coefficients = single.set_index("predictor")[["estimate", "low", "high", "p"]]
    coefficients.columns = pd.Index(COEFFICIENTS[:-1])
    return coefficients.join(vif(fit.terms).set_index("predictor")["gvif"].rename("vif"), how="outer")


def imputed_coefficients(matrix: np.ndarray, columns: Terms, df: int, level: float) -> pd.DataFrame:
    """Return the same from covariances in replicates (columns, chance, outcome last): intervals by bootstrap."""
    p = columns.x.shape[1]
    r = np.moveaxis(matrix, 2, 0)
    slopes = (np.linalg.pinv(r[:, :p, :p], rcond=RANK, hermitian=True) @ r[:, :p, -1:])[:, :, 0].T
    inflation = np.diag(np.linalg.pinv(correlation(matrix)[:p, :p, 0], rcond=RANK, hermitian=True))
    low, high = bias_corrected(slopes, level, df)
    error = without_rounding(slopes[:, 1:].std(axis=1), np.abs(slopes).max())
    tested = two_sided_p(slopes[:, 0] / np.where(error > 0, error, np.nan), df)
    table = pd.DataFrame(dict(zip(COEFFICIENTS, (slopes[:, 0], low, high, tested, inflation), strict=True)))
    labels = columns.labels.iloc[columns.kept].reset_index(drop=True)
    single = (labels["term"] == labels["predictor"]) & (labels["status"] == "estimated")
    return table[single.to_numpy()].set_index(pd.Index(labels["predictor"][single]))
