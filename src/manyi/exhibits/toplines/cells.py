"""The numbers of toplines: every line by wave and by group of every segment. In: Columns and a design; out: Cells.

Whole questions are summed up together, as many as memory allows at a time; what would show what one to four people
answered is withheld, with what it could be worked out from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
from manyi.stats.estimate.suppress import SMALLEST_BASE, complementary
from manyi.study.codebook import Codebook
from manyi.study.items import Item

WORDS = words.beside(__file__).section("numbers")

CELLS = 4_000_000  # units x groups x columns summed up at a time: what one call may hold in memory


def with_columns(design: stats.Design, columns: list[Column]) -> stats.Design:
    """Return the design with the columns of all lines among its rows, put there at once; means keep their scale."""
    lines = pd.DataFrame({column.name: column.answers for column in columns}, index=design.frame.index)
    frame = pd.concat([design.frame.drop(columns=lines.columns, errors="ignore"), lines], axis=1)
    scaled = [column for column in columns if column.unit != "percent" and column.question in design.ends]
    return replace(design, frame=frame).between(**{column.name: design.ends[column.question] for column in scaled})


def groups_of(book: Codebook, design: stats.Design, segment: str) -> list[Group]:
    """Return the groups somebody in scope is in, in the codebook's order."""
    column = design.frame[segment]
    there = set(column[design.inside].dropna())
    if isinstance(column.dtype, pd.CategoricalDtype):
        keys = [key for key in column.cat.categories if key in there]
        labels = [(book.items[segment].categories or {})[key] for key in keys]
    else:
        keys = sorted(there)
        labels = [scale_label(book.items[segment], int(key)) for key in keys]
    letters = (stats.letter(number) for number in range(len(keys)))
    return [Group(str(key), label, letter) for key, label, letter in zip(keys, labels, letters, strict=True)]


def over_waves(
    lines: dict[str, Line], columns: list[Column], design: stats.Design, waves: list[Period], book: Codebook
) -> None:
    """Put each line's number of this and every comparable wave in place."""
    for part, estimates in _estimated(columns, design, "wave"):
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
    """Put each line's numbers of every group of every segment in place, lettered."""
    for segment, groups in segments.items():
        keys, group = [entry.key for entry in groups], now.frame[segment].map(_key).to_numpy(object)
        for part, estimates in _estimated(columns, now, segment):
            estimates = estimates.only(estimates.table[segment].map(_key).isin(keys).to_numpy())
            shape = len(keys), len(part)
            withheld = estimates.table["reason"].eq("confidential").to_numpy().reshape(shape)
            small = (estimates.table["base"] < SMALLEST_BASE).to_numpy().reshape(shape)
            hidden = _confidential(part, _counts(part, now, group, keys), small, withheld).ravel()
            status = np.where(hidden, "suppressed", estimates.table["status"])
            table = lettered_groups(
                replace(estimates, table=estimates.table.assign(status=status, confidential=hidden))
            )
            for record in table.to_dict("records"):
                column = part[record["item"]]
                lines[column.name].groups.setdefault(segment, []).append(_cell(column, record))


def medians(lines: dict[str, Line], asked: Mapping[str, Item], design: stats.Design) -> None:
    """Add the median of scales and numbers, of this wave; none where errors come from replicate weights."""
    for name, item in asked.items() if design.replicates is None else ():
        if item.kind in ("scale", "number"):
            record = stats.quantiles(design, name).row().to_dict()
            line = Line("median", with_unit(WORDS["median"], item))
            line.waves[Period(design.frame["wave"].iloc[0])] = _cell(
                Column(name, "median", line.label, "count" if item.scale else unit_of(item), np.empty(0)), record
            )
            lines[f"{name}__median"] = line


def _key(value: Any) -> str:
    """Return a group's key: 'phone', or '3' of a scale; '' of nobody's."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    return str(value)


def _estimated(
    columns: list[Column], design: stats.Design, by: str
) -> Iterable[tuple[dict[str, Column], stats.Estimates]]:
    """Yield columns by name and their estimates in every group of `by`; whole questions together, few at a time."""
    size = max(1, CELLS // (design.units.count * max(2, int(design.frame[by].nunique()))))
    for unit in dict.fromkeys(column.unit for column in columns):
        same = [column for column in columns if column.unit == unit]
        names = list(dict.fromkeys(column.question for column in same))
        while names:
            part: dict[str, Column] = {}
            while names and len(part) < size:
                first = names.pop(0)
                part |= {column.name: column for column in same if column.question == first}
            yield part, _estimate(design, list(part), by, unit)


def _estimate(design: stats.Design, names: list[str], by: str, unit: Unit) -> stats.Estimates:
    if unit == "percent":
        return stats.shares(design, names, by)
    return stats.means(design, names, by, widest={"index": 5.0, "nps": 10.0}.get(unit))


def _counts(part: dict[str, Column], design: stats.Design, group: np.ndarray, keys: list[Any]) -> np.ndarray:
    """Return how many respondents, unweighted, gave each answer in each group: (groups, columns)."""
    code = pd.Index(keys).get_indexer(group)
    rows = design.inside & (code >= 0)
    answers = (np.nan_to_num(column.answers[rows]) for column in part.values())
    return np.column_stack([np.bincount(code[rows], answer, len(keys)) for answer in answers])


def _confidential(part: dict[str, Column], counts: np.ndarray, small: np.ndarray, withheld: np.ndarray) -> np.ndarray:
    """Return which cells (groups, columns) would say what one to four people answered, or let it be worked out.

    small: groups too few to print, where nobody's answer is one too; withheld: what disclosure.protected hid already.
    Only cells of groups: a share of everyone in scope says nothing about anybody one could name.
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
