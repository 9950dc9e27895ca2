"""Frames and arrays that show only their ends, however long they are. Whatever is derived from one is plain again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from manyi import display

SIDE = 2  # rows and columns shown at each end of an array
LARGEST = 36  # a longer array is shown by its ends


class ShownFrame(pd.DataFrame):
    """A frame that shows at most twelve rows in a terminal and a notebook."""

    def __repr__(self) -> str:
        with pd.option_context("display.max_rows", display.ROWS):
            return super().__repr__()

    def _repr_html_(self) -> str:
        return str(display.small(self))


class ShownArray(np.ndarray):
    """An array that shows only its first and last two rows and columns if it has more than 36 numbers."""

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
    """Return an array (any shape) that shows only its ends and shares the memory of the given one."""
    return numbers.view(ShownArray)
