"""Claims and tables about what a study announced: adjusted and relative differences, groups by size, times, mix.

Input: results of `stats.planned`, `stats.decomposition` and estimates. Output: a Claim or a Chart.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from manyi.exhibits.data import Chart, Column, Data, Row, table_of
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import number
from manyi.exhibits.tables.grid import KIND
from manyi.language import formats
from manyi.language.formats import HEAD, Unit
from manyi.language.text import Text
from manyi.study.codebook import Codebook

SHARE = Text(en="Share", zh="占比")
READ_SIZES = Text(
    en="Ordered by share times shortfall from the overall level: the first rows are where low satisfaction touches most.",
    zh="按“占比×与总体水平的差距”排序：排在前面的，是低满意度影响人数最多的组。",
)
TIMES = {
    "median": Text(en="Median", zh="中位数"),
    "p90": Text(en="Nine in ten within", zh="九成在此之内"),
    "mean": Text(en="Mean", zh="平均"),
    "over": Text(en="Beyond what people expect", zh="超过期望时限"),
}
READ_TIMES = Text(
    en="A mean alone hides the long waits: the median, the time within which nine in ten were served, and the share "
    "beyond the limit stand beside it.",
    zh="仅看平均值会掩盖长时间等待，故同时列出中位数、九成受访者所需时间以及超过时限的占比。",
)
SHRUNKEN = {
    "shrunken": Text(en="Shrunken mean", zh="收缩均值"),
    "direct": Text(en="Group's own mean", zh="本组均值"),
    "weight": Text(en="Weight of its own answers", zh="本组回答的权重"),
}
READ_SHRUNKEN = Text(
    en="Small groups swing by chance. The shrunken mean pulls each group towards the mean of all, the more the fewer "
    "answers it has; rows are ranked by it.",
    zh="小组的结果容易偶然波动。收缩均值把各组向总体均值拉近，回答越少拉得越多；各行按收缩均值排序。",
)


def sizes(levels: Any, shares: Any, by: str, overall: float, unit: Unit) -> Chart:
    """Return groups with their share and level, those first where a low level touches most people."""
    share = {str(row["category"]): row for row in table_of(shares).to_dict("records")}
    rows, urgency = [], {}
    for record in table_of(levels).to_dict("records"):
        key = str(record[by])
        made = Row({by: key}, {"share": number({**share[key], by: key}, "percent"), "level": number(record, unit)},
                   reason=str(record.get("reason") or ""))  # fmt: skip
        level = made.numbers["level"]
        urgency[key] = 0.0 if level.hidden else made.numbers["share"].value * max(0.0, overall - level.value)
        rows.append(made)
    rows.sort(key=lambda row: -urgency[row.keys[by]])
    return Chart(
        KIND, Data((Column("share", SHARE, "percent"), Column("level", HEAD[unit], unit)), tuple(rows)), READ_SIZES
    )


def times(estimates: dict[str, Any], by: str, unit: Unit) -> Chart:
    """Return mean, median, ninetieth percentile and share beyond the limit, side by side; `by` names the groups."""
    rows: dict[str, Row] = {}
    for name, part in estimates.items():
        for record in table_of(part).to_dict("records"):
            key = str(record.get(by) or record["item"])
            keys = {by: key} if by in record else {"item": key}
            made = number(record, "percent" if name == "over" else unit, statistic=name)
            rows.setdefault(key, Row(keys, {})).numbers[name] = made  # type: ignore[index]
    columns = tuple(Column(name, TIMES[name], "percent" if name == "over" else unit) for name in estimates)
    return Chart(KIND, Data(columns, tuple(rows.values())), READ_TIMES)


def shrunken(rows: pd.DataFrame, by: str, unit: Unit) -> Chart:
    """Return direct and shrunken means of many groups, ranked by the shrunken ones (`stats.shrink`)."""
    made = []
    for one in rows.sort_values("rank").to_dict("records"):
        key = str(one[by])
        about: dict[str, Any] = {"item": str(one["item"]), "group": f"{by}={key}", "base": float(one["base"])}
        direct = number({"estimate": one["direct"]}, unit, **about, se=float(one["direct_se"]))
        drawn = number({"estimate": one["shrunken"], "low": one["low"], "high": one["high"]}, unit, **about,
                       statistic="shrunken mean", method="Fay-Herriot")  # fmt: skip
        weight = number({"estimate": one["weight"]}, "percent", **about, statistic="weight of the group's own answers")
        made.append(Row({by: key}, {"shrunken": drawn, "direct": direct, "weight": weight}))
    columns = (Column("shrunken", SHRUNKEN["shrunken"], unit), Column("direct", SHRUNKEN["direct"], unit),
               Column("weight", SHRUNKEN["weight"], "percent"))  # fmt: skip
    return Chart(KIND, Data(columns, tuple(made)), READ_SHRUNKEN)


def by_words(book: Codebook, what: str | Text, *by: str) -> Text:
    """Return 'The satisfaction index by region and sex', in both languages; `what` is an item or words."""
    if isinstance(what, str):
        names = Names(book)
        what = Text(en=formats.sentence_case(names.rated(what, "en")), zh=names.rated(what, "zh"))
    groups = formats.listed([formats.within(book.short(one, "en")) for one in by], "en")
    return Text(
        en=f"{what.en} by {groups}", zh=f"按{formats.listed([book.short(one, 'zh') for one in by], 'zh')}看{what.zh}"
    )


def ranked_words(book: Codebook, item: str, by: str) -> Text:
    """Return the title of a ranking by shrunken means."""
    said = by_words(book, item, by)
    return Text(en=f"{said.en}, small groups drawn towards the mean", zh=f"{said.zh}（小组向总体均值收缩）")
