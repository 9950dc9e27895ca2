"""From everyone delivered to everyone analysed: what each cleaning rule removed. One step is one row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE
from manyi.exhibits.figures.boards import Line, board
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import number
from manyi.language.text import Text

WORDS = words.beside(__file__).section("waterfall")

REMOVED = WORDS["removed"]
LEFT = WORDS["left"]
MEASURE = WORDS["measure"]
BASE = WORDS["base"]
READ = WORDS["read"]


def waterfall(frame: pd.DataFrame, *, wave: int | None = None, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the steps of one wave, from columns wave step removed left label_en label_zh."""
    chosen = frame[frame["wave"] == wave] if wave is not None else frame
    rows, names = [], dict(labels or {})
    for record in table_of(chosen).to_dict("records"):
        step = f"step {record['step']}"
        names[step] = Text(en=str(record["label_en"]), zh=str(record["label_zh"]))
        counts = {"removed": float(record["removed"]), "left": float(record["left"])}
        about = {
            "statistic": "count",
            "wave": str(record["wave"]),
            "group": f"step={record['step']}",
            "basis": "census",
        }
        rows.append(Row({"step": step}, {name: Number(value, "count", **about) for name, value in counts.items()}))  # type: ignore[arg-type]
    columns = (Column("removed", REMOVED, "count"), Column("left", LEFT, "count"))
    topic = WORDS["from_every_record_delivered_to"]
    kind = WORDS["waterfall_of_cleaning"]
    return Chart(kind, Data(columns, tuple(rows)), READ, _draw, topic, MEASURE, BASE, names)


def _draw(scene: Scene) -> Figure:
    rows, language = list(scene.data), scene.language
    lines = []
    for row in rows:
        removed, left = (row.numbers[name].value for name in ("removed", "left"))
        text = number(left, "count", language)
        lines.append(
            Line(scene.name(row), f"{number(-removed, 'count', language)} → {text}" if row is not rows[0] else text)
        )
    most = max(row.numbers["left"].value + row.numbers["removed"].value for row in rows)
    drawn = board(lines, (0, most * 1.02 or 1.0), "count", language, inset=EDGE)
    for row, (y,) in zip(rows, drawn.tracks, strict=True):
        removed, left = (row.numbers[name].value for name in ("removed", "left"))
        drawn.axes.barh(y, left, height=9, color=look.colour("c1"), linewidth=0)
        drawn.axes.barh(y, removed, left=left, height=9, color=look.colour("c4"), linewidth=0)
    return drawn.figure
