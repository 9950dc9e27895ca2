"""Which numbers of ledgers are linear in the answers, read as an attacker reads them. In: ledger rows and surveys.

A row says item, group, wave and statistic; what it is computed from is taken as read only where the clean rows give the
same value and base. Means, shares, NPS, indices and differences of two of them are linear; quantiles, errors, models and tests are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from manyi.rows.survey import Survey
from manyi.stats.recovery.equations import Answers
from manyi.study.codebook import Codebook

LINEAR = ("mean", "share", "nps", "index", "percent")
CATEGORY = ("answer", "category")  # parts of a group that name an answer, not respondents
SAME = 1e-9


@dataclass(frozen=True)
class Asked:
    """The answers to one item that others are derived from: `keys` of its closed list (none of a number)."""

    name: str
    keys: tuple[str, ...]
    answers: Answers
    present: np.ndarray  # (rows,) of the survey: who answered
    points: np.ndarray  # (C,) what each answer counts for in the mean; NaN where it has none


@dataclass
class Reader:
    """Reads the ledger rows of one table of a study; remembers answers and groups."""

    survey: Survey
    asked: dict[str, Asked | None] = field(default_factory=dict)
    masks: dict[tuple[str, str], np.ndarray | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frame, self.book = self.survey.frame, self.survey.codebook
        self.weight = self.frame["weight"].to_numpy(float)
        self.inside = self.frame["eligible"].to_numpy(bool)

    def base_of(self, item: str) -> Asked | None:
        """Return the answers an item or a column derived from one item rests on; None for what has no numbers."""
        name = _base_name(item, self.book)
        if name not in self.asked:
            self.asked[name] = self._ask(name)
        return self.asked[name]

    def _ask(self, name: str) -> Asked | None:
        if name not in self.frame.columns:
            return None
        column, item = self.frame[name], self.book.items.get(name)
        if item is not None and (item.categories or item.scale):
            return self._of_list(name, column, item)
        if not pd.api.types.is_numeric_dtype(column):
            return None
        values = column.to_numpy(float)
        present = self.inside & ~np.isnan(values)
        if set(np.unique(values[present])) <= {0.0, 1.0}:
            return self._closed(name, ("0", "1"), values, present, np.array([0.0, 1.0]))
        low, high = self.book.ends([name]).get(name, (values[present].min(initial=0), values[present].max(initial=0)))
        if not high > low:
            return None
        answers = Answers.of_number(values[present], self.weight[present], low, high)
        return Asked(name, (), answers, present, np.array([low, high]))

    def _of_list(self, name: str, column: pd.Series, item: Any) -> Asked:
        if item.scale:
            points = np.array(item.scale.points, float)
            values = column.to_numpy(float)
            code = np.where(np.isnan(values), np.nan, np.searchsorted(points, np.nan_to_num(values, nan=points[0])))
            return self._closed(
                name, tuple(f"{point:g}" for point in points), code, self.inside & ~np.isnan(code), points
            )
        code = column.cat.codes.to_numpy(float)
        keys = tuple(map(str, column.cat.categories))
        return self._closed(name, keys, code, self.inside & (code >= 0), np.full(len(keys), np.nan))

    def _closed(
        self, name: str, keys: tuple[str, ...], code: np.ndarray, present: np.ndarray, points: np.ndarray
    ) -> Asked:
        value = (code[present].astype(int)[:, None] == np.arange(max(len(keys), 2))).astype(float)
        return Asked(name, keys, Answers(value, self.weight[present]), present, points)

    def group(self, column: str, key: str) -> np.ndarray | None:
        """Return who (rows,) is in a group; None for a column the rows do not have."""
        if (column, key) not in self.masks:
            known = column in self.frame.columns
            self.masks[column, key] = self._text(column).eq(key).to_numpy(bool) if known else None
        return self.masks[column, key]

    def _text(self, column: str) -> pd.Series:
        values = self.frame[column]
        if pd.api.types.is_float_dtype(values):
            return values.map("{:g}".format)
        return values.astype(str)

    def domain(self, group: Mapping[str, str]) -> np.ndarray | None:
        """Return who (rows,) is in all of these groups; None where one is not known here."""
        mask = np.ones(len(self.frame), bool)
        for column, key in group.items():
            part = self.group(column, key)
            if part is None:
                return None
            mask &= part
        return mask

    def scores(self, row: Mapping[str, Any], asked: Asked, category: str | None) -> Iterator[np.ndarray]:
        """Yield what each answer may count for (C,) in a number, the likeliest first."""
        size = asked.answers.value.shape[1]
        item = str(row["item"])
        if category is not None:
            if category in asked.keys:
                yield np.eye(size)[asked.keys.index(category)]
            elif asked.name.endswith(f"__{category}"):
                yield np.array([0.0, 1.0])
            return
        if item in self.book.derived and asked.name != item:
            yield self._derived(item, asked)
            return
        if row["statistic"] == "share" and len(asked.keys) > 2:
            yield from np.eye(size)
            yield from (ends for k in range(1, size) for ends in (np.r_[np.zeros(k), np.ones(size - k)],
                                                                  np.r_[np.ones(k), np.zeros(size - k)]))  # fmt: skip
        elif not np.isnan(asked.points).any():
            yield asked.points

    def _derived(self, item: str, asked: Asked) -> np.ndarray:
        values = self.frame[item].to_numpy(float)[asked.present]
        means = asked.answers.value.T @ np.nan_to_num(values) / np.maximum(asked.answers.value.sum(axis=0), 1)
        return np.asarray(means)


def _base_name(item: str, book: Codebook) -> str:
    """Return the one item a column is a function of, or the column."""
    if item in book.derived:
        rule = book.derived[item]
        behind = rule.index or rule.all or [rule.top or rule.nps or ""]
        parts = list(behind)
        if (
            len(parts) == 1
            and parts[0] in book.items
            and (book.items[parts[0]].scale or book.items[parts[0]].categories)
        ):
            return parts[0]
    return item


def parts_of(group: Any) -> dict[str, str]:
    """Return {'channel': 'phone'} of 'channel=phone'."""
    return dict(part.partition("=")[::2] for part in str(group or "").split("; ") if "=" in part)
