"""Two waves: the level now and, beside it, the change since before, each with its interval. One change is one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, height, keys_of, mark, shown, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import reach
from manyi.exhibits.figures.boards import Key, Line, Panel, board
from manyi.exhibits.figures.rows import FLOORS, LEAST, SIDES, paint
from manyi.exhibits.numbers import Number, difference, number, unit_of
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import Unit, difference_of
from manyi.language.periods import Period, span
from manyi.language.text import Text

WORDS = words.beside(__file__).section("dumbbell")

READ = WORDS["read"]
VERDICTS = WORDS.section("verdicts")
SAME = ("grey", "s")  # colour and marker of changes shown to be about zero
MARKED = {"rose": "up", "fell": "down"}  # the start of a verdict, and the side of its mark


def dumbbell(
    changes: Any, now: int | None = None, before: int | None = None, *,
    order: Literal["value", "given"] = "value", labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return before and now of each row of Changes or a changes frame, high to low by now.

    now, before: only needed where the rows do not say their waves.
    """
    now, before = waves_of(changes, now, before)
    data = of_changes(changes, now, before)
    if order == "value":
        data = Data(data.columns, tuple(sorted(data.rows, key=lambda row: height(row, "now"))), data.heads)
    topic = WORDS["change_from_to"].fill(before=before.words, now=now.words)
    kind = WORDS["two_wave_dot_plot"]
    matters = matters_of(changes)
    return Chart(kind, data, READ, lambda scene: _draw_changes(scene, now, before, matters), topic, labels=labels or {},
                 finding=lambda names: telling.moved(data, names, matters))  # fmt: skip


def waves_of(changes: Any, now: int | None = None, before: int | None = None) -> tuple[Period, Period]:
    """Return the two waves of a row or a frame of changes, or the given ones if it does not say."""
    values = changes if isinstance(changes, pd.DataFrame | Mapping | pd.Series) else changes.table
    first: Any = values.iloc[0] if isinstance(values, pd.DataFrame) and len(values) else values
    if now is None or before is None:
        if "now" not in first or "before" not in first:
            raise InputError("which waves were compared is not known: give now= and before=")
        now, before = first["now"], first["before"]
    return Period(now), Period(before)


def of_changes(changes: Any, now: int, before: int) -> Data:
    """Return Data of a changes frame: before, now, change, and the verdict in words."""
    unit = unit_of(changes)
    wave_names = [Text(en=str(wave), zh=str(wave)) for wave in map(Period, (before, now))]
    columns = (Column("before", wave_names[0], unit), Column("now", wave_names[1], unit),
               Column("change", WORDS["change"], difference_of(unit)))  # fmt: skip
    rows = []
    for record in table_of(changes).to_dict("records"):
        if record.get("base") == 0 and record.get("base_before") == 0:
            continue  # nobody was asked: not a group of this population
        verdict = str(record["verdict"])
        reason = str(record.get("reason") or "") if verdict == "suppressed" else ""
        told = why(reason) if verdict == "suppressed" else VERDICTS[verdict]
        rows.append(Row(keys_of(record), _moved(record, unit, now, before), verdict, reason, {"verdict": told}))
    return Data(columns, tuple(rows), {"verdict": WORDS["verdict"]})


def _moved(record: Mapping[Any, Any], unit: Unit, now: int, before: int) -> dict[str, Number]:
    """Return the numbers of a row of a changes frame; "level" is drawn, and printed with the levels themselves."""
    hidden = {"status": "suppressed"} if record["verdict"] == "suppressed" else {}
    after: dict[str, Any] = {**_bare(record, "base"), **hidden}
    earlier: dict[str, Any] = {**_bare(record, "base_before"), **hidden}
    return {
        "before": number(record, unit, "before_value", low="", high="", wave=str(Period(before)), **earlier),
        "now": number(record, unit, "value", low="", high="", wave=str(Period(now)), **after),
        "change": difference(record, unit, statistic="change", wave=span(before, now), **hidden),
        "level": number(record, unit, "value", low="value_low", high="value_high", **after),
    }


def matters_of(changes: Any) -> float:
    """Return the smallest difference that matters for all rows of a changes frame; NaN if it varies or is not given."""
    table = table_of(changes)
    deltas = set(table["delta"]) if "delta" in table else set()
    return float(deltas.pop()) if len(deltas) == 1 else float("nan")


def _bare(record: Mapping[Any, Any], base: str) -> dict[str, float]:
    """Return the fields to blank when a row of differences is used for one of its two levels."""
    blank = dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))
    return {**blank, "base": float(record.get(base, float("nan")))}


def arrow(verdict: str) -> str:
    """Return an arrow where the test shows a change, else nothing."""
    return "▲ " if verdict.startswith("rose") else "▼ " if verdict.startswith("fell") else ""


def _draw_changes(scene: Scene, now: Period, before: Period, matters: float) -> Figure:
    rows = list(scene.data)
    levelled = any(not row.numbers["level"].certain for row in rows)
    lines = [_change_line(scene, row) for row in rows]
    frame = board(
        scene,
        lines,
        _panels(scene, rows, now, before, matters),
        _keys_of_changes(scene, rows, now, before, levelled, matters),
    )
    level, change = frame.panels
    for top, bottom in frame.stripes if matters == matters else ():
        change.fill_between([-matters, matters], top, bottom, color=look.colour("band"), linewidth=0, zorder=-1)
    change.vlines(0, frame.top, frame.bottom, color=look.colour("axis"), linewidth=1.2, zorder=1)
    for row, (y,) in zip(rows, frame.tracks, strict=True):
        if hidden(row):
            continue
        tone, marker = marked(row.flag)
        if not levelled:
            _draw_before(level, [row.numbers[wave].value for wave in ("before", "now")], y)
        paint(level, row.numbers["level"], y, look.colour("c5"))
        paint(change, row.numbers["change"], y, look.colour(tone), marker)
    return frame.figure


def _panels(scene: Scene, rows: list[Row], now: Period, before: Period, matters: float) -> list[Panel]:
    """Return the axes of levels and of changes; the latter includes zero and the smallest change that matters."""
    unit, change = scene.data.columns[0].unit, scene.data.columns[2].unit
    ends = [end for n in shown(rows, "level") for end in (n.low, n.value, n.high)]
    levels = reach(
        [*ends, *(n.value for n in shown(rows, "before"))], *FLOORS.get(unit, (None, None)), LEAST.get(unit, 0)
    )
    around = [0.0, -matters, matters, *(end for n in shown(rows, "change") for end in (n.low, n.value, n.high))]
    language = scene.language
    heads = {name: WORDS[name][language].format(now=now.words[language], before=before.words[language], unit=formats.HEAD[of][language])
             for name, of in (("level_now", unit), ("change_since", change))}  # fmt: skip
    ticks: list[float] | None = None if ends else []
    return [
        Panel(levels, unit, heads["level_now"], ticks=ticks),
        Panel(reach(around), change, heads["change_since"], ticks=ticks),
    ]


def _keys_of_changes(
    scene: Scene, rows: list[Row], now: Period, before: Period, levelled: bool, matters: float
) -> list[Key]:  # fmt: skip
    keys = [] if levelled else [Key(str(before), look.colour("grey"), filled=False), Key(str(now), look.colour("c5"))]
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.flag and not hidden(row):
            seen.setdefault(marked(row.flag), row.flag)
    ways = sorted(seen, key=[*SIDES.values(), SAME].index)
    keys += [Key(scene.say(VERDICTS[seen[way]]), look.colour(way[0]), way[1]) for way in ways]
    if matters == matters and not all(map(hidden, rows)):
        keys.append(Key(scene.say(WORDS["too_small"]), look.colour("band"), "s"))
    return keys


def marked(verdict: str) -> tuple[str, str]:
    """Return the colour, by name, and the marker of a verdict on a change."""
    side = MARKED.get(verdict.partition("_")[0], "")
    return SAME if verdict == "same" else SIDES[side]


def _draw_before(axes: Axes, values: list[float], y: float) -> None:
    """Draw the earlier level as a hollow dot, joined to the present one."""
    axes.plot(values, [y, y], color=look.colour("grey"), linewidth=2, zorder=3)
    axes.plot(values[:1], [y], "o", markersize=6.5, color=look.colour("grey"), markerfacecolor=look.colour("paper"),
              markeredgewidth=1.5, clip_on=False, zorder=4)  # fmt: skip


def hidden(row: Row) -> bool:
    """Return whether the row may not be drawn."""
    return row.numbers["now"].hidden


def _change_line(scene: Scene, row: Row) -> Line:
    if hidden(row):
        return Line(scene.name(row), (mark(row), ""), quiet=True)
    tone = marked(row.flag)[0]
    change = scene.number(row.numbers["change"])
    return Line(scene.name(row), (scene.number(row.numbers["now"]), arrow(row.flag) + change),
                tones=("", "muted" if tone == "grey" else tone))  # fmt: skip
