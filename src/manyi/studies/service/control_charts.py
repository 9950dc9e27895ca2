"""A control chart: a share by period with its centre and limits; points outside the limits have a different shape."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import EDGE, bare, lines_at, nice, reach, scale, text_width, tick_words, words_at
from manyi.exhibits.figures.boards import LEGEND, Key, draw_keys, key_lines
from manyi.exhibits.figures.rows import FLOORS
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.text import Text

WORDS = words.beside(__file__).section("control")

TALL, FOOT = 165.0, 30.0  # height in points of the plot, and of the room below it for the periods
HEADS = WORDS.section("heads")
TARGET = WORDS["target"]
READ = WORDS["read"]


def control(
    periods: pd.DataFrame, period: str, *, target: float | None = None,
    labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return a control chart of a frame of `stats.control.p_chart`; `period` is its key column, in order of time."""
    rows = []
    for record in table_of(periods).to_dict("records"):
        group = f"{period}={record[period]}"
        about = {"item": str(record.get("item", "")), "group": group, "base": float(record["base"])}
        numbers = {"estimate": Number(float(record["estimate"]), "percent", statistic="share", **about)}  # type: ignore[arg-type]
        for name in HEADS:
            numbers[name] = Number(float(record[name]), "percent", statistic=f"control chart, {name}", group=group)
        rows.append(Row({period: str(record[period])}, numbers, str(record["signal"])))
    columns = (
        Column("estimate", WORDS["value"], "percent"),
        *(Column(name, head, "percent") for name, head in HEADS.items()),
    )
    data = Data(columns, tuple(rows))
    kind = WORDS["control_chart"]
    return Chart(kind, data, READ, lambda scene: _draw_chart(scene, target), labels=labels or {},
                 finding=lambda _: telling.outside(data))  # fmt: skip


def _keys(scene: Scene, target: float | None) -> list[Key]:
    keys = [
        Key(scene.say(WORDS["inside"]), look.colour("c1")),
        Key(scene.say(WORDS["outside"]), look.colour("down"), "D"),
    ]
    if target:
        aim = scene.number(Number(target, "percent"))
        keys.append(Key(f"{scene.say(TARGET)} {aim}", look.colour("ink"), "_"))
    return keys


def _draw_chart(scene: Scene, target: float | None) -> Figure:
    rows = list(scene.data)
    wide = scene.width
    legend = key_lines(_keys(scene, target), wide - 2 * EDGE)
    head = LEGEND * len(legend) + 8
    height = head + TALL + FOOT
    ends = [row.numbers[name].value for row in rows for name in ("estimate", "lower", "upper")]
    limits = reach([*ends, *([target] if target else [])], *FLOORS["percent"])
    left = max(text_width(text, look.SMALL) for text in tick_words(nice(limits, 4), "percent")) + 6
    figure = Figure(figsize=(wide / 72, height / 72))
    axes = bare(figure, left / wide, FOOT / height, 1 - (left + 8) / wide, TALL / height)
    draw_keys(figure, legend)
    _plot(axes, rows, target)
    axes.set(xlim=(-0.4, len(rows) - 0.6), ylim=limits)
    lines_at(axes, scale(axes, limits, "percent", nice(limits, 4), side="y", pad=4))
    _periods(axes, [scene.name(row) for row in rows], wide - left)
    return figure


def _plot(axes: Axes, rows: list[Row], target: float | None) -> None:
    """Draw band, centre, target, line and points."""
    x = list(range(len(rows)))
    value = {name: [row.numbers[name].value for row in rows] for name in ("estimate", *HEADS)}
    axes.fill_between(x, value["lower"], value["upper"], color=look.colour("band"), linewidth=0)
    axes.plot(x, value["centre"], color=look.colour("axis"), linewidth=1.4)
    if target is not None:
        axes.axhline(target, color=look.colour("ink"), linewidth=1.2, linestyle=(0, (4, 3)))
    sns.lineplot(
        x=x, y=value["estimate"], ax=axes, color=look.colour("c1"), linewidth=1.6, errorbar=None, estimator=None
    )
    for place, row in enumerate(rows):
        tone, marker = ("down", "D") if row.flag else ("c1", "o")
        axes.plot([place], [row.numbers["estimate"].value], marker, color=look.colour(tone), markersize=7, zorder=4)


def _periods(axes: Axes, names: list[str], wide: float) -> None:
    """Name the periods under the axis, shortened to what distinguishes them, every second one if they collide."""
    short = [name[:3] if name.isascii() and len(name) > 3 else name for name in names]
    short = short if len(set(short)) == len(names) else names
    crowded = max(text_width(name, look.SMALL) for name in short) + 3 > wide / len(names)
    step = 2 if crowded else 1
    words_at(axes, range(0, len(names), step), short[::step], pad=4)


SIGMAS = 3.0
D2 = 1.128  # mean range of two draws from a standard normal distribution


def p_chart(periods: pd.DataFrame) -> pd.DataFrame:
    """Return the periods with columns centre, lower, upper, signal ("above", "below", ""), sigma_z.

    periods: estimate (share) and base (cases), in order of time. centre = sum n p / sum n; limits centre +- 3 sigma_z
    sqrt(centre (1 - centre) / n) (Montgomery, Introduction to Statistical Quality Control); sigma_z is the mean moving
    range of the standardised shares / 1.128 (Laney 2002, Quality Engineering 14), never below 1.
    """
    share, n = periods["estimate"].to_numpy(float), periods["base"].to_numpy(float)
    if len(share) < 3 or np.isnan(share).any() or (n < 1).any():
        raise InputError("a control chart needs at least three periods with cases")
    centre = float((share * n).sum() / n.sum())
    error = np.sqrt(centre * (1 - centre) / n)
    safe = np.where(error > 0, error, 1.0)
    sigma_z = max(1.0, float(np.abs(np.diff((share - centre) / safe)).mean() / D2))
    lower, upper = centre - SIGMAS * sigma_z * error, centre + SIGMAS * sigma_z * error
    signal = np.where(share < lower - 1e-12, "below", np.where(share > upper + 1e-12, "above", ""))
    lower, upper = np.maximum(lower, 0), np.minimum(upper, 1)
    return periods.assign(centre=centre, lower=lower, upper=upper, signal=signal, sigma_z=sigma_z)
