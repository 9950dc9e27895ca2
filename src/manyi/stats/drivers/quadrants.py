"""Where to act first: importance against performance. Input: an `Importance`; output: one row per driver.

Both come from the same replicates, so each quadrant has a share of replicates. That share says how firmly the sample
settles the question, not how likely the quadrant is to be true; below .8, or where an interval reaches a line, the
quadrant is "undetermined". Drawing the lines at means is arbitrary: give `cuts` to draw them elsewhere (Martilla &
James 1977; GB/T 19038 Annex D).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.drivers.key_drivers import Importance

SETTLED = 0.8
COORDINATES = {
    "share": "importance", "low": "importance_low", "high": "importance_high", "performance": "performance",
    "performance_low": "performance_low", "performance_high": "performance_high",
}  # fmt: skip
# (importance high, performance high) -> quadrant; GB/T 19038: 修补区, 优势区, 机会区, 维持区
QUADRANTS = {(True, False): "improve", (True, True): "keep", (False, False): "low", (False, True): "overdone"}


def priorities(
    importance: Importance, scales: Mapping[str, tuple[float, float]] | None = None,
    cuts: tuple[float | None, float | None] = (None, None), settled: float = SETTLED,
) -> pd.DataFrame:  # fmt: skip
    """Place the drivers: one row each, most important first.

    Columns: driver importance importance_low importance_high (shares of all drivers' importance) performance
    performance_low performance_high improve keep low overdone (shares of replicates) settled (that of the sample's own
    quadrant) quadrant gap; with scales also unit (of performance).
    scales: lowest and highest answer of each driver, to put performance on 0-100 (else as it is, for one common scale).
    cuts: importance and performance at which the lines are drawn (default: the mean over drivers, recomputed in each
    replicate).
    gap: 100 x importance / largest importance - performance, the distance above the diagonal (on 0-100 scales).
    A category has no performance and is left out. Raises InputError when no driver is left.
    """
    table, share, performance = _placed(importance, scales)
    important = share > (share.mean(axis=0) if cuts[0] is None else cuts[0])
    good = performance > (np.nanmean(performance, axis=0) if cuts[1] is None else cuts[1])
    for (high, well), quadrant in QUADRANTS.items():
        table[quadrant] = ((important == high) & (good == well))[:, 1:].mean(axis=1)
    here = [QUADRANTS[bool(i), bool(g)] for i, g in zip(important[:, 0], good[:, 0], strict=True)]
    table["settled"] = np.array([table[quadrant].iloc[row] for row, quadrant in enumerate(here)], float)
    undecided = (table["settled"] < settled) | _reaching(table, "importance", share, cuts[0])
    undecided |= _reaching(table, "performance", performance, cuts[1])
    table["quadrant"] = np.where(undecided, "undetermined", here)
    table["gap"] = 100 * table["importance"] / table["importance"].max() - table["performance"]
    if scales is not None:
        table["unit"] = "index"  # what is rescaled to 0-100 is printed as an index
    return table.sort_values("importance", ascending=False, kind="stable").reset_index(drop=True)


def _reaching(table: pd.DataFrame, name: str, values: np.ndarray, cut: float | None) -> pd.Series:
    """Return which intervals include the line."""
    line = values[:, 0].mean() if cut is None else cut
    return (table[f"{name}_low"] <= line) & (line <= table[f"{name}_high"])


def _placed(
    importance: Importance, scales: Mapping[str, tuple[float, float]] | None
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the coordinates of the drivers that have a mean: the table, and both (drivers, 1 + B) in replicates."""
    rated = np.isfinite(importance.performance[:, 0])
    names = [name for name, keep in zip(importance.drivers, rated, strict=True) if keep]
    if not names:
        raise InputError("no driver has a mean: priorities need drivers that are numbers")
    table = importance.table.set_index("driver").loc[names, [*COORDINATES]].rename(columns=COORDINATES).reset_index()
    share, performance = importance.importances / importance.importances.sum(axis=0), importance.performance[rated]
    if scales is not None:
        start, end = np.array([scales[name] for name in names], float).T
        performance = (performance - start[:, None]) / (end - start)[:, None] * 100
        for column in ("performance", "performance_low", "performance_high"):
            table[column] = (table[column] - start) / (end - start) * 100
    return table, share[rated], performance
