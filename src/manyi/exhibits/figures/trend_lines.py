"""Levels over the waves: one panel per group, one scale, bands for intervals, a broken line where the series breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.data import Chart, Data, Row, Scene, mark, shown, tidy
from manyi.exhibits.figures import look, telling_waves
from manyi.exhibits.figures.axis import (
    MARGIN,
    bare,
    lines_at,
    nice,
    reach,
    scale,
    text_width,
    tick_words,
    words_at,
    wrap,
)
from manyi.exhibits.figures.boards import write
from manyi.exhibits.figures.rows import FLOORS, LEAST, row_name
from manyi.exhibits.names import Names
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.periods import Period
from manyi.language.text import Text

WORDS = words.beside(__file__).section("trend")

READ, READ_SEVERAL = WORDS["read"], WORDS["read_several"]
PANEL, SINGLE = 78.0, 130.0  # height of a panel's plot in points
FOOT = 32.0  # points below it for the years
APART = 8.0  # least distance in points between the years under two panels
RISE = 21.0  # points from a dot to the top of the value above it
HEAD = 2.0  # points above the first name: the font rises higher than its line


def trend(
    estimates: Any, *, breaks: Mapping[int, Text] | None = None,
    labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return levels by wave. `breaks`: waves at which every series breaks. Raises InputError: results not by wave."""
    data = tidy(estimates)
    if not all("wave" in row.keys for row in data):
        raise InputError('a trend needs results by wave: survey.sample().mean(item, by="wave")')
    return Chart(
        WORDS["line_chart"],
        data,
        READ if len(_series(data)) == 1 else READ_SEVERAL,
        lambda scene: _draw_trend(scene, data.columns[0].unit, breaks or {}),
        labels=labels or {},
        finding=lambda names: _title_since(data, names, breaks or {}),
    )


def _title_since(data: Data, names: Names, breaks: Mapping[int, Text]) -> Text | None:
    """Return the title: the last wave of each series against the first it can be compared with."""
    unbroken = [after_breaks(rows, names, breaks) for rows in _series(data)]
    return telling_waves.since(unbroken[0], names) if len(unbroken) == 1 else telling_waves.all_since(unbroken)


def _series(data: Data) -> list[list[Row]]:
    series: dict[tuple[str, ...], list[Row]] = {}
    for row in data:
        series.setdefault(tuple(value for key, value in row.keys.items() if key != "wave"), []).append(row)
    return list(series.values())


def after_breaks(rows: list[Row], names: Names, everywhere: Collection[int]) -> list[Row]:
    """Return the rows of a series from its last break on."""
    breaks = {*everywhere, *names.breaks(rows[0].keys.get("item", ""))}
    waves = [Period.of(row.keys["wave"]) for row in rows]
    start = max((wave for wave in waves if wave in breaks), default=min(waves))
    return [row for row, wave in zip(rows, waves, strict=True) if wave >= start]


def _draw_trend(scene: Scene, unit: Unit, breaks: Mapping[int, Text]) -> Figure:
    panels: dict[str, list[Row]] = {}
    for row in sorted(scene.data, key=lambda row: Period.of(row.keys["wave"])):
        panels.setdefault(row_name(scene, row, ("wave",)), []).append(row)
    waves = sorted({Period.of(row.keys["wave"]) for row in scene.data})
    numbers = shown(scene.data.rows)
    limits = reach([end for n in numbers for end in (n.low, n.value, n.high)], *FLOORS.get(unit, (None, None)),
                   LEAST.get(unit, 0.0))  # fmt: skip
    ticks = max(text_width(text, look.SMALL) for text in tick_words(nice(limits, 3), unit))
    place = _Grid.of(scene, len(panels), ticks, max(text_width(str(wave), look.SMALL) for wave in waves))
    moved = telling_waves.moved_since([after_breaks(rows, scene.names, breaks) for rows in panels.values()])
    heads = [wrap(name, place.wide, look.TEXT) for name in panels]
    tall = SINGLE if len(panels) == 1 else PANEL
    gap = 6 + _above(panels.values(), limits, tall)
    heights = [max(map(len, heads[row : row + place.columns])) * look.LINE + gap + tall + FOOT
               for row in range(0, len(heads), place.columns)]  # fmt: skip
    height = HEAD + sum(heights)
    figure = Figure(figsize=(scene.width / 72, height / 72))
    room = waves[0].step * (0.15 if len(waves) > 1 else 1)
    for n, (head, rows, told) in enumerate(zip(heads, panels.values(), moved, strict=True)):
        down, column = divmod(n, place.columns)
        left, upper = place.left(column), HEAD + sum(heights[: down + 1]) - FOOT - tall
        for k, line in enumerate(head):
            write(figure, left, upper - gap - look.LINE * (len(head) - k - 0.8), line)
        axes = bare(figure, left / scene.width, 1 - (upper + tall) / height, place.wide / scene.width, tall / height)
        axes.set(xlim=(waves[0].at - room, waves[-1].at + room), ylim=limits)
        _write_years(axes, waves, alone=place.columns == 1)
        tone = look.colour("c1" if told or len(panels) == 1 else "grey")
        _draw_panel(axes, scene, rows, waves, unit, breaks, tone, first=column == 0)
    return figure


@dataclass(frozen=True)
class _Grid:
    """The positions of panels side by side, in points."""

    columns: int
    wide: float  # of a panel
    ticks: float  # of the values left of the first of a line
    gap: float

    @classmethod
    def of(cls, scene: Scene, panels: int, ticks: float, year: float) -> _Grid:
        columns = min(panels, 4 if scene.wide else 2)
        gap = max(18.0, year + APART)
        room = scene.width - ticks - 8 - MARGIN
        return cls(columns, (room - gap * (columns - 1)) / columns, ticks + 6, gap)

    def left(self, column: int) -> float:
        return self.ticks + column * (self.wide + self.gap)


def _draw_panel(
    axes: Axes, scene: Scene, rows: list[Row], waves: list[Period], unit: Unit, breaks: Mapping[int, Text], tone: str,
    *, first: bool,
) -> None:  # fmt: skip
    limits = axes.get_ylim()
    ticks = nice(limits, 3)
    lines_at(axes, scale(axes, limits, unit, ticks, side="y", pad=4) if first else ticks)
    here = {*scene.names.breaks(rows[0].keys.get("item", "")), *breaks}
    stretches = runs(rows, waves, here)
    for before, after in pairwise(stretches):  # not comparable, or nothing in between
        ends = (before[-1], after[0])
        axes.plot([Period.of(row.keys["wave"]).at for row in ends], [row.numbers["estimate"].value for row in ends],
                  color=look.colour("grey"), linewidth=1.4, linestyle=(0, (3, 3)))  # fmt: skip
    for run in stretches:
        _draw_run(axes, run, tone)
    for wave in here:
        if waves[0] < wave <= waves[-1]:
            axes.axvline(
                Period(wave).at - waves[0].step / 2, color=look.colour("muted"), linewidth=1, linestyle=(0, (2, 2))
            )
    _ends(axes, scene, rows)


def _draw_run(axes: Axes, run: Sequence[Row], tone: str) -> None:
    """Draw waves that may be compared: a line over the band of its intervals."""
    x = [Period.of(row.keys["wave"]).at for row in run]
    numbers = [row.numbers["estimate"] for row in run]
    axes.fill_between(x, [n.low for n in numbers], [n.high for n in numbers], color=look.colour("band"), linewidth=0)
    if len(run) == 1 and not numbers[0].certain:
        axes.plot(x * 2, [numbers[0].low, numbers[0].high], color=tone, linewidth=2)
    sns.lineplot(x=x, y=[n.value for n in numbers], ax=axes, color=tone, linewidth=2, marker="o",
                 markersize=6, markeredgecolor=tone, errorbar=None, estimator=None,
                 clip_on=False)  # fmt: skip


def _write_years(axes: Axes, waves: list[Period], *, alone: bool) -> None:
    """Write the years under the axes: all if there is room, else the first and the last."""
    wide = axes.get_window_extent().width / axes.figure.dpi * 72
    span = waves[-1].at - waves[0].at or 1
    steps = [(b.at - a.at) / span * wide for a, b in pairwise(waves)]
    every = alone and min(steps, default=wide) > text_width(str(waves[0]), look.SMALL) + 8
    named = waves if every or len(waves) < 2 else [waves[0], waves[-1]]
    words_at(axes, [wave.at for wave in named], [str(wave) for wave in named], pad=4)


def runs(rows: list[Row], waves: Sequence[int], breaks: set[int]) -> list[list[Row]]:
    """Return the stretches a line may join: without a break, a missing or a suppressed wave inside."""
    stretches: list[list[Row]] = [[]]
    starts = breaks | _after_gaps(waves)
    at: dict[int, Row] = {Period.of(row.keys["wave"]): row for row in rows}
    for wave in waves:
        row = at.get(wave)
        if wave in starts or row is None or row.numbers["estimate"].hidden:
            stretches.append([])
        if row is not None and not row.numbers["estimate"].hidden:
            stretches[-1].append(row)
    return [run for run in stretches if run]


def _after_gaps(waves: Sequence[int]) -> set[int]:
    """Return the waves that follow the one before after more than the usual step: a wave in between is missing."""
    at = [wave.days[0].toordinal() / 7 if wave.parts[0] == "week" else wave.at for wave in map(Period, waves)]
    steps = [after - before for before, after in pairwise(at)]
    usual = median_low(steps) if steps else 0.0
    return {wave for wave, step in zip(waves[1:], steps, strict=True) if step > 1.5 * usual}


def _above(panels: Iterable[Sequence[Row]], limits: tuple[float, float], tall: float) -> float:
    """Return how many points, at most, the values written at the ends of lines rise above their plots."""
    low, high = limits
    tops = [
        row.numbers["estimate"].value
        for rows in panels for drawn in [[row for row in rows if not row.numbers["estimate"].hidden]]
        for row in (*drawn[:1], *drawn[-1:])
    ]  # fmt: skip
    return max(0.0, *(RISE - (high - top) / (high - low) * tall for top in [*tops, low]))


def _ends(axes: Axes, scene: Scene, rows: list[Row]) -> None:
    """Print the first and the latest value at their dots, and a mark where a wave is suppressed."""
    for row in rows:
        if row.numbers["estimate"].hidden:
            axes.text(Period.of(row.keys["wave"]).at, axes.get_ylim()[0], mark(row), ha="center", va="bottom",
                      fontsize=look.SMALL, color=look.colour("muted"))  # fmt: skip
    drawn = [row for row in rows if not row.numbers["estimate"].hidden]
    low, high = axes.get_ylim()
    ends = [(drawn[0], drawn[1], -1), (drawn[-1], drawn[-2], 1)] if len(drawn) > 1 else [(row, row, 0) for row in drawn]
    for end, beside, side in ends:
        number = end.numbers["estimate"]
        under = beside.numbers["estimate"].value > number.value > low + (high - low) * 0.25
        axes.annotate(scene.number(number), (Period.of(end.keys["wave"]).at, number.value),
                      xytext=(5 * side, -7 if under else 7),
                      va="top" if under else "bottom", textcoords="offset points", ha={-1: "left", 0: "center", 1: "right"}[side],
                      annotation_clip=False, gid=look.OUTLINED)  # fmt: skip
