"""Does the ranking of drivers survive other defensible choices? Output: one row per specification x driver.

Specifications: weighted or not; LMG or Johnson's weights of the linear model, or Johnson's of the ordinal one; with or
without controls; complete cases or imputation. Point estimates only: they show how far choices move a ranking, in
addition to its intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.resample import Resamples, delete_one
from manyi.stats.drivers.all_subsets import complete_dominance, conditional_dominance, lmg, shapley, subset_r2
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.r2_split import partialled
from manyi.stats.drivers.relative_weights import correlation, johnson_linear, others
from manyi.stats.drivers.relative_weights_glm import johnson_glm
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.imputation import imputed
from manyi.stats.models.model_matrix import Terms, terms, weighted_products


@dataclass(frozen=True)
class Specification:
    """One combination of choices."""

    method: str  # lmg, johnson
    model: str  # linear, ordinal
    weighted: bool
    controlled: bool
    missing: str  # complete, imputed

    @property
    def name(self) -> str:
        """A label for the figure, e.g. johnson-ordinal-unweighted-complete."""
        words = [self.method, self.model, "weighted" if self.weighted else "unweighted", self.missing]
        return "-".join(words + (["controls"] if self.controlled else []))

    @property
    def labels(self) -> dict[str, Any]:
        """Return the columns that describe it."""
        return {
            "specification": self.name, "method": self.method, "model": self.model, "weighted": self.weighted,
            "controls": self.controlled, "missing": self.missing,
        }  # fmt: skip


def specifications(controls: Sequence[str]) -> Iterator[Specification]:
    """Yield every specification; the first is the one the report uses."""
    for (method, model), weighted, controlled, missing in product(
        (("lmg", "linear"), ("johnson", "linear"), ("johnson", "ordinal")),
        (True, False),
        (False, True) if controls else (False,),
        ("complete", "imputed"),
    ):
        if model == "linear" or missing == "complete":
            yield Specification(method, model, weighted, controlled, missing)


def robustness(design: Design, outcome: str, drivers: Sequence[str], controls: Sequence[str] = ()) -> pd.DataFrame:
    """Rank the drivers under every specification.

    Columns: specification method model weighted controls missing main driver importance share rank r2 base status
    reason. A specification that cannot be fitted (say, an ordinal model of an index) is one row without a driver, with
    the reason. Raises InputError when the first, the main one, cannot be fitted.
    """
    plain = replace(
        design.assign(**{"(one)": np.ones(len(design.frame))}), weight="(one)", base_weight=None, margins=()
    )
    tables = []
    for number, chosen in enumerate(specifications(controls)):
        try:
            used = controls if chosen.controlled else ()
            part = _point(design if chosen.weighted else plain, outcome, drivers, used, chosen)
        except InputError as error:
            if number == 0:
                raise
            part = pd.DataFrame([{"driver": "", "status": "not fitted", "reason": str(error)}])
        tables.append(part.assign(**chosen.labels, main=number == 0))
    table = pd.concat(tables, ignore_index=True)
    last = ["driver", "importance", "share", "rank", "r2", "base", "status", "reason"]
    return table[[column for column in table.columns if column not in last] + last]


def _point(
    design: Design, outcome: str, drivers: Sequence[str], controls: Sequence[str], chosen: Specification
) -> pd.DataFrame:
    columns = terms(design, outcome, [*controls, *drivers], complete=chosen.missing == "complete")
    players = {driver: columns.columns_of([driver]) for driver in drivers}
    varying = [driver for driver, columns_of_driver in players.items() if len(columns_of_driver)]
    sizes = [len(players[driver]) for driver in varying]
    if chosen.model == "ordinal":
        groups = columns.groups()
        weights, r2 = johnson_glm(design, columns, outcome, "ordinal", list(groups.values()))
        values = np.array([weights[list(groups).index(driver)] for driver in varying])
    else:
        matrix = _covariance(design, columns, outcome, chosen.missing)
        left, kept = partialled(matrix, len(columns.columns_of(controls)))
        values = lmg(left, sizes)[:, 0] if chosen.method == "lmg" else johnson_linear(correlation(left), sizes)[:, 0]
        values = values * kept[0]
        r2 = float(values.sum() + 1 - kept[0])
    table = pd.DataFrame({"driver": varying, "importance": values, "share": values / max(values.sum(), 1e-300)})
    table["rank"] = table["importance"].rank(ascending=False, method="min").astype(int)
    return table.assign(r2=r2, base=len(columns.rows), status="estimated", reason="")


def _covariance(design: Design, columns: Terms, outcome: str, missing: str) -> np.ndarray:
    """Return the covariances of the columns and the outcome, (p + 1, p + 1, 1)."""
    z = np.column_stack([columns.x, outcome_of(design, outcome, columns)])
    if missing == "complete":
        return weighted_products(z, columns.weights @ z / columns.weights.sum(), columns.weights)[:, :, None]
    return imputed(z, columns, Resamples.without(len(design.frame)), [*columns.names, outcome])


@dataclass(frozen=True, repr=False)
class Measures(Displayed):
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
    """Return the measures of complete cases, without drivers that do not vary. Raises InputError like `importance`."""
    columns = terms(design, outcome, drivers)
    players = columns.groups()
    sizes = [len(columns_of_driver) for columns_of_driver in players.values()]
    resampled = delete_one(design, rerake)
    sums = crosses(design, resampled, columns.rows, [*columns.x.T, outcome_of(design, outcome, columns)])
    matrix = sums.covariances(sums.totals(resampled))
    values = subset_r2(matrix[:, :, 0], sizes)
    r = correlation(matrix[:, :, :1])
    everybody = np.arange(len(sizes))
    single = [place[0] if len(place) == 1 else -1 for place in players.values()]
    by_column = {name: [others(r)[name][at, 0] if at >= 0 else 0.0 for at in single] for name in ("betasq", "pratt")}
    table = pd.DataFrame({
        "driver": list(players), "lmg": shapley(values)[:, 0], "se": resampled.standard_error(lmg(matrix, sizes)),
        "johnson": johnson_linear(r, sizes)[:, 0], "first": values[1 << everybody, 0],
        "last": values[-1, 0] - values[(len(values) - 1) ^ (1 << everybody), 0], **by_column,
    })  # fmt: skip
    names = list(players)
    conditional = pd.DataFrame(conditional_dominance(values[:, 0]), index=names, columns=list(everybody))
    complete = pd.DataFrame(complete_dominance(values[:, 0]), index=names, columns=names)
    return Measures(table, conditional, complete, resampled.df)
