"""The columns of results: which are keys, which are numbers, which are words. Any other names a group.

Every frame of estimates and of tests has these columns and those it was grouped by. Whatever prints a row asks here, so
a new column of results is declared once. A frame of a model (`importance`, `robustness`, `regression`) has further
numbers, which its docstring lists; they are not declared here, as an item of a survey may bear the same name (`share`,
`performance`), and no number names a group unless rows were grouped by it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError, place

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
# answers: those a share counts, "no|later" or ">15". compared: the estimates a contrast combines, "phone - online".
WORDS = (
    "unit", "basis", "status", "reason", "verdict", "statistic", "method", "form", "quadrant", "a", "b", "answers",
    "compared",
)  # fmt: skip
# What a row of a model is about, beside its item; and what of it no sentence names, as these are no groups of people.
ITEMS_OF_A_MODEL = frozenset({"driver", "outcome", "predictor", "term"})
UNSPOKEN = frozenset({"direction", "predictor", "term"})
SEVERAL = "several"  # units of one item, so that its name does not say which
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(KEYS, "key"), **dict.fromkeys(NUMBERS, "number"), **dict.fromkeys(WORDS, "word"),
}  # fmt: skip


def kind_of(column: str) -> Kind:
    """Return the kind of a column of results; an undeclared name is that of a group."""
    return _KINDS.get(column, "group")


def groups_in(record: Mapping[Any, Any] | pd.Series) -> dict[str, str]:
    """Return the columns of one row that name its group, with their keys.

    A group may be a number, as a point of a scale is: rows of results remember which columns they were grouped by.
    """
    by = getattr(record, "attrs", {}).get("by", ())
    named = {str(name): value for name, value in record.items() if kind_of(str(name)) == "group"}
    return {
        name: key_of(value)
        for name, value in named.items()
        if (isinstance(value, str) and value) or (name in by and value == value)
    }


def key_of(value: object) -> str:
    """Return the key of a group; a whole number has no '.0'."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def units_kept(frame: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """Return the frame, which remembers the unit of its rows (by item, if several) when the column is left out.

    So do rows, parts and columns that pandas makes from it. `declared_unit` consults both. Of the columns in `by`,
    those that hold numbers are remembered too, for `groups_in`.
    """
    numbered = [
        name for name in by if kind_of(name) == "group" and not all(isinstance(key, str) for key in frame[name])
    ]
    remembered: dict[Hashable, object] = {"unit": _units_of(frame)} | ({"by": numbered} if numbered else {})
    if "status" in frame.columns:
        remembered["hides"] = bool((frame["status"] == "suppressed").any())
    if frame.attrs == remembered:
        return frame
    frame = frame.copy(deep=False)
    frame.attrs = {**frame.attrs, **remembered}
    return frame


def _units_of(frame: pd.DataFrame) -> str | dict[str, str]:
    """Return the unit of all rows, '' where none is known, or else that of each item."""
    if len(units := list(dict.fromkeys(frame["unit"]))) < 2:
        return str(units[0]) if units else ""
    by_item: dict[str, str] = {}
    for item, unit in zip(frame["item"].astype(str), frame["unit"].astype(str), strict=True):
        by_item[item] = unit if by_item.get(item, unit) == unit else SEVERAL
    return by_item


def remembered_units(frame: pd.DataFrame) -> pd.Series:
    """Return the unit (k,) of each row of a frame that has lost the column; '' where none was ever declared.

    Raises InputError: results of several units with a row whose item does not say which.
    """
    remembered = _memory(frame)
    if isinstance(remembered, str):
        return pd.Series(remembered, frame.index, dtype=object)
    items = frame["item"] if "item" in frame.columns else pd.Series("", frame.index)
    return pd.Series([_of_item(remembered, item) for item in items], frame.index, dtype=object)


def declared_unit(row: Mapping[Any, Any] | pd.Series) -> str:
    """Return the unit of a row, from its column or else as remembered; '' if none was declared.

    Raises InputError: a row of results of several units without its unit and item, or one that lost every trace of it.
    """
    if (unit := row.get("unit")) is not None and unit == unit and unit != "":
        return str(unit)
    remembered = getattr(row, "attrs", {}).get("unit", "") if "unit" in row else _memory(row)
    return remembered if isinstance(remembered, str) else _of_item(remembered, row.get("item", ""))


def _memory(results: Mapping[Any, Any] | pd.Series | pd.DataFrame) -> Any:
    """Return what is remembered of units. Raises InputError: results without any, as a dict or a mixed concat is."""
    remembered = getattr(results, "attrs", {}).get("unit")
    if remembered is None and "basis" in results:  # which only results have
        raise InputError("results have lost their unit: keep their column unit")
    return remembered or ""


def require_status(results: Mapping[Any, Any] | pd.Series | pd.DataFrame) -> None:
    """Raise InputError for results that no longer say which of them may not be printed, if that is true of some."""
    if getattr(results, "attrs", {}).get("hides") and not {"status", "verdict", "shown"} & {*results.keys()}:
        raise InputError("some of these results may not be printed: keep their column status")


def _of_item(remembered: Mapping[str, str], item: object) -> str:
    if (unit := remembered.get(str(item), SEVERAL)) == SEVERAL:
        raise InputError("a row of results of several units has lost its own: keep its columns unit and item")
    return unit


def rows_with(frame: pd.DataFrame, where: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of a frame of results with these values, or one of a list. Raises InputError as `having` does."""
    return frame.iloc[np.flatnonzero(having(frame, where))]


def having(frame: pd.DataFrame, where: Mapping[str, object]) -> np.ndarray:
    """Return True (n,) for the rows with these values, or with one of a list of values.

    Raises InputError for a column the frame does not have, and for a value that none of its rows has.
    """
    mask = np.ones(len(frame), bool)
    for key, wanted in where.items():
        if key not in frame.columns:
            raise InputError(f"results have no column {key}", allowed=frame.columns)
        with_any = np.zeros(len(frame), bool)
        for value in wanted if isinstance(wanted, Collection) and not isinstance(wanted, str) else [wanted]:
            with_value = (frame[key] == value).to_numpy(bool)
            if not with_value.any():
                raise InputError(f"no row of the results has {value}", place(column=key), frame[key].unique())
            with_any |= with_value
        mask &= with_any
    return mask
