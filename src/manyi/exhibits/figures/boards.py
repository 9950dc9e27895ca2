"""The layout of a figure of rows: labels, marks on one axis or two side by side, and the values of each.

A wide figure has labels at the left, on the line of their marks, and values in columns. A narrow one, for phones, has
each label on a line of its own with the marks below, so long names in either language wrap instead of overlapping. The
vertical axis is in points from the top, so text and marks land where measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from manyi.exhibits.data import Scene
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE, MARGIN, bare, scale, shorten, text_width, wrap
from manyi.language.formats import Unit

GAP = 9.0  # points between rows whose labels are above their marks
PITCH = 3.4  # the same with labels beside the marks: with a line of text 25 pixels
TRACK = 13.0  # points of height for one line of marks
LEGEND = look.LINE + 2  # points of height for one line of the key
HEADED = 70.0  # points by which its head may widen a column of only values
LABELS = 0.42  # the largest part of a wide figure that labels may take
BETWEEN = {True: 13.0, False: 5.0}  # points between columns of a wide figure and of a narrow one


@dataclass(frozen=True)
class Line:
    """One row: a label, the value beside the marks of each panel, and how many tracks of marks it needs."""

    label: str
    values: tuple[str, ...] = ()
    tracks: int = 1
    header: bool = False  # a group's name: no marks
    quiet: bool = False
    tones: tuple[str, ...] = ()  # the colour of each value, by name


@dataclass(frozen=True)
class Panel:
    """One axis: its limits, its unit, the words above it and below it, and its part of the room for marks."""

    limits: tuple[float, float]
    unit: Unit
    head: str = ""
    foot: str = ""
    ticks: Sequence[float] | None = None
    part: float = 1.0


@dataclass(frozen=True)
class Key:
    """One entry of the key above the chart, in data order."""

    label: str
    colour: str
    marker: str = "o"
    filled: bool = True


@dataclass(frozen=True)
class Board:
    """The figure, the axes of its panels, and for each line the heights of its tracks (empty for headers)."""

    figure: Figure
    panels: list[Axes]
    tracks: list[list[float]]
    top: float
    bottom: float
    wide: bool

    @property
    def stripes(self) -> list[tuple[float, float]]:
        """Return the extent of a shaded band: all rows, or just the marks if labels are between them."""
        if self.wide:
            return [(self.top, self.bottom)]
        return [(tracks[0] - TRACK / 2, tracks[-1] + TRACK / 2) for tracks in self.tracks if tracks]

    @property
    def axes(self) -> Axes:
        """Return the first of the axes."""
        return self.panels[0]


@dataclass(frozen=True)
class _Column:
    """The start and end of a panel's marks, and the end of its values; points from the left."""

    start: float
    end: float
    values: float


@dataclass(frozen=True)
class _Placed:
    line: Line
    top: float
    label: list[str]
    tracks: list[float]


def board(
    scene: Scene, lines: Sequence[Line], panels: Sequence[Panel], keys: Sequence[Key] = (), inset: float = MARGIN
) -> Board:
    """Lay out the lines and return the positions of their marks; `inset` is the room left for marks at the limits."""
    room = scene.width - 2 * EDGE
    legend = key_lines(keys, room)
    columns, label = _columns(scene, lines, panels)
    wide = [column.values - column.start for column in columns]
    heads, feet = ([wrap(words, width, look.SMALL) if words else [] for words, width in zip(side, wide, strict=True)]
                   for side in ([panel.head for panel in panels], [panel.foot for panel in panels]))  # fmt: skip
    headed = max(map(len, heads)) * look.LINE
    start = len(legend) * LEGEND + (6 if legend else 2) + headed + (4 if headed else 0)
    placed, bottom = _place(scene, lines, start, label, len(panels))
    ticked = any(panel.ticks is None or len(panel.ticks) for panel in panels)
    foot = (look.LINE if ticked else 0) + max(map(len, feet)) * (look.LINE - 1) + 5
    height = bottom + foot
    figure = Figure(figsize=(scene.width / 72, height / 72))
    drawn = []
    for panel, column, head, below in zip(panels, columns, heads, feet, strict=True):
        drawn.append(_panel(figure, scene, panel, column, (start, bottom, foot, height), inset))
        x, side = (column.start, "left") if panel.part else (column.values, "right")
        for k, part in enumerate(head):
            _write_muted(figure, x, start - 4 - look.LINE * (len(head) - k - 0.78), part, side)
        for k, part in enumerate(below):
            _write_muted(figure, column.start, height - 3 - (look.LINE - 1) * (len(below) - k - 1), part)
    for row in placed:
        _label(figure, scene, row, columns)
    draw_keys(figure, legend)
    return Board(figure, drawn, [row.tracks for row in placed], start, bottom, scene.wide)


def _write_muted(figure: Figure, x: float, y: float, text: str, side: str = "left") -> None:
    write(figure, x, y, text, ha=side, fontsize=look.SMALL, color=look.colour("muted"))


def _columns(scene: Scene, lines: Sequence[Line], panels: Sequence[Panel]) -> tuple[list[_Column], float]:
    """Return the columns of the panels, and the width for labels."""
    room, gap = scene.width - 2 * EDGE, BETWEEN[scene.wide]
    if not scene.wide and len(panels) == 1:
        return [_Column(EDGE, EDGE + room, EDGE + room)], room
    longest = max((text_width(line.label) for line in lines if not line.header), default=0.0)
    label = min(longest, LABELS * room) if scene.wide else 0.0
    texts = zip_longest(*(line.values for line in lines), fillvalue="")
    values = [max(map(text_width, column)) for column in texts] + [0.0] * len(panels)
    values = [max(value, 0.0 if panel.part else min(text_width(panel.head, look.SMALL), HEADED))
              for value, panel in zip(values, panels, strict=False)]  # fmt: skip
    marks = room - label - sum(value + gap for value in values if value) - gap * (len(panels) - (not scene.wide))
    x, columns = EDGE + label + (gap if scene.wide else 0.0), []
    for panel, value in zip(panels, values, strict=True):
        end = x + marks * panel.part / sum(each.part for each in panels)
        columns.append(_Column(x, end, end + value + (gap if value else 0.0)))
        x = columns[-1].values + gap
    return columns, label if scene.wide else room


def _place(scene: Scene, lines: Sequence[Line], start: float, label: float, panels: int) -> tuple[list[_Placed], float]:
    """Return the position of each line and the end of all."""
    placed: list[_Placed] = []
    y = start
    for line in lines:
        beside = scene.wide and not line.header
        values = text_width(line.values[0]) + 8 if line.values and not scene.wide and panels == 1 else 0.0
        parts = wrap(line.label, scene.width - 2 * EDGE if line.header else label - values)
        y += (PITCH if scene.wide else GAP) * (1.6 if line.header else 1) if placed else 2
        tall = len(parts) * look.LINE
        if beside:
            tall = max(tall, TRACK * line.tracks)
            middle = y + tall / 2
            tracks = [middle + TRACK * (k - (line.tracks - 1) / 2) for k in range(line.tracks)]
        else:
            tracks = [] if line.header else [y + tall + 1 + TRACK * (k + 0.5) for k in range(line.tracks)]
        placed.append(_Placed(line, y, parts, tracks))
        y += tall + (0.0 if beside else TRACK * len(tracks) + (0 if line.header else 1))
    return placed, y + 5


def _panel(
    figure: Figure, scene: Scene, panel: Panel, column: _Column, at: tuple[float, float, float, float], inset: float
) -> Axes:
    start, bottom, foot, height = at
    wide = max(column.end - column.start - 2 * (inset - EDGE), 0.1)
    axes = bare(figure, (column.start - EDGE + inset) / scene.width, foot / height, wide / scene.width, bottom / height)
    axes.set(xlim=panel.limits, ylim=(bottom, 0))
    places = scale(axes, panel.limits, panel.unit, panel.ticks, room=wide)
    axes.vlines(places, start, bottom, color=look.colour("grid"), linewidth=0.8, zorder=0)
    return axes


def write(figure: Figure, x: float, y: float, text: str, **tone: Any) -> None:
    """Write a text `x` points from the left with its baseline `y` points from the top."""
    wide, tall = 72 * figure.get_size_inches()
    figure.text(x / wide, 1 - y / tall, text, **{"va": "baseline", "ha": "left", **tone})


def _label(figure: Figure, scene: Scene, row: _Placed, columns: Sequence[_Column]) -> None:
    """Write the label of a row and its values: beside the marks, or above them where there is one panel."""
    line, beside = row.line, scene.wide and not row.line.header
    tone = {"color": look.colour("c1" if line.header else "muted" if line.quiet else "ink")}
    more = {} if scene.wide else {"gid": look.OUTLINED}  # keeps grid lines out of words
    middle = (row.tracks[0] + row.tracks[-1]) / 2 if row.tracks else row.top
    top = middle - len(row.label) * look.LINE / 2 if beside and row.tracks else row.top
    for k, part in enumerate(row.label):
        write(figure, EDGE, top + look.LINE * (k + 0.78), part, **tone, **more)
    above = line.header or not (scene.wide or len(columns) > 1)
    base = top + look.LINE * 0.78 if above or not row.tracks else middle + look.LINE * 0.28
    for value, column, name in zip_longest(line.values, columns, line.tones):
        if value and column:
            tone = {"color": look.colour(name)} if name else tone
            write(figure, column.values, base, value, ha="right", **tone, **more)


def key_lines(keys: Sequence[Key], width: float) -> list[list[tuple[float, Key]]]:
    """Return the key in lines: (points from the left, entry)."""
    lines: list[list[tuple[float, Key]]] = []
    x = width
    for key in keys:
        key = replace(key, label=shorten(key.label, width - 16, look.SMALL))
        need = 16 + text_width(key.label, look.SMALL) + 12
        if x + need - 12 > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key))
        x += need
    return lines


def draw_keys(figure: Figure, lines: Sequence[Sequence[tuple[float, Key]]]) -> None:
    """Draw the key above the chart."""
    wide, tall = 72 * figure.get_size_inches()
    for k, line in enumerate(lines):
        y = 1 - (LEGEND * (k + 0.5) + 1) / tall
        for x, key in line:
            face = key.colour if key.filled else look.colour("paper")
            mark = Line2D([(EDGE + x + 5) / wide], [y], marker=key.marker, color=key.colour, markerfacecolor=face,
                          markersize=11 if key.marker == "|" else 7, linestyle="none", markeredgewidth=1.4)  # fmt: skip
            figure.add_artist(mark)
            figure.text((EDGE + x + 14) / wide, y, key.label, fontsize=look.SMALL, va="center_baseline", ha="left")
