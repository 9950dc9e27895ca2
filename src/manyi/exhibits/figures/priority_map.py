"""Importance against performance, with intervals on both axes. One driver is one numbered point; the list names them.

A point whose interval crosses a line is undecided and gets no action: its quadrant is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE, canvas, lines_at, nice, reach, scale, text_width, tick_words, wrap
from manyi.exhibits.numbers import Number, number, unit_of
from manyi.language import formats, words
from manyi.language.formats import HEAD, Unit
from manyi.language.text import Text

WORDS = words.beside(__file__).section("priorities")

IMPORTANCE = WORDS["importance"]
PERFORMANCE = WORDS["performance"]
ACTION = WORDS["action"]
MEASURE = WORDS["measure"]
ACTIONS = WORDS.section("actions")
COLOUR = {"improve": "c4", "keep": "c1", "low": "c5", "overdone": "c2", "undecided": "grey"}
ON = {"improve": "on-bright", "overdone": "on-bright", "keep": "on-likert5", "low": "on-likert5"}
READ = WORDS["read"]
PLOT = 250.0  # points of height of the map
LIST = 22.0  # points from the left to the names of the points


def priorities(
    frame: Any, *, cross: tuple[float, float] | None = None, labels: Mapping[str, Text] | None = None
) -> Chart:
    """Return the map, from columns driver {importance,performance}[_low,_high] unit [quadrant].

    unit: that of performance, as `stats.priorities` gives it. Raises InputError: no unit, or several.

    A driver is undecided where `quadrant` says so and where an interval reaches a line. `cross`: where the lines
    stand, (performance, importance); the means of the drivers unless given.
    """
    unit, records = unit_of(frame), table_of(frame).to_dict("records")
    at = cross or (_mean(records, "performance"), _mean(records, "importance"))
    rows = [_row(record, unit, at) for record in sorted(records, key=lambda record: -record["importance"])]
    columns = (Column("estimate", IMPORTANCE, "percent"), Column("performance", PERFORMANCE, unit))
    kind = WORDS["importance_and_performance"]
    data = Data(columns, tuple(rows), {"action": ACTION})
    topic = WORDS["what_matters_and_how_well"]
    return Chart(kind, data, READ, lambda scene: _draw(scene, at), topic, MEASURE, labels=labels or {})


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


def _draw(scene: Scene, at: tuple[float, float]) -> Figure:
    rows, language, unit = list(scene.data), scene.language, scene.data.columns[1].unit
    wide = look.WIDTH * 72
    colon = formats.MARKS["colon"][language]
    names = [wrap(f"{scene.name(row)}{colon}{scene.say(ACTIONS[row.flag])}", wide - LIST - EDGE) for row in rows]
    foot = look.LINE * 2 + 14 + sum(len(name) * look.LINE + 5 for name in names)
    head = look.LINE + 6
    x, y = ([row.numbers[name] for row in rows] for name in ("performance", "estimate"))
    limits = reach([at[0], *(end for n in x for end in (n.low, n.value, n.high))])
    tall = reach([at[1], *(end for n in y for end in (n.low, n.value, n.high))])
    places = [place for place in nice(tall) if place >= 0]
    left = max(text_width(text, look.SMALL) for text in tick_words(places, "percent")) + 5
    height = PLOT + foot + head
    figure, axes = canvas(height, foot, head, left)
    axes.set(xlim=limits, ylim=tall)
    lines_at(axes, scale(axes, limits, unit), "x")
    lines_at(axes, scale(axes, tall, "percent", places, side="y"))
    axes.axvline(at[0], color=look.colour("axis"), linewidth=1.3)
    axes.axhline(at[1], color=look.colour("axis"), linewidth=1.3)
    for k, row in enumerate(rows):
        _point(axes, k + 1, row)
    figure.text(EDGE / wide, 1 - look.LINE / height, f"↑ {scene.say(IMPORTANCE)}", va="baseline", ha="left",
                color=look.colour("muted"))  # fmt: skip
    measure = WORDS["axis"][language].format(what=scene.say(PERFORMANCE), unit=HEAD[unit][language])
    figure.text(1 - EDGE / wide, 1 - (head + PLOT + look.LINE * 2 + 2) / height, measure, ha="right", va="baseline",
                color=look.colour("muted"))  # fmt: skip
    _list(figure, rows, names, height, head + PLOT + look.LINE * 2 + 10)
    return figure


def _point(axes: Axes, place: int, row: Row) -> None:
    x, y, colour = row.numbers["performance"], row.numbers["estimate"], look.colour(COLOUR[row.flag])
    axes.plot([x.low, x.high], [y.value, y.value], color=colour, linewidth=1.6)
    axes.plot([x.value, x.value], [y.low, y.high], color=colour, linewidth=1.6)
    face = look.colour("paper") if row.flag == "undecided" else colour
    axes.plot(
        [x.value], [y.value], "o", markersize=14, color=colour, markerfacecolor=face, markeredgewidth=1.5, zorder=3
    )
    axes.text(x.value, y.value, str(place), ha="center", va="center_baseline", fontsize=look.SMALL, zorder=4,
              color=look.colour(ON.get(row.flag, "ink")))  # fmt: skip


def _list(figure: Figure, rows: list[Row], names: list[list[str]], height: float, top: float) -> None:
    """Name the points below the map, each beside a small copy of itself."""
    wide = look.WIDTH * 72
    for k, (row, name) in enumerate(zip(rows, names, strict=True)):
        top += 5
        y = 1 - (top + look.LINE * 0.5) / height
        colour = look.colour(COLOUR[row.flag])
        face = look.colour("paper") if row.flag == "undecided" else colour
        figure.add_artist(Line2D([9 / wide], [y], marker="o", markersize=13, color=colour, markerfacecolor=face,
                                 markeredgewidth=1.4, linestyle="none"))  # fmt: skip
        figure.text(9 / wide, y, str(k + 1), ha="center", va="center_baseline", fontsize=look.SMALL,
                    color=look.colour(ON.get(row.flag, "ink")))  # fmt: skip
        for n, line in enumerate(name):
            figure.text(LIST / wide, y - n * look.LINE / height, line, ha="left", va="center_baseline")
        top += len(name) * look.LINE
