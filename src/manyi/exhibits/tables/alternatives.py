"""Would the headline survive other choices? One figure and one sentence of them.

Input: rows of `stats.other_choices`. Output: a Chart, and a Claim that gives the range of what the choices say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.dumbbells import dumbbell
from manyi.exhibits.figures.rows import dots
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import difference, number
from manyi.exhibits.vocabulary import CHOICES
from manyi.language import words
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.study.codebook import Codebook

WORDS = words.beside(__file__).section("other_choices")

READ = WORDS["read"]
RANGE = WORDS.section("range")


def choices(rows: pd.DataFrame, book: Codebook, before: int | None) -> Chart:
    """Return the level, and the change where there was a wave before, under each choice."""
    names = {**CHOICES, **{name: _held(book, name, before) for name in rows["choice"] if name.startswith("held:")}}
    if before is None:
        return dots(rows, order="given", labels=names)
    chart = dumbbell(rows, order="given", labels=names)
    return replace(chart, note=Text(en=chart.note.en + READ.en, zh=chart.note.zh + READ.zh))


def survives(rows: pd.DataFrame, before: int | None) -> Claim:
    """Return between what the level and the change run under the other choices."""
    column = "estimate" if before is None else "value"
    levels = _sorted(rows, column)
    blank: dict[str, Any] = {"low": "", "high": "", **dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))}
    numbers = {
        name: number(row, None, column, **blank)
        for name, row in (("least", levels.iloc[0]), ("most", levels.iloc[-1]), ("published", _published(rows)))
    }
    slots: dict[str, Words] = {"what": ("rated", str(rows["item"].iloc[0]))}
    if before is None:
        return Claim("level", "shown", numbers, slots, False, sentence=RANGE["levels"])
    changes = _sorted(rows, "difference")
    for name, row in (("low", changes.iloc[0]), ("high", changes.iloc[-1]), ("change", _published(rows))):
        numbers[name] = difference(row, statistic="change")
    slots["before"] = Period(before).words
    return Claim("level", "shown", numbers, slots, False, sentence=RANGE["changes"])


def _sorted(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows[rows["choice"] != "published"].sort_values(column)


def _published(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["choice"] == "published"].iloc[0]


def _held(book: Codebook, choice: str, before: int | None) -> Text:
    item, names = choice.removeprefix("held:"), Names(book)
    called = Text(en=names.inside(names.of("item", item, "en")), zh=names.of("item", item, "zh"))
    return WORDS["held"].fill(before=Period(before or 0).words, item=called)
