"""Clean answers as columns: numbers as float32 with NaN, one answer of a list as a pandas category."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.sample.solve import share

Columns = dict[str, np.ndarray | pd.Categorical]
YESNO = ["yes", "no"]


def spread(found: Columns, asked: np.ndarray, size: int) -> pd.DataFrame:
    """Return the answers of those asked (row numbers) as columns over everybody, empty for the others."""
    columns: Columns = {}
    for name, values in found.items():
        if isinstance(values, pd.Categorical):
            codes = np.full(size, -1, dtype=np.int8)
            codes[asked] = values.codes
            columns[name] = category(codes, list(values.categories), bool(values.ordered))
        else:
            numbers = np.full(size, np.nan, dtype=np.float32)
            numbers[asked] = values
            columns[name] = numbers
    return pd.DataFrame(columns, copy=False)


def category(codes: np.ndarray, keys: list[str], ordered: bool = False) -> pd.Categorical:
    """Return answers of a closed list from their numbers in it; -1 is no answer."""
    of: pd.CategoricalDtype = pd.CategoricalDtype(keys, ordered)
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int16), dtype=of)


def yes(said: np.ndarray, asked: np.ndarray | bool = True) -> pd.Categorical:
    """Return a yes/no answer, empty where not asked."""
    return category(np.where(asked, np.where(said, 0, 1), -1), YESNO)


def mentions(name: str, chosen: dict[str, np.ndarray], asked: np.ndarray | bool = True) -> Columns:
    """Return one 0/1 column per option, NaN where not asked."""
    return {f"{name}__{key}": np.where(asked, said, np.nan) for key, said in chosen.items()}


def within(asked: np.ndarray, score: np.ndarray, of: float) -> np.ndarray:
    """Return yes for the highest scores, a share `of` of those asked; False for everybody else."""
    found = np.zeros(len(asked), dtype=bool)
    found[asked] = share(score[asked], of)
    return found
