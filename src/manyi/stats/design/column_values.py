"""The numbers of a column (answers, weights, replicate weights), and the rows that have certain values. Input: rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from manyi import display
from manyi.errors import InputError, place
from manyi.study.items import Code
from manyi.study.plan import Where

Mark = tuple[str, Code | None]  # a column and one of its answers; None: the column as it is


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of the rows; raises InputError if there is no such column."""
    if name not in frame.columns:
        raise no_column(name, frame.columns)
    return frame[name]


def no_column(name: str, columns: Iterable[object]) -> InputError:
    """Return the error for a column the rows do not have, with the names most like it and those there are."""
    names = [str(column) for column in columns]
    like = get_close_matches(name, names, cutoff=0.6)
    meant = f": did you mean {display.listed(like)}?" if like else ""
    return InputError(f"no such column in the rows{meant}", place(column=name), names)


LARGEST = 1e100  # beyond it, squares of sums overflow
NO_NUMBERS = "cmM"  # complex numbers, times and dates, which numpy turns into meaningless floats


def numbers_of(column: pd.Series, otherwise: str = "use distribution() for categories") -> np.ndarray:
    """Return the finite numbers of a column, NaN where missing; floats are not copied.

    Raises InputError for text, dates and complex numbers (`otherwise` says what to do instead), and for infinite
    numbers and numbers above 1e100, whose variance would overflow.
    """
    try:
        if column.dtype.kind in NO_NUMBERS:
            raise TypeError
        values = column.to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(f"not a number: {otherwise}", place(column=str(column.name))) from None
    beyond = np.abs(values) > LARGEST
    if beyond.any():
        first = column.index[int(beyond.argmax())]
        size = "infinite" if np.isinf(values).any() else f"above {LARGEST:g}"
        raise InputError(
            f"{size} in {int(beyond.sum())} rows, first in row {first}: give missing answers as NaN",
            place(column=str(column.name)),
        )
    return values


def categories_of(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return the number of each row's category (n,), -1 where missing, and the categories in order.

    Raises InputError for infinite numbers and for values that cannot be compared or sorted (lists, numbers and text).
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(np.int64), column.cat.categories
    if column.dtype.kind == "f":
        numbers_of(column)
    try:
        number, level = pd.factorize(column, sort=True)
        if column.dtype == object:
            sorted(level)  # factorize leaves numbers among text unsorted
    except TypeError:
        raise InputError(
            "answers of several kinds: write all as text or as numbers", place(column=str(column.name))
        ) from None
    return number.astype(np.int64), pd.Index(level)


def answer_codes(column: pd.Series, answers: Sequence[Code]) -> np.ndarray:
    """Return which of the answers each row gave (n,): its position among them, k for another answer, k + 1 for none."""
    number, level = categories_of(column)
    there = pd.Index(answers).get_indexer(level)
    return np.append(np.where(there < 0, len(answers), there), len(answers) + 1)[number]


def marks(column: pd.Series, answer: Code | None) -> np.ndarray:
    """Return 1 (n,) for those who gave an answer, 0 for another, NaN for none; with None the numbers of the column."""
    if answer is None:
        return numbers_of(column)
    return np.where(column.isna(), np.nan, column == answer)


def weights_of(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column of weights; raises InputError where one is text, missing, infinite or negative."""
    values = numbers_of(column_of(frame, name), "a weight is a number with a decimal point")
    wrong = np.isnan(values) | (values < 0)
    if wrong.any():
        first = frame.index[int(wrong.argmax())]
        raise InputError(
            f"a weight is missing or negative in {int(wrong.sum())} rows, first in row {first}", place(column=name)
        )
    return values


def matching(frame: pd.DataFrame, where: Where) -> np.ndarray:
    """Return True (n,) for rows with one of the listed answers, or inside the limits, of every named column."""
    chosen = np.ones(len(frame), bool)
    for name, wanted in where.items():
        if name not in frame.columns:
            raise no_column(name, frame.columns)
        if isinstance(wanted, dict):
            value = frame[name].to_numpy(float)
            chosen &= (value >= wanted.get("min", -np.inf)) & (value <= wanted.get("max", np.inf))
        else:
            chosen &= frame[name].isin(wanted).to_numpy()
    return chosen
