"""Where things go in a figure of rows: each label on a line of its own, its marks on the line below.

Narrow by design: a label never shares a line with marks, so long names in either language wrap instead of overlapping,
and the marks have the full width. The vertical axis is in points from the top, so text and marks land where measured.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from manyi.exhibits import style, words
from manyi.exhibits.font import FILE
from manyi.exhibits.words import Language, Unit

MARGIN = 7.0  # points left and right of the axis
GAP = 7.0  # points between a row and the next
TRACK = 13.0  # points of height for one line of marks
NEVER_FIRST = "，。；：、！？）】》”’％%…"


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
    keys: Sequence[Key] = (), axis: str = "", ticks: Sequence[float] | None = None,
) -> Board:  # fmt: skip
    """Lay out the lines and return where their marks go."""
    wide = style.WIDTH * 72 - 2 * MARGIN
    legend = key_lines(keys, wide)
    start = sum(LEGEND for _ in legend) + (6 if legend else 2)
    placed, tracks, y = [], [], start
    for line in lines:
        y += GAP * (1.6 if line.header and placed else 1)
        room = wide - (text_width(line.value) + 8 if line.value else 0)
        parts = wrap(line.label, room)
        placed.append((y, parts, line))
        y += len(parts) * style.LINE + (0 if line.header else 1)
        heights = [] if line.header else [y + TRACK * (k + 0.5) for k in range(line.tracks)]
        tracks.append(heights)
        y += TRACK * len(heights)
    bottom = y + 4
    foot = style.LINE * (1 + len(wrap(axis, wide, style.SMALL)) if axis else 1) + 5
    figure, axes = canvas(bottom + foot, foot)
    axes.set(xlim=limits, ylim=(bottom, 0))
    scale(axes, limits, unit, language, ticks)
    axes.vlines(axes.get_xticks(), start, bottom, color=style.colour("grid"), linewidth=0.8, zorder=0)
    for top, parts, line in placed:
        _label(axes, top, parts, line)
    draw_keys(figure, legend, bottom + foot)
    if axis:
        figure.text(MARGIN / 72 / style.WIDTH, 2 / (bottom + foot), "\n".join(wrap(axis, wide, style.SMALL)),
                    fontsize=style.SMALL, color=style.colour("muted"), va="bottom", ha="left")  # fmt: skip
    return Board(figure, axes, tracks, start, bottom)


LEGEND = style.LINE + 2


def canvas(height: float, foot: float, head: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure of this height in points, with one axes that leaves room at its foot and head."""
    figure = Figure(figsize=(style.WIDTH, height / 72))
    side = MARGIN / 72 / style.WIDTH
    axes = figure.add_axes((side, foot / height, 1 - 2 * side, 1 - (foot + head) / height))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, pad=3)
    axes.set_yticks([])
    return figure, axes


def scale(
    axes: Axes, limits: tuple[float, float], unit: Unit, language: Language, ticks: Sequence[float] | None = None,
    *, side: str = "x",
) -> None:  # fmt: skip
    """Put ticks and their words on an axis; the first and last are drawn inwards so none is cut."""
    places = list(ticks) if ticks is not None else nice(limits)
    axis = axes.xaxis if side == "x" else axes.yaxis
    axis.set_major_locator(FixedLocator(places))
    axis.set_major_formatter(FixedFormatter(tick_words(places, unit, language)))
    if side == "y":
        return
    span = limits[1] - limits[0]
    for label, place in zip(axes.get_xticklabels(), places, strict=True):
        share = (place - limits[0]) / span
        label.set_horizontalalignment("left" if share < 0.04 else "right" if share > 0.96 else "center")


def nice(limits: tuple[float, float], most: int = 5) -> list[float]:
    """Return round values inside the limits."""
    low, high = min(limits), max(limits)
    slack = (high - low) * 1e-9
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(value) for value in found if low - slack <= value <= high + slack]


def tick_words(places: Sequence[float], unit: Unit, language: Language) -> list[str]:
    """Return ticks with as few decimals as keep them apart."""
    factor = 100 if unit in ("percent", "percentage_points") else 1
    places_needed = max((len(f"{round(p * factor, 6):.6f}".rstrip("0").partition(".")[2]) for p in places), default=0)
    after = "%" if unit == "percent" else ""
    sign = "+" if unit in words.SIGNED else ""
    texts = (f"{round(p * factor, 6) + 0.0:{sign if p else ''},.{places_needed}f}" for p in places)
    return [text.replace("-", "−") + after for text in texts]


def reach(values: Sequence[float], floor: float | None = None, ceiling: float | None = None) -> tuple[float, float]:
    """Return axis limits that hold the values with some air, within what the scale allows."""
    finite = [value for value in values if value == value]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    air = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    low, high = low - air, high + air
    return (low if floor is None else max(low, floor), high if ceiling is None else min(high, ceiling))


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = style.TEXT) -> float:
    """Return the width of a text in points, in the font the page embeds."""
    face = get_font(str(FILE))
    face.set_size(size, 72)
    return max((_advance(face, line) for line in text.split("\n")), default=0.0)


def _advance(face: object, line: str) -> float:
    return sum(face.load_char(ord(one), LoadFlags.NO_HINTING).linearHoriAdvance for one in line) / 65536  # type: ignore[attr-defined]


def wrap(text: str, width: float, size: float = style.TEXT) -> list[str]:
    """Return the text in lines that fit: broken at spaces, between Chinese characters, and inside a word too long."""
    lines, line = [], ""
    for piece in re.findall(r"[⺀-￯]|[^\s⺀-￯]+\s*|\s+", text):
        if line and text_width((line + piece).rstrip(), size) > width and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while text_width(line.rstrip(), size) > width and len(line) > 1 and piece not in NEVER_FIRST:
            cut = next(k for k in range(len(line) - 1, 0, -1) if k == 1 or text_width(line[:k], size) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def key_lines(keys: Sequence[Key], width: float) -> list[list[tuple[float, Key]]]:
    """Return the key in lines: (points from the left, entry)."""
    lines: list[list[tuple[float, Key]]] = []
    x = width
    for key in keys:
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
            mark = Line2D([(MARGIN + x + 5) / wide], [y], marker=key.marker, markersize=7, color=key.colour,
                          markerfacecolor=face, linestyle="none", markeredgewidth=1.4)  # fmt: skip
            figure.add_artist(mark)
            figure.text((MARGIN + x + 14) / wide, y, key.label, fontsize=style.SMALL, va="center_baseline", ha="left")


def _label(axes: Axes, top: float, parts: Sequence[str], line: Line) -> None:
    at = axes.get_yaxis_transform()
    tone = style.colour("muted" if line.quiet else "ink")
    for k, part in enumerate(parts):
        y = top + style.LINE * (k + 0.78)
        axes.text(0, y, part, transform=at, va="baseline", ha="left", color=style.colour("c1") if line.header else tone)
    if line.value:
        axes.text(1, top + style.LINE * 0.78, line.value, transform=at, va="baseline", ha="right", color=tone)
