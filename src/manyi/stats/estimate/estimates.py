"""Estimates that know how they move together. One row per group x item; kept beside it: one deviation per PSU."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Basis
from manyi.stats.estimate.covariance import Reach


@dataclass(frozen=True)
class Estimates:
    """Estimates that know how they move together.

    table: one row per group x item, columns <by> item [category|p] estimate se low high df base n_eff n_kish deff
    status reason. spread: (m, k) deviations of the k rows, covariance = spread' spread. reach: PSUs behind each.
    of_shares: whether they are shares of 0/1 answers, whose errors go with their values.
    ends: (k, 2) lowest and highest value each can have; None where nothing bounds them.
    """

    table: pd.DataFrame
    spread: np.ndarray
    reach: Reach
    by: tuple[str, ...] = ()
    level: float = 0.95
    basis: Basis = "design"
    of_shares: bool = False
    ends: np.ndarray | None = None

    @property
    def between(self) -> np.ndarray:
        """Return the lowest and highest value (k, 2) each row can have; infinite where nothing bounds it."""
        return np.tile([-np.inf, np.inf], (len(self.table), 1)) if self.ends is None else self.ends

    @cached_property
    def covariance(self) -> np.ndarray:
        """Joint covariance (k, k) of the rows of the table, over PSUs, raking taken into account."""
        return self.spread.T @ self.spread

    @property
    def shown(self) -> np.ndarray:
        """True for rows that may be printed, tested and ranked."""
        return (self.table["status"] != "suppressed").to_numpy()

    def row(self, **where: Any) -> pd.Series:
        """Return the one row with these values; InputError when there is none or more than one."""
        return self.table.iloc[self.position(**where)]

    def position(self, **where: Any) -> int:
        """Return the number of the one row with these values."""
        chosen = self._matching(where)
        if len(chosen) != 1:
            wanted = ", ".join(f"{key}={value}" for key, value in where.items())
            raise InputError(f"{len(chosen)} estimates have {wanted or 'no condition'}, one was asked for")
        return int(chosen[0])

    def only(self, rows: np.ndarray | None = None, **where: Any) -> Estimates:
        """Keep some rows, by mask or by value, with their joint covariance."""
        chosen = self._matching(where) if rows is None else np.flatnonzero(rows)
        reach = self.reach.take(chosen)
        table = self.table.iloc[chosen].reset_index(drop=True)
        return replace(self, table=table, spread=self.spread[:, chosen], reach=reach, ends=self.between[chosen])

    def _matching(self, where: dict[str, Any]) -> np.ndarray:
        mask = np.ones(len(self.table), bool)
        for key, value in where.items():
            if key not in self.table.columns:
                raise InputError(f"estimates have no column {key}", allowed=self.table.columns)
            mask &= (self.table[key] == value).to_numpy()
        return np.flatnonzero(mask)


def combine(*parts: Estimates) -> Estimates:
    """Put estimates of one design after each other; groups may overlap, as multi-response columns do."""
    first, reach = parts[0], parts[0].reach
    for part in parts[1:]:
        if part.spread.shape[0] != first.spread.shape[0]:
            raise InputError("estimates of different samples cannot be combined: use domains of one design")
        reach = reach.beside(part.reach)
    table = pd.concat([part.table for part in parts], ignore_index=True)
    by = tuple(dict.fromkeys(name for part in parts for name in part.by))
    spread, ends = np.hstack([part.spread for part in parts]), np.vstack([part.between for part in parts])
    return replace(first, table=table, spread=spread, reach=reach, by=by, ends=ends)


def renamed(estimates: Estimates, item: str) -> Estimates:
    """Return the estimates under the name of the question they are about."""
    return replace(estimates, table=estimates.table.assign(item=item))
