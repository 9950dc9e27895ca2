"""Announced comparisons: both groups of each, one below the other and joined, coloured if the test says they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.data import Chart, Scene, tidy
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.rows import READ_TESTED, WORDS, draw
from manyi.exhibits.numbers import Record
from manyi.language.formats import sentence_case
from manyi.language.text import Text
from manyi.stats.schema import groups_in

FLAGS = {"higher": ("up", "down"), "lower": ("down", "up")}  # by verdict on a: the mark of each group
NEITHER = ("", "")
PEOPLE = "people"  # the column of groups no codebook names


def pairs(
    groups: Mapping[str, tuple[Record, Record]], verdicts: Mapping[str, str], labels: Mapping[str, Text]
) -> Chart:
    """Return both groups of each comparison, by its id.

    groups: the estimates of a and b. verdicts: the test's verdict on a, `higher`, `lower` or another. labels: the name
    of each group as inside a sentence, under `id-a` and `id-b`. Raises InputError: estimates of several units.
    """
    rows = [
        {**_without_groups(row), PEOPLE: f"{id_}-{side}"}
        for id_, both in groups.items() for side, row in zip("ab", both, strict=True)
    ]  # fmt: skip
    data = tidy(pd.DataFrame(rows))
    flags = {
        f"{id_}-{side}": flag
        for id_ in groups
        for side, flag in zip("ab", FLAGS.get(verdicts[id_], NEITHER), strict=True)
    }
    data = replace(data, rows=tuple(replace(row, flag=flags[row.keys[PEOPLE]]) for row in data))
    lines = {key: Text(en=sentence_case(name.en), zh=name.zh) for key, name in labels.items()}
    return Chart(WORDS["dot_plot"], data, READ_TESTED, _draw_gaps, WORDS["groups_compared"], labels=lines,
                 finding=lambda names: telling.pairs_apart(data, names.also(labels)))  # fmt: skip


def _without_groups(row: Record) -> dict[str, object]:
    return {name: value for name, value in dict(row).items() if name not in groups_in(dict(row))}


def _draw_gaps(scene: Scene) -> Figure:
    """Draw the rows and, if no label is in between, a line from each group to the other."""
    frame = draw(scene, tested="pair")
    marks = [(row.numbers["estimate"], y) for row, (y,) in zip(scene.data, frame.tracks, strict=True)]
    for (a, above), (b, below) in zip(marks[::2], marks[1::2], strict=True):
        if scene.wide and not (a.hidden or b.hidden):
            frame.axes.plot([a.value, b.value], [above, below], color=look.colour("axis"), linewidth=1, zorder=2)
    return frame.figure
