"""Make a population exact: whole counts that add up, groups with a given share of yes, means that hit a target.

Latent scores are whole thousandths of a scale point, so that a shift can be solved on a histogram and applied
without a rounding error: answer = clip((latent + shift + 500) // 1000, low, high).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

UNIT = 1000  # latent steps per scale point


def apportion(shares: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers proportional to shares that add up to total (largest remainders)."""
    exact = np.asarray(shares, dtype=float) / np.sum(shares) * total
    whole = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:short]] += 1
    return whole


def top(score: np.ndarray, group: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return True for the `counts[g]` highest scores of each group g."""
    order = np.lexsort((-score, group))
    sizes = np.bincount(group, minlength=len(counts))
    rank = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = np.empty(len(group), dtype=bool)
    chosen[order] = rank < np.asarray(counts)[group[order]]
    return chosen


def share(score: np.ndarray, of: float) -> np.ndarray:
    """Return True for the highest scores (no two alike), a share `of` of everybody."""
    count = round(of * len(score))
    chosen = np.zeros(len(score), dtype=bool)
    chosen[np.argpartition(-score, count)[:count] if count < len(score) else slice(None)] = True
    return chosen


def by_rank(score: np.ndarray, order: list[int], counts: np.ndarray) -> np.ndarray:
    """Return a category per person: the highest scores get the first category of `order`, and so on."""
    levels = np.empty(len(score), dtype=np.int64)
    levels[np.argsort(-score, kind="stable")] = np.repeat(order, counts[order])
    return levels


def answers(latent: np.ndarray, group: np.ndarray, means: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return whole answers low..high whose mean in each group is the given one, as near as whole answers allow.

    latent: scores in scale points, any mean; only their order and spread within a group matter. A mean that is
    not a number leaves its group at a shift of zero. Raises ValueError when a mean lies outside low..high.
    """
    means = np.asarray(means, dtype=float)
    if np.any((means <= low) | (means >= high)):
        raise ValueError(f"a mean outside {low}..{high} cannot be reached")
    steps = np.rint(latent * UNIT).astype(np.int64)
    shift = _shifts(steps, group, means, low, high)
    return np.clip((steps + shift[group] + UNIT // 2) // UNIT, low, high).astype(np.float32)


def _shifts(steps: np.ndarray, group: np.ndarray, means: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return the whole shift per group, by bisection on the histogram of the latent steps."""
    floor, groups = int(steps.min()), len(means)
    width = int(steps.max()) - floor + 2
    counts = np.bincount(group * width + (steps - floor), minlength=groups * width).reshape(groups, width)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]  # people at or above each step
    cuts = np.arange(low + 1, high + 1) * UNIT - UNIT // 2 - floor
    people = np.maximum(above[:, 0], 1)

    def mean_at(shift: np.ndarray) -> np.ndarray:
        at = np.clip(cuts[None, :] - shift[:, None], 0, width - 1)
        return low + np.take_along_axis(above, at, axis=1).sum(axis=1) / people

    below, over = np.full(groups, -40 * UNIT), np.full(groups, 40 * UNIT)
    while np.any(over - below > 1):
        middle = (below + over) // 2
        high_enough = mean_at(middle) >= means
        over, below = np.where(high_enough, middle, over), np.where(high_enough, below, middle)
    return np.where(np.abs(mean_at(over) - means) <= np.abs(mean_at(below) - means), over, below)


Columns = dict[str, np.ndarray | pd.Categorical]
YESNO = ["yes", "no"]


def spread(answered: Columns, asked: np.ndarray, size: int) -> pd.DataFrame:
    """Return the answers of those asked (row numbers) as columns over everybody, empty for the others."""
    columns: Columns = {}
    for name, values in answered.items():
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


def yes(agreed: np.ndarray, asked: np.ndarray | bool = True) -> pd.Categorical:
    """Return a yes/no answer, empty where not asked."""
    return category(np.where(asked, np.where(agreed, 0, 1), -1), YESNO)


def mentions(name: str, chosen: dict[str, np.ndarray], asked: np.ndarray | bool = True) -> Columns:
    """Return one 0/1 column per option, NaN where not asked."""
    return {f"{name}__{key}": np.where(asked, picked, np.nan) for key, picked in chosen.items()}


def within(asked: np.ndarray, score: np.ndarray, of: float) -> np.ndarray:
    """Return yes for the highest scores, a share `of` of those asked; False for everybody else."""
    flags = np.zeros(len(asked), dtype=bool)
    flags[asked] = share(score[asked], of)
    return flags
