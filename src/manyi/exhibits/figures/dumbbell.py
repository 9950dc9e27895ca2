"""Two waves: a hollow dot for before, a filled one for now. One row of the changes frame is one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits import style
from manyi.exhibits.board import Key, Line, board, reach
from manyi.exhibits.chart import Chart, Scene
from manyi.exhibits.data import Column, Data, Row, keys_of, mark, table_of
from manyi.exhibits.figures.rows import FLOORS
from manyi.exhibits.numbers import Number, difference, number
from manyi.exhibits.words import HEAD, Unit, difference_of
from manyi.exhibits.words import number as print_number
from manyi.rows.codebook import Text

READ = Text(
    en="Hollow: before. Filled: now. Coloured only where the adjusted test shows a change; grey where no clear change "
    "was shown.",
    zh="空心为上一次，实心为本次。仅在校正后的检验显示有变化时着色；未显示明确变化的为灰色。",
)
VERDICTS = {
    "rose": Text(en="▲ rose", zh="▲上升"),
    "rose_small": Text(en="▲ rose, small", zh="▲小幅上升"),
    "fell": Text(en="▼ fell", zh="▼下降"),
    "fell_small": Text(en="▼ fell, small", zh="▼小幅下降"),
    "same": Text(en="about the same", zh="基本持平"),
    "unclear": Text(en="no clear change", zh="无明确变化"),
    "suppressed": Text(en="too few answers", zh="回答数不足"),
}
CHANGE = Text(en="Change", zh="变化")
VERDICT = Text(en="What the test says", zh="检验结论")


def dumbbell(
    changes: pd.DataFrame, now: int, before: int, unit: Unit = "index", *,
    order: Literal["value", "given"] = "value", labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return before and now of each row of a changes frame, high to low by now."""
    data = of_changes(changes, now, before, unit)
    if order == "value":
        data = Data(data.columns, tuple(sorted(data.rows, key=lambda row: _height(row))), data.heads)
    return Chart(
        Text(en="Two-wave dot plot", zh="两次调查对比点图"), data, READ, _Drawing(unit, now, before), labels or {}
    )


def of_changes(changes: Any, now: int, before: int, unit: Unit) -> Data:
    """Return Data of a changes frame: before, now, change, and the verdict in words."""
    wave_names = [Text(en=str(wave), zh=str(wave)) for wave in (before, now)]
    columns = (Column("before", wave_names[0], unit), Column("now", wave_names[1], unit),
               Column("change", CHANGE, difference_of(unit)))  # fmt: skip
    rows = []
    for record in table_of(changes).to_dict("records"):
        hidden = {"status": "suppressed"} if record.get("verdict") == "suppressed" else {}
        numbers = {
            "before": number(
                record,
                unit,
                "before_value",
                low="",
                high="",
                wave=str(before),
                **_bare(record, "base_before"),
                **hidden,
            ),
            "now": number(record, unit, "value", low="", high="", wave=str(now), **_bare(record, "base"), **hidden),
            "change": difference(record, unit, statistic="change", wave=f"{before}-{now}", **hidden),
        }
        verdict = str(record["verdict"])
        rows.append(
            Row(keys_of(record), numbers, verdict, "unreliable" if hidden else "", {"verdict": VERDICTS[verdict]})
        )
    return Data(columns, tuple(rows), {"verdict": VERDICT})


def _bare(record: Mapping[Any, Any], base: str) -> dict[str, float]:
    """Return what must not be taken from a row of differences when one of its two levels is meant."""
    blank = dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))
    return {**blank, "base": float(record.get(base, float("nan")))}


def _height(row: Row) -> tuple[bool, float]:
    now: Number = row.numbers["now"]
    return now.hidden, 0.0 if now.hidden else -now.value


class _Drawing:
    """How a dumbbell is drawn."""

    def __init__(self, unit: Unit, now: int, before: int) -> None:
        self.unit, self.now, self.before = unit, now, before

    def __call__(self, scene: Scene) -> Figure:
        rows, language = list(scene.data), scene.language
        lines = [Line(scene.name(row), self._words(scene, row), quiet=row.numbers["now"].hidden) for row in rows]
        ends = [n.value for row in rows for n in (row.numbers["before"], row.numbers["now"]) if not n.hidden]
        keys = [Key(str(self.before), style.colour("muted"), filled=False), Key(str(self.now), style.colour("muted"))]
        made = board(
            lines,
            reach(ends, *FLOORS.get(self.unit, (None, None))),
            self.unit,
            language,
            keys,
            HEAD[self.unit][language],
        )
        for row, (y,) in zip(rows, made.tracks, strict=True):
            if row.numbers["now"].hidden:
                continue
            colour = style.colour(
                "c1" if row.flag.startswith("rose") else "c4" if row.flag.startswith("fell") else "grey"
            )
            before, now = row.numbers["before"].value, row.numbers["now"].value
            made.axes.plot([before, now], [y, y], color=colour, linewidth=2.4, zorder=3)
            for value, face in ((before, style.colour("paper")), (now, colour)):
                made.axes.plot([value], [y], "o", markersize=7.5, color=colour, markerfacecolor=face, markeredgewidth=1.6,
                               clip_on=False, zorder=4)  # fmt: skip
        return made.figure

    def _words(self, scene: Scene, row: Row) -> str:
        change = row.numbers["change"]
        if change.hidden:
            return mark(row)
        verdict = VERDICTS[row.flag][scene.language]
        size = print_number(change.value, change.unit, scene.language)
        return {"en": f"{verdict} {size}", "zh": f"{verdict} {size}"}[scene.language]
