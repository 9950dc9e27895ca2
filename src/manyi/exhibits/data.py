"""The one object from which a figure, its table, its alternative text and its download are made.

Input: an Estimates table (or another tidy frame). Output: `Data`: one row per mark, with its keys (which group) and
one Number per column (now, before, difference ...), in the order they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from manyi import containers
from manyi.display import Displayed
from manyi.errors import InputError
from manyi.exhibits.figures import look
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, number, slug, unit_of
from manyi.language import formats
from manyi.language.formats import Language, Unit
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.stats.schema import groups_in, key_of, remembered_units, require_status

MARKS = {"confidential": "[c]", "unreliable": "[u]"}
OTHER = "other"  # the key of whatever belongs to none of the named groups: it is not ranked among them
FLAG = "†"  # after a number based on few answers


@dataclass(frozen=True, repr=False)
class Column(Displayed):
    """One number per row; `head` is words, or a (column, key) to be looked up."""

    name: str
    head: Text | tuple[str, str]
    unit: Unit

    def heading(self, names: Names, language: Language) -> str:
        """Return the words above the column."""
        return names.of(*self.head, language) if isinstance(self.head, tuple) else self.head[language]


@dataclass(frozen=True, repr=False)
class Row(Displayed):
    """One mark: its keys in order, its numbers by column name, and the verdict of a test (`flag`)."""

    keys: Mapping[str, str]
    numbers: Mapping[str, Number]
    flag: str = ""
    reason: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)  # cells that are words

    @property
    def key(self) -> str:
        """Return the row's part of a ledger id: ASCII letters, digits and hyphens."""
        return slug("-".join(self.keys.values())) or "all"


@dataclass(frozen=True, repr=False)
class Data(Displayed):
    """Rows and columns in the order they are shown."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heads: Mapping[str, Text] = field(default_factory=dict)  # words above key columns and word columns
    tinted: bool = False  # whether a table tints its cells by their value

    def __post_init__(self) -> None:
        """Let the rows show themselves, however many they are."""
        object.__setattr__(self, "rows", containers.shown(self.rows))

    def _facts(self) -> dict[str, object]:
        return {"rows": len(self.rows), "columns": [column.name for column in self.columns], "keys": self.keys}

    def _frame(self) -> pd.DataFrame:
        return pd.DataFrame([
            {**row.keys, **{name: number.value for name, number in row.numbers.items() if not number.hidden}}
            for row in self.rows
        ])  # fmt: skip

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the key columns that distinguish the rows (the first one if there is a single row)."""
        every = list(dict.fromkeys(name for row in self.rows for name in row.keys))
        varying = [name for name in every if len({row.keys.get(name) for row in self.rows}) > 1]
        return tuple(varying or every[:1])

    @property
    def hidden(self) -> list[Row]:
        """Return the rows with a suppressed number."""
        return containers.ShownList(row for row in self.rows if any(number.hidden for number in row.numbers.values()))

    def entries(self) -> Iterator[tuple[str, Number]]:
        """Return (key, number) of every number: the ledger's rows."""
        single = len(self.columns) == 1
        for row in self.rows:
            for column in self.columns:
                if column.name in row.numbers:
                    yield (row.key if single else f"{row.key}-{slug(column.name)}"), row.numbers[column.name]

    def tint(self, number: Number) -> str:
        """Return which fifth of the range of all shown numbers this one is in, '1' to '5'; '' without tints."""
        low, high = self._ends
        if number.hidden or low == high:
            return ""
        return str(min(int(5 * (number.value - low) / (high - low)), 4) + 1)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Return the least and the greatest number a tinted table shows; (0, 0) if nothing is tinted."""
        values = [number.value for _, number in self.entries() if not number.hidden] if self.tinted else []
        return (min(values), max(values)) if values else (0.0, 0.0)

    def label(self, row: Row, column: str, names: Names, language: Language) -> str:
        """Return the name of a row in one of its key columns."""
        key = row.keys[column]
        return names.of(row.keys.get("item", column) if column == "category" else column, key, language)

    def name(self, row: Row, names: Names, language: Language) -> str:
        """Return the name of a row over all columns that distinguish the rows."""
        return " · ".join(self.label(row, column, names, language) for column in self.keys if row.keys.get(column))


def tidy(estimates: Any) -> Data:
    """Return Data of an Estimates object or of a frame with `estimate low high base status`; one column, `estimate`."""
    frame = table_of(estimates)
    unit = unit_of(frame)
    column = Column("estimate", formats.HEAD[unit], unit)
    by = tuple(getattr(estimates, "by", ()))
    rows = [
        Row(keys_of(record, by), {"estimate": number(record, unit)}, reason=reason_of(record))
        for record in frame.to_dict("records")
        if record.get("base") != 0  # nobody was asked: not a group of this population
    ]
    return Data((column,), tuple(rows))


def table_of(estimates: Any) -> pd.DataFrame:
    """Return the frame of an Estimates object, or the frame itself, with what its rows would not remember.

    Raises InputError: no rows.
    """
    frame = estimates if isinstance(estimates, pd.DataFrame) else estimates.table
    if frame.empty:
        raise InputError("no rows to show")
    require_status(frame)
    if "basis" in frame.columns and "unit" not in frame.columns:
        frame = frame.assign(unit=remembered_units(frame))
    numbered = [name for name in frame.attrs.get("by", ()) if name in frame.columns]
    return frame.assign(**{name: [key_of(key) for key in frame[name]] for name in numbered}) if numbered else frame


def keys_of(record: Mapping[Any, Any], by: Sequence[str] = ()) -> dict[str, str]:
    """Return the columns of a record that identify its group, item, answer and wave; whole numbers without '.0'."""
    always, groups = {*by, "item", "category", "wave"}, groups_in(record)
    return {
        name: str(Period(value)) if name == "wave" else key_of(value)
        for name, value in record.items()
        if (name in always and value == value) or name in groups
    }


def reason_of(record: Mapping[Any, Any]) -> str:
    """Return why a record is suppressed, '' when it is not."""
    return str(record.get("reason") or "") if record.get("status") == "suppressed" else ""


def mark(row: Row) -> str:
    """Return the mark that replaces a suppressed number: [c] confidential, [u] unreliable."""
    return MARKS["confidential" if row.reason == "confidential" else "unreliable"]


def sort(data: Data, within: str | None = None) -> Data:
    """Return the rows from high to low, then "other", then suppressed ones; `within` keeps those of a group together."""
    groups = list(dict.fromkeys(row.keys.get(within or "", "") for row in data))

    def place(row: Row) -> tuple[int, bool, bool, float]:
        return groups.index(row.keys.get(within or "", "")), *height(row, "estimate")

    return replace(data, rows=tuple(sorted(data.rows, key=place)))


def height(row: Row, column: str) -> tuple[bool, bool, float]:
    """Return the sort keys of rows, the first of them at the top."""
    number, other = row.numbers[column], OTHER in row.keys.values()
    return number.hidden, other, 0.0 if number.hidden else -number.value


def shown(rows: Sequence[Row], column: str = "estimate") -> list[Number]:
    """Return the numbers of a column that may be printed."""
    return [row.numbers[column] for row in rows if column in row.numbers and not row.numbers[column].hidden]


@dataclass(frozen=True, repr=False)
class Scene(Displayed):
    """What drawing needs besides the data: a language, the words of the study, and the width of the figure."""

    data: Data
    names: Names
    language: Language
    width: float = look.NARROW  # points

    @property
    def wide(self) -> bool:
        """Return whether there is room for labels beside their marks."""
        return self.width > look.NARROW

    def name(self, row: Row) -> str:
        """Return the name of a row."""
        return self.data.name(row, self.names, self.language)

    def label(self, row: Row, column: str) -> str:
        """Return the name of a row in one key column."""
        return self.data.label(row, column, self.names, self.language)

    def number(self, number: Number) -> str:
        """Return a number as printed."""
        return formats.number(number.value, number.unit, self.language)

    def say(self, text: Text) -> str:
        """Return words in this language."""
        return text[self.language]


Beside = Callable[[str, Names, Language], Markup]  # exhibit id, names, language


@dataclass(frozen=True, repr=False)
class Chart(Displayed):
    """A figure or a table, and the words that come from its data."""

    kind: Text  # 'Dot plot'
    data: Data
    note: Text  # how to read it
    draw: Callable[[Scene], Figure] | None = None  # none: a table
    topic: Text | None = None  # the title when none is given; else item and groups
    measure: Text | None = None  # what is measured, for the subtitle; else item and unit
    base: Text | None = None  # who is counted; else the bases of the data
    labels: Mapping[str, Text] = field(default_factory=dict)  # words for keys no codebook knows
    finding: Callable[[Names], Text | None] | None = None  # the title where no claim gives one
    marks_own: bool = False  # rows are coloured by its own finding, not by a test
    own_title: bool = (
        False  # its finding stays the title even with a claim, because it colours something else than the claim names
    )
    beside: Beside | None = None  # a template that a script fills with the same numbers; inert without one

    def _facts(self) -> dict[str, object]:
        return {"kind": self.kind, "topic": self.topic, **self.data._facts(), "note": self.note}

    def _frame(self) -> pd.DataFrame:
        return self.data._frame()
