"""Key figures against targets: met, not met, or not shown. One KPI is one row, each on a scale of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, table_of
from manyi.exhibits.figures import look
from manyi.exhibits.figures.board import Line, board
from manyi.exhibits.figures.dumbbell import small
from manyi.exhibits.numbers import Number, number
from manyi.language import formats
from manyi.language.formats import Unit
from manyi.language.text import Text

VALUE = Text(en="Value", zh="数值")
TARGET = Text(en="Target", zh="目标")
VERDICT = Text(en="Verdict", zh="结论")
VERDICTS = {
    "met": Text(en="✓ met", zh="✓ 达标"),
    "not_met": Text(en="× not met", zh="× 未达标"),
    "not_shown": Text(en="cannot tell", zh="无法判断"),
    "suppressed": Text(en="too few cases", zh="样本过少"),
}
COLOUR = {"met": "c2", "not_met": "c4", "not_shown": "grey", "suppressed": "grey"}
MEASURE = Text(en="Each measure in its own unit", zh="各指标按各自单位")
READ = Text(
    en="The upright bar is the target. 'Cannot tell': the data prove neither that it was met nor that it was missed. A "
    "verdict is one-sided, so its interval has 5 % on each side.",
    zh="竖线为目标。“无法判断”表示数据既不能证明达标，也不能证明未达标。结论为单侧判断，故区间每侧为5%。",
)


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
        target = Number(float(record["target"]), unit, statistic="target", group=f"kpi={name}", basis="census")
        rows.append(
            Row({"kpi": name}, {"estimate": value, "target": target}, verdict, words={"verdict": VERDICTS[verdict]})
        )
    columns = (
        Column("estimate", VALUE, rows[0].numbers["estimate"].unit),
        Column("target", TARGET, rows[0].numbers["estimate"].unit),
    )
    data = Data(columns, tuple(rows), {"verdict": VERDICT, "kpi": Text(en="Measure", zh="指标")})
    topic = Text(en="Key figures against their targets", zh="各指标与目标的比较")
    return Chart(Text(en="Scorecard", zh="指标达标情况"), data, READ, _draw, topic, MEASURE, labels=labels or {})


def _draw(scene: Scene) -> Figure:
    rows = list(scene.data)
    lines = [
        Line(scene.name(row), scene.say(VERDICTS[row.flag]), 0 if row.numbers["estimate"].hidden else 2) for row in rows
    ]
    made = board(lines, (0, 1), "percent", scene.language, ticks=[])
    for row, tracks in zip(rows, made.tracks, strict=True):
        if not tracks:
            continue
        value, target = row.numbers["estimate"], row.numbers["target"]
        place = _place([value.low, value.value, value.high, target.value])
        colour = look.colour(COLOUR[row.flag])
        made.axes.plot([0, 1], [tracks[1]] * 2, color=look.colour("grid"), linewidth=1)
        if not value.certain:
            made.axes.plot([place(value.low), place(value.high)], [tracks[1]] * 2, color=colour, linewidth=2.6)
        made.axes.plot([place(value.value)], [tracks[1]], "o", color=colour, markersize=7.5)
        made.axes.plot([place(target.value)] * 2, [tracks[1] - 7, tracks[1] + 7], color=look.colour("ink"), linewidth=2)
        small(made.axes, _words(scene, value, target), tracks[0] - 1)
    return made.figure


def _place(values: list[float]) -> Any:
    known = [value for value in values if value == value]
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    return lambda value: 0.08 + 0.84 * (value - low) / span


def _words(scene: Scene, value: Number, target: Number) -> str:
    language = scene.language
    text = scene.number(value) + formats.after(value.unit, language)
    if not value.certain:
        text += {"en": " ({})", "zh": "（{}）"}[language].format(
            formats.between(value.low, value.high, value.unit, language)
        )
    goal = formats.goal(target.value, target.unit, language) + formats.after(target.unit, language)
    return {"en": f"{text}; target {goal}", "zh": f"{text}；目标{goal}"}[language]


STATISTIC = {"all": "targets_all", "met": "targets_met", "not_met": "targets_missed", "not_shown": "targets_open"}


def targets(verdicts: Mapping[str, str], names: Mapping[str, Text], *, weight: float = 3.0) -> Claim:
    """Return how many targets are met, which are not, and for how many the data cannot tell."""
    found = list(verdicts.values())
    missed = [names[key] for key, verdict in verdicts.items() if verdict == "not_met"]
    counts = {"all": len(found), "met": found.count("met"), "not_met": len(missed)}
    counts["not_shown"] = counts["all"] - counts["met"] - counts["not_met"]
    if missed:
        verdict = "missed" if counts["not_shown"] else "missed_known"
    else:
        verdict = "none_missed" if counts["not_shown"] else "all_met"
    numbers = {
        name: Number(float(count), "count", basis="census", statistic=STATISTIC[name]) for name, count in counts.items()
    }
    said = {"missed": _listed(missed)} if missed else {}
    return Claim("targets", verdict, numbers, said, bool(missed or counts["met"]), weight)


def _listed(names: list[Text]) -> Text:
    inside = [formats.within(name.en) for name in names]
    return Text(en=formats.listed(inside, "en"), zh=formats.listed([name.zh for name in names], "zh"))
