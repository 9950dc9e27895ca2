"""The numbers of toplines: every line by wave and by group of every segment. In: Columns and a design; out: Cells.

Whole questions are summed together, as many as memory allows at a time; what would show what one to four people
answered is withheld, together with numbers from which it could be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from manyi import stats
from manyi.exhibits.numbers import Number
from manyi.exhibits.toplines.questions import Cell, Column, Group, Line, scale_label, unit_of, with_unit
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.periods import Period
from manyi.stats.compare.between_groups import lettered_groups
from manyi.stats.design.sums import ItemSums
from manyi.stats.estimate.suppress import SMALLEST_BASE, complementary
from manyi.study.codebook import Codebook
from manyi.study.items import Item

WORDS = words.beside(__file__).section("numbers")

CELLS = 4_000_000  # units x groups x columns summed at a time: what one call may hold in memory
HELD = 30_000_000  # numbers of lines that may be in memory at a time, from rows or from sums over stored rows


def respondents(design: stats.Design) -> int:
    """Return how many respondents are in the domain."""
    held = design.only()
    return int(held.inside.sum() if held.sums is None else held.sums.count[held.inside].sum())


def groups_of(book: Codebook, design: stats.Design, segment: str) -> list[Group]:
    """Return the groups that are not empty within scope, in the codebook's order."""
    held = design.only(by=[segment])
    column = held.frame[segment]
    there = set(column[held.inside].dropna())
    if isinstance(column.dtype, pd.CategoricalDtype):
        keys = [key for key in column.cat.categories if key in there]
        labels = [(book.items[segment].categories or {})[key] for key in keys]
    else:
        keys = sorted(there)
        labels = [scale_label(book.items[segment], int(key)) for key in keys]
    letters = (stats.letter(number) for number in range(len(keys)))
    return [Group(_key(key), label, letter) for key, label, letter in zip(keys, labels, letters, strict=True)]


def over_waves(
    lines: dict[str, Line], columns: list[Column], design: stats.Design, waves: list[Period], book: Codebook
) -> None:
    """Fill in each line's number for this and every comparable wave."""
    for part, _, estimates in _estimated(columns, design, "wave"):
        for record in estimates.table.to_dict("records"):
            column, wave = part[record["item"]], Period(record["wave"])
            comparable = wave == waves[0] or book.broken(column.question, wave, waves[0]) is None
            if record["base"] and comparable:
                lines[column.name].waves[wave] = _cell(column, record)
    for line in lines.values():
        ordered = {wave: line.waves[wave] for wave in waves if wave in line.waves}
        line.waves.clear()
        line.waves.update(ordered)


def over_groups(
    lines: dict[str, Line], columns: list[Column], now: stats.Design, segments: Mapping[str, list[Group]]
) -> None:
    """Fill in each line's numbers for every group of every segment, with letters."""
    for segment, groups in segments.items():
        keys = [entry.key for entry in groups]
        for part, design, estimates in _estimated(columns, now, segment):
            estimates = estimates.only(estimates.table[segment].map(_key).isin(keys).to_numpy())
            shape = len(keys), len(part)
            withheld = estimates.table["reason"].eq("confidential").to_numpy().reshape(shape)
            small = (estimates.table["base"] < SMALLEST_BASE).to_numpy().reshape(shape)
            hidden = _confidential(part, _counts(part, design, segment, keys), small, withheld).ravel()
            status = np.where(hidden, "suppressed", estimates.table["status"])
            table = lettered_groups(
                replace(estimates, table=estimates.table.assign(status=status, confidential=hidden))
            )
            for record in table.to_dict("records"):
                column = part[record["item"]]
                lines[column.name].groups.setdefault(segment, []).append(_cell(column, record))


def medians(lines: dict[str, Line], asked: Mapping[str, Item], design: stats.Design, wave: Period) -> None:
    """Add the median of scales and numbers for this wave; none if errors come from replicate weights."""
    for name, item in asked.items() if design.replicates is None else ():
        if item.kind in ("scale", "number"):
            record = stats.quantiles(design, name).row().to_dict()
            line = Line("median", with_unit(WORDS["median"], item))
            unit: Unit = "count" if item.scale else unit_of(item)
            line.waves[wave] = _cell(Column(name, "median", line.label, unit, name), record)
            lines[f"{name}__median"] = line


def _key(value: Any) -> str:
    """Return a group's key: 'phone', or '3' for a scale; '' for no group."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    return str(value)


def _estimated(
    columns: list[Column], design: stats.Design, by: str
) -> Iterator[tuple[dict[str, Column], stats.Design, stats.Estimates]]:
    """Yield columns by name, the design that has them, and their estimates in every group of `by`.

    Questions are kept whole. Rows on disk are read once for as many as memory may hold.
    """
    held = design.only(by=[by])
    size = max(1, CELLS // (held.units.count * max(2, int(held.frame[by].nunique()))))
    numbers = len(held.frame) * (1 if held.sums is None else len(ItemSums.__dataclass_fields__))
    for together in _whole_questions(columns, HELD // numbers):
        marked = design.marked({column.name: (column.source, column.answer) for column in together})
        read = marked.only([column.name for column in together], [by])
        for unit in dict.fromkeys(column.unit for column in together):
            for some in _whole_questions([column for column in together if column.unit == unit], size):
                part = {column.name: column for column in some}
                yield part, read, _estimate(read, list(part), by, unit)


def _whole_questions(columns: list[Column], most: int) -> Iterator[list[Column]]:
    """Yield the columns, those of a question together: at least one question, else at most `most` columns at once."""
    part: list[Column] = []
    for _, question in groupby(columns, lambda column: column.question):
        if len(part) >= most:
            yield part
            part = []
        part += question
    if part:
        yield part


def _estimate(design: stats.Design, names: list[str], by: str, unit: Unit) -> stats.Estimates:
    if unit == "percent":
        return stats.shares(design, names, by)
    return stats.means(design, names, by, widest={"index": 5.0, "nps": 10.0}.get(unit))


def _counts(part: dict[str, Column], design: stats.Design, by: str, keys: list[Any]) -> np.ndarray:
    """Return how many respondents, unweighted, gave each answer in each group: (groups, columns)."""
    code = pd.Index(keys).get_indexer(design.frame[by].map(_key).to_numpy(object))
    rows = design.inside & (code >= 0)
    answers = (design.frame[name] if design.sums is None else design.sums.items[name].x for name in part)
    return np.column_stack([np.bincount(code[rows], np.nan_to_num(answer)[rows], len(keys)) for answer in answers])


def _confidential(part: dict[str, Column], counts: np.ndarray, small: np.ndarray, withheld: np.ndarray) -> np.ndarray:
    """Return which cells (groups, columns) would reveal what one to four people answered, or let it be worked out.

    small: groups too small to print, in which no answers also reveal something; withheld: cells already hidden by
    disclosure.protected. Only cells of groups: a share of everyone in scope says nothing about any particular person.
    """
    hidden = withheld.copy()
    columns = list(part.values())
    for name in dict.fromkeys(column.question for column in columns):
        places = [place for place, column in enumerate(columns) if column.question == name and column.unit == "percent"]
        if places:
            secret = withheld[:, places] | (
                small[:, places] & (counts[:, places] == 0) & np.asarray(counts[:, places].any(axis=1))[:, None]
            )
            hidden[:, places] = complementary(counts[:, places], secret=secret)
    return hidden


def _cell(column: Column, record: Mapping[Any, Any]) -> Cell:
    confidential = bool(record.get("confidential", False))
    status = "suppressed" if confidential else str(record["status"])
    number = Number(
        float(record["estimate"]), column.unit, float(record["low"]), float(record["high"]), se=float(record["se"]),
        df=float(record["df"]), base=float(record["base"]), n_eff=float(record["n_eff"]), deff=float(record["deff"]),
        status=status, statistic=column.key, item=column.question,
    )  # fmt: skip
    return Cell(number, "confidential" if confidential else str(record["reason"]), str(record.get("higher_than", "")))
