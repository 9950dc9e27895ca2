"""The domain an announced claim names, and the columns it adds to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.design import Design
from manyi.study.items import Code
from manyi.study.plan import Where

D = TypeVar("D", bound=Design)


def matching(frame: pd.DataFrame, where: Where) -> np.ndarray:
    """Return True (n,) for rows with one of the listed answers, or inside the limits, of every named column."""
    chosen = np.ones(len(frame), bool)
    for name, wanted in where.items():
        if name not in frame.columns:
            raise InputError("no such item in the rows", place(column=name))
        if isinstance(wanted, dict):
            value = frame[name].to_numpy(float)
            chosen &= (value >= wanted.get("min", -np.inf)) & (value <= wanted.get("max", np.inf))
        else:
            chosen &= frame[name].isin(wanted).to_numpy()
    return chosen


def with_share(design: D, item: str, answers: Sequence[Code]) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, gave one of the answers, and its name (no answers: the item)."""
    if not answers:
        return design, item
    column = design.frame[item]
    gave = pd.Series(np.where(column.isna(), np.nan, column.isin(list(answers)).astype(float)), column.index)
    return design.assign(**{f"{item}=": gave}), f"{item}="


def answers_of(answers: Sequence[Code], over: float | None = None) -> str:
    """Return which answers a share is of, as its rows keep it: 'no|later', or '>15'."""
    return f">{over:g}" if over is not None else "|".join(map(str, answers))


def with_limit(design: D, item: str, limit: float) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, took longer than the limit, and its name."""
    value = design.frame[item].to_numpy(float)
    beyond = np.where(np.isnan(value), np.nan, (value > limit).astype(float))
    return design.assign(**{f"{item}>": beyond}), f"{item}>"
