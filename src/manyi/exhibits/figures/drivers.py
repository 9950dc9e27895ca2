"""What is associated with satisfaction: importance with its noise line, ranks over choices, penalty and reward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Column, Data, Row, Scene, mark, sort, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import EDGE, reach
from manyi.exhibits.figures.boards import Key, Line, Panel, board
from manyi.exhibits.figures.rows import paint
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import NAN, Number, number, unit_of
from manyi.language import formats, words
from manyi.language.formats import axis, difference_of
from manyi.language.text import Text

WORDS = words.beside(__file__).section("drivers")

SHARE = WORDS["share"]
TILTED, TILTED_COUNT = telling.WORDS.section("tilted"), telling.WORDS.section("tilted_count")


def importance(shares: Any, *, noise: float | None = None, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return importance with intervals, high to low.

    `shares`: an Importance, or a frame with driver share low high [rank rank_low rank_high above_noise]. `noise`: the
    share that pure chance reaches, drawn as a line.
    """
    about_all = {} if isinstance(shares, pd.DataFrame) else {"base": float(shares.base), "method": str(shares.method)}
    columns = [Column("estimate", SHARE, "percent")]
    rows = [_driver(record, about_all) for record in table_of(shares).to_dict("records")]
    if any("rank" in row.numbers for row in rows):
        columns.append(Column("rank", WORDS["ranks"], "rank"))
    data = sort(Data(tuple(columns), tuple(rows)))
    kind = WORDS["dot_plot_of_importance"]
    topic = WORDS["importance_of_each_driver"]
    return Chart(
        kind, data, WORDS["read_importance"], lambda scene: _importance(scene, noise), topic, WORDS["measure"], labels=labels or {},
        finding=lambda names: leading(data, names),
    )  # fmt: skip


def leading(data: Data, names: Names) -> Text | None:
    """Return which drivers may be the first, from the intervals of their ranks."""
    ranked = [row for row in data if "rank" in row.numbers and not row.numbers["rank"].certain]
    if len(ranked) < 2:
        return None
    first = [row for row in ranked if row.numbers["rank"].low <= 1]
    if len(first) == len(ranked):
        return telling.WORDS["none_leads"]
    drivers = telling.listed(data, first, names)
    title = (
        telling.WORDS["leads"].fill(drivers=drivers)
        if len(first) == 1
        else telling.WORDS["share_lead"].fill(drivers=drivers)
    )
    return (
        title if telling.fits(title) else telling.WORDS["count_lead"].fill(first=str(len(first)), all=str(len(ranked)))
    )


def _driver(record: Mapping[Any, Any], about_all: Mapping[str, Any]) -> Row:
    """Return the share of a driver and, where it has one, its rank."""
    about: dict[str, Any] = {"item": str(record["driver"]), "group": "", **about_all}
    numbers = {"estimate": number(record, "percent", "share", **about, statistic="importance")}
    if record.get("rank") == record.get("rank") and "rank_low" in record:
        about |= {end: float(record[f"rank_{end}"]) for end in ("low", "high")}
        numbers["rank"] = Number(float(record["rank"]), "rank", **about, statistic="rank")
    return Row({"driver": str(record["driver"])}, numbers, "" if record.get("above_noise", True) else "noise")


def _importance(scene: Scene, noise: float | None) -> Figure:
    rows = list(scene.data)
    shown = [row.numbers["estimate"] for row in rows]
    lines = [Line(scene.name(row), (_with_ranks(scene, row),), quiet=row.flag == "noise") for row in rows]
    ends = [0.0, *(end for n in shown for end in (n.low, n.value, n.high))] + ([noise] if noise is not None else [])
    keys = [Key(scene.say(WORDS["noise"]), look.colour("c4"), "|")] if noise is not None else []
    frame = board(scene, lines, [Panel(reach(ends, 0, 1), "percent", foot=scene.say(SHARE))], keys)
    if noise is not None:
        frame.axes.vlines(noise, frame.top, frame.bottom, color=look.colour("c4"), linewidth=1.3, linestyle=(0, (3, 2)))
    for row, importance_, (y,) in zip(rows, shown, frame.tracks, strict=True):
        paint(frame.axes, importance_, y, look.colour("grey" if row.flag == "noise" else "c1"))
    return frame.figure


def _with_ranks(scene: Scene, row: Row) -> str:
    """Return the share of a driver, and its range of ranks where it has one."""
    share, rank = scene.number(row.numbers["estimate"]), row.numbers.get("rank")
    if rank is None or rank.certain:
        return share
    low, high = (formats.number(end, "rank", scene.language) for end in (rank.low, rank.high))
    ranks = low if low == high else low + formats.MARKS["to"][scene.language] + high
    return f"{share}\u00a0\u00a0{WORDS['ranked'][scene.language].format(ranks=ranks)}"


def robustness(frame: pd.DataFrame, *, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the ranks of each driver over specifications, from columns driver specification rank."""
    specifications = list(dict.fromkeys(frame["specification"].astype(str)))
    names = dict(labels or {})
    columns = tuple(Column(name, names.get(name, ("specification", name)), "rank") for name in specifications)
    rows = []
    for driver, ranks in table_of(frame).groupby("driver", sort=False, observed=True):
        numbers = {
            name: Number(float(rank), "rank", item=str(driver), statistic="rank", method=name)
            for name, rank in zip(ranks["specification"].astype(str), ranks["rank"], strict=True)
        }
        rows.append(Row({"driver": str(driver)}, numbers))
    rows.sort(key=lambda row: sum(n.value for n in row.numbers.values()) / len(row.numbers))
    kind = WORDS["ranks_under_each_choice_of"]
    topic = WORDS["rank_of_each_driver_under"]
    return Chart(kind, Data(columns, tuple(rows)), WORDS["read_ranks"], _ranks, topic, WORDS["rank"], labels=names)


def _ranks(scene: Scene) -> Figure:
    rows = list(scene.data)
    ranks = [[number.value for number in row.numbers.values()] for row in rows]
    texts = [
        f"{min(r):.0f}" if min(r) == max(r) else formats.between(min(r), max(r), "rank", scene.language) for r in ranks
    ]
    lines = [Line(scene.name(row), (text,)) for row, text in zip(rows, texts, strict=True)]
    last = max(max(r) for r in ranks)
    step = 1 if last <= 12 else 2
    ticks = [float(rank) for rank in range(1, int(last) + 1, step)]
    frame = board(scene, lines, [Panel((0.6, last + 0.4), "rank", "", axis("rank", scene.language), ticks)])
    for values, (y,) in zip(ranks, frame.tracks, strict=True):
        frame.axes.plot([min(values), max(values)], [y, y], color=look.colour("c5"), linewidth=2.4)
        frame.axes.plot(values, [y] * len(values), "o", markersize=7, color=look.colour("c5"),
                       markerfacecolor=look.colour("paper"), markeredgewidth=1.5, clip_on=False)  # fmt: skip
    return frame.figure


def asymmetry(frame: pd.DataFrame, *, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return penalty and reward of each driver, from columns driver {penalty,reward}[_low,_high] unit; penalties < 0.

    unit: that of the outcome, as `stats.asymmetry` gives it. Raises InputError: no unit, or several.
    """
    unit = difference_of(unit_of(frame))
    sides: Sequence[tuple[str, Text]] = (
        ("penalty", WORDS["low_rating_penalty"]),
        ("reward", WORDS["high_rating_reward"]),
    )
    rows = []
    for record in table_of(frame).to_dict("records"):
        numbers = {side: _penalty_or_reward({**record, "unit": unit}, side) for side, _ in sides}
        reason = "small_cell" if any(side.hidden for side in numbers.values()) else ""
        rows.append(Row({"driver": str(record["driver"])}, numbers, reason=reason))
    rows.sort(key=lambda row: np.nan_to_num(row.numbers["penalty"].value))
    data = Data(tuple(Column(side, head, unit) for side, head in sides), tuple(rows))
    topic = WORDS["penalty_and_reward_of_each"]
    kind = WORDS["penalty_and_reward"]
    classes = dict(zip(frame["driver"].astype(str), frame["class"], strict=True)) if "class" in frame else {}
    return Chart(kind, data, WORDS["read_asymmetry"], _asymmetry, topic, WORDS["apart"], labels=labels or {},
                 finding=lambda names: tilted(data, classes, names))  # fmt: skip


def tilted(data: Data, classes: Mapping[str, str], names: Names) -> Text | None:
    """Return which drivers cost more when rated low than they gain when rated high, or the other way round.

    classes: driver -> class, as `stats.asymmetry` decides it from the interval of the tilt.
    """
    sides = {kind: [row for row in data if classes.get(row.keys["driver"]) == kind] for kind in ("basic", "excitement")}
    some = [kind for kind, rows in sides.items() if rows]
    if not classes:
        return None
    if len(some) > 1:
        return TILTED["both"]
    if not some:
        return TILTED["none"]
    tilted_rows = sides[some[0]]
    named = telling.if_short(TILTED[some[0]].fill(drivers=telling.listed(data, tilted_rows, names)))
    return named or TILTED_COUNT[some[0]].fill(some=str(len(tilted_rows)), all=str(len(classes)))


def _penalty_or_reward(record: Mapping[Any, Any], side: str) -> Number:
    """Return the penalty or the reward of a driver."""
    about: dict[str, Any] = {"item": str(record["driver"]), "group": "", "statistic": side}
    return number(
        record, None, side, low=f"{side}_low", high=f"{side}_high", p=NAN, status="shown", reason="small_cell", **about
    )


def _asymmetry(scene: Scene) -> Figure:
    """Draw one row each: penalty to the left of zero, reward to the right, as bars with their intervals."""
    unit = scene.data.columns[0].unit
    tones = {"penalty": "c4", "reward": "c1"}
    between = "\u00a0\u00a0\u00a0"
    lines = [
        Line(scene.name(row), (between.join(printed_in(scene, row, side) for side in tones),), quiet=_thin(row))
        for row in scene.data
    ]
    every = [number for _, number in scene.data.entries() if not number.hidden]
    most = max((abs(end) for n in every for end in (n.low, n.value, n.high) if end == end), default=0.0) * 1.06 or 1.0
    keys = [Key(column.heading(scene.names, scene.language), look.colour(tones[column.name]), "s")
            for column in scene.data.columns]  # fmt: skip
    panel = Panel((-most, most), unit, foot=axis(unit, scene.language))
    frame = board(scene, lines, [panel], keys, inset=EDGE)
    for row, (y,) in zip(scene.data, frame.tracks, strict=True):
        for side, tone in tones.items():
            number = row.numbers[side]
            paint(frame.axes, number, y, look.colour("grey" if number.status == "flagged" else tone), bar=True)
    frame.axes.vlines(0, frame.top, frame.bottom, color=look.colour("axis"), linewidth=1.2, zorder=5)
    return frame.figure


def _thin(row: Row) -> bool:
    """Return whether too few gave one of the two answers."""
    return any(number.status == "flagged" or number.hidden for number in row.numbers.values())


def printed_in(scene: Scene, row: Row, column: str) -> str:
    """Return one number of a row, or its mark when it is suppressed."""
    return mark(row) if row.numbers[column].hidden else scene.number(row.numbers[column])
