"""Where to act first: importance against performance. Input: an `Importance`; output: one row per driver.

Both come from the same replicates, so a quadrant has a share of replicates. That share says how far the sample settles
the question, not how likely the quadrant is true; below .8, or where an interval reaches a line, the quadrant is
"undetermined". Where lines are drawn at means is arbitrary: give `cuts` to draw them elsewhere (Martilla & James 1977;
GB/T 19038 Annex D).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.importance import Importance

SETTLED = 0.8
# (importance high, performance high) -> quadrant; GB/T 19038: 修补区, 优势区, 机会区, 维持区
QUADRANTS = {(True, False): "improve", (True, True): "keep", (False, False): "low", (False, True): "overdone"}


def priorities(
    found: Importance,
    scales: Mapping[str, tuple[float, float]] | None = None,
    cuts: tuple[float | None, float | None] = (None, None),
    settled: float = SETTLED,
) -> pd.DataFrame:
    """Place the drivers: one row each, most important first.

    Columns: driver importance importance_low importance_high (shares of all drivers' importance) performance
    performance_low performance_high improve keep low overdone (shares of replicates) settled (that of the sample's own
    quadrant) quadrant gap.
    scales: lowest and highest answer of each driver, to put performance on 0-100 (else as it is, for one common scale).
    cuts: importance and performance at which the lines stand (default: the mean over drivers, in each replicate its
    own).
    gap: 100 x importance / largest importance - performance, the distance above the diagonal (on 0-100 scales).
    A category has no performance and is left out. Raises InputError when no driver is left.
    """
    known = np.isfinite(found.performance[:, 0])
    names = [name for name, keep in zip(found.drivers, known, strict=True) if keep]
    if not names:
        raise InputError("no driver has a mean: priorities need drivers that are numbers")
    own = found.table.set_index("driver").loc[names]
    table = own[["share", "low", "high", "performance", "performance_low", "performance_high"]].reset_index()
    table.columns = [
        "driver",
        *(f"{name}{end}" for name in ("importance", "performance") for end in ("", "_low", "_high")),
    ]
    share, performance = found.importances[known] / found.importances.sum(axis=0), found.performance[known]
    if scales is not None:
        ends = np.array([scales[name] for name in names], float)
        performance = (performance - ends[:, :1]) / (ends[:, 1:] - ends[:, :1]) * 100
        for column in ("performance", "performance_low", "performance_high"):
            table[column] = (table[column] - ends[:, 0]) / (ends[:, 1] - ends[:, 0]) * 100
    important = share > (share.mean(axis=0) if cuts[0] is None else cuts[0])
    good = performance > (np.nanmean(performance, axis=0) if cuts[1] is None else cuts[1])
    for (high, well), quadrant in QUADRANTS.items():
        table[quadrant] = ((important == high) & (good == well))[:, 1:].mean(axis=1)
    here = [QUADRANTS[bool(i), bool(g)] for i, g in zip(important[:, 0], good[:, 0], strict=True)]
    table["settled"] = np.array([table[quadrant].iloc[row] for row, quadrant in enumerate(here)], float)
    lines = (
        share[:, 0].mean() if cuts[0] is None else cuts[0],
        performance[:, 0].mean() if cuts[1] is None else cuts[1],
    )
    clear = (table["settled"] >= settled) & ~_reaches(table, "importance", lines[0])
    table["quadrant"] = np.where(clear & ~_reaches(table, "performance", lines[1]), here, "undetermined")
    table["gap"] = 100 * table["importance"] / table["importance"].max() - table["performance"]
    return table.sort_values("importance", ascending=False, kind="stable").reset_index(drop=True)


def _reaches(table: pd.DataFrame, name: str, line: float) -> pd.Series:
    """Return whose interval holds the line."""
    return (table[f"{name}_low"] <= line) & (line <= table[f"{name}_high"])
