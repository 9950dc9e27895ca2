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

TIMES = WORDS.section("times")
SHRUNKEN = WORDS.section("shrunken")
BY = WORDS["by"]


def sizes(levels: Any, shares: Any, by: str, overall: float) -> Chart:
    """Return groups with their share and level, first those where a low level affects most people."""
    unit = unit_of(levels)
    share = {str(row["category"]): row for row in table_of(shares).to_dict("records")}
    rows, urgency = [], {}
    for record in table_of(levels).to_dict("records"):
        key = str(record[by])
        row = Row({by: key}, {"share": number({**share[key], by: key}, "percent"), "level": number(record)},
                   reason=str(record.get("reason") or ""))  # fmt: skip
        level = row.numbers["level"]
        urgency[key] = 0.0 if level.hidden else row.numbers["share"].value * max(0.0, overall - level.value)
        rows.append(row)
    rows.sort(key=lambda row: -urgency[row.keys[by]])
    return Chart(
        KIND,
        Data((Column("share", WORDS["share"], "percent"), Column("level", HEAD[unit], unit)), tuple(rows)),
        WORDS["read_sizes"],
    )


def times(estimates: dict[str, Any], by: str) -> Chart:
    """Return mean, median, ninetieth percentile and share beyond the limit, side by side; `by` names the groups."""
    rows: dict[str, Row] = {}
    units: dict[str, Unit] = {}
    for name, part in estimates.items():
        for record in table_of(part).to_dict("records"):
            key = str(record.get(by) or record["item"])
            keys = {by: key} if by in record else {"item": key}
            value = number(record, statistic=name)
            units[name] = value.unit
            rows.setdefault(key, Row(keys, {})).numbers[name] = value  # type: ignore[index]
    columns = tuple(Column(name, TIMES[name], units[name]) for name in estimates)
    return Chart(KIND, Data(columns, tuple(rows.values())), WORDS["read_times"])


def shrunken(rows: pd.DataFrame, by: str) -> Chart:
    """Return direct and shrunken means of many groups, ranked by the shrunken ones (`stats.shrink`)."""
    ranked, unit = [], unit_of(rows)
    for record in rows.sort_values("rank").to_dict("records"):
        key = str(record[by])
        about: dict[str, Any] = {"item": str(record["item"]), "group": f"{by}={key}", "base": float(record["base"])}
        direct = number({"estimate": record["direct"]}, unit, **about, se=float(record["direct_se"]))
        drawn = number({"estimate": record["shrunken"], "low": record["low"], "high": record["high"]}, unit, **about,
                       statistic="shrunken mean", method="Fay-Herriot")  # fmt: skip
        weight = number(
            {"estimate": record["weight"]}, "percent", **about, statistic="weight of the group's own answers"
        )
        ranked.append(Row({by: key}, {"shrunken": drawn, "direct": direct, "weight": weight}))
    columns = (Column("shrunken", SHRUNKEN["shrunken"], unit), Column("direct", SHRUNKEN["direct"], unit),
               Column("weight", SHRUNKEN["weight"], "percent"))  # fmt: skip
    return Chart(KIND, Data(columns, tuple(ranked)), WORDS["read_shrunken"])


def by_words(book: Codebook, what: str | Text, *by: str) -> Text:
    """Return 'The satisfaction index by region and sex', in both languages; `what` is an item or words."""
    names = Names(book)
    if isinstance(what, str):
        what = Text(en=formats.sentence_case(names.rated(what, "en")), zh=names.rated(what, "zh"))
    groups = formats.listed([names.inside(book.short(item, "en")) for item in by], "en")
    return Text(
        en=BY.en.format(what=what.en, groups=groups),
        zh=BY.zh.format(what=what.zh, groups=formats.listed([book.short(item, "zh") for item in by], "zh")),
    )


def ranked_words(book: Codebook, item: str, by: str) -> Text:
    """Return the title of a ranking by shrunken means."""
    what = by_words(book, item, by)
    return WORDS["drawn"].fill(what=what)
