"""Who was sampled and how. Input: one row per sampled respondent, in scope or not; output: the same rows.

The frame always holds every sampled row: a subpopulation is a domain (a mask), never a subset, because clusters
with nobody in the domain are part of the sample and of the error (Lumley 2010, Complex Surveys, section 2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.stats.design.calibration import Margins
from manyi.stats.design.column_values import Mark, column_of, marks, matching, weights_of
from manyi.stats.design.replication import Replication
from manyi.stats.design.sums import Sums
from manyi.stats.design.units import Lonely, Units
from manyi.study.plan import Where

Rule = Callable[[pd.Series], "np.ndarray | pd.Series"]  # maps the values of one column to those of another
Basis = Literal["design", "model", "census"]  # intervals rest on a random draw, or on a model of who answers


OTHER = "other weight"
TAKEN: dict[str, Any] = {
    "weight": OTHER, "base_weight": None, "margins": (), "raked_within": None, "raked": None
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Design(Displayed):
    """A sample: its rows, weights, strata, clusters, calibration, and the domain of interest.

    `wave` names the column that distinguishes separate samples: strata are then strata within a wave, and the same
    PSU id in two waves is the same PSU, so that changes allow for the covariance of overlapping samples.
    `margins` are the columns the weights were raked to (categories) or calibrated to (numbers), wave by wave with
    `raked_within`; `residual` says which weights remove them from the error: "base" (Deville and Saerndal 1992, the
    report's choice, R's calibrate) or "unweighted" (R's rake). `raked` names the column that is true for the rows that
    were raked (default: all); the others keep their base weight.
    `sums`: the sums behind rows that aggregate many respondents (`condensed`); None for one row per respondent.
    `ends`: by column, the lowest and highest value an answer can have; intervals of its means stay between them.
    `replicates`: weights that give the errors in place of strata and PSUs, for means and shares only.
    `fpc` gives one column per stage (PSU, then `stages`): how many units there were, or the share taken when <= 1.
    """

    frame: pd.DataFrame
    weight: str = "weight"
    stratum: str | None = None
    psu: str | None = None
    base_weight: str | None = None
    margins: tuple[str, ...] = ()
    raked_within: str | None = None
    raked: str | None = None
    residual: Literal["base", "unweighted"] = "base"
    wave: str | None = None
    stages: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    lonely: Lonely = "fail"
    basis: Basis = "design"
    domain: np.ndarray | None = None
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sums: Sums | None = None
    replicates: Replication | None = None

    def __post_init__(self) -> None:
        """Refuse a sample from which nothing can be estimated."""
        named = [self.weight, self.stratum, self.psu, self.base_weight, self.raked_within, self.raked, self.wave]
        named += [*self.margins, *self.stages, *self.fpc]
        for column in filter(None, named):
            if column not in self.frame.columns:
                raise InputError("the design names a column the rows do not have", place(column=column))
        if not len(self.frame):
            raise InputError("a sample without a row: there is nothing to estimate from")
        if self.margins and not self.base_weight:
            raise InputError(
                "margins need base_weight, the weights before raking: else nothing shows that the weights were raked",
                place(column=self.weight),
            )
        for column in {self.weight, self.base_weight or self.weight}:
            weights_of(self.frame, column)
        if self.domain is not None and len(self.domain) != len(self.frame):
            raise InputError(f"the domain has {len(self.domain)} rows, the sample {len(self.frame)}")

    @cached_property
    def weights(self) -> np.ndarray:
        """Final weights, one per row."""
        return self.frame[self.weight].to_numpy(float)

    @cached_property
    def inside(self) -> np.ndarray:
        """True for the rows of the domain that carry weight."""
        carries = self.weights > 0
        return carries if self.domain is None else carries & self.domain

    @property
    def units(self) -> Units:
        """Sampling units of the rows: strata, PSUs, further stages."""
        if "units" not in self._shared:
            self._shared["units"] = self._units()
        return self._shared["units"]

    @property
    def calibration(self) -> Margins | None:
        """What the weights were raked to; None when they are taken as fixed."""
        if self.margins and "margins" not in self._shared:
            self._shared["margins"] = self._margins()
        return self._shared.get("margins")

    def _units(self) -> Units:
        frame = self.frame

        def column(name: str | None) -> pd.Series | None:
            return frame[name] if name else None

        stages, fpc = ([frame[column] for column in columns] for columns in (self.stages, self.fpc))
        return Units.of(len(frame), column(self.wave), column(self.stratum), column(self.psu), stages, fpc, self.lonely)

    def _margins(self) -> Margins:
        frame, margins = self.frame, self.frame[list(self.margins)]
        before = frame[self.base_weight or self.weight].to_numpy(float)
        alike = np.ones(len(frame)) if self.sums is None else self.sums.count
        residual = before if self.residual == "base" else alike
        within = frame[self.raked_within] if self.raked_within else None
        raked = frame[self.raked].to_numpy(bool) if self.raked else None
        checked = self.sums is None or self.residual == "base"  # else sums hold counts instead of base weights
        return Margins.of(margins, self.weights, before, residual, self.units.row, within, raked, checked)

    @cached_property
    def _shared(self) -> dict[str, Any]:
        """Cached sampling units and margins, shared by a design and all its domains."""
        return {}

    def where(self, mask: np.ndarray | pd.Series | Where) -> Self:
        """Return the sample with its domain narrowed; its error stays that of the whole sample (Lumley 2010, 2.2).

        mask: (n,), or {item: answers} as in study.yml (`{"channel": ["phone"]}`), or {item: {"min": 18}}. Groups left
        without anyone keep a row, base 0. Raises InputError: an unknown column.
        """
        chosen = matching(self.frame, mask) if isinstance(mask, Mapping) else np.asarray(mask, dtype=bool)
        return self._like(replace(self, domain=chosen if self.domain is None else chosen & self.domain))

    def of_waves(self, column: str, *waves: int) -> Self:
        """Return the rows of some waves. Waves are separate samples, so the errors stay the same.

        With margins raked over the waves together, or when `column` does not separate samples, nothing is left out.
        Raises InputError for a wave without a respondent.
        """
        for wave in waves:
            if not (self.frame[column] == wave).any():
                raise InputError(f"no respondents in wave {wave}", allowed=sorted(self.frame[column].unique()))
        if self.wave != column or (self.margins and self.raked_within != column):
            return self
        chosen = self.frame[column].isin(waves).to_numpy()
        if chosen.all():
            return self
        domain = None if self.domain is None else self.domain[chosen]
        sums = None if self.sums is None else self.sums.take(chosen)
        return replace(self, frame=self.frame[chosen].reset_index(drop=True), domain=domain, sums=sums)

    def assign(self, **columns: np.ndarray | pd.Series) -> Self:
        """Return the sample with more columns (n,), none that it already uses; new answers have no declared ends.

        No codebook names them: their estimates have no unit until `of_unit` gives one, and no report prints them.
        """
        ends = {name: pair for name, pair in self.ends.items() if name not in columns}
        return self._like(replace(self, frame=self.frame.assign(**columns), ends=ends))

    def derive(self, name: str, source: str, rule: Rule) -> Self:
        """Return the sample with one more column, rule(values of source) (n,); also where the rows stay on disk."""
        return self.assign(**{name: rule(column_of(self.frame, source))})

    def marked(self, columns: Mapping[str, Mark]) -> Self:
        """Return the design with more columns {name: column and answer}, added at once.

        Each is 1 for those who gave the answer, 0 for another; if no answer is named it is the column itself, with its
        ends.
        """
        values = {name: marks(column_of(self.frame, column), answer) for name, (column, answer) in columns.items()}
        beside = self.frame.drop(columns=list(values), errors="ignore")
        frame = pd.concat([beside, pd.DataFrame(values, index=beside.index)], axis=1)
        return self._like(replace(self, frame=frame, ends={**self.ends, **self._ends_of(columns)}))

    def weighed(self, columns: Sequence[str], rule: Callable[[pd.DataFrame], np.ndarray]) -> Self:
        """Return the design with other weights, rule(rows with these columns) (n,), taken as fixed."""
        return replace(self, frame=self.frame.assign(**{OTHER: rule(self.frame)}), **TAKEN)

    def _ends_of(self, columns: Mapping[str, Mark]) -> dict[str, tuple[float, float]]:
        return {name: self.ends[column] for name, (column, answer) in columns.items()
                if answer is None and column in self.ends}  # fmt: skip

    def only(self, items: Sequence[str] = (), by: Sequence[str] = ()) -> Design:
        """Return a design that holds at least the columns named (a `StoredSample` sums its rows over them).

        items: needed at least as sums. by: needed by value.
        """
        return self

    def from_rows(self, what: str) -> Design:
        """Return a design with one row per respondent, or a random draw of too many, to be used for `what`."""
        return self

    def between(self, **ends: tuple[float, float]) -> Self:
        """Return the design with the lowest and highest value that answers to some items can have."""
        return self._like(replace(self, ends={**self.ends, **ends}))

    def based_on(self, basis: Basis) -> Self:
        """Return the design with what its intervals rest on: a random sample, a response model, a process (census)."""
        return self._like(replace(self, basis=basis))

    def unit_of(self, item: str) -> str:
        """Return the unit in which the mean of an item is printed; '' where none is declared (a `Sample` has one)."""
        return ""

    def each_row(self, what: str) -> None:
        """Refuse a computation for which rows that are sums over respondents do not suffice.

        Raises InputError: rows that are sums over respondents.
        """
        if self.sums is not None:
            raise InputError(f"{what} needs one row per respondent, not sums over them")

    def _like(self, other: Self) -> Self:
        # Weights, sampling units and margins depend neither on the domain nor on the items.
        other.__dict__.update(_shared=self._shared, weights=self.weights)
        return other
