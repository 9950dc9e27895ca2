"""Claims and tables about what a study announced: adjusted and relative differences, groups by size, times, mix.

Input: results of `stats.planned`, `stats.decomposition` and estimates. Output: a Claim or a Chart.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from manyi.exhibits.data import Chart, Column, Data, Row, table_of
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import number, unit_of
from manyi.exhibits.tables.grids import KIND
from manyi.language import formats, words
from manyi.language.formats import HEAD, Unit
from manyi.language.text import Text
from manyi.study.codebook import Codebook

WORDS = words.beside(__file__).section("planned")

SHARE = WORDS["share"]
READ_SIZES = WORDS["read_sizes"]
TIMES = WORDS.section("times")
READ_TIMES = WORDS["read_times"]
SHRUNKEN = WORDS.section("shrunken")
BY = WORDS["by"]
READ_SHRUNKEN = WORDS["read_shrunken"]


def sizes(levels: Any, shares: Any, by: str, overall: float, unit: Unit | None = None) -> Chart:
    """Return groups with their share and level, those first where a low level touches most people."""
    unit = unit_of(levels, unit)
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


def times(estimates: dict[str, Any], by: str, unit: Unit | None = None) -> Chart:
    """Return mean, median, ninetieth percentile and share beyond the limit, side by side; `by` names the groups."""
    rows: dict[str, Row] = {}
    units: dict[str, Unit] = {}
    for name, part in estimates.items():
        for record in table_of(part).to_dict("records"):
            key = str(record.get(by) or record["item"])
            keys = {by: key} if by in record else {"item": key}
            made = number(record, "percent" if name == "over" else unit, statistic=name)
            units[name] = made.unit
            rows.setdefault(key, Row(keys, {})).numbers[name] = made  # type: ignore[index]
    columns = tuple(Column(name, TIMES[name], units[name]) for name in estimates)
    return Chart(KIND, Data(columns, tuple(rows.values())), READ_TIMES)


def shrunken(rows: pd.DataFrame, by: str, unit: Unit | None = None) -> Chart:
    """Return direct and shrunken means of many groups, ranked by the shrunken ones (`stats.shrink`)."""
    made, unit = [], unit_of(rows, unit)
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
    names = Names(book)
    if isinstance(what, str):
        what = Text(en=formats.sentence_case(names.rated(what, "en")), zh=names.rated(what, "zh"))
    groups = formats.listed([names.inside(book.short(one, "en")) for one in by], "en")
    return Text(
        en=BY.en.format(what=what.en, groups=groups),
        zh=BY.zh.format(what=what.zh, groups=formats.listed([book.short(one, "zh") for one in by], "zh")),
    )


def ranked_words(book: Codebook, item: str, by: str) -> Text:
    """Return the title of a ranking by shrunken means."""
    said = by_words(book, item, by)
    return WORDS["drawn"].fill(what=said)
