"""Estimates with their joint covariance. One row per group x item, with one deviation per PSU."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from manyi import display
from manyi.bounded import shown_array
from manyi.containers import ShownTuple
from manyi.errors import InputError
from manyi.floors import Upstairs
from manyi.stats.design.design import Basis
from manyi.stats.estimate.covariance import Reach
from manyi.stats.schema import having, kind_of, remembered_units, units_kept

SHOWN = ("p", "estimate", "se", "low", "high", "base", "n_eff", "status")


@dataclass(frozen=True, repr=False)
class Estimates(display.Displayed):
    """Estimates with their joint covariance.

    table: one row per group x item, columns <by> item [category|p] estimate se low high df base n_eff n_kish deff
    status reason unit basis. spread: (m, k) deviations of the k rows, covariance = spread' spread. reach: PSUs behind
    each. by: the columns of the groups. unit and basis stay with every row, so a share cannot be printed as an index;
    a unit nobody declared is ''.
    of_shares: whether they are shares of 0/1 answers, whose errors depend on their values.
    ends: (k, 2) lowest and highest value each can have; None if there are no bounds.
    """

    _plumbing = ("spread", "reach", "of_shares", "ends", "between", "position")

    # Figures and tables that `exhibits` adds: chapter.show(groups.dots(reference=overall)).
    dots = Upstairs("manyi.exhibits")
    bars = Upstairs("manyi.exhibits")
    trend = Upstairs("manyi.exhibits")
    likert = Upstairs("manyi.exhibits")
    grid = Upstairs("manyi.exhibits")
    lettered = Upstairs("manyi.exhibits")

    table: pd.DataFrame
    spread: np.ndarray
    reach: Reach
    by: tuple[str, ...] = ()
    level: float = 0.95
    of_shares: bool = False
    ends: np.ndarray | None = None

    @property
    def between(self) -> np.ndarray:
        """Return the lowest and highest value (k, 2) of each row, in its unit; infinite where nothing bounds it."""
        return np.tile([-np.inf, np.inf], (len(self.table), 1)) if self.ends is None else self.ends

    def __post_init__(self) -> None:
        """Give every row a unit and a basis, '' where nobody declared one."""
        table = self.table
        if "unit" not in table.columns:
            table = table.assign(unit=remembered_units(table))
        if "basis" not in table.columns:
            table = table.assign(basis="design")
        object.__setattr__(self, "table", units_kept(table, self.by))

    @property
    def unit(self) -> str:
        """Return the unit of all rows; '' if nobody declared one. Raises InputError: rows of several units."""
        units = list(dict.fromkeys(self.table["unit"]))
        if len(units) > 1:
            raise InputError("estimates of several units: keep those of one with .only(unit=...)", allowed=units)
        return str(units[0]) if units else ""

    @property
    def basis(self) -> str:  # not Basis: jedi offers nothing at all where a property returns a Literal
        """Return the basis of the intervals: "design", "model" or "census"."""
        return self.table["basis"].iloc[0] if len(self.table) else "design"

    @property
    def items(self) -> tuple[str, ...]:
        """Return the items, each once, in order."""
        return ShownTuple(dict.fromkeys(self.table["item"].astype(str)))

    def of_unit(self, unit: str) -> Estimates:
        """Return the estimates with this unit in every row, for columns the codebook does not describe.

        Raises InputError if a row has another: a share cannot be printed as an index.
        """
        if others := [has for has in dict.fromkeys(self.table["unit"]) if has not in ("", unit)]:
            raise InputError(f"estimates in the unit {others[0]!r} cannot be printed as {unit!r}", where=self.items[0])
        return replace(self, table=self.table.assign(unit=unit))

    def based_on(self, basis: Basis) -> Estimates:
        """Return the estimates with a declared basis of their intervals: "design", "model" or "census"."""
        return replace(self, table=self.table.assign(basis=basis))

    @cached_property
    def covariance(self) -> np.ndarray:
        """Return the joint covariance (k, k) of the rows of the table, in squares and products of their units.

        Over PSUs, raking taken out of the error (Lumley 2010, section 2.2; Deville and Saerndal 1992).
        """
        return shown_array(self.spread.T @ self.spread)

    @property
    def shown(self) -> np.ndarray:
        """Return True (k,) for the rows that may be printed, tested and ranked."""
        return shown_array((self.table["status"] != "suppressed").to_numpy())

    def row(self, **where: Any) -> pd.Series:
        """Return the one row with these values, by the columns of `table`: `row(channel="phone")["estimate"]`.

        Its unit stays known whatever is left out of it: what prints it in another raises InputError.
        Raises InputError: none or several rows with these values, or a column or a value there is not.
        """
        return self.table.iloc[self.position(**where)]

    def position(self, **where: Any) -> int:
        """Return the number of the one row with these values.

        Raises InputError: none or several rows with these values, or no such column or value.
        """
        chosen = np.flatnonzero(having(self.table, where))
        if len(chosen) != 1:
            wanted = ", ".join(f"{key}={value}" for key, value in where.items())
            raise InputError(f"{len(chosen)} estimates have {wanted or 'no condition'}, one was asked for")
        return int(chosen[0])

    def only(self, rows: np.ndarray | None = None, **where: Any) -> Estimates:
        """Return some of the rows, by mask (k,) or by value, with their joint covariance.

        `only(wave=2024, channel=["phone", "bot"])`. Raises InputError: a column or a value there is not.
        """
        chosen = np.flatnonzero(having(self.table, where)) if rows is None else np.flatnonzero(rows)
        reach = self.reach.take(chosen)
        table = self.table.iloc[chosen].reset_index(drop=True)
        return replace(self, table=table, spread=self.spread[:, chosen], reach=reach, ends=self.between[chosen])

    def _facts(self) -> dict[str, object]:
        hidden = int((~self.shown).sum())
        units = list(dict.fromkeys(self.table["unit"]))
        return {
            "items": display.listed(self.items), "by": display.listed(self.by), "rows": len(self.table),
            "unit": display.listed(units) or "not declared", "basis": self.basis, "level": self.level,
            "suppressed": hidden or "",
        }  # fmt: skip

    def _frame(self) -> pd.DataFrame:
        return self.table[[name for name in self.table if kind_of(str(name)) in ("key", "group") or name in SHOWN]]


def combine(*parts: Estimates) -> Estimates:
    """Return estimates of one design one after another; groups may overlap, as multi-response columns do.

    Raises InputError: estimates of different samples.
    """
    first, reach = parts[0], parts[0].reach
    for part in parts[1:]:
        if part.spread.shape[0] != first.spread.shape[0]:
            raise InputError("estimates of different samples cannot be combined: use domains of one design")
        reach = reach.beside(part.reach)
    table = pd.concat([part.table for part in parts], ignore_index=True)
    by = tuple(dict.fromkeys(name for part in parts for name in part.by))
    spread, ends = np.hstack([part.spread for part in parts]), np.vstack([part.between for part in parts])
    return replace(first, table=table, spread=spread, reach=reach, by=by, ends=ends)


def renamed(estimates: Estimates, item: str, answers: str) -> Estimates:
    """Return shares under the name of their question, with the answers they count."""
    return replace(estimates, table=estimates.table.assign(item=item, answers=answers))
