"""Where things go in a figure of rows: each label on a line of its own, its marks on the line below.

Narrow by design: a label never shares a line with marks, so long names in either language wrap instead of overlapping,
and the marks have the full width. The vertical axis is in points from the top, so text and marks land where measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from manyi.exhibits.figures import look as style
from manyi.exhibits.figures.axis import EDGE, MARGIN, canvas, scale, shorten, text_width, wrap
from manyi.language.formats import Language, Unit

GAP = 9.0  # points between a row and the next
TRACK = 13.0  # points of height for one line of marks
LEGEND = style.LINE + 2  # points of height for one line of the key


@dataclass(frozen=True)
class Line:
    """One row: a label, the value printed at the right end of its line, and how many tracks of marks it needs."""

    label: str
    value: str = ""
    tracks: int = 1
    header: bool = False  # a group's name: no marks
    quiet: bool = False


@dataclass(frozen=True)
class Key:
    """One entry of the key above the chart, in data order."""

    label: str
    colour: str
    marker: str = "o"
    filled: bool = True


@dataclass(frozen=True)
class Board:
    """The figure, its axes, and for each line the heights of its tracks (empty for headers)."""

    figure: Figure
    axes: Axes
    tracks: list[list[float]]
    top: float
    bottom: float


def board(
    lines: Sequence[Line], limits: tuple[float, float], unit: Unit, language: Language,
    keys: Sequence[Key] = (), axis: str = "", ticks: Sequence[float] | None = None, inset: float = MARGIN,
) -> Board:  # fmt: skip
    """Lay out the lines and return where their marks go; `inset` is the room left for marks at the limits."""
    wide = style.WIDTH * 72 - 2 * EDGE
    legend = key_lines(keys, wide)
    start = sum(LEGEND for _ in legend) + (6 if legend else 2)
    placed, tracks, bottom = _place(lines, start, wide)
    named = len(wrap(axis, wide, style.SMALL)) if axis else 0
    foot = style.LINE * (named + (0 if ticks == [] else 1)) + 5
    figure, axes = canvas(bottom + foot, foot, inset=inset)
    axes.set(xlim=limits, ylim=(bottom, 0))
    places = scale(axes, limits, unit, ticks)
    axes.vlines(places, start, bottom, color=style.colour("grid"), linewidth=0.8, zorder=0)
    for top, parts, line in placed:
        _label(axes, top, parts, line, inset)
    draw_keys(figure, legend, bottom + foot)
    if axis:
        figure.text(EDGE / 72 / style.WIDTH, 2 / (bottom + foot), "\n".join(wrap(axis, wide, style.SMALL)),
                    fontsize=style.SMALL, color=style.colour("muted"), va="bottom", ha="left")  # fmt: skip
    return Board(figure, axes, tracks, start, bottom)


def _place(
    lines: Sequence[Line], start: float, wide: float
) -> tuple[list[tuple[float, list[str], Line]], list[list[float]], float]:
    """Return (top, label in lines, line) of each line, the heights of its tracks, and where all end."""
    placed: list[tuple[float, list[str], Line]] = []
    tracks: list[list[float]] = []
    y = start
    for line in lines:
        y += GAP * (1.6 if line.header and placed else 1) if placed else 2
        parts = wrap(line.label, wide - (text_width(line.value) + 8 if line.value else 0))
        placed.append((y, parts, line))
        y += len(parts) * style.LINE + (0 if line.header else 1)
        tracks.append([] if line.header else [y + TRACK * (k + 0.5) for k in range(line.tracks)])
        y += TRACK * len(tracks[-1])
    return placed, tracks, y + 5


def key_lines(keys: Sequence[Key], width: float) -> list[list[tuple[float, Key]]]:
    """Return the key in lines: (points from the left, entry)."""
    lines: list[list[tuple[float, Key]]] = []
    x = width
    for key in keys:
        key = replace(key, label=shorten(key.label, width - 16, style.SMALL))
        need = 16 + text_width(key.label, style.SMALL) + 12
        if x + need - 12 > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key))
        x += need
    return lines


def draw_keys(figure: Figure, lines: Sequence[Sequence[tuple[float, Key]]], height: float) -> None:
    """Draw the key above the chart."""
    wide = style.WIDTH * 72
    for k, line in enumerate(lines):
        y = 1 - (LEGEND * (k + 0.5) + 1) / height
        for x, key in line:
            face = key.colour if key.filled else style.colour("paper")
            mark = Line2D([(EDGE + x + 5) / wide], [y], marker=key.marker, color=key.colour, markerfacecolor=face,
                          markersize=11 if key.marker == "|" else 7, linestyle="none", markeredgewidth=1.4)  # fmt: skip
            figure.add_artist(mark)
            figure.text((EDGE + x + 14) / wide, y, key.label, fontsize=style.SMALL, va="center_baseline", ha="left")


def _label(axes: Axes, top: float, parts: Sequence[str], line: Line, inset: float) -> None:
    left, right = (
        ScaledTranslation(points / 72, 0, axes.figure.dpi_scale_trans) for points in (EDGE - inset, inset - EDGE)
    )
    at = axes.get_yaxis_transform()
    tone = style.colour("c1" if line.header else "muted" if line.quiet else "ink")
    look: dict[str, Any] = {"va": "baseline", "color": tone, "gid": style.OUTLINED}  # keeps grid lines out of words
    for k, part in enumerate(parts):
        axes.text(0, top + style.LINE * (k + 0.78), part, transform=at + left, ha="left", **look)
    if line.value:
        axes.text(1, top + style.LINE * 0.78, line.value, transform=at + right, ha="right", **look)
