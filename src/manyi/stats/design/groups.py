"""Who is in which group, what they answered, and 0/1 columns for certain answers. In: a design; out: per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.column_values import categories_of, column_of, numbers_of
from manyi.stats.design.design import Design
from manyi.stats.schema import kind_of
from manyi.study.items import Code

D = TypeVar("D", bound=Design)


@dataclass(frozen=True)
class Groups:
    """Groups of respondents that do not overlap: code (n,) of each row, -1 for none; labels, one row per group."""

    code: np.ndarray
    labels: pd.DataFrame

    @classmethod
    def of(cls, design: Design, by: str | Sequence[str] | None) -> Groups:
        """Cross the categories of the columns; an empty combination keeps its row.

        Raises InputError: a column with the name of a column of results, whose groups would be lost there.
        """
        names = [by] if isinstance(by, str) else list(by or [])
        for name in names:
            if kind_of(name) in ("number", "word") or name in ("item", "category"):
                raise InputError("a group has the name of a column of results: rename the item", place(column=name))
        return cls.of_answers(design, names)

    @classmethod
    def of_answers(cls, design: Design, names: list[str]) -> Groups:
        """Cross the answers to items whose names stand in no column of the result."""
        code = np.zeros(len(design.frame), np.int64)
        levels: list[pd.Index] = []
        for name in names:
            number, level = categories_of(column_of(design.frame, name))
            code = np.where((number < 0) | (code < 0), -1, code * len(level) + number)
            levels.append(level)
        if not names:
            return cls(code, pd.DataFrame(index=range(1)))
        return cls(code, pd.MultiIndex.from_product(levels, names=names).to_frame(index=False))


def answers_of(design: Design, items: Sequence[str]) -> np.ndarray:
    """Return the (n, k) numbers of the items, each column contiguous in memory."""
    for item in items:
        if design.sums is not None and item in design.sums.items:
            raise InputError("stored only as sums: store it by value", place(column=item))
    return np.array(answer_columns(design, items)).T


def answer_columns(design: Design, items: Sequence[str]) -> list[np.ndarray]:
    """Return the numbers of each item (n,); floats are not copied."""
    return [numbers_of(column_of(design.frame, item)) for item in items]


def with_share(design: D, item: str, answers: Sequence[Code]) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, gave one of the answers, and its name (no answers: the item)."""
    if not answers:
        return design, item

    def gave(column: pd.Series) -> pd.Series:
        return pd.Series(np.where(column.isna(), np.nan, column.isin(list(answers)).astype(float)), column.index)

    return design.derive(f"{item}=", item, gave), f"{item}="


def answers_key(answers: Sequence[Code], over: float | None = None) -> str:
    """Return the answers a share is about, as its rows store them: 'no|later', or '>15'."""
    return f">{over:g}" if over is not None else "|".join(map(str, answers))


def with_limit(design: D, item: str, limit: float) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, took longer than the limit, and its name."""

    def beyond(column: pd.Series) -> np.ndarray:
        value = column.to_numpy(float)
        return np.where(np.isnan(value), np.nan, (value > limit).astype(float))

    return design.derive(f"{item}>", item, beyond), f"{item}>"
