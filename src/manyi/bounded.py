"""Frames and arrays that show their ends, however long they are. What is made from one is a plain frame or array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from manyi import display

SIDE = 2  # rows and columns shown at each end of an array
LARGEST = 36  # an array of more numbers is shown by its ends


class ShownFrame(pd.DataFrame):
    """A frame of which a terminal and a notebook show at most twelve rows."""

    def __repr__(self) -> str:
        with pd.option_context("display.max_rows", display.ROWS):
            return super().__repr__()

    def _repr_html_(self) -> str:
        return str(display.small(self))


class ShownArray(np.ndarray):
    """An array of which at most the first and last two rows and columns are shown, if it has more than 36 numbers."""

    def __repr__(self) -> str:
        numbers = np.asarray(self)
        text = np.array2string(numbers, threshold=LARGEST, edgeitems=SIDE, precision=4, separator=", ")
        return f"{text} ({' x '.join(map(str, numbers.shape))})"

    def _repr_html_(self) -> str:
        rows = pd.DataFrame(np.atleast_2d(np.asarray(self)))
        return str(display.small(rows.rename(columns=str).rename_axis(columns=None)))

    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self)[key]

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)


def shown_array(numbers: np.ndarray) -> np.ndarray:
    """Return the array (any shape) as one that shows its ends; it shares its memory."""
    return numbers.view(ShownArray)
