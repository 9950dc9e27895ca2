"""Which rows of a figure are coloured: those that its title may name, by a test or by their own intervals.

In: rows and the verdicts on them. Out: the rows with a flag, up, down or none, and what up and down mean.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.data import Data, keys_of, shown, table_of
from manyi.exhibits.figures import telling
from manyi.exhibits.numbers import Number
from manyi.stats.compare.highest_lowest import Standing

DIFFERENT = ("one_one", "one_tied", "tied_one", "tied_tied", "pair_differ")  # verdicts that place some groups


def meaning(tested: Standing | pd.DataFrame, line: Number | None = None) -> str:
    """Return the meaning of up and down: the place of a group, of one of a pair, or of an item against the mean.

    A place is `clear` if every marked group is also clear of the line of all, else only `group`.
    """
    if not isinstance(tested, Standing):
        return "item"
    if tested.verdict.startswith("pair"):
        return "pair"
    stand = tested if line is None else replace(tested, line=line.value)
    ends = (*stand.clear[0], *stand.clear[1])
    return "clear" if stand.line == stand.line and not any(stand.reaches(key) for key in ends) else "group"


def by_test(data: Data, estimates: Any, tested: Standing | pd.DataFrame, line: Number | None = None) -> Data:
    """Return the rows with what a test showed about each: up, down or nothing.

    If several groups may be the highest, or the lowest, those that are clear of the line of all are marked.
    """
    if isinstance(tested, Standing):
        top, bottom = (tested if line is None else replace(tested, line=line.value)).clear
        sides = dict.fromkeys(top, "up") | dict.fromkeys(bottom, "down") if tested.verdict in DIFFERENT else {}
        column, line = tested.column, None
        records = table_of(estimates).to_dict("records")
        keys = tuple(str(record.get(column, key)) for record, key in zip(records, tested.keys, strict=False))
    else:
        sides = {str(key): {"above": "up", "below": "down"}.get(verdict, "")
                 for key, verdict in zip(tested["group"], tested["verdict"], strict=True)}  # fmt: skip
        keys = tuple(map(str, tested["group"]))
    by = tuple(getattr(estimates, "by", ()))
    of = {tuple(keys_of(record, by).values()): sides.get(key, "")
          for record, key in zip(table_of(estimates).to_dict("records"), keys, strict=True)}  # fmt: skip
    flags = [of[tuple(row.keys.values())] for row in data]
    return replace(data, rows=tuple(
        replace(row, flag="" if line is not None and _reaches(row.numbers["estimate"], line) else flag)
        for row, flag in zip(data, flags, strict=True)
    ))  # fmt: skip


def _reaches(number: Number, line: Number) -> bool:
    return number.low <= line.value <= number.high


def by_intervals(data: Data, split: str | None = None) -> tuple[Data, str]:
    """Return the rows, marking those that `telling` names by their intervals alone, and what the marks mean.

    '' if none is named. split: a key column whose keys define parts, examined one by one.
    """
    if len(data.columns) > 1:
        return data, ""
    if telling.choices(data) is not None:
        sides = {id(row): "up" for row in telling.commonest(data)}
        return _with(data, sides), "common" if sides else ""
    parts = telling.parts(data, split)
    sides = {id(row): "up" if name == "best" else "down"
             for rows in parts.values() for name, row in telling.outermost(rows).items()}  # fmt: skip
    pair = all(len(shown(rows)) == 2 for rows in parts.values())  # of two, one is higher, not the highest
    return _with(data, sides), ("pair" if pair else "far") if sides else ""


def unmarked(data: Data) -> Data:
    """Return the rows without marks."""
    return replace(data, rows=tuple(replace(row, flag="") for row in data))


def _with(data: Data, sides: dict[int, str]) -> Data:
    return replace(data, rows=tuple(replace(row, flag=sides.get(id(row), "")) for row in data))
