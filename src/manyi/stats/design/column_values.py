"""The numbers of a column: answers, weights, replicate weights. Input: rows; output: floats, NaN where missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.errors import InputError, place


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of the rows; raises InputError where there is none of the name."""
    if name not in frame.columns:
        raise InputError("no such column in the rows", place(column=name))
    return frame[name]


def numbers_of(column: pd.Series, otherwise: str = "use distribution() for categories") -> np.ndarray:
    """Return the finite numbers of a column, NaN where missing, not copied where they are floats already.

    Raises InputError for text (`otherwise` says what to do instead) and for infinite numbers, which no mean survives.
    """
    try:
        values = column.to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(f"not a number: {otherwise}", place(column=str(column.name))) from None
    infinite = np.isinf(values)
    if infinite.any():
        first = column.index[int(infinite.argmax())]
        raise InputError(
            f"infinite in {int(infinite.sum())} rows, first in row {first}: give missing answers as NaN",
            place(column=str(column.name)),
        )
    return values


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
