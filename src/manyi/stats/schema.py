"""The columns of results: which are keys, which are numbers, which are words. Any other names a group.

Every frame that `stats` returns has these columns and those it was grouped by. Whatever prints a row asks here, so a
new column of results is declared once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError

Kind = Literal["key", "number", "word", "group"]

KEYS = ("item", "wave")  # keys: what a row is about; `category`, one answer of the item, narrows it as a group does
NUMBERS = (
    "estimate", "value", "before_value", "difference", "rest",
    "se", "low", "high", "low90", "high90", "low95", "high95", "low_all", "high_all", "level", "df", "t", "p",
    "p_adjusted", "p_same", "smallest", "delta", "value_low", "value_high",
    "base", "base_before", "n_eff", "n_kish", "deff", "shown", "target", "now", "before",
    "direct", "direct_se", "shrunken", "weight", "synthetic", "rank",
)  # fmt: skip
# unit: of the level, also next to a difference of levels. basis: of the interval. a, b: the things compared.
# answers: those a share counts, "no|later" or ">15".
WORDS = ("unit", "basis", "status", "reason", "verdict", "statistic", "method", "form", "quadrant", "a", "b", "answers")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(KEYS, "key"), **dict.fromkeys(NUMBERS, "number"), **dict.fromkeys(WORDS, "word"),
}  # fmt: skip


def kind_of(column: str) -> Kind:
    """Return the kind of a column of results; an undeclared name is that of a group."""
    return _KINDS.get(column, "group")


def groups_in(record: Mapping[Any, Any]) -> dict[str, str]:
    """Return the columns of one row that name its group, with their keys."""
    return {
        name: value for name, value in record.items() if kind_of(name) == "group" and isinstance(value, str) and value
    }


def rows_with(frame: pd.DataFrame, where: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of a frame of results with these values. Raises InputError for a column it does not have."""
    return frame.iloc[np.flatnonzero(having(frame, where))]


def having(frame: pd.DataFrame, where: Mapping[str, object]) -> np.ndarray:
    """Return True (n,) for the rows with these values. Raises InputError for a column the frame does not have."""
    mask = np.ones(len(frame), bool)
    for key, value in where.items():
        if key not in frame.columns:
            raise InputError(f"results have no column {key}", allowed=frame.columns)
        mask &= (frame[key] == value).to_numpy()
    return mask
