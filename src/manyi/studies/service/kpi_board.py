"""Key figures against targets: met, not met, or not shown. One KPI is one row, its distance to the target on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, mark, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import EDGE, reach
from manyi.exhibits.figures.boards import Line, Panel, board, write
from manyi.exhibits.figures.rows import SIDES, paint
from manyi.exhibits.numbers import Number, number
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import Unit
from manyi.language.text import Text

WORDS = words.beside(__file__).section("scorecard")

VALUE, TARGET, VERDICT = WORDS["value"], WORDS["target"], WORDS["verdict"]
VERDICTS = {**WORDS.section("verdicts"), "suppressed": why()}
SIDE = {"met": "up", "not_met": "down"}  # of the target
READ = WORDS["read"]


def scorecard(frame: pd.DataFrame, *, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the scorecard, from columns kpi estimate low high base target verdict unit.

    low90 and high90, the ends of the one-sided verdict (`stats.kpi`), replace low and high if given.
    """
    rows = []
    for record in table_of(frame).to_dict("records"):
        unit: Unit = record["unit"]
        name, verdict = str(record["kpi"]), str(record["verdict"])
        about: dict[str, Any] = {"group": f"kpi={name}"} | ({"status": "suppressed"} if verdict == "suppressed" else {})
        about |= {"low": "low90", "high": "high90", "level": 0.90} if "low90" in record else {}
        value = number(record, unit, **about)
        wording = why(record.get("reason")) if verdict == "suppressed" else VERDICTS[verdict]
        target = Number(float(record["target"]), unit, statistic="target", group=f"kpi={name}", basis="census")
        rows.append(Row({"kpi": name}, {"estimate": value, "target": target}, verdict, words={"verdict": wording}))
    columns = (
        Column("estimate", VALUE, rows[0].numbers["estimate"].unit),
        Column("target", TARGET, rows[0].numbers["estimate"].unit),
    )
    data = Data(columns, tuple(rows), {"verdict": VERDICT, "kpi": WORDS["measure"]})
    return Chart(WORDS["kind"], data, READ, _draw_board, WORDS["topic"], WORDS["each_in_its_unit"], labels=labels or {},
                 finding=lambda _: telling.reached(data))  # fmt: skip


def _draw_board(scene: Scene) -> Figure:
    """Draw the distance of each value to its target on one axis, as a fraction of the target, since units differ."""
    rows, language = list(scene.data), scene.language
    shown = [row for row in rows if not row.numbers["estimate"].hidden]
    ends = [end for row in shown for end in (distance(row, name) for name in ("low", "value", "high")) if end == end]
    panel = Panel(reach([0.0, *ends], least=0.1), "percentage_points", foot=scene.say(WORDS["distance"]))
    if scene.wide:
        columns = [Panel((0, 1), "count", WORDS[name][language], ticks=[], part=0) for name in ("value", "target")]
        frame = board(scene, [_wide_line(scene, row) for row in rows], [*columns, panel])
    else:
        frame = board(scene, [_narrow_line(scene, row) for row in rows], [panel])
    axes = frame.panels[-1]
    axes.vlines(0, frame.top, frame.bottom, color=look.colour("ink"), linewidth=1.4, zorder=1)
    for row, tracks in zip(rows, frame.tracks, strict=True):
        if row in shown:
            value, (tone, marker) = row.numbers["estimate"], SIDES[SIDE.get(row.flag, "")]
            at, low, high = (distance(row, name) for name in ("value", "low", "high"))
            paint(axes, replace(value, value=at, low=low, high=high), tracks[-1], look.colour(tone), marker)
            if not scene.wide:
                write(frame.figure, EDGE, tracks[0] + 3, _words(scene, value, row.numbers["target"]), fontsize=look.SMALL,
                      color=look.colour("muted"), gid=look.OUTLINED)  # fmt: skip
    return frame.figure


def distance(row: Row, end: str = "value") -> float:
    """Return how far a value, or an end of its interval, is from the target, as a fraction of the target."""
    target = row.numbers["target"].value
    return (float(getattr(row.numbers["estimate"], end)) - target) / (abs(target) or 1.0)


def _wide_line(scene: Scene, row: Row) -> Line:
    value, target = row.numbers["estimate"], row.numbers["target"]
    goal = formats.goal(target.value, target.unit, scene.language) + formats.after(target.unit, scene.language)
    text = "" if value.hidden else scene.number(value) + formats.after(value.unit, scene.language)
    return Line(scene.name(row), (text, goal, _verdict(scene, row)), quiet=value.hidden)


def _narrow_line(scene: Scene, row: Row) -> Line:
    hidden = row.numbers["estimate"].hidden
    return Line(scene.name(row), (_verdict(scene, row),), 0 if hidden else 2, quiet=hidden)


def _verdict(scene: Scene, row: Row) -> str:
    return mark(row) if row.numbers["estimate"].hidden else scene.say(row.words["verdict"])


def _words(scene: Scene, value: Number, target: Number) -> str:
    language = scene.language
    text = scene.number(value) + formats.after(value.unit, language)
    if not value.certain:
        text = formats.bracketed(text, formats.between(value.low, value.high, value.unit, language), language)
    goal = formats.goal(target.value, target.unit, language) + formats.after(target.unit, language)
    return WORDS["with_target"][language].format(value=text, goal=goal)


STATISTIC = {"all": "targets_all", "met": "targets_met", "not_met": "targets_missed", "not_shown": "targets_open"}


def targets_met(verdicts: Mapping[str, str], names: Mapping[str, Text]) -> Claim:
    """Return how many targets are met, which are not, and how many are undecided."""
    results = list(verdicts.values())
    missed = [names[key] for key, verdict in verdicts.items() if verdict == "not_met"]
    counts = {"all": len(results), "met": results.count("met"), "not_met": len(missed)}
    counts["not_shown"] = counts["all"] - counts["met"] - counts["not_met"]
    if missed:
        verdict = "missed" if counts["not_shown"] else "missed_known"
    else:
        verdict = "none_missed" if counts["not_shown"] else "all_met"
    numbers = {
        name: Number(float(count), "count", basis="census", statistic=STATISTIC[name]) for name, count in counts.items()
    }
    slots = {"missed": _listed(missed)} if missed else {}
    return Claim("targets", verdict, numbers, slots, bool(missed or counts["met"]))


def _listed(names: list[Text]) -> Text:
    inside = [formats.within(name.en) for name in names]
    return Text(en=formats.listed(inside, "en"), zh=formats.listed([name.zh for name in names], "zh"))
