"""Dots with interval lines, and bars of shares: one row of the frame is one mark. Sorted, grouped, with a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes

from manyi.exhibits.data import FLAG, Chart, Data, Row, Scene, mark, shown, sort, tidy
from manyi.exhibits.figures import look, marking, telling
from manyi.exhibits.figures.axis import EDGE, MARGIN, reach
from manyi.exhibits.figures.boards import Board, Key, Line, Panel, board
from manyi.exhibits.numbers import Number, agreed, number
from manyi.language import words
from manyi.language.formats import axis
from manyi.language.text import Text
from manyi.stats.compare.highest_lowest import Standing

WORDS = words.beside(__file__).section("rows")

READ_TESTED = WORDS["read_tested"]
FLOORS: Mapping[str, tuple[float | None, float | None]] = {
    "index": (0, 100), "percent": (0, 1), "nps": (-100, 100), "minutes": (0, None), "hours": (0, None),
    "days": (0, None), "times": (0, None), "yuan": (0, None), "count": (0, None),
}  # fmt: skip
LEAST: Mapping[str, float] = {"index": 20.0, "percent": 0.2, "nps": 40.0, "score": 0.8}  # the smallest range of an axis
TESTED = ("clear", "group", "item", "pair")  # meanings that come from a test, which may leave all rows grey
SIDES = {"up": ("c1", "^"), "down": ("down", "v"), "": ("grey", "o")}  # the colour and marker of what a test showed


def dots(
    estimates: Any, *, series: str | None = None, panels: str | None = None,
    order: Literal["value", "given"] = "value", reference: Any = None, reference_name: Text | None = None,
    tested: Standing | pd.DataFrame | None = None, labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return a dot plot with interval lines.

    `series`: a key column whose keys share a row, in different colours (at most four). `panels`: a key column whose
    keys become groups of rows under a heading, on one scale. `reference`: a number, or estimates of one row, drawn as a
    line through all rows; it means all together unless it has a name. `tested`: the verdicts on these rows
    (`stats.standing`, `stats.against_mean`); those shown to be high or low are coloured, the rest grey. Without it,
    rows that no other interval reaches are coloured. Raises InputError: no unit, or several, or a reference in another.
    """
    data = tidy(estimates)
    at = _reference(reference, data) if reference is not None else None
    line = (at, reference_name or WORDS["all"]) if at else None
    if order == "value" and series is None:
        data = sort(data, within=panels)
    if tested is not None:
        of_all = None if reference_name else at
        data, means = marking.by_test(data, estimates, tested, of_all), marking.meaning(tested, of_all)
    else:
        data, means = (data, "") if series else marking.by_intervals(data, panels)
    if tested is None:
        note = WORDS["read_marked" if means else "read_dots"]
    else:
        places = means in ("clear", "group") and any(row.flag for row in data)
        note = WORDS[f"read_{means}"] if places else READ_TESTED
    return Chart(
        WORDS["dot_plot"], data, note, lambda scene: draw(scene, series, panels, line, tested=means).figure,
        labels=labels or {}, marks_own=tested is None and series is None,
        finding=None if tested is not None else lambda names: (
            telling.throughout(data, names, series) if series else telling.farthest(data, names, panels)
        ),
    )  # fmt: skip


def bars(
    estimates: Any, *, panels: str | None = None, order: Literal["value", "given"] = "value",
    tested: Standing | None = None, labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return horizontal bars from zero with interval lines: shares and counts; `tested` as in `dots`."""
    data = tidy(estimates)
    data = sort(data, within=panels) if order == "value" else data
    if tested is not None:
        data, means = marking.by_test(data, estimates, tested), marking.meaning(tested)
    else:
        data, means = marking.by_intervals(data, panels)
    return Chart(
        WORDS["bar_chart"], data, WORDS["read_bars"],
        lambda scene: draw(scene, None, panels, bar=True, tested=means).figure,
        labels=labels or {}, marks_own=tested is None,
        finding=None if tested is not None else lambda names: (
            telling.most_common(data, names) or telling.farthest(data, names, panels)
        ),
    )  # fmt: skip


def _reference(given: Any, data: Data) -> Number:
    """Return the number of a reference line. Raises InputError where its unit is not that of the rows."""
    line = (
        given if isinstance(given, Number) else number(given if isinstance(given, Mapping | pd.Series) else given.row())
    )
    agreed(line.unit, data.columns[0].unit, line.item)
    return line


def draw(
    scene: Scene, series: str | None = None, panels: str | None = None, reference: tuple[Number, Text] | None = None,
    bar: bool = False, tested: str = "",
) -> Board:  # fmt: skip
    """Draw the rows; `tested`: the meaning of their flags (the start of its words in the key), '' without flags."""
    tested = tested if tested in TESTED or any(row.flag for row in scene.data) else ""
    unit = scene.data.columns[0].unit
    kinds = list(dict.fromkeys(row.keys[series] for row in scene.data)) if series else [""]
    entities = look.Entities(kinds)
    groups = arrange(scene.data, series, panels)
    lines = _lines(scene, groups, series, panels, tested)
    keys = _keys(scene, entities, kinds, series, reference, tested)
    fixed = ([reference[0].value] if reference else []) + ([0.0] if bar else [])
    ends = [end for n in shown(scene.data.rows) for end in (n.low, n.value, n.high)]
    limits = reach(ends + fixed, *FLOORS.get(unit, (None, None)), 0.0 if bar else LEAST.get(unit, 0.0))
    panel = Panel(limits, unit, foot=axis(unit, scene.language), ticks=None if ends else [])
    frame = board(scene, lines, [panel], keys, inset=EDGE if bar else MARGIN)
    if reference:
        frame.axes.vlines(
            reference[0].value, frame.top, frame.bottom, color=look.colour("axis"), linewidth=1.4, zorder=1
        )
    tracks = iter(track for track in frame.tracks if track)
    for marks in (marks for rows in groups.values() for marks in rows):
        for y, row in zip(next(tracks), marks, strict=True):
            kind = row.keys.get(series or "", "")
            plain = series or (bar and not tested)
            tone, marker = (entities.colour(kind), entities.marker(kind)) if plain else side_of(row, tested)
            paint(frame.axes, row.numbers["estimate"], y, tone, marker, bar=bar)
    return frame


def side_of(row: Row, tested: str) -> tuple[str, str]:
    """Return colour and marker of a row: those of what a test showed, or neutral ones without a test."""
    name, marker = SIDES[row.flag] if tested else ("c5", "o")
    return look.colour(name), marker


def _keys(
    scene: Scene,
    entities: look.Entities,
    kinds: Sequence[str],
    series: str | None,
    reference: tuple[Number, Text] | None,
    tested: str,
) -> list[Key]:
    flags = {row.flag for row in scene.data if not row.numbers["estimate"].hidden} if tested else set()
    neither = {"clear": "clear_neither", "group": "group_neither", "far": "others", "common": "others"}.get(
        tested, "neither"
    )
    keys = [Key(scene.say(WORDS[f"{tested}_{side}" if side else neither]), look.colour(tone), marker)
            for side, (tone, marker) in SIDES.items() if side in flags and flags != {""}]  # fmt: skip
    if series:
        names = (scene.names.of(series, kind, scene.language) for kind in kinds)
        keys = [
            Key(name, entities.colour(kind), entities.marker(kind)) for name, kind in zip(names, kinds, strict=True)
        ]
    if reference:
        keys.append(Key(f"{scene.say(reference[1])} {scene.number(reference[0])}", look.colour("axis"), "|"))
    return keys


def arrange(data: Data, series: str | None, panels: str | None) -> dict[str, list[list[Row]]]:
    """Return panel -> rows -> the marks that share a row."""
    groups: dict[str, dict[tuple[tuple[str, str], ...], list[Row]]] = {}
    for row in data:
        same = tuple((key, value) for key, value in row.keys.items() if key not in (series, panels))
        groups.setdefault(row.keys.get(panels or "", ""), {}).setdefault(same, []).append(row)
    return {panel: list(rows.values()) for panel, rows in groups.items()}


def _lines(
    scene: Scene, groups: Mapping[str, list[list[Row]]], series: str | None, panels: str | None, tested: str
) -> list[Line]:
    lines = []
    for panel, rows in groups.items():
        if panels:
            lines.append(Line(scene.names.of(panels, panel, scene.language), header=True))
        for marks in rows:
            tone = SIDES[marks[0].flag][0] if tested and marks[0].flag else ""
            lines.append(Line(row_name(scene, marks[0], (series, panels)), (value_text(scene, marks),), len(marks),
                              quiet=all(row.numbers["estimate"].hidden for row in marks), tones=(tone,)))  # fmt: skip
    return lines


def row_name(scene: Scene, row: Row, without: Sequence[str | None]) -> str:
    """Return the name of a row, without the columns that a heading or the key already names."""
    telling = [key for key in scene.data.keys if key not in without and key in row.keys]
    telling = telling or [key for key in row.keys if key not in without][:1] or list(row.keys)[:1]
    return " · ".join(scene.label(row, key) for key in telling)


def value_text(scene: Scene, marks: Sequence[Row]) -> str:
    """Return the values of a row, in the order of its marks."""
    values = [mark(row) if row.numbers["estimate"].hidden else printed(scene, row.numbers["estimate"]) for row in marks]
    if len(values) == 1:
        return values[0]
    return "\u00a0\u00a0".join(f"{glyph} {value}" for glyph, value in zip(look.GLYPHS, values, strict=False))


def printed(scene: Scene, number: Number) -> str:
    """Return a number, marked if it is based on few answers."""
    return scene.number(number) + (FLAG if number.status == "flagged" else "")


def paint(axes: Axes, number: Number, y: float, colour: str, marker: str = "o", *, bar: bool = False) -> None:
    """Draw one estimate with its interval; nothing for a suppressed one."""
    if number.hidden:
        return
    paper = look.colour("paper")
    if bar:
        axes.barh(y, number.value, height=8.5, color=colour, linewidth=0, zorder=2)
    if not number.certain:
        if bar:  # the half of the interval that is on the bar is cut out of it
            axes.plot([number.low, number.value], [y, y], color=paper, linewidth=1.8, zorder=3)
            axes.plot([number.value, number.high], [y, y], color=look.colour("ink"), linewidth=1.8, zorder=4)
        else:
            axes.plot([number.low, number.high], [y, y], color=colour, linewidth=2.4, zorder=4)
    if not bar:
        face = paper if number.status == "flagged" else colour
        axes.plot([number.value], [y], marker, markersize=7.5, color=colour, markerfacecolor=face, markeredgewidth=1.6,
                  clip_on=False, zorder=5)  # fmt: skip
