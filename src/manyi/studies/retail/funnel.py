"""Funnel limits row by row: each group's share, and how far chance and the spread of groups let one stray.

The classic funnel has the number of cases on its axis; where every group has very many, its curves are flat and the
names do not fit. Here each group has a row, its own limits as a band: narrow for many cases, wide for few.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Column, Data, Row, Scene, sort, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import reach
from manyi.exhibits.figures.boards import Key, Line, Panel, board
from manyi.exhibits.figures.rows import FLOORS
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import HEAD, axis
from manyi.language.text import Text

WORDS = words.beside(__file__).section("funnel")

HEADS = WORDS.section("heads")
INSIDE = WORDS["inside"]
OUTSIDE = WORDS["outside"]
CENTRE = WORDS["centre"]
READ = WORDS["read"]


def limits(groups: pd.DataFrame, by: str, *, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the figure of a frame of `stats.rates.funnel`; `by` is its key column."""
    rows = []
    for record in table_of(groups).to_dict("records"):
        about = {"item": str(record.get("item", "")), "group": f"{by}={record[by]}"}
        share = Number(float(record["estimate"]), "percent", statistic="share", base=float(record["base"]), **about)  # type: ignore[arg-type]
        ends = {name: Number(float(record[name]), "percent", statistic=f"funnel, {name}", **about) for name in HEADS}  # type: ignore[arg-type]
        rows.append(Row({by: str(record[by])}, {"estimate": share, **ends}, str(record["signal_95"])))
    columns = (
        Column("estimate", HEAD["percent"], "percent"),
        *(Column(name, head, "percent") for name, head in HEADS.items()),
    )
    data = sort(Data(columns, tuple(rows)))
    centre = float(groups["centre"].iloc[0])
    kind = WORDS["funnel_limits"]
    return Chart(kind, data, READ, lambda scene: _draw(scene, centre), labels=labels or {})


def _draw(scene: Scene, centre: float) -> Figure:
    rows, middle = list(scene.data), Number(centre, "percent")
    keys = [
        Key(scene.say(INSIDE), look.colour("grey")),
        Key(scene.say(OUTSIDE), look.colour("down"), "D"),
        Key(f"{scene.say(CENTRE)} {scene.number(middle)}", look.colour("axis"), "|"),
    ]
    ends = [row.numbers[name].value for row in rows for name in ("estimate", *HEADS)]
    span = reach(ends, *FLOORS["percent"])
    lines = [Line(scene.name(row), (scene.number(row.numbers["estimate"]),)) for row in rows]
    drawn = board(scene, lines, [Panel(span, "percent", foot=axis("percent", scene.language))], keys)
    drawn.axes.vlines(centre, drawn.top, drawn.bottom, color=look.colour("axis"), linewidth=1.4, zorder=1)
    for row, (y,) in zip(rows, drawn.tracks, strict=True):
        for width, low, high in ((4, "lower_998", "upper_998"), (9, "lower_95", "upper_95")):
            drawn.axes.hlines(
                y,
                row.numbers[low].value,
                row.numbers[high].value,
                color=look.colour("band"),
                linewidth=width,
                zorder=2,
            )
        tone, marker = ("down", "D") if row.flag else ("grey", "o")
        drawn.axes.plot([row.numbers["estimate"].value], [y], marker, color=look.colour(tone), markersize=7, zorder=4)
    return drawn.figure
