"""Significance letters of many items at once. Input: estimates of k items in G groups; output: one row per estimate."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from manyi.stats.adjust import Adjustment, adjust_p
from manyi.stats.compare import SECURE, SHOWN, letter
from manyi.stats.contrast import test_rows
from manyi.stats.estimates import Estimates


def lettered_groups(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Return the table of estimates (groups first, then items) with columns letter and higher_than.

    The same letters as `compare.letters` gives for each item by itself: the family is all pairs of groups within an
    item. One pass over the pairs for all items, so that a whole banner of crosstabs costs one call.
    """
    table = estimates.table
    k = int(table["item"].nunique())
    groups = len(table) // k
    value, shown = (part.reshape(groups, k) for part in (table["estimate"].to_numpy(float), estimates.shown))
    names = [letter(number) for number in range(groups)]
    above: list[list[list[str]]] = [[[] for _ in range(k)] for _ in range(groups)]
    pairs = list(combinations(range(groups), 2))
    if pairs:
        difference, se, df = _pairs(estimates, value, pairs)
        p = (
            test_rows(difference.ravel(), se.ravel(), df.ravel(), estimates.level)["p"]
            .to_numpy(copy=True)
            .reshape(-1, k)
        )
        p[[~(shown[a] & shown[b]) for a, b in pairs]] = np.nan
        adjusted = np.column_stack([adjust_p(p[:, item], adjust) for item in range(k)])
        for pair, item in zip(*np.nonzero(adjusted <= SHOWN), strict=True):
            a, b = pairs[pair]
            winner, loser = (a, b) if difference[pair, item] > 0 else (b, a)
            name = names[loser]
            above[winner][item].append(name if adjusted[pair, item] <= SECURE else name.lower())
    higher = [" ".join(found) for of_group in above for found in of_group]
    return table.assign(letter=np.repeat(names, k), higher_than=higher)


def _pairs(
    estimates: Estimates, value: np.ndarray, pairs: list[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return difference, standard error and degrees of freedom of every pair of groups, each (pairs, k)."""
    spread = estimates.spread.reshape(len(estimates.spread), *value.shape)
    psus = estimates.reach.psus.reshape(-1, *value.shape)
    strata = estimates.reach.strata.reshape(-1, *value.shape)
    difference, se, df = np.empty((3, len(pairs), value.shape[1]))
    for number, (a, b) in enumerate(pairs):
        difference[number] = value[a] - value[b]
        se[number] = np.sqrt(np.square(spread[:, a] - spread[:, b]).sum(axis=0))
        df[number] = (psus[:, a] | psus[:, b]).sum(axis=0) - (strata[:, a] | strata[:, b]).sum(axis=0)
    return difference, np.where(np.isnan(difference), np.nan, se), df
