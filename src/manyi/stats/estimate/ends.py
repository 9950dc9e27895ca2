"""The ends of a scale: the lowest and highest value an answer, its mean, and a difference of means can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyi.stats.design.design import Design
from manyi.stats.estimate.totals import Answer

OPEN = (-np.inf, np.inf)


@dataclass(frozen=True)
class Kind:
    """What k items are: ends (k, 2) of their scales; share (k,): whether their means are shares."""

    ends: np.ndarray
    share: np.ndarray

    @classmethod
    def of(cls, design: Design, items: Sequence[Any], answers: Sequence[Answer]) -> Kind:
        """Look items up in `Design.ends`: shares are those declared from 0 to 1 with no answers between.

        An undeclared column that holds only 0 and 1 is bounded by them, but otherwise a mean like any other.
        """
        two = [zero_one(answer) for answer in answers]
        declared = [design.ends.get(item) for item in items]
        ends = [pair or ((0.0, 1.0) if holds else OPEN) for pair, holds in zip(declared, two, strict=True)]
        share = [pair == (0.0, 1.0) and holds for pair, holds in zip(declared, two, strict=True)]
        return cls(np.array(ends, float).reshape(-1, 2), np.array(share, bool))


def zero_one(answer: Answer) -> bool:
    """Return whether nobody answered anything but 0 and 1."""
    if isinstance(answer, np.ndarray):
        return bool(np.isin(answer[~np.isnan(answer)], (0, 1)).all())
    return not answer.other.any()


def ends_of_sums(ends: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Return the ends (c, 2) of linear combinations (c, k) of estimates with ends (k, 2)."""
    used = (coefficients != 0)[:, :, None]
    reached = np.where(used, coefficients[:, :, None] * np.where(used, ends, 0.0), 0.0)
    return np.column_stack([reached.min(axis=2).sum(axis=1), reached.max(axis=2).sum(axis=1)])
