"""The words for a contrast, and how it shows itself. In: estimates and the coefficients of a sum; out: text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi import display
from manyi.bounded import ShownFrame
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.schema import key_of, kind_of

MOST_NAMED = 4  # estimates of a sum that its name lists


class Contrasts(ShownFrame):
    """Tests of sums of estimates, a row each: a frame that knows its units, its level and what was compared."""

    @property
    def level(self) -> float:
        """Return the level of the intervals, 0.95 for 95 %."""
        return float(self.attrs["level"])

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units of the estimates compared, each once, in order."""
        return tuple(self.attrs["units"])

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the estimates that should have been compared but are missing, and why: 'wave 2021 (no answers)'."""
        return tuple(self.attrs["missing"])

    def _facts(self) -> dict[str, object]:
        alone = dict(self.iloc[0]) if len(self) == 1 else {}
        return {
            "compared": display.listed(self["compared"], 2), "unit": display.listed(self.units) or "not declared",
            "level": self.level, **{name: alone.get(name) for name in ("difference", "low", "high", "p")},
            "missing": display.listed(self.missing, 3),
        }  # fmt: skip

    def __repr__(self) -> str:
        return display.brief("Contrasts", self._facts())

    def _repr_html_(self) -> str:
        first = self[["compared", *(name for name in self if name != "compared")]]
        return display.card("Contrasts", self._facts(), first)


def row_names(estimates: Estimates) -> list[str]:
    """Return what distinguishes each of the k estimates: 'phone', 'wave 2021', 'speed · phone'."""
    table = estimates.table
    keys = [name for name in table if kind_of(str(name)) in ("key", "group") or name == "p"]
    telling = [name for name in keys if len(table[name].unique()) > 1] or ["item"]
    numbers = {name: f"{name} " if pd.api.types.is_numeric_dtype(table[name]) else "" for name in telling}
    columns = [[numbers[name] + key_of(value) for value in table[name]] for name in telling]
    return [" · ".join(parts) for parts in zip(*columns, strict=True)]


def named_with_reason(estimates: Estimates, names: list[str]) -> list[str]:
    """Return the names, with the reason for estimates that are missing."""
    table = estimates.table
    reasons = table["reason"].astype(str) if "reason" in table else pd.Series("", table.index)
    return [f"{name} ({why.replace('_', ' ') or 'no estimate'})" if absent else name
            for name, absent, why in zip(names, table["estimate"].isna(), reasons, strict=True)]  # fmt: skip


def first_reason(estimates: Estimates, hidden: np.ndarray) -> np.ndarray:
    """Return the reason (c,) of the first hidden estimate of each test, hidden (c, k); "" where there is none."""
    if not hidden.any():
        return np.full(len(hidden), "", object)
    return np.where(hidden.any(axis=1), estimates.table["reason"].to_numpy(object)[hidden.argmax(axis=1)], "")


def sum_of(weights: np.ndarray, names: list[str]) -> str:
    """Return one sum in words: 'phone - online', '0.5 api00 + 0.5 api99'."""
    parts: list[str] = []
    for at in np.flatnonzero(weights):
        size = "" if abs(weights[at]) == 1 else f"{abs(weights[at]):g} "
        sign = ("- " if weights[at] < 0 else "+ ") if parts else "-" if weights[at] < 0 else ""
        parts.append(f"{sign}{size}{names[at]}")
    more = [f"and {len(parts) - MOST_NAMED} more"] if len(parts) > MOST_NAMED else []
    return " ".join([*parts[:MOST_NAMED], *more])
