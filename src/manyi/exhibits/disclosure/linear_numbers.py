"""What ledgers and clean rows say about one item: its answers, its groups, the score of each answer.

A row of a ledger gives item, group, wave and statistic. Means, shares, NPS, indices and differences of two of them are
linear in the answers; quantiles, errors, models and tests are not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from manyi.exhibits.numbers import keys_in
from manyi.language.periods import PARTED, Period
from manyi.rows.survey import Survey
from manyi.stats.design.column_values import matching
from manyi.stats.recovery.equations import Answers
from manyi.study.codebook import Codebook
from manyi.study.plan import Where

LEVELS = ("mean", "share", "nps", "index", "percent", "over")
APART = ("change", "difference")
LONGER, EITHER = ">", "|"  # 'wait>15': longer than 15; 'no|later': one or the other
CATEGORY = ("answer", "category")  # parts of a group that name an answer, not respondents

FILTERS = ("where", "a", "b")  # fields of a claim that say whom it is about
NO_GROUP = ("kpi",)  # a part that names what is counted, not whom
EACH, LIGHTEST = "(respondents)", "(lightest)"  # columns of rows that represent several respondents


@dataclass(frozen=True)
class Asked:
    """The answers to one item that others are derived from: `keys` of its closed list (none for a number)."""

    name: str
    keys: tuple[str, ...]
    answers: Answers
    present: np.ndarray  # (rows,) of the survey: who answered
    points: np.ndarray  # (C,) the score of each answer in the mean; NaN if it has none
    lightest: float  # the smallest weight above 0


@dataclass
class Reader:
    """Reads one table of a study; remembers who is in which group.

    frame: its rows, or combinations of them (`tallies`), with `each`, their number, and the `lightest` of them.
    """

    survey: Survey
    frame: pd.DataFrame
    masks: dict[tuple[str, str], np.ndarray | None] = field(default_factory=dict)
    domains: list[np.ndarray] = field(default_factory=list)  # the sets (rows,) of people that numbers cover, each once
    places: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    place_of: dict[bytes, int] = field(default_factory=dict)
    texts: dict[str, pd.Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = self.survey.codebook
        self.weight = self.frame["weight"].to_numpy(float)
        self.inside = self.frame["eligible"].to_numpy(bool)
        self.each = self.frame[EACH].to_numpy(float) if EACH in self.frame else None
        self.lightest = self.frame[LIGHTEST].to_numpy(float) if LIGHTEST in self.frame else self.weight

    def ask(self, name: str) -> Asked | None:
        """Return the answers to an item; None if it has no numbers."""
        if self.frame.empty:
            return None
        if LONGER in name:
            return self._longer(name)
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
        answers = Answers.of_number(values[present], self.weight[present], low, high, self._each(present))
        return Asked(name, (), answers, present, np.array([low, high]), self._lightest(present))

    def _longer(self, name: str) -> Asked | None:
        """Return who took longer than a limit, from 'wait>15'."""
        item, _, limit = name.partition(LONGER)
        if item not in self.frame.columns:
            return None
        values = self.frame[item].to_numpy(float)
        code = np.where(np.isnan(values), np.nan, values > float(limit))
        return self._closed(name, ("0", "1"), code, self.inside & ~np.isnan(values), np.array([0.0, 1.0]))

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
        answers = Answers(value, self.weight[present], self._each(present))
        return Asked(name, keys, answers, present, points, self._lightest(present))

    def _each(self, present: np.ndarray) -> np.ndarray | None:
        return None if self.each is None else self.each[present]

    def _lightest(self, present: np.ndarray) -> float:
        return float(self.lightest[present & (self.weight > 0)].min(initial=np.inf))

    def group(self, column: str, key: str) -> np.ndarray | None:
        """Return who (rows,) is in a group; None for a column the rows do not have."""
        if (column, key) not in self.masks:
            in_frame = column in self.frame.columns
            self.masks[column, key] = self._text(column).eq(key).to_numpy(bool) if in_frame else None
        return self.masks[column, key]

    def _text(self, column: str) -> pd.Series:
        if column not in self.texts:
            values = self.frame[column]
            spelled = Period if column == "wave" else "{:g}".format if pd.api.types.is_float_dtype(values) else None
            self.texts[column] = values.map(lambda value: str(spelled(value))) if spelled else values.astype(str)
        return self.texts[column]

    def domains_of(self, group: Mapping[str, str], waves: str) -> list[int]:
        """Return the places in `domains` a row may be about: its wave (or later, earlier wave), and all waves."""
        key = (*(part for pair in group.items() for part in pair), waves)
        if key not in self.places:
            masks = [self.group(column, part) for column, part in group.items() if column not in NO_GROUP]
            inside = self.inside & np.logical_and.reduce([mask for mask in masks if mask is not None], initial=True)
            times = [self.group("wave", wave) for wave in reversed(PARTED.split(waves))]
            of_waves = [inside & mask for mask in times if mask is not None and mask.any()]
            all_known = all(mask is not None for mask in masks)
            self.places[key] = [self.place(mask) for mask in (*of_waves, inside) if mask.any()] if all_known else []
        return self.places[key]

    @cached_property
    def filters(self) -> list[np.ndarray]:
        """Return whom (rows,) the filters of the study's claims keep, over all waves and in each."""
        wheres = filters_of(self.survey, self.frame.columns)
        waves = [self._text("wave").eq(wave).to_numpy(bool) for wave in self._text("wave").unique()]
        masks = [self.inside & matching(self.frame, where) for where in wheres]
        return [mask & wave for mask in masks for wave in (np.ones(len(mask), bool), *waves)]

    def place(self, mask: np.ndarray) -> int:
        """Return the index of a set of people, adding it if it is new."""
        key = np.packbits(mask).tobytes()
        if key not in self.place_of:
            self.place_of[key] = len(self.domains)
            self.domains.append(mask)
        return self.place_of[key]

    def scores(self, row: Mapping[str, Any], asked: Asked) -> Iterator[np.ndarray]:
        """Yield the possible scores (C,) of the answers in a number, the likeliest first."""
        size = asked.answers.value.shape[1]
        item, category = str(row["item"]), category_of(row)
        if item in self.book.derived and asked.name != item:
            derived = self._derived(item, asked)
            yield 1.0 - derived if category == "0" else derived
            return
        if category is not None:
            answers = category.split(EITHER)
            if set(answers) <= set(asked.keys):
                yield np.isin(np.array(asked.keys), answers).astype(float)
            elif asked.name.endswith(category if category.startswith(LONGER) else f"__{category}"):
                yield np.array([0.0, 1.0])
            return
        if row["statistic"] == "share" and len(asked.keys) > 2:
            yield from np.eye(size)
            yield from (ends for k in range(1, size) for ends in (np.r_[np.zeros(k), np.ones(size - k)],
                                                                  np.r_[np.ones(k), np.zeros(size - k)]))  # fmt: skip
        elif not np.isnan(asked.points).any():
            yield asked.points

    def _derived(self, item: str, asked: Asked) -> np.ndarray:
        values = self.frame[item].to_numpy(float)[asked.present]
        of_each = asked.answers.value.T * asked.answers.each
        return np.asarray(of_each @ np.nan_to_num(values) / np.maximum(of_each.sum(axis=1), 1))


def filters_of(survey: Survey, columns: Iterable[str]) -> list[Where]:
    """Return the filters of a study's claims that rows with these columns allow."""
    claims, there = survey.study.claims, set(columns)
    entries = [entry for name in type(claims).model_fields for entry in _listed(getattr(claims, name))]
    wheres = (getattr(entry, field, None) for entry in entries for field in FILTERS)
    return [where for where in wheres if where and isinstance(where, dict) and set(where) <= there]


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def base_of(row: Mapping[str, Any], columns: Container[str], book: Codebook) -> str:
    """Return the item or column, among these columns, whose answers a row of a ledger is computed from."""
    item, category = str(row["item"]), category_of(row)
    one_of_several = f"{item}__{category}"
    if category is not None and category.startswith(LONGER):
        return f"{item}{category}"
    return base_name(one_of_several if one_of_several in columns else item, book)


def base_name(item: str, book: Codebook) -> str:
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


def parts_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Return {'channel': 'phone'} for a row on 'channel=phone', without parts that name an answer."""
    parts = _keyed(row)
    answer = next((parts.pop(name) for name in CATEGORY if name in parts), None)
    if answer is not None and parts.get(str(row["item"])) == answer:
        del parts[str(row["item"])]  # the share of a group among all
    return parts


def category_of(row: Mapping[str, Any]) -> str | None:
    """Return the answer whose share a row gives; None if it is not a share."""
    parts = _keyed(row)
    return next((parts[name] for name in CATEGORY if name in parts), None)


def _keyed(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys in the group of a row, without columns that are tested as a whole."""
    return {column: key for column, key in keys_in(str(row["group"] or "")).items() if key}
