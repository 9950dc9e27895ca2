"""Tables as exhibits: estimates in a grid, or any small frame as a list.

`grid`: one row per group or item, one column of numbers per key of another column. `listing`: one row per record, its
columns declared as words or numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.errors import InputError
from manyi.exhibits.chapter.findings import PAIRED
from manyi.exhibits.data import Chart, Column, Data, Row, table_of, tidy
from manyi.exhibits.numbers import Number
from manyi.exhibits.vocabulary import with_letters
from manyi.language import words
from manyi.language.formats import LANGUAGES, Unit
from manyi.language.text import Text
from manyi.stats.compare.between_groups import letters as lettering

WORDS = words.beside(__file__).section("grid")

READ = WORDS["read"]
KIND = WORDS["kind"]


def grid(estimates: Any, *, columns: str | None = None, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return estimates as a table; `columns` is the key column whose keys are placed side by side.

    Raises InputError: the estimates have no such column; no unit, or several.
    """
    data = tidy(estimates)
    unit = data.columns[0].unit
    if columns is None:
        return Chart(KIND, data, READ, labels=labels or {})
    if any(columns not in row.keys for row in data):
        raise InputError(f"no column {columns} to place side by side", allowed=data.keys)
    keys = list(dict.fromkeys(row.keys[columns] for row in data))
    joined: dict[tuple[tuple[str, str], ...], dict[str, Number]] = {}
    reasons: dict[tuple[tuple[str, str], ...], str] = {}
    for row in data:
        same = tuple((key, value) for key, value in row.keys.items() if key != columns)
        joined.setdefault(same, {})[row.keys[columns]] = row.numbers["estimate"]
        reasons[same] = reasons.get(same) or row.reason
    rows = tuple(Row(dict(same), numbers, reason=reasons[same]) for same, numbers in joined.items())
    crossed = Data(tuple(Column(key, (columns, key), unit) for key in keys), rows, tinted=True)
    return Chart(KIND, crossed, WORDS["read_tinted"], labels=labels or {})


def listing(
    frame: pd.DataFrame, rows: str, columns: Mapping[str, tuple[Text, Unit]], *,
    texts: Mapping[str, Text] | None = None, low: Mapping[str, str] | None = None,
    labels: Mapping[str, Text] | None = None, note: Text | None = None,
) -> Chart:  # fmt: skip
    """Return any small frame as a table.

    `rows`: the column that names the rows. `columns`: number column -> (head, unit); `low`: number column -> the start
    of the names of its interval columns. `texts`: column of words -> head; a pair of columns `<name>_en` and
    `<name>_zh`, or one column of Text.
    """
    limits = low or {}
    lines = []
    for record in table_of(frame).to_dict("records"):
        key = str(record[rows])
        numbers = {}
        for name, (_, unit) in columns.items():
            if record.get(name) is not None:
                ends = (
                    {end: float(record[f"{limits[name]}_{end}"]) for end in ("low", "high")} if name in limits else {}
                )
                numbers[name] = Number(float(record[name]), unit, statistic=name, group=f"{rows}={key}", **ends)  # type: ignore[arg-type]
        lines.append(Row({rows: key}, numbers, words={name: _words(record, name) for name in texts or {}}))
    heads = tuple(Column(name, head, unit) for name, (head, unit) in columns.items())
    return Chart(KIND, Data(heads, tuple(lines), dict(texts or {})), note or READ, labels=labels or {})


def _words(record: Mapping[Any, Any], name: str) -> Text:
    given = record.get(name)
    if isinstance(given, Text):
        return given
    if f"{name}_en" in record:
        return Text(**{language: str(record[f"{name}_{language}"]) for language in LANGUAGES})
    return Text(en=str(given), zh=str(given))


HEADS = WORDS.section("heads")
NOBODY = WORDS["nobody"]
BY_PAIRS = "pairwise t, Holm"  # method of a number with letters


def lettered(estimates: Any, letters: pd.DataFrame | None = None) -> Chart:
    """Return estimates as a table with the letters of `stats.letters`, rows in the order of both."""
    letters = lettering(estimates) if letters is None else letters
    data, rows = tidy(estimates), []
    asked = (table_of(estimates)["base"] > 0).to_numpy()  # tidy leaves out empty groups
    for row, record in zip(data.rows, letters[asked].to_dict("records"), strict=True):
        above = str(record["higher_than"])
        told = Text(en=above, zh=above) if above else NOBODY
        paired = {
            name: replace(number, statistic=PAIRED, method=with_letters(BY_PAIRS, above))
            for name, number in row.numbers.items()
        }
        rows.append(
            replace(
                row, numbers=paired, words={"letter": Text(en=record["letter"], zh=record["letter"]), "higher": told}
            )
        )
    return Chart(KIND, Data(data.columns, tuple(rows), HEADS), WORDS["letters_read"], topic=WORDS["topic_letters"])
