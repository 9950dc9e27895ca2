"""Every importance measure side by side, and dominance, for the audit of a ranking. One row is one driver.

Point values on complete cases, with the JKn error of LMG: deterministic, and an independent check of the bootstrap's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.stats.bootstrap import delete_one
from manyi.stats.crosses import crosses
from manyi.stats.design import Design
from manyi.stats.fit import outcome_of
from manyi.stats.lmg import complete_dominance, conditional_dominance, lmg, shapley, subset_r2
from manyi.stats.metrics import correlation, johnson_linear, others
from manyi.stats.terms import terms


@dataclass(frozen=True)
class Measures:
    """The measures of one model.

    table: driver lmg se johnson first last betasq pratt, in units of R²; betasq and pratt are 0 for categories, which
    have no one coefficient. conditional: drivers x number of drivers already in, mean gain in R². complete: drivers x
    drivers, 1 where the row's driver adds more to every subset than the column's, 0 where less, .5 neither. df: of se.
    """

    table: pd.DataFrame
    conditional: pd.DataFrame
    complete: pd.DataFrame
    df: int


def measures(design: Design, outcome: str, drivers: Sequence[str], rerake: bool = True) -> Measures:
    """Compute them on complete cases, without drivers that do not vary. Raises InputError as `importance` does."""
    columns = terms(design, outcome, drivers)
    players = columns.groups()
    sizes = [len(own) for own in players.values()]
    resampled = delete_one(design, rerake)
    sums = crosses(design, resampled, columns.rows, [*columns.x.T, outcome_of(design, outcome, columns)])
    matrix = sums.covariances(sums.totals(resampled))
    values = subset_r2(matrix[:, :, 0], sizes)
    r = correlation(matrix[:, :, :1])
    everybody = np.arange(len(sizes))
    single = [own[0] if len(own) == 1 else -1 for own in players.values()]
    own = others(r)
    by_column = {name: [own[name][c, 0] if c >= 0 else 0.0 for c in single] for name in ("betasq", "pratt")}
    table = pd.DataFrame({
        "driver": list(players), "lmg": shapley(values)[:, 0], "se": resampled.standard_error(lmg(matrix, sizes)),
        "johnson": johnson_linear(r, sizes)[:, 0], "first": values[1 << everybody, 0],
        "last": values[-1, 0] - values[(len(values) - 1) ^ (1 << everybody), 0], **by_column,
    })  # fmt: skip
    names = list(players)
    conditional = pd.DataFrame(conditional_dominance(values[:, 0]), index=names, columns=list(everybody))
    complete = pd.DataFrame(complete_dominance(values[:, 0]), index=names, columns=names)
    return Measures(table, conditional, complete, resampled.df)
