"""Levels over the waves: one panel per group, one scale, bands for intervals, a broken line where the series breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Row, Scene, mark, shown, tidy
from manyi.exhibits.figures import look
from manyi.exhibits.figures.axis import EDGE, bare, lines_at, nice, reach, scale, text_width, tick_words, words_at, wrap
from manyi.exhibits.figures.rows import FLOORS, row_name
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.text import Text

WORDS = words.beside(__file__).section("trend")

READ = WORDS["read"]
PANEL, SINGLE = 78.0, 130.0  # points of height of the plot of a panel
FOOT = 32.0  # points below it for the years
HEAD = 2.0  # points above the first name: the font rises higher than its line


def trend(
    estimates: Any, *, breaks: Mapping[int, Text] | None = None,
    labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return levels by wave; the frame has a `wave` column. `breaks`: waves at which every series starts anew."""
    data = tidy(estimates)
    return Chart(
        WORDS["line_chart"],
        data,
        READ,
        lambda scene: _draw(scene, data.columns[0].unit, breaks or {}),
        labels=labels or {},
    )


def _draw(scene: Scene, unit: Unit, breaks: Mapping[int, Text]) -> Figure:
    panels: dict[str, list[Row]] = {}
    for row in sorted(scene.data, key=lambda row: int(row.keys["wave"])):
        panels.setdefault(row_name(scene, row, ("wave",)), []).append(row)
    waves = sorted({int(row.keys["wave"]) for row in scene.data})
    numbers = shown(scene.data.rows)
    limits = reach([end for n in numbers for end in (n.low, n.value, n.high)], *FLOORS.get(unit, (None, None)))
    wide = look.WIDTH * 72
    left = max(text_width(text, look.SMALL) for text in tick_words(nice(limits, 3), unit)) + 6
    right = max((text_width(scene.number(n)) for n in numbers), default=0.0) + 9
    heads = [wrap(name, wide - 2 * EDGE) for name in panels]
    tall = SINGLE if len(panels) == 1 else PANEL
    height = HEAD + sum(len(head) * look.LINE + tall + FOOT for head in heads)
    figure = Figure(figsize=(look.WIDTH, height / 72))
    top = HEAD
    for head, rows in zip(heads, panels.values(), strict=True):
        for k, line in enumerate(head):
            figure.text(EDGE / wide, 1 - (top + look.LINE * (k + 0.8)) / height, line, va="baseline", ha="left")
        top += len(head) * look.LINE + 6
        axes = bare(figure, left / wide, 1 - (top + tall) / height, 1 - (left + right) / wide, tall / height)
        _panel(axes, scene, rows, waves, limits, unit, breaks)
        top += tall + FOOT - 6
    return figure


def _panel(
    axes: Axes, scene: Scene, rows: list[Row], waves: list[int], limits: tuple[float, float], unit: Unit,
    breaks: Mapping[int, Text],
) -> None:  # fmt: skip
    axes.set(xlim=(waves[0] - 0.15, waves[-1] + 0.15) if len(waves) > 1 else (waves[0] - 1, waves[0] + 1), ylim=limits)
    words_at(axes, waves, [str(wave) for wave in waves], pad=4)
    lines_at(axes, scale(axes, limits, unit, nice(limits, 3), side="y", pad=4))
    here = {**scene.names.breaks(rows[0].keys.get("item", "")), **breaks}
    for run in runs(rows, waves, set(here)):
        x = [int(row.keys["wave"]) for row in run]
        numbers = [row.numbers["estimate"] for row in run]
        axes.fill_between(
            x, [n.low for n in numbers], [n.high for n in numbers], color=look.colour("band"), linewidth=0
        )
        if len(run) == 1 and not numbers[0].certain:
            axes.plot(x * 2, [numbers[0].low, numbers[0].high], color=look.colour("c1"), linewidth=2)
        sns.lineplot(x=x, y=[n.value for n in numbers], ax=axes, color=look.colour("c1"), linewidth=2, marker="o",
                     markersize=6.5, markeredgecolor=look.colour("c1"), errorbar=None, estimator=None,
                     clip_on=False)  # fmt: skip
    for wave in here:
        if waves[0] < wave <= waves[-1]:
            axes.axvline(wave - 0.5, color=look.colour("muted"), linewidth=1, linestyle=(0, (2, 2)))
    _ends(axes, scene, rows)


def runs(rows: list[Row], waves: list[int], breaks: set[int]) -> list[list[Row]]:
    """Return the stretches a line may join: no break, no missing and no suppressed wave inside."""
    stretches: list[list[Row]] = [[]]
    at = {int(row.keys["wave"]): row for row in rows}
    for wave in waves:
        row = at.get(wave)
        if wave in breaks or row is None or row.numbers["estimate"].hidden:
            stretches.append([])
        if row is not None and not row.numbers["estimate"].hidden:
            stretches[-1].append(row)
    return [run for run in stretches if run]


def _ends(axes: Axes, scene: Scene, rows: list[Row]) -> None:
    """Print the latest value beside its dot, and a mark where a wave is suppressed."""
    for row in rows:
        number = row.numbers["estimate"]
        if number.hidden:
            axes.text(int(row.keys["wave"]), axes.get_ylim()[0], mark(row), ha="center", va="bottom",
                      fontsize=look.SMALL, color=look.colour("muted"))  # fmt: skip
    last = rows[-1].numbers["estimate"]
    if not last.hidden:
        axes.annotate(scene.number(last), (int(rows[-1].keys["wave"]), last.value), xytext=(7, 0), va="center_baseline",
                      textcoords="offset points", ha="left", annotation_clip=False)  # fmt: skip
