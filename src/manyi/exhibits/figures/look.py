"""One look for every figure: palette, type, sizes; the colours are also CSS variables, so dark and print reach them.

Colours: Analysis Function palette for categories, one colour per entity throughout a report. Where a test was made,
dark blue means shown to be higher, dark orange lower, grey the rest, and the shape of the mark says the
same. A figure is drawn twice, in the same type: for the column of a page and for a phone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns

from manyi.errors import InputError
from manyi.exhibits.html import font

WIDE, NARROW = 546.0, 240.0  # points: 780 pixels of a page's column, and a phone of 320 with its margins
TEXT = 10.5  # points: 15 pixels in the column, 12.6 on that phone
SMALL = 10.0  # 12 pixels there, the smallest legible size
LINE = TEXT * 1.35  # points from one line of text to the next

# Variable -> (light, dark). Every light value is used once: the drawing is recoloured by looking values up.
COLOURS = {
    "ink": ("#1f2328", "#e8eaed"),
    "muted": ("#595f69", "#b3b9c2"),
    "grid": ("#dcdfe4", "#3a4048"),
    "axis": ("#8b919b", "#8b919c"),
    "paper": ("#ffffff", "#14171b"),
    "c1": ("#12436d", "#7fb2e5"),
    "c2": ("#28a197", "#4cc9be"),
    "c3": ("#801650", "#e58abb"),
    "c4": ("#f46a25", "#ff9a66"),
    "c5": ("#3d3d3d", "#d0d0d0"),
    "c6": ("#a285d1", "#c3aee8"),
    "down": ("#b8410a", "#ff9a67"),
    "grey": ("#868686", "#909090"),
    "band": ("#d5e0ea", "#24384b"),
    "tint-down": ("#fbeae1", "#33241c"),
    "tint-up": ("#e6eef5", "#1d2935"),
    "likert1": ("#801651", "#c4568f"),
    "likert2": ("#c98fb1", "#7d3a60"),
    "likert3": ("#d3d6da", "#565b63"),
    "likert4": ("#6bace6", "#2f6ea8"),
    "likert5": ("#12436e", "#8fc1f0"),
    "on-likert1": ("#fffffa", "#14171a"),
    "on-likert2": ("#1f2327", "#ffffff"),
    "on-likert3": ("#1f2326", "#fefefe"),
    "on-likert4": ("#1f2325", "#fefeff"),
    "on-bright": ("#1f2322", "#14171b"),  # on c2 and c4
    "on-likert5": ("#fffffb", "#14171c"),
}
OUTLINED = "outlined"  # the gid of words with an outline of the paper's colour
CATEGORY = ("c1", "c4", "c2", "c3")  # two series are c1 and c4
LIKERT = ("likert1", "likert2", "likert3", "likert4", "likert5")
MARKERS = ("o", "s", "^", "D")
GLYPHS = ("●", "■", "▲", "◆")  # the same as characters


def colour(name: str) -> str:
    """Return the light value of a colour variable."""
    return COLOURS[name][0]


def variables(dark: bool = False) -> dict[str, str]:
    """Return the CSS custom properties of the figures, for the page's `:root`."""
    return {f"--{name}": pair[dark] for name, pair in COLOURS.items()}


class Entities:
    """One colour and one marker per entity, kept for the whole report: order of the codebook, not of the figure."""

    def __init__(self, keys: Sequence[str]) -> None:
        if len(keys) > len(CATEGORY):
            raise InputError(f"{len(keys)} series in one figure; at most {len(CATEGORY)} colours can be distinguished")
        self._place = {key: place for place, key in enumerate(keys)}

    def colour(self, key: str) -> str:
        """Return the colour of an entity."""
        return colour(CATEGORY[self._place[key]])

    def marker(self, key: str) -> str:
        """Return the marker of an entity: never colour alone."""
        return MARKERS[self._place[key]]


@functools.cache
def _settings() -> Any:
    family = font.register()
    look = sns.axes_style("white") | sns.plotting_context("paper")
    return look | {
        "font.family": [family], "font.size": TEXT, "font.weight": "normal", "axes.unicode_minus": True,
        "text.color": colour("ink"), "axes.labelcolor": colour("ink"), "axes.labelsize": SMALL,
        "xtick.color": colour("muted"), "ytick.color": colour("muted"), "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL, "axes.edgecolor": colour("axis"), "axes.facecolor": "none",
        "figure.facecolor": "none",
        "savefig.facecolor": "none", "savefig.bbox": None, "figure.autolayout": False, "svg.fonttype": "none",
        "lines.solid_capstyle": "butt", "text.parse_math": False, "path.simplify": False,
    }  # fmt: skip


@contextmanager
def applied(**more: Any) -> Iterator[None]:
    """Context for drawing with these settings of matplotlib; nothing leaks into a notebook's own figures."""
    with mpl.rc_context(_settings() | more):
        yield
