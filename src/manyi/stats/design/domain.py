"""The columns of 0 and 1 an announced claim adds to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from manyi.stats.design.design import Design
from manyi.study.items import Code

D = TypeVar("D", bound=Design)


def with_share(design: D, item: str, answers: Sequence[Code]) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, gave one of the answers, and its name (no answers: the item)."""
    if not answers:
        return design, item

    def gave(column: pd.Series) -> pd.Series:
        return pd.Series(np.where(column.isna(), np.nan, column.isin(list(answers)).astype(float)), column.index)

    return design.derive(f"{item}=", item, gave), f"{item}="


def answers_of(answers: Sequence[Code], over: float | None = None) -> str:
    """Return which answers a share is of, as its rows keep it: 'no|later', or '>15'."""
    return f">{over:g}" if over is not None else "|".join(map(str, answers))


def with_limit(design: D, item: str, limit: float) -> tuple[D, str]:
    """Return the design with a 0/1/missing column, took longer than the limit, and its name."""

    def beyond(column: pd.Series) -> np.ndarray:
        value = column.to_numpy(float)
        return np.where(np.isnan(value), np.nan, (value > limit).astype(float))

    return design.derive(f"{item}>", item, beyond), f"{item}>"
