"""What raking and calibration take out of the error. Input: one row per respondent; kept: per joint margin cell.

A weight raked to known totals no longer varies in the direction of the margins: the linearised variable is replaced
by its residual from a regression on them (Deville and Saerndal 1992, eq. 3.4), with the base weights. Errors that
take the weights as fixed were between 14 % too large and 11 % too small in the cases compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from manyi.stats.design.codes import add_up, codes, first_of, pair, pairs

if TYPE_CHECKING:
    from manyi.stats.design.design import Design


@dataclass(frozen=True)
class Margins:
    """The auxiliary variables of a raked design.

    cell: (n,) joint margin cell of each row. regressors: (cells, c). by_unit: (units, c) sums of final weight times
    regressor. solve: (c, cells) maps cell sums of base weight times a variable to its regression coefficients.
    """

    cell: np.ndarray
    weight: np.ndarray
    regressors: np.ndarray
    by_unit: np.ndarray
    solve: np.ndarray

    @classmethod
    def of(cls, design: Design) -> Margins:
        """Collect the margins of a design, block by block within `raked_within`."""
        frame, units = design.frame, design.units
        base = design.frame[design.base_weight or design.weight].to_numpy(float)
        alike = np.ones(len(frame)) if design.sums is None else design.sums.count
        weight = base if design.residual == "base" else alike
        raked = frame[design.raked].to_numpy(bool) if design.raked else np.ones(len(frame), bool)
        block = pair(codes(frame[design.raked_within]) if design.raked_within else np.zeros(len(frame), int), ~raked)
        cell = block
        for column in design.margins:
            cell = pair(cell, _categories(frame[column]))
        first = first_of(cell)
        regressors = _regressors(frame.iloc[first], design.margins, block[first]) * raked[first, None]
        number, unit_of, cell_of = pairs(units.row, cell)
        final = np.bincount(number, design.weights)[:, None] * regressors[cell_of]
        by_unit = add_up(final, unit_of, units.count)
        root = np.sqrt(np.bincount(cell, weight))[:, None]
        # Dummies of several margins are collinear; the fitted values are unique all the same. Columns are brought to
        # one length first, or a calibration total in the millions would make the rest look collinear with it.
        length = np.sqrt(np.square(regressors * root).sum(axis=0))
        scaled = regressors / np.where(length > 0, length, 1.0)
        gram_inverse = np.linalg.pinv((scaled * root).T @ (scaled * root), rcond=1e-12, hermitian=True)
        solve = (gram_inverse @ scaled.T) / np.where(length > 0, length, 1.0)[:, None]
        return cls(cell, weight, regressors, by_unit, solve)

    def explained(self, by_cell: np.ndarray) -> np.ndarray:
        """Return the (units, k) part of the totals that the margins fix, from (cells, k) sums of weight times u."""
        return self.by_unit @ (self.solve @ by_cell)


def _regressors(cells: pd.DataFrame, margins: tuple[str, ...], block: np.ndarray) -> np.ndarray:
    """Return dummies of categorical margins and numbers as they are, separately for each block."""
    columns = [np.ones(len(cells))]
    for margin in margins:
        if pd.api.types.is_float_dtype(cells[margin]):
            columns.append(cells[margin].to_numpy(float))
        else:
            number = _categories(cells[margin])
            columns += [(number == value).astype(float) for value in range(int(number.max()) + 1)]
    return np.column_stack([column * (block == one) for one in range(int(block.max()) + 1) for column in columns])


def _categories(column: pd.Series) -> np.ndarray:
    """Number the categories of a margin; those who left it empty are a category, as they are when weights are raked."""
    if pd.api.types.is_float_dtype(column):
        return codes(column)
    return pd.factorize(column, use_na_sentinel=False)[0].astype(np.int64)
