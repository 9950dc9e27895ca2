"""Axes and scales: limits with some margin, round ticks, ticks in words. Values are in the units of the data."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.ticker import MaxNLocator

from manyi.exhibits.figures import look
from manyi.exhibits.html.font import FILE
from manyi.language import formats
from manyi.language.formats import Unit

EDGE = 0.5  # points from the edge of the figure to its text, in line with the text of the page
MARGIN = 7.0  # points left and right of the axes, so that a dot at a limit is whole


class Bare(Axes):
    """An axes without ticks, which cost more than the rest of a drawing; `words_at` writes their labels."""

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _tickless(XAxis)(self, clear=False), _tickless(YAxis)(self, clear=False)

    def clear(self) -> None:
        """Reset the axes, without spines and ticks."""
        super().clear()
        self.set_axis_off()

    def grid(self, *_: Any, **__: Any) -> None:
        """Draw nothing, because this would make `clear` create ticks; `lines_at` draws a grid."""


@functools.cache
def _tickless(axis: type) -> Any:
    none: dict[str, Any] = {
        "get_major_ticks": lambda *_: [],
        "get_minor_ticks": lambda *_: [],
    }  # seaborn looks at tick labels
    return type(axis.__name__, (axis,), {"majorTicks": (), "minorTicks": (), **none})


def canvas(wide: float, height: float, foot: float, head: float, left: float) -> tuple[Figure, Axes]:
    """Return a figure of this size in points, with one axes and some room around it."""
    figure = Figure(figsize=(wide / 72, height / 72))
    return figure, bare(figure, left / wide, foot / height, 1 - (left + MARGIN) / wide, 1 - (foot + head) / height)


def bare(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes without ticks and spines to a figure; positions are fractions of it."""
    return figure.add_axes(Bare(figure, (left, bottom, width, height)))


def scale(
    axes: Axes, limits: tuple[float, float], unit: Unit, ticks: Sequence[float] | None = None,
    *, side: str = "x", pad: float = 3, room: float = look.NARROW,
) -> list[float]:  # fmt: skip
    """Write the values along an axis `room` points long and return them; those of x near an end move inwards."""
    places = list(ticks) if ticks is not None else fitting(limits, unit, room)
    labels = words_at(axes, places, tick_words(places, unit), side, pad)
    span = limits[1] - limits[0]
    for label, place in zip(labels, places, strict=True):
        if side == "x":
            label.set_horizontalalignment(_side((place - limits[0]) / span))
    return places


def words_at(axes: Axes, places: Sequence[float], words: Sequence[str], side: str = "x", pad: float = 3) -> list[Any]:
    """Write words where ticks would: `pad` points below the axes (x) or left of them (y)."""
    across = side == "x"
    at, va, ha = axes.get_xaxis_text1_transform(pad) if across else axes.get_yaxis_text1_transform(pad)
    tone: dict[str, Any] = {
        "fontsize": look.SMALL,
        "color": look.colour("muted"),
        "va": va,
        "ha": ha,
        "transform": at,
        "zorder": 0.5,
    }
    spots = ((place, 0.0) if across else (0.0, place) for place in places)
    return [axes.text(x, y, word, **tone) for (x, y), word in zip(spots, words, strict=True)]


def lines_at(axes: Axes, places: Sequence[float], side: str = "y") -> None:
    """Draw the lines of a grid, behind everything else."""
    tone: dict[str, Any] = {"color": look.colour("grid"), "linewidth": 0.8, "zorder": 0.5}
    if side == "y":
        axes.hlines(places, 0, 1, transform=axes.get_yaxis_transform(), **tone)
    else:
        axes.vlines(places, 0, 1, transform=axes.get_xaxis_transform(), **tone)


def fitting(limits: tuple[float, float], unit: Unit, room: float) -> list[float]:
    """Return as many round values inside the limits as fit side by side, six at most."""
    for most in range(6, 1, -1):
        places = nice(limits, most)
        spans = [_span(place, word, limits, room) for place, word in zip(places, tick_words(places, unit), strict=True)]
        if all(before + 10 < after for (_, before), (after, _) in pairwise(spans)):
            return places
    return places[len(places) // 2 :][:1]


def _span(place: float, word: str, limits: tuple[float, float], room: float) -> tuple[float, float]:
    """Return where a value on an x axis begins and ends, in points; near an end it moves inwards."""
    share = (place - limits[0]) / (limits[1] - limits[0])
    wide, at = text_width(word, look.SMALL), share * room
    start = at - wide * {"left": 0.0, "right": 1.0, "center": 0.5}[_side(share)]
    return start, start + wide


def _side(share: float) -> str:
    return "left" if share < 0.04 else "right" if share > 0.96 else "center"


def nice(limits: tuple[float, float], most: int = 5) -> list[float]:
    """Return round values inside the limits."""
    low, high = min(limits), max(limits)
    slack = (high - low) * 1e-9
    ticks = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(value) for value in ticks if low - slack <= value <= high + slack]


def tick_words(places: Sequence[float], unit: Unit) -> list[str]:
    """Return ticks with as few decimals as distinguish them."""
    factor = 100 if unit in ("percent", "percentage_points") else 1
    places_needed = max((len(f"{round(p * factor, 6):.6f}".rstrip("0").partition(".")[2]) for p in places), default=0)
    after = "%" if unit == "percent" else ""
    sign = "+" if unit in formats.SIGNED else ""
    texts = (f"{round(p * factor, 6) + 0.0:{sign if p else ''},.{places_needed}f}" for p in places)
    return [text.replace("-", "−") + after for text in texts]


def reach(
    values: Sequence[float], floor: float | None = None, ceiling: float | None = None, least: float = 0.0
) -> tuple[float, float]:
    """Return axis limits that include the values with some margin, within the limits of the scale.

    least: the smallest range of the axis, so that a small difference is not drawn as a large one.
    """
    finite = [value for value in values if value == value]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    air = max((high - low) * 0.06 or abs(high) * 0.05 or 1.0, (least - (high - low)) / 2)
    low, high = low - air, high + air
    return (low if floor is None else max(low, floor), high if ceiling is None else min(high, ceiling))


NEVER_FIRST = "，。；：、！？）】》”’％%…)"  # may overhang the end of a line, but never begin one


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = look.TEXT) -> float:
    """Return the width of a text in points, in the font the page embeds."""
    face = get_font(str(FILE))
    face.set_size(size, 72)
    return max((_advance(face, line) for line in text.split("\n")), default=0.0)


def _advance(face: FT2Font, line: str) -> float:
    return sum(face.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance for letter in line) / 65536


def wrap(text: str, width: float, size: float = look.TEXT) -> list[str]:
    """Return the text in lines that fit: broken at spaces, between Chinese characters, and inside overlong words."""
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


def shorten(text: str, width: float, size: float = look.TEXT) -> str:
    """Return the text, cut with an ellipsis when it does not fit one line."""
    if text_width(text, size) <= width:
        return text
    end = len(text)
    while end > 1 and text_width(text[:end].rstrip() + "…", size) > width:
        end -= max(1, end // 50)
    return text[:end].rstrip() + "…"
