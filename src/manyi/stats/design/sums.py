"""Sums behind the rows of a condensed sample, where each row aggregates many respondents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyi.display import Displayed


@dataclass(frozen=True)
class ItemSums:
    """Sums over those of a row's respondents who answered an item, (rows,) each.

    n, x: how many, and their answers unweighted. w, wx, wxx: weight times 1, x, x². ww: weight². d, dx: base weight
    times 1, x. other: how many answered neither 0 nor 1.
    """

    n: np.ndarray
    x: np.ndarray
    w: np.ndarray
    wx: np.ndarray
    wxx: np.ndarray
    ww: np.ndarray
    d: np.ndarray
    dx: np.ndarray
    other: np.ndarray

    def among(self, mask: np.ndarray) -> ItemSums:
        """Return the sums of the rows of a mask (rows,), 0 elsewhere."""
        return ItemSums(*(getattr(self, part) * mask for part in self.__dataclass_fields__))


@dataclass(frozen=True, repr=False)
class Sums(Displayed):
    """Sums behind each row of a condensed design: count, squares (rows,), respondents and Σ weight²; and its items."""

    count: np.ndarray
    squares: np.ndarray
    items: dict[str, ItemSums]

    def take(self, rows: np.ndarray) -> Sums:
        """Keep the rows of a mask (rows,)."""
        items = {
            name: ItemSums(*(getattr(item, part)[rows] for part in ItemSums.__dataclass_fields__))
            for name, item in self.items.items()
        }
        return Sums(self.count[rows], self.squares[rows], items)

    def of_value(self, x: np.ndarray, weights: np.ndarray, base_weights: np.ndarray | float = 0.0) -> ItemSums:
        """Return the sums of a value that all respondents of a row share (rows,), NaN where it is missing.

        weights, base_weights: (rows,) sums of final weights, and of the calibration's (0 without one).
        """
        answered = ~np.isnan(x)
        value, weight = np.where(answered, x, 0.0), weights * answered
        base = answered * base_weights
        other = self.count * (answered & (value != 0) & (value != 1))
        sums = (weight, weight * value, weight * value**2, self.squares * answered, base, base * value)
        return ItemSums(self.count * answered, self.count * value, *sums, other)
