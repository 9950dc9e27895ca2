"""Replicate weights that came with the data: their columns, and the factor of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from manyi.errors import InputError

Kind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]
Centre = Literal["mean", "estimate"]


@dataclass(frozen=True)
class Replication:
    """Columns of replicate weights, on the scale of the final weight; the factor of each, (R,); their df.

    centre: deviations are taken from the mean of all replicates or from the estimate itself (R: mse).
    """

    columns: tuple[str, ...]
    scale: np.ndarray
    df: float
    centre: Centre = "mean"


def factors_of(kind: Kind, count: int, fay: float, factors: float | Sequence[float] | None) -> np.ndarray:
    """Return the factor of each replicate, (count,): as delivered, or else as its kind implies."""
    if factors is None:
        common = {"JK1": (count - 1) / count, "BRR": 1 / count, "Fay": 1 / (count * (1 - fay) ** 2)}
        common["bootstrap"] = 1 / max(count - 1, 1)
        if kind not in common:
            raise InputError(f"{kind} replicates need the factors they were delivered with: factors=", allowed=common)
        return np.full(count, common[kind])
    given = np.asarray(factors, float)
    if given.ndim > 1 or given.size not in (1, count):
        raise InputError(f"{given.size} factors for {count} replicates: give one each, or one for all")
    if not np.isfinite(given).all() or (given < 0).any():
        raise InputError("a factor of a replicate is missing, infinite or negative")
    return np.broadcast_to(given, count).astype(float)


def degrees_of(weights: np.ndarray) -> float:
    """Return the degrees of freedom of (n, R) replicate weights: their rank minus one (R degf)."""
    return float(np.linalg.matrix_rank(weights, tol=1e-5 * np.abs(weights).max()) - 1)
