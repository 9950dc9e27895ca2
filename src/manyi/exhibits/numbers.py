"""A printed number: its value, how sure it is, and what it is of.

Input: one row of an Estimates table, a changes or an importance frame. Output: one `Number`, the substance of one row
of the ledger; the chapter adds id, place and definition when the number is printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from manyi.language.formats import Unit, difference_of
from manyi.language.text import Text

Record = Mapping[Any, Any] | pd.Series  # one row of a frame of results
NAN = float("nan")
STATUSES = ("shown", "flagged", "suppressed")
BASES = ("design", "model", "census")
MEASURES = ("se", "df", "n_eff", "deff")
TESTS = ("p", "p_adjusted")  # only beside a t: in a table of quantiles, p is which quantile
NOT_A_GROUP = frozenset(
    [
        "item",
        "status",
        "basis",
        "reason",
        "verdict",
        "wave",
        "estimate",
        "value",
        "before_value",
        "difference",
        "se",
        "low",
        "high",
        "low90",
        "high90",
        "level",
        "df",
        "base",
        "base_before",
        "n_eff",
        "n_kish",
        "deff",
        "p",
        "p_adjusted",
        "smallest",
        "statistic",
        "method",
        "t",
        "shown",
        "a",
        "b",
        "form",
        "quadrant",
    ]
)


@dataclass(frozen=True)
class Number:
    """One estimate on its way to the page. Shares are 0-1; `group` is 'channel=phone', '' for everyone."""

    value: float
    unit: Unit
    low: float = NAN
    high: float = NAN
    level: float = 0.95
    se: float = NAN
    df: float = NAN
    base: float = NAN
    n_eff: float = NAN
    deff: float = NAN
    p: float = NAN
    p_adjusted: float = NAN
    status: str = "shown"
    statistic: str = "mean"
    item: str = ""
    group: str = ""
    wave: str = ""
    basis: str = ""  # empty: the study's
    method: str = ""
    called: Text | None = None  # words of the group where no codebook has them; the ledger keeps keys only

    @property
    def hidden(self) -> bool:
        """Return whether the number may not be printed."""
        return self.status == "suppressed" or math.isnan(self.value)

    @property
    def certain(self) -> bool:
        """Return whether there is no interval to print."""
        return math.isnan(self.low) and math.isnan(self.high)


def number(
    row: Record, unit: Unit, column: str = "estimate", *, low: str = "low", high: str = "high",
    **known: Any,
) -> Number:  # fmt: skip
    """Return the Number of one row; `known` overrides what the row says (statistic=, wave=, item= ...)."""
    values = dict(row)
    about: dict[str, Any] = {"item": str(values["item"])} if _given(values.get("item")) else {}
    if values.get("status") in STATUSES:
        about["status"] = str(values["status"])
    if values.get("basis") in BASES:
        about["basis"] = str(values["basis"])
    measures = (*MEASURES, *TESTS) if "t" in values or "p_adjusted" in values else MEASURES
    about |= {name: float(values[name]) for name in measures if _given(values.get(name))}
    if _given(values.get("wave")):
        about["wave"] = str(int(float(values["wave"])))
    if _given(values.get("base")):
        about["base"] = float(values["base"])
    if values.get("shown") is False or values.get("verdict") == "suppressed":
        about["status"] = "suppressed"
    if _given(values.get(low)) and _given(values.get(high)):
        about |= {"low": float(values[low]), "high": float(values[high])}
    about["group"] = group_of(values)
    about["statistic"] = {"percent": "share", "nps": "nps"}.get(unit, "mean")
    return Number(**{"value": float(values[column]), "unit": unit, **about, **known})


def difference(row: Record, unit: Unit, **known: Any) -> Number:
    """Return the difference in a row of a changes, pairwise or versus_rest frame; `unit` is that of the level."""
    return number(row, difference_of(unit), "difference", **{"statistic": "difference", **known})


def group_of(values: Mapping[Any, Any]) -> str:
    """Return 'channel=phone; industry=bank' of the columns of a row that name its group."""
    pairs = [(name, value) for name, value in values.items() if name not in NOT_A_GROUP and isinstance(value, str)]
    return "; ".join(f"{name}={value}" for name, value in pairs if value)


def slug(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens; other characters become code points, so nothing collides."""
    spelled = "".join(one if one.isascii() else f"-u{ord(one):x}-" for one in text)
    return re.sub(r"[^a-z0-9]+", "-", spelled.lower()).strip("-")


def _given(value: Any) -> bool:
    return value is not None and value == value and value != ""
