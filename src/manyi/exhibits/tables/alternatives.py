"""Would the headline survive other choices? One figure and one sentence about them.

Input: rows of `stats.other_choices`. Output: a Chart, and a Claim that gives the range over the choices. Neither
gives a verdict: each row is a comparison outside the announced family, and only that family's test decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.dumbbells import dumbbell, hidden
from manyi.exhibits.figures.marking import unmarked
from manyi.exhibits.figures.rows import dots
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import agreed, difference, number
from manyi.exhibits.vocabulary import CHOICES
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Unit
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.study.codebook import Codebook

WORDS = words.beside(__file__).section("other_choices")

TITLE = WORDS.section("title")
RANGE = WORDS.section("range")


def choices(rows: pd.DataFrame, book: Codebook, before: int | None) -> Chart:
    """Return the level, and the change if there was an earlier wave, under each choice."""
    names = {**CHOICES, **{name: _held(book, name, before) for name in rows["choice"] if name.startswith("held:")}}
    if before is None:
        values, unit = _sorted(rows, "estimate")["estimate"], agreed(None, rows["unit"].iloc[0])
        chart = dots(rows, order="given", labels=names)
        return replace(chart, data=unmarked(chart.data), finding=lambda _: _run(values, unit, "level_"))
    names["published"] = WORDS["published"]
    chart = dumbbell(_unadjusted(rows), order="given", labels=names)
    *levels, change = chart.data.columns
    shown = tuple(row if hidden(row) else replace(row, flag="", words={}) for row in chart.data)
    data = replace(chart.data, columns=(*levels, replace(change, head=WORDS["change"])), rows=shown)
    return replace(chart, data=data, note=WORDS["read"], finding=lambda _: _range(rows, change.unit))


def survives(rows: pd.DataFrame, before: int | None) -> Claim:
    """Return the range of the level and of the change under the other choices."""
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
    changes = _sorted(_unadjusted(rows), "difference")
    published = _published(_unadjusted(rows))
    for name, row in (("low", changes.iloc[0]), ("high", changes.iloc[-1]), ("change", published)):
        numbers[name] = difference(row, statistic="change")
    slots["before"] = Period(before).words
    return Claim("level", "shown", numbers, slots, False, sentence=RANGE["changes"])


def _unadjusted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without an adjusted p: each was tested alone, and a family of one needs no adjustment."""
    return rows.assign(p_adjusted=float("nan"))


def _range(rows: pd.DataFrame, unit: Unit) -> Text | None:
    """Return the range of the change under the other choices, as a title; None if one of them may not be printed."""
    if (rows["verdict"] == "suppressed").any():
        return None
    return _run(_sorted(rows, "difference")["difference"], unit)


def _run(ordered: pd.Series, unit: Unit, of: str = "") -> Text:
    """Return the range of values, least first."""
    texts = {}
    for language in LANGUAGES:
        low, high = (formats.number(end, unit, language) for end in ordered.iloc[[0, -1]])
        key = of + ("one" if low == high else "between")
        texts[language] = TITLE[key][language].format(low=low, high=high, unit=formats.after(unit, language))
    return Text(**texts)


def _sorted(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows[rows["choice"] != "published"].sort_values(column)


def _published(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["choice"] == "published"].iloc[0]


def _held(book: Codebook, choice: str, before: int | None) -> Text:
    item, names = choice.removeprefix("held:"), Names(book)
    called = Text(en=names.inside(names.of("item", item, "en")), zh=names.of("item", item, "zh"))
    return WORDS["held"].fill(before=Period(before or 0).words, item=called)
