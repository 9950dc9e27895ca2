"""Comparing groups with each other and with the rest. Input: estimates or a design; output: one row per comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.compare.contrast_rows import first_reason
from manyi.stats.compare.contrasts import Adjustment, adjust_p, sizes, test_rows, tests_of
from manyi.stats.compare.joint import omnibus
from manyi.stats.design.column_values import numbers_of
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups
from manyi.stats.estimate.ends import Kind
from manyi.stats.estimate.estimates import Estimates, combine
from manyi.stats.estimate.means_and_shares import means, means_of, names_of
from manyi.stats.estimate.totals import among, answers_to

SECURE, SHOWN = 0.001, 0.05  # upper-case and lower-case letters


def pairwise(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Return the tests of every two estimates: a b difference (a - b) se low high df t p p_adjusted shown reason unit
    basis.

    Groups may overlap: the joint covariance allows for it. Pairs with a suppressed estimate are not tested or counted;
    `reason` says why it is.
    """
    table, k = estimates.table, len(estimates.table)
    first, second = np.array(list(combinations(range(k), 2)), int).reshape(-1, 2).T
    value = table["estimate"].to_numpy(float)
    se = np.sqrt(np.square(estimates.spread[:, first] - estimates.spread[:, second]).sum(axis=0))
    difference, df = value[first] - value[second], estimates.reach.pairs()[first, second]
    se, size, between = np.where(np.isnan(difference), np.nan, se), sizes(estimates), estimates.between
    ends = np.column_stack([between[first, 0] - between[second, 1], between[first, 1] - between[second, 0]])
    rows = test_rows(difference, se, df, size[first] + size[second], estimates.level, ends=ends)
    hidden = (np.eye(k, dtype=bool)[first] | np.eye(k, dtype=bool)[second]) & ~estimates.shown
    shown = ~hidden.any(axis=1)
    rows.loc[~shown, ["t", "p"]] = np.nan
    names = labels(estimates)
    rows.insert(0, "a", [names[i] for i in first])
    rows.insert(1, "b", [names[i] for i in second])
    same = table["unit"].to_numpy(object)[first]
    rows["unit"] = np.where(same == table["unit"].to_numpy(object)[second], same, "")
    rows = rows.assign(basis=estimates.basis, p_adjusted=adjust_p(rows["p"], adjust), shown=shown)
    return rows.assign(reason=first_reason(estimates, hidden))


def labels(estimates: Estimates) -> list[object]:
    """Name each estimate by what distinguishes it: its group, item, category; a tuple if there are several."""
    table = estimates.table
    telling = [
        name for name in (*estimates.by, "item", "category", "p") if name in table and len(table[name].unique()) > 1
    ]
    if not telling:
        telling = [*estimates.by] or ["item"]
    if len(telling) == 1:
        return list(table[telling[0]])
    return list(table[telling].itertuples(index=False, name=None))


def versus_rest(design: Design, item: str, by: str | Sequence[str], adjust: Adjustment = "bh") -> pd.DataFrame:
    """Compare each group with all other respondents who are in some group of `by`.

    Part and rest share PSUs; a part against the whole is the same test (the difference is (1 - share) times this one).
    Rows: <by> item estimate rest difference se low high df t p p_adjusted shown unit basis reason.
    """
    design = design.only([item], names_of(by))
    groups = Groups.of(design, by)
    count, some = len(groups.labels), groups.code >= 0
    (answer,) = answers_to(design, [item])
    parts = [among(answer, groups.code == code) for code in range(count)]
    rests = [among(answer, some & (groups.code != code)) for code in range(count)]
    ends = np.tile(Kind.of(design, [item], [answer]).ends, (2 * count, 1))
    both = replace(means_of(design, parts + rests, [*range(2 * count)]), ends=ends)
    rows = tests_of(both, np.hstack([np.eye(count), -np.eye(count)]))
    shown, reason, value = rows.pop("status") != "suppressed", rows.pop("reason"), both.table["estimate"].to_numpy()
    head = groups.labels.assign(item=item, estimate=value[:count], rest=value[count:])
    rows = pd.concat([head, rows], axis=1).assign(unit=design.unit_of(item), basis=design.basis)
    return rows.assign(p_adjusted=adjust_p(rows["p"], adjust), shown=shown, reason=reason)


def columns(design: Design, item: str, options: Sequence[str]) -> Estimates:
    """Return the mean of an item in each column of a multi-response question (0/1 items; people can be in several).

    Raises InputError: an option the question does not have.
    """
    parts = []
    for option in options:
        if option not in design.frame.columns:
            raise InputError(f"no such option: {option}", allowed=options)
        chosen = numbers_of(design.frame[option], "an option is 1 where it was chosen, else 0")
        part = means(design.where(chosen == 1), item)
        part.table.insert(0, "option", option)
        parts.append(replace(part, by=("option",)))
    return combine(*parts)


def letters(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Letter each column A, B, ... and give it the letters of the columns it is higher than.

    Upper case for an adjusted p <= .001, lower case for <= .05; none if the joint test does not pass, as in naming the
    highest (`standing`). Rows: the labels of the estimates, letter ("" for an empty group, since no table
    shows it), higher_than.
    """
    k = len(estimates.table)
    asked = estimates.table["base"].to_numpy() > 0
    names = [letter(place - 1) if there else "" for place, there in zip(asked.cumsum(), asked, strict=True)]
    rows = pairwise(estimates, adjust)
    above: list[list[str]] = [[] for _ in range(k)]
    told_apart = omnibus(estimates).passed
    for (i, j), difference, p in zip(combinations(range(k), 2), rows["difference"], rows["p_adjusted"], strict=True):
        if told_apart and p <= SHOWN:
            winner, loser = (i, j) if difference > 0 else (j, i)
            above[winner].append(names[loser] if p <= SECURE else names[loser].lower())
    out = pd.DataFrame(
        {"group": labels(estimates), "letter": names, "higher_than": [" ".join(lower) for lower in above]}
    )
    return out.assign(status=estimates.table["status"].to_numpy())


def letter(number: int) -> str:
    """Return the letter of a column: A to Z, then AA, AB ..."""
    return chr(65 + number) if number < 26 else letter(number // 26 - 1) + chr(65 + number % 26)


def lettered_groups(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Return the table of estimates (groups first, then items) with columns letter and higher_than.

    The letters are those of `compare.letters` for each item by itself: the family is all pairs of groups within an
    item. One pass over the pairs for all items, so that a whole banner of crosstabs costs one call. No groups, no rows.
    """
    table = estimates.table
    if table.empty:
        return table.assign(letter="", higher_than="")
    k = int(table["item"].nunique())
    groups = len(table) // k
    value, shown = (part.reshape(groups, k) for part in (table["estimate"].to_numpy(float), estimates.shown))
    names = [letter(number) for number in range(groups)]
    above: list[list[list[str]]] = [[[] for _ in range(k)] for _ in range(groups)]
    pairs = list(combinations(range(groups), 2))
    difference, adjusted = _adjusted(estimates, value, shown, pairs, adjust)
    for pair, item in zip(*np.nonzero(adjusted <= SHOWN), strict=True):
        a, b = pairs[pair]
        winner, loser = (a, b) if difference[pair, item] > 0 else (b, a)
        name = names[loser]
        above[winner][item].append(name if adjusted[pair, item] <= SECURE else name.lower())
    higher = [" ".join(lower) for of_group in above for lower in of_group]
    return table.assign(letter=np.repeat(names, k), higher_than=higher)


Pairs = list[tuple[int, int]]


def _adjusted(
    estimates: Estimates, value: np.ndarray, shown: np.ndarray, pairs: Pairs, adjust: Adjustment
) -> tuple[np.ndarray, np.ndarray]:
    """Return differences and adjusted p of every pair of groups, (pairs, k); 1 where the joint test does not pass."""
    groups, k = value.shape
    if not pairs:
        return np.empty((0, k)), np.empty((0, k))
    difference, se, df = _pairs(estimates, value, pairs)
    size = sizes(estimates).reshape(groups, k)
    of_pairs = np.array([size[a] + size[b] for a, b in pairs])
    rows = test_rows(difference.ravel(), se.ravel(), df.ravel(), of_pairs.ravel(), estimates.level)
    p = rows["p"].to_numpy(copy=True).reshape(-1, k)
    p[[~(shown[a] & shown[b]) for a, b in pairs]] = np.nan
    adjusted = np.column_stack([adjust_p(p[:, item], adjust) for item in range(k)])
    for item in np.flatnonzero((adjusted <= SHOWN).any(axis=0)):  # the joint test costs more than the pairs
        if not omnibus(estimates.only(np.arange(groups * k) % k == item)).passed:
            adjusted[:, item] = 1.0
    return difference, adjusted


def _pairs(estimates: Estimates, value: np.ndarray, pairs: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
