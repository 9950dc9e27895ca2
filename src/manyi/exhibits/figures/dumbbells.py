"""Two waves: a hollow dot for before, a filled one for now. One row of the changes frame is one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from manyi.errors import InputError
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, keys_of, mark, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE, MARGIN, reach
from manyi.exhibits.figures.boards import Key, Line, board
from manyi.exhibits.figures.rows import FLOORS
from manyi.exhibits.numbers import Number, difference, number, unit_of
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import axis, difference_of
from manyi.language.text import Text

WORDS = words.beside(__file__).section("dumbbell")

READ = WORDS["read"]
VERDICTS = WORDS.section("verdicts")
INTERVAL = WORDS["interval"]
NO_INTERVAL = WORDS["no_interval"]
CHANGE = WORDS["change"]
VERDICT = WORDS["verdict"]


def dumbbell(
    changes: Any, now: int | None = None, before: int | None = None, *,
    order: Literal["value", "given"] = "value", labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return before and now of each row of Changes or a changes frame, high to low by now.

    now, before: only where the rows do not say theirs.
    """
    now, before = waves_of(changes, now, before)
    data = of_changes(changes, now, before)
    if order == "value":
        data = Data(data.columns, tuple(sorted(data.rows, key=lambda row: _height(row))), data.heads)
    topic = WORDS["change_from_to"].fill(before=before, now=now)
    kind = WORDS["two_wave_dot_plot"]
    return Chart(kind, data, READ, lambda scene: _draw(scene, now, before), topic, labels=labels or {})


def waves_of(changes: Any, now: int | None = None, before: int | None = None) -> tuple[int, int]:
    """Return the two waves of a row or a frame of changes; those given where it does not say."""
    values = changes if isinstance(changes, pd.DataFrame | Mapping | pd.Series) else changes.table
    first: Any = values.iloc[0] if isinstance(values, pd.DataFrame) and len(values) else values
    if now is None or before is None:
        if "now" not in first or "before" not in first:
            raise InputError("which waves were compared is not known: give now= and before=")
        now, before = int(first["now"]), int(first["before"])
    return now, before


def of_changes(changes: Any, now: int, before: int) -> Data:
    """Return Data of a changes frame: before, now, change, and the verdict in words."""
    unit = unit_of(changes)
    wave_names = [Text(en=str(wave), zh=str(wave)) for wave in (before, now)]
    columns = (Column("before", wave_names[0], unit), Column("now", wave_names[1], unit),
               Column("change", CHANGE, difference_of(unit)))  # fmt: skip
    rows = []
    for record in table_of(changes).to_dict("records"):
        if record.get("base") == 0 and record.get("base_before") == 0:
            continue  # nobody was asked: not a group of this population
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
        verdict, reason = str(record["verdict"]), str(record.get("reason") or "") if hidden else ""
        rows.append(
            Row(keys_of(record), numbers, verdict, reason, {"verdict": why(reason) if hidden else VERDICTS[verdict]})
        )
    return Data(columns, tuple(rows), {"verdict": VERDICT})


def _bare(record: Mapping[Any, Any], base: str) -> dict[str, float]:
    """Return what must not be taken from a row of differences when one of its two levels is meant."""
    blank = dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))
    return {**blank, "base": float(record.get(base, float("nan")))}


def _height(row: Row) -> tuple[bool, float]:
    now: Number = row.numbers["now"]
    return now.hidden, 0.0 if now.hidden else -now.value


def arrow(verdict: str) -> str:
    """Return an arrow where the test shows a change, else nothing."""
    return "▲ " if verdict.startswith("rose") else "▼ " if verdict.startswith("fell") else ""


def _draw(scene: Scene, now: int, before: int) -> Figure:
    rows, language, paper = list(scene.data), scene.language, look.colour("paper")
    unit = scene.data.columns[0].unit
    lines = [Line(scene.name(row), _verdict(scene, row), 0 if hidden(row) else 2, quiet=hidden(row)) for row in rows]
    ends = [row.numbers[wave].value for row in rows for wave in ("before", "now") if not row.numbers[wave].hidden]
    keys = [Key(str(before), look.colour("muted"), filled=False), Key(str(now), look.colour("muted"))]
    limits = reach(ends, *FLOORS.get(unit, (None, None)))
    frame = board(lines, limits, unit, language, keys, axis(unit, language))
    for row, tracks in zip(rows, frame.tracks, strict=True):
        if not tracks:
            continue
        colour = look.colour("c1" if row.flag.startswith("rose") else "c4" if row.flag.startswith("fell") else "grey")
        values = [row.numbers[wave].value for wave in ("before", "now")]
        frame.axes.plot(values, [tracks[1]] * 2, color=colour, linewidth=2.4, zorder=3)
        for value, face in zip(values, (paper, colour), strict=True):
            frame.axes.plot([value], [tracks[1]], "o", markersize=7.5, color=colour, markerfacecolor=face,
                           markeredgewidth=1.6, clip_on=False, zorder=4)  # fmt: skip
        small(frame.axes, _levels(scene, row), tracks[0] - 1)
    return frame.figure


def small(axes: Axes, text: str, y: float) -> None:
    """Write a line of small text under the marks of a row, in line with its label."""
    shift = ScaledTranslation((EDGE - MARGIN) / 72, 0, axes.figure.dpi_scale_trans)
    axes.text(0, y, text, transform=axes.get_yaxis_transform() + shift, va="center_baseline", ha="left",
              fontsize=look.SMALL, color=look.colour("muted"), gid=look.OUTLINED)  # fmt: skip


def hidden(row: Row) -> bool:
    """Return whether the row may not be drawn."""
    return row.numbers["now"].hidden


def _verdict(scene: Scene, row: Row) -> str:
    return mark(row) if hidden(row) else arrow(row.flag) + scene.say(VERDICTS[row.flag])


def _levels(scene: Scene, row: Row) -> str:
    change = row.numbers["change"]
    values = {name: scene.number(row.numbers[name]) for name in ("before", "now", "change")}
    if change.certain:
        return NO_INTERVAL[scene.language].format(**values)
    between = formats.between(change.low, change.high, change.unit, scene.language)
    return INTERVAL[scene.language].format(**values, interval=between)
