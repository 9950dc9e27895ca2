"""Would the headline survive other choices? One figure and one sentence of them.

Input: rows of `stats.other_choices`. Output: a Chart, and a Claim that gives the range of what the choices say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.data import Chart
from manyi.exhibits.figures import dots, dumbbell
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import difference, number
from manyi.exhibits.vocabulary import CHOICES
from manyi.language import formats
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.study.codebook import Codebook

HELD = Text(en="Same make-up as in {before}: {item}", zh="构成与{before}年相同：{item}")
READ = Text(
    en=" Each row changes one thing. Intervals are for one change alone; the change announced in this report also allows "
    "for the other announced ones.",
    zh="每行只改变一项做法。区间只针对单项变化；本报告公布的变化另按全部预先公布的比较作了校正。",
)
_LEVELS_EN = "Under other choices, {what} lies between {least} and {most} (published: {published})"
_LEVELS_ZH = "在其他做法下，{what}介于{least}与{most}之间（本报告为{published}）"
RANGE = {
    "levels": Text(en=_LEVELS_EN + ".", zh=_LEVELS_ZH + "。"),
    "changes": Text(
        en=_LEVELS_EN
        + "; its change since {before} lies between {low:unit} and {high:unit} (published: {change:unit}).",
        zh=_LEVELS_ZH + "；与{before}年相比的变化介于{low:unit}与{high:unit}之间（本报告为{change:unit}）。",
    ),
}


def choices(rows: pd.DataFrame, book: Codebook, unit: Unit, now: int, before: int | None) -> Chart:
    """Return the level, and the change where there was a wave before, under each choice."""
    names = CHOICES | {name: _held(book, name, before) for name in rows["choice"] if name.startswith("held:")}
    if before is None:
        return dots(rows, unit, order="given", labels=names)
    chart = dumbbell(rows, now, before, unit, order="given", labels=names)
    return replace(chart, note=Text(en=chart.note.en + READ.en, zh=chart.note.zh + READ.zh))


def survives(rows: pd.DataFrame, unit: Unit, before: int | None) -> Claim:
    """Return between what the level and the change run under the other choices."""
    column = "estimate" if before is None else "value"
    levels = _sorted(rows, column)
    blank: dict[str, Any] = {"low": "", "high": "", **dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))}
    numbers = {
        name: number(row, unit, column, **blank)
        for name, row in (("least", levels.iloc[0]), ("most", levels.iloc[-1]), ("published", _published(rows)))
    }
    said: dict[str, Words] = {"what": ("rated", str(rows["item"].iloc[0]))}
    if before is None:
        return Claim("level", "shown", numbers, said, False, 0.0, own=RANGE["levels"])
    changes = _sorted(rows, "difference")
    for name, row in (("low", changes.iloc[0]), ("high", changes.iloc[-1]), ("change", _published(rows))):
        numbers[name] = difference(row, unit, statistic="change")
    said["before"] = Text(en=str(before), zh=str(before))
    return Claim("level", "shown", numbers, said, False, 0.0, own=RANGE["changes"])


def _sorted(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows[rows["choice"] != "published"].sort_values(column)


def _published(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["choice"] == "published"].iloc[0]


def _held(book: Codebook, choice: str, before: int | None) -> Text:
    item, names = choice.removeprefix("held:"), Names(book)
    called = {"en": formats.within(names.of("item", item, "en")), "zh": names.of("item", item, "zh")}
    return Text(
        en=HELD.en.format(before=before, item=called["en"]), zh=HELD.zh.format(before=before, item=called["zh"])
    )
