"""Stacked bars of answers around the middle of the scale, with both ends' totals and intervals. One item is one bar.

Input: `distribution` estimates, one or several. Scales of more than five answers are joined into five bands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, keys_of, mark, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import EDGE, text_width
from manyi.exhibits.figures.boards import Key, Line, Panel, board, write
from manyi.exhibits.numbers import Number, number
from manyi.language import formats, words
from manyi.language.text import Text
from manyi.stats.compare.contrasts import contrast
from manyi.stats.estimate.interval import share_interval

WORDS = words.beside(__file__).section("likert")

READ = WORDS["read"]
NOBODY = Number(0.0, "percent")  # an answer of the scale that nobody gave to this item
SHADES = {1: (2,), 2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
ENDS = (WORDS["lowest_two"], WORDS["highest_two"])
END = (WORDS["lowest"], WORDS["highest"])


def likert(
    distributions: Any, *, ends: tuple[Text, Text] | None = None, labels: Mapping[str, Text] | None = None,
) -> Chart:  # fmt: skip
    """Return stacked bars of one or several `distribution` results, sorted by the share of the highest answers.

    `ends` names the joined lowest and highest answers ('dissatisfied', 'satisfied'). Raises InputError: results of
    another kind.
    """
    parts = list(distributions) if isinstance(distributions, (list, tuple)) else [distributions]
    bars = [bar for part in parts for bar in _bars(part)]
    bars.sort(
        key=lambda bar: (bar.numbers["top"].hidden, -bar.numbers["top"].value if not bar.numbers["top"].hidden else 0.0)
    )
    widest = max(bars, key=lambda bar: len(bar.numbers))
    names = [name for name in widest.numbers if name not in ("bottom", "top")]
    joined = ends or (ENDS if len(names) > 3 else END)
    columns = [Column("bottom", joined[0], "percent"), *(Column(n, _answer(widest, n), "percent") for n in names),
               Column("top", joined[1], "percent")]  # fmt: skip
    data = Data(tuple(columns), tuple(bars))
    kind = WORDS["stacked_bars_of_answers"]
    topic = WORDS["how_people_answered"]
    return Chart(kind, data, READ, lambda scene: _draw_bars(scene, names, joined), topic, WORDS["measure"],
                 labels=labels or {}, finding=lambda named: telling.ends(data, named, "top"))  # fmt: skip


def _bars(part: Any) -> list[Row]:
    frame = table_of(part)
    if "category" not in frame:
        raise InputError("bars of answers need the share of each answer: sample.distribution(item)")
    groups = [name for name in frame.columns if name in ("item", "wave", *getattr(part, "by", ()))]
    return [_bar(part, rows, groups) for _, rows in frame.groupby(groups, sort=False, observed=True)]


def _bar(part: Any, rows: pd.DataFrame, groups: Sequence[str]) -> Row:
    bands = [list(band) for band in np.array_split(np.arange(len(rows)), min(len(rows), 5))]
    first = rows.iloc[0]
    numbers: dict[str, Number] = {}
    size = 2 if len(bands) > 3 else 1
    wanted = {
        "bottom": sum(bands[:size], []),
        **{_band_keys(rows, band): band for band in bands},
        "top": sum(bands[-size:], []),
    }
    for name, band in wanted.items():
        numbers[name] = _joint_share(part, rows.iloc[band])
    return Row({key: value for key, value in keys_of(first.to_dict(), groups).items() if key in groups}, numbers,
               reason=next((str(r) for r in rows.get("reason", []) if r), ""))  # fmt: skip


def _band_keys(rows: pd.DataFrame, band: Sequence[int]) -> str:
    keys = [keys_of({"category": rows.iloc[k]["category"]})["category"] for k in (band[0], band[-1])]
    return keys[0] if len(band) == 1 else "–".join(keys)


def _answer(row: Row, span: str) -> Text | tuple[str, str]:
    return Text(en=span, zh=span) if "–" in span else (row.keys["item"], span)


def _joint_share(part: Any, rows: pd.DataFrame) -> Number:
    """Return the share of several answers together, with the error from their joint covariance."""
    hidden = bool((rows["status"] == "suppressed").all()) if "status" in rows else False
    if len(rows) == 1:
        return number(rows.iloc[0].to_dict(), "percent")
    about = rows.iloc[0].to_dict() | {"status": "suppressed" if hidden else "shown", "reason": ""}
    about |= {
        "estimate": float(rows["estimate"].sum()),
        "low": None,
        "high": None,
        "se": None,
        "n_eff": None,
        "deff": None,
    }
    if hasattr(part, "spread"):
        sum_of = contrast(part, np.isin(np.arange(len(part.table)), rows.index).astype(float)).iloc[0]
        low, high = share_interval(about["estimate"], sum_of["se"], sum_of["df"], about["base"], level=part.level)
        about |= {"low": float(low), "high": float(high), "se": sum_of["se"], "df": sum_of["df"]}
    return number(about, "percent")


def _draw_bars(scene: Scene, names: Sequence[str], ends: tuple[Text, Text]) -> Figure:
    """Draw the bars with the middle of the scale aligned, so that what is above and below it can be compared."""
    rows, language = list(scene.data), scene.language
    shades = [look.LIKERT[k] for k in SHADES[len(names)]]
    heads = {column.name: column.heading(scene.names, language) for column in scene.data.columns}
    keys = [Key(heads[name], look.colour(shade), "s") for name, shade in zip(names, shades, strict=True)]
    bars = [[] if bar_hidden(row) else [_share(row.numbers.get(name, NOBODY)) for name in names] for row in rows]
    left, right = (max((_beside(shares)[side] for shares in bars), default=0.0) or 0.5 for side in (0, 1))
    low, high = f"← {scene.say(ends[0])}", f"{scene.say(ends[1])} →"
    panel = Panel((-left, right), "percent", ticks=[])
    if scene.wide:
        lowest, highest = (Panel((0, 1), "percent", end, ticks=[], part=0) for end in (low, high))
        totals = [lowest, panel, highest]
        lines = [Line(scene.name(row), _totals(scene, row), quiet=bar_hidden(row)) for row in rows]
        frame, place = board(scene, lines, totals, keys, inset=EDGE), 1
    else:
        lines = [Line(low, (high,), header=True)]
        lines += [
            Line(scene.name(row), (mark(row) if bar_hidden(row) else "",), 0 if bar_hidden(row) else 2) for row in rows
        ]
        frame, place = board(scene, lines, [panel], keys, inset=EDGE), 0
    for row, shares, tracks in zip(rows, bars, frame.tracks[-len(rows) :], strict=True):
        if not bar_hidden(row):
            _segments(frame.panels[place], shares, tracks[0], shades, language)
            if not scene.wide:
                _write_totals(frame.figure, scene, row, tracks[1] + 8)
    return frame.figure


def _write_totals(figure: Figure, scene: Scene, row: Row, y: float) -> None:
    """Write the totals of both ends under a bar, when there is no room beside it."""
    for name, x, side in (("bottom", EDGE, "left"), ("top", scene.width - EDGE, "right")):
        total = _total(row.numbers[name], scene.language)
        write(figure, x, y, total, ha=side, fontsize=look.SMALL, gid=look.OUTLINED)


def _share(number_: Number) -> float:
    return 0.0 if number_.value != number_.value else number_.value


def _beside(shares: Sequence[float]) -> tuple[float, float]:
    """Return what is below and above the middle of the scale; the middle answer is half of each."""
    half, odd = divmod(len(shares), 2)
    middle = shares[half] / 2 if odd else 0.0
    return sum(shares[:half]) + middle, sum(shares[half + odd :]) + middle


def _totals(scene: Scene, row: Row) -> tuple[str, str, str]:
    if bar_hidden(row):
        return mark(row), "", ""
    return _total(row.numbers["bottom"], scene.language), "", _total(row.numbers["top"], scene.language)


def bar_hidden(row: Row) -> bool:
    """Return whether the bar may not be drawn."""
    return row.numbers["top"].hidden


def _segments(axes: Axes, shares: Sequence[float], y: float, shades: Sequence[str], language: formats.Language) -> None:
    left = -_beside(shares)[0]
    low, high = axes.get_xlim()
    room = axes.get_window_extent().width / axes.figure.dpi * 72 / (high - low)  # points of all answers together
    for value, shade in zip(shares, shades, strict=True):
        axes.barh(
            y, value, left=left, height=14, color=look.colour(shade), edgecolor=look.colour("paper"), linewidth=1.2
        )
        text = formats.number(round(value, 2), "percent", language, percent=False, places=0)
        if value * room > text_width(text, look.SMALL) + 5:
            axes.text(left + value / 2, y, text, ha="center", va="center_baseline", fontsize=look.SMALL,
                      color=look.colour(f"on-{shade}"))  # fmt: skip
        left += value


def _total(number_: Number, language: formats.Language) -> str:
    value = formats.number(number_.value, "percent", language)
    between = "" if number_.certain else formats.between(number_.low, number_.high, "percent", language, percent=False)
    return value + (formats.MARKS["aside"][language].format(more=between) if between else "")
