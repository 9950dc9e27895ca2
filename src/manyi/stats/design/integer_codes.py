"""Integer codes for groups of rows, assigned once and used in many sums. Input: columns; output: one code per row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from manyi.errors import InputError, place

CHUNK = 2**15  # rows handled at once: few enough for a column of them to stay in the processor's cache


def codes(column: pd.Series) -> np.ndarray:
    """Number the values of a column 0, 1, ...; a missing value is refused."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        numbers = column.cat.codes.to_numpy(np.int64)
        numbers = numbers if (numbers < 0).any() else _renumbered(numbers)
    else:
        numbers = pd.factorize(column, sort=False)[0].astype(np.int64)
    if (numbers < 0).any():
        raise InputError("a stratum, PSU or wave is missing", place(column=str(column.name)))
    return numbers


def _renumbered(numbers: np.ndarray) -> np.ndarray:
    """Number the codes that occur, in their order."""
    occurs = np.bincount(numbers) > 0
    return numbers if occurs.all() else (np.cumsum(occurs) - 1)[numbers]


def pair(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Number the pairs of two codes that occur, 0, 1, ..."""
    return pairs(first, second)[0]


def pairs(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number the pairs that occur; return the number of each row, and the two codes of each number."""
    width = int(second.max(initial=0)) + 1
    joint = first * width + second
    size = int(joint.max(initial=0)) + 1
    if size > 4 * len(joint) + 1000:  # too many possible pairs to mark each
        occurring, number = np.unique(joint, return_inverse=True)
    else:
        occurring = np.flatnonzero(np.bincount(joint, minlength=size))
        place_of = np.zeros(size, np.int64)
        place_of[occurring] = np.arange(len(occurring))
        number = place_of[joint]
    return number, occurring // width, occurring % width


def first_of(numbers: np.ndarray) -> np.ndarray:
    """Return, for each code 0, 1, ..., one row that has it."""
    rows = np.empty(int(numbers.max(initial=-1)) + 1, np.int64)
    rows[numbers] = np.arange(len(numbers))
    return rows


def chunks(rows: int, sums: int) -> Iterator[slice]:
    """Cut rows into parts that fit the cache but are several times as long as the sums made from each."""
    step = max(CHUNK, 4 * sums)
    return (slice(start, start + step) for start in range(0, rows, step))


def weighted_sums(columns: Sequence[np.ndarray], weight: np.ndarray, group: np.ndarray, size: int) -> np.ndarray:
    """Sum weight times each of k columns (n,) by group code into (size, k)."""
    out = np.zeros((size, len(columns)), order="F")
    for part in chunks(len(group), size):
        for j, column in enumerate(columns):
            out[:, j] += np.bincount(group[part], weight[part] * column[part], size)
    return out


def add_up(values: np.ndarray, group: np.ndarray, size: int) -> np.ndarray:
    """Sum the rows of (n, k) values by group code into (size, k)."""
    rows = len(group)
    return np.asarray(csc_array((np.ones(rows), group, np.arange(rows + 1)), shape=(size, rows)) @ values)


class Combinations:
    """Numbers the combinations of some columns that occur in frames, in order of first occurrence."""

    def __init__(self, names: list[str]) -> None:
        self.numbers: dict[bytes, int] = {}
        self.first: list[pd.DataFrame] = []  # a row of each combination
        self.values: dict[str, dict[Any, int]] = {name: {} for name in names}

    @property
    def count(self) -> int:
        """Return how many have occurred."""
        return len(self.numbers)

    def of(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the number of each row's combination (n,)."""
        code, width, columns = np.zeros(len(rows), np.int64), 1, []
        for name, there in self.values.items():
            columns.append(_numbered(rows[name], there))
            if width * len(there) > 4 * len(rows):
                code, width = pair(code, columns[-1]), len(rows)
            else:
                code, width = code * len(there) + columns[-1], width * len(there)
        code = pair(code, np.zeros_like(code))
        first = first_of(code)
        each = np.column_stack([column[first] for column in columns])
        before = len(self.numbers)
        number_of = np.array([self.numbers.setdefault(row.tobytes(), len(self.numbers)) for row in each], np.int64)
        self.first.append(rows.iloc[first[number_of >= before]])
        return number_of[code]

    def table(self) -> pd.DataFrame:
        """Return the combinations, a row each."""
        return pd.concat(self.first, ignore_index=True)


def _numbered(column: pd.Series, there: dict[Any, int]) -> np.ndarray:
    """Return the number of each row's value (n,), new values numbered after those seen before."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        number, level = column.cat.codes.to_numpy(), [*column.cat.categories.tolist(), None]  # -1: the last
    else:
        number, distinct = pd.factorize(column, use_na_sentinel=False)
        level = distinct.tolist()
    values = [None if value is None or value != value else value for value in level]  # noqa: PLR0124
    return np.array([there.setdefault(value, len(there)) for value in values], np.int64)[number]
