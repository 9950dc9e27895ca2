"""Key figures against targets: met, not met, or not shown. One KPI is one row, each on a scale of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.boards import Line, board
from manyi.exhibits.figures.dumbbells import small
from manyi.exhibits.numbers import Number, number
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import Unit
from manyi.language.text import Text

WORDS = words.beside(__file__).section("scorecard")

VALUE, TARGET, VERDICT = WORDS["value"], WORDS["target"], WORDS["verdict"]
VERDICTS = {**WORDS.section("verdicts"), "suppressed": why()}
COLOUR = {"met": "c2", "not_met": "c4", "not_shown": "grey", "suppressed": "grey"}
MEASURE = WORDS["each_in_its_unit"]
READ = WORDS["read"]


def scorecard(frame: pd.DataFrame, *, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the scorecard, from columns kpi estimate low high base target verdict unit.

    low90 and high90, the ends of the one-sided verdict (`stats.kpi`), stand in place of low and high where given.
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
    return Chart(WORDS["kind"], data, READ, _draw, WORDS["topic"], MEASURE, labels=labels or {})


def _draw(scene: Scene) -> Figure:
    rows = list(scene.data)
    lines = [
        Line(scene.name(row), scene.say(row.words["verdict"]), 0 if row.numbers["estimate"].hidden else 2)
        for row in rows
    ]
    frame = board(lines, (0, 1), "percent", scene.language, ticks=[])
    for row, tracks in zip(rows, frame.tracks, strict=True):
        if not tracks:
            continue
        value, target = row.numbers["estimate"], row.numbers["target"]
        place = _place([value.low, value.value, value.high, target.value])
        colour = look.colour(COLOUR[row.flag])
        frame.axes.plot([0, 1], [tracks[1]] * 2, color=look.colour("grid"), linewidth=1)
        if not value.certain:
            frame.axes.plot([place(value.low), place(value.high)], [tracks[1]] * 2, color=colour, linewidth=2.6)
        frame.axes.plot([place(value.value)], [tracks[1]], "o", color=colour, markersize=7.5)
        frame.axes.plot(
            [place(target.value)] * 2, [tracks[1] - 7, tracks[1] + 7], color=look.colour("ink"), linewidth=2
        )
        small(frame.axes, _words(scene, value, target), tracks[0] - 1)
    return frame.figure


def _place(values: list[float]) -> Any:
    finite = [value for value in values if value == value]
    low, high = min(finite), max(finite)
    span = (high - low) or 1.0
    return lambda value: 0.08 + 0.84 * (value - low) / span


def _words(scene: Scene, value: Number, target: Number) -> str:
    language = scene.language
    text = scene.number(value) + formats.after(value.unit, language)
    if not value.certain:
        text = formats.bracketed(text, formats.between(value.low, value.high, value.unit, language), language)
    goal = formats.goal(target.value, target.unit, language) + formats.after(target.unit, language)
    return WORDS["with_target"][language].format(value=text, goal=goal)


STATISTIC = {"all": "targets_all", "met": "targets_met", "not_met": "targets_missed", "not_shown": "targets_open"}


def targets(verdicts: Mapping[str, str], names: Mapping[str, Text]) -> Claim:
    """Return how many targets are met, which are not, and for how many the data cannot tell."""
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
