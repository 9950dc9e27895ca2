"""Importance against performance, with intervals on both axes. One driver is one point, with its name.

A point whose interval crosses a line is undecided and gets no action: its quadrant is unknown. If that is true of
all points there is no map, only the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE, MARGIN, canvas, lines_at, nice, reach, scale, text_width, tick_words, wrap
from manyi.exhibits.figures.boards import write
from manyi.exhibits.figures.placing import Area, Spot, apart, beside
from manyi.exhibits.numbers import Number, number, unit_of
from manyi.language import words
from manyi.language.formats import HEAD, Unit
from manyi.language.text import Text

WORDS = words.beside(__file__).section("priorities")

IMPORTANCE = WORDS["importance"]
PERFORMANCE = WORDS["performance"]
ACTIONS = WORDS.section("actions")
COLOUR = {"improve": "down", "keep": "c1", "low": "c5", "overdone": "c5", "undecided": "grey"}
QUADRANTS = {
    "improve": (False, True),
    "keep": (True, True),
    "low": (False, False),
    "overdone": (True, False),
}  # right, top
READ, NONE_DECIDED = WORDS["read"], WORDS["none_decided"]
PLOT = 270.0  # points of height of the map
DOT = 7.0  # points across


def priorities(
    frame: Any, *, cross: tuple[float, float] | None = None, labels: Mapping[str, Text] | None = None
) -> Chart:
    """Return the map, from columns driver {importance,performance}[_low,_high] unit [quadrant].

    unit: that of performance, as `stats.priorities` gives it. Raises InputError: no unit, or several.

    A driver is undecided if `quadrant` says so or an interval reaches a line. `cross`: the position of the lines,
    (performance, importance); by default the means of the drivers.
    """
    unit, records = unit_of(frame), table_of(frame).to_dict("records")
    at = cross or (_mean(records, "performance"), _mean(records, "importance"))
    rows = [_row(record, unit, at) for record in sorted(records, key=lambda record: -record["importance"])]
    columns = (Column("estimate", IMPORTANCE, "percent"), Column("performance", PERFORMANCE, unit))
    kind = WORDS["importance_and_performance"]
    data = Data(columns, tuple(rows), {"action": WORDS["action"]})
    topic = WORDS["what_matters_and_how_well"]
    drawn = any(row.flag != "undecided" for row in rows)
    return Chart(kind, data, READ if drawn else NONE_DECIDED, (lambda scene: _draw_map(scene, at)) if drawn else None, topic,
                 WORDS["measure"], labels=labels or {})  # fmt: skip


def _row(record: dict[Any, Any], unit: Unit, at: tuple[float, float]) -> Row:
    driver = str(record["driver"])
    performance, importance = (
        number(
            {**record, "unit": of},
            None,
            name,
            low=f"{name}_low",
            high=f"{name}_high",
            statistic=name,
            item=driver,
            group="",
        )
        for name, of in (("performance", unit), ("importance", "percent"))
    )
    undetermined = record.get("quadrant") == "undetermined"
    action = "undecided" if undetermined else quadrant(performance, importance, at)
    numbers = {"estimate": importance, "performance": performance}
    return Row({"driver": driver}, numbers, action, words={"action": ACTIONS[action]})


def _mean(records: list[dict[Any, Any]], name: str) -> float:
    return sum(float(record[name]) for record in records) / len(records)


def quadrant(performance: Number, importance: Number, at: tuple[float, float]) -> str:
    """Return which quadrant a driver is in; 'undecided' when an interval reaches a line."""
    for measured, line in ((performance, at[0]), (importance, at[1])):
        if measured.hidden or (not measured.certain and measured.low <= line <= measured.high):
            return "undecided"
    high, good = importance.value > at[1], performance.value > at[0]
    return ("keep" if good else "improve") if high else ("overdone" if good else "low")


def _draw_map(scene: Scene, at: tuple[float, float]) -> Figure:
    rows, unit = list(scene.data), scene.data.columns[1].unit
    numbers = {name: [row.numbers[name] for row in rows] for name in ("performance", "estimate")}
    across, up = (
        reach([line, *(end for n in numbers[name] for end in (n.low, n.value, n.high))])
        for line, name in zip(at, numbers, strict=True)
    )
    places = [place for place in nice(up) if place >= 0]
    left = max(text_width(text, look.SMALL) for text in tick_words(places, "percent")) + 6
    room = scene.width - left - MARGIN
    head, foot = look.LINE + 6, look.LINE * 2 + 12
    spots = [(room * (x.value - across[0]) / (across[1] - across[0]), PLOT * (y.value - up[0]) / (up[1] - up[0]))
             for x, y in zip(numbers["performance"], numbers["estimate"], strict=True)]  # fmt: skip
    spots = apart(spots, DOT + 1)
    corners = _corners(scene, at, across, up, room, spots)
    taken = [box for _, box in corners.values()]
    called = [scene.name(row) for row in rows]
    named = beside(spots, [(text_width(name) + 2, look.LINE) for name in called], (0, 0, room, PLOT), taken)
    listed = [] if named else [wrap(f"{k}  {name}", scene.width - 2 * EDGE) for k, name in enumerate(called, 1)]
    more = sum(map(len, listed)) * look.LINE + 4 * len(listed)
    figure, axes = canvas(scene.width, head + PLOT + foot + more, foot + more, head, left)
    axes.set(xlim=across, ylim=up)
    lines_at(axes, scale(axes, across, unit, room=room), "x")
    lines_at(axes, scale(axes, up, "percent", places, side="y"))
    _quartered(axes, at, across, up)
    for action, (corner, _) in corners.items():
        _write(axes, corner, scene.say(ACTIONS[action]), "muted", look.SMALL)
    for row, spot in zip(rows, spots, strict=True):
        _point(axes, row, spot)
    _call(axes, spots, called if named else [str(k) for k in range(1, len(rows) + 1)], named, room, taken)
    _axes_named(scene, figure, unit, head + PLOT)
    _list(figure, listed, head + PLOT + foot)
    return figure


def _call(
    axes: Axes, spots: Sequence[Spot], words: Sequence[str], named: Sequence[Spot] | None, room: float,
    taken: Sequence[Area],
) -> None:  # fmt: skip
    """Write a word beside each point: names where there is room, else numbers, or just to the right."""
    places = named or beside(spots, [(text_width(word), look.LINE) for word in words], (0, 0, room, PLOT), taken)
    for word, spot in zip(words, places or [(x + 9, y) for x, y in spots], strict=True):
        _write(axes, spot, word, "ink", look.TEXT)


def _axes_named(scene: Scene, figure: Figure, unit: Unit, bottom: float) -> None:
    """Write what each axis measures and, if a mark is hollow, what that means; bottom: the lower end of the map."""
    small: dict[str, Any] = {"color": look.colour("muted"), "fontsize": look.SMALL}
    write(figure, EDGE, look.LINE, f"↑ {scene.say(IMPORTANCE)}", **small)
    if any(row.flag == "undecided" for row in scene.data):
        write(figure, scene.width - EDGE, look.LINE, f"○ {scene.say(ACTIONS['undecided'])}", ha="right", **small)
    measure = WORDS["axis"][scene.language].format(what=scene.say(PERFORMANCE), unit=HEAD[unit][scene.language])
    write(figure, scene.width - EDGE, bottom + look.LINE * 2 + 4, measure, ha="right", **small)


def _list(figure: Figure, names: list[list[str]], top: float) -> None:
    """Name the points below the map, if there is no room for names beside them."""
    for name in names:
        for line in name:
            write(figure, EDGE, top + look.LINE * 0.78, line)
            top += look.LINE
        top += 4


def _corners(
    scene: Scene, at: tuple[float, float], across: tuple[float, float], up: tuple[float, float], room: float,
    spots: Sequence[tuple[float, float]],
) -> dict[str, tuple[tuple[float, float], Area]]:  # fmt: skip
    """Return the centre and the box of each quadrant's name: in its outer corner or, if a dot is there, by the line."""
    x, y = (at[0] - across[0]) / (across[1] - across[0]) * room, (at[1] - up[0]) / (up[1] - up[0]) * PLOT
    corners = {}
    for action, (right, top) in QUADRANTS.items():
        wide = text_width(scene.say(ACTIONS[action]), look.SMALL)
        if wide + 8 < (room - x if right else x) and (PLOT - y if top else y) > look.LINE + 4:
            height = PLOT - look.LINE / 2 - 2 if top else look.LINE / 2 + 2
            outer, inner = (room - wide / 2 - 4, x + wide / 2 + 4) if right else (wide / 2 + 4, x - wide / 2 - 4)
            boxes = [(middle - wide / 2, height - 7, middle + wide / 2, height + 7) for middle in (outer, inner)]
            place = min((0, 1), key=lambda k: any(_near(spot, boxes[k]) for spot in spots))
            corners[action] = (((outer, inner)[place], height), boxes[place])
    return corners


def _near(spot: tuple[float, float], box: Area) -> bool:
    """Return whether a dot reaches into a box."""
    left, low, right, high = box
    return left - DOT < spot[0] < right + DOT and low - DOT < spot[1] < high + DOT


def _quartered(axes: Axes, at: tuple[float, float], across: tuple[float, float], up: tuple[float, float]) -> None:
    """Draw the lines between the quadrants; tint the ones to improve and to keep."""
    for tint, ends in (("tint-down", (across[0], at[0])), ("tint-up", (at[0], across[1]))):
        axes.fill_between(ends, at[1], up[1], color=look.colour(tint), linewidth=0, zorder=-2)
    axes.axvline(at[0], color=look.colour("axis"), linewidth=1.3)
    axes.axhline(at[1], color=look.colour("axis"), linewidth=1.3)


def _point(axes: Axes, row: Row, spot: tuple[float, float]) -> None:
    x, y, colour = row.numbers["performance"], row.numbers["estimate"], look.colour(COLOUR[row.flag])
    axes.plot([x.low, x.high], [y.value, y.value], color=colour, linewidth=1.3)
    axes.plot([x.value, x.value], [y.low, y.high], color=colour, linewidth=1.3)
    face = look.colour("paper") if row.flag == "undecided" else colour
    axes.plot(
        *_in_data(axes, spot), "o", markersize=DOT, color=colour, markerfacecolor=face, markeredgewidth=1.5, zorder=3
    )


def _write(axes: Axes, spot: tuple[float, float], text: str, tone: str, size: float) -> None:
    """Write a text around a spot given in points from the lower left corner of the axes."""
    (x,), (y,) = _in_data(axes, spot)
    axes.text(x, y, text, ha="center", va="center_baseline", fontsize=size, color=look.colour(tone), zorder=4,
              gid=look.OUTLINED)  # fmt: skip


def _in_data(axes: Axes, spot: tuple[float, float]) -> tuple[list[float], list[float]]:
    figure, box = axes.figure, axes.get_position()
    wide, tall = 72 * figure.get_size_inches()  # type: ignore[union-attr]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return [left + (right - left) * spot[0] / (box.width * wide)], [low + (high - low) * spot[1] / (box.height * tall)]
