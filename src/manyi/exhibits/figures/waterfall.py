"""From everyone delivered to everyone analysed: what each cleaning rule removed. One step is one row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits import style
from manyi.exhibits.board import Line, board
from manyi.exhibits.chart import Chart, Scene
from manyi.exhibits.data import Column, Data, Row, table_of
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import number
from manyi.rows.codebook import Text

REMOVED = Text(en="Removed", zh="剔除")
LEFT = Text(en="Left", zh="剩余")
READ = Text(
    en="Dark bars: who is left. Light bars: who a rule removed. Nobody is removed for one sign of carelessness alone.",
    zh="深色为剩余，浅色为该规则剔除的部分。仅凭一项草率作答迹象不会剔除任何人。",
)


def waterfall(frame: pd.DataFrame, *, wave: int | None = None, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the steps of one wave, from columns wave step removed left label_en label_zh."""
    chosen = frame[frame["wave"] == wave] if wave is not None else frame
    rows, names = [], dict(labels or {})
    for record in table_of(chosen).to_dict("records"):
        step = f"step {record['step']}"
        names[step] = Text(en=str(record["label_en"]), zh=str(record["label_zh"]))
        made = {"removed": float(record["removed"]), "left": float(record["left"])}
        about = {
            "statistic": "count",
            "wave": str(record["wave"]),
            "group": f"step={record['step']}",
            "basis": "census",
        }
        rows.append(Row({"step": step}, {name: Number(value, "count", **about) for name, value in made.items()}))  # type: ignore[arg-type]
    columns = (Column("removed", REMOVED, "count"), Column("left", LEFT, "count"))
    return Chart(Text(en="Waterfall of cleaning", zh="清理过程瀑布图"), Data(columns, tuple(rows)), READ, _draw, names)


def _draw(scene: Scene) -> Figure:
    rows, language = list(scene.data), scene.language
    lines = []
    for row in rows:
        removed, left = (row.numbers[name].value for name in ("removed", "left"))
        lines.append(Line(scene.name(row), number(-removed if removed else left, "count", language)))
    most = max(row.numbers["left"].value + row.numbers["removed"].value for row in rows)
    made = board(lines, (0, most * 1.02 or 1.0), "count", language)
    for row, (y,) in zip(rows, made.tracks, strict=True):
        removed, left = (row.numbers[name].value for name in ("removed", "left"))
        made.axes.barh(y, left, height=9, color=style.colour("c1"), linewidth=0)
        made.axes.barh(y, removed, left=left, height=9, color=style.colour("c4"), linewidth=0)
    return made.figure
