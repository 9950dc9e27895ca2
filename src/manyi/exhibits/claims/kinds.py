"""Claims: sentences whose wording a test decides, the same for every study. Their words are in words.yml.

Input: one row (or the whole frame) of a test of `stats`. Output: a Claim: a template per language, its numbers, its
words, what the test said, and how much of a key finding it is. Association only: nothing here says "because".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from manyi.exhibits.claims.claim import SENTENCES, UNTESTED, Claim, Name, Subject, Words, way, year
from manyi.exhibits.figures.dumbbells import waves_of
from manyi.exhibits.numbers import NAN, Number, Record, agreed, difference, group_of, number
from manyi.exhibits.vocabulary import AGAINST_GROUP, against, why, why_left_out
from manyi.language import words
from manyi.language.formats import difference_of
from manyi.language.text import Text
from manyi.stats.compare.highest_lowest import Standing, standing
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.schema import groups_in

WORDS = words.beside(__file__).section("kinds")


def level(row: Record, text: Text | None = None) -> Claim:
    """Return a statement of one estimate; `text` is the study's own sentence around {value}."""
    value = number(row)
    if text is not None:  # a study writes {value}; a reader gets its unit too
        text = Text(en=text.en.replace("{value}", "{value:unit}"), zh=text.zh.replace("{value}", "{value:unit}"))
    if value.hidden:
        return Claim("level", "suppressed", {}, {"what": subject(row), "why": why(value.reason)}, False)
    return Claim("level", "shown", {"value": value}, {"what": subject(row)}, True, sentence=text)


def change(row: Record, now: int | None = None, before: int | None = None) -> Claim:
    """Return what happened between two waves, from one row of a changes frame."""
    verdict = str(row["verdict"])
    now, before = waves_of(row, now, before)
    slots: dict[str, Words] = {"what": subject(row), "now": year(now), "before": year(before)}
    if verdict == "suppressed":
        return Claim("change", verdict, {}, {**slots, "why": why(row.get("reason"))}, False)
    blank = dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))
    numbers = {
        "value": number(row, None, "value", low="", high="", wave=str(now), **blank),
        "before_value": number(row, None, "before_value", low="", high="", wave=str(before),
                               **{**blank, "base": float(row["base_before"])}),
        "difference": difference(row, statistic="change", wave=f"{before}-{now}"),
    }  # fmt: skip
    if verdict == "unclear":
        about = {"statistic": "smallest detectable change", "item": str(row.get("item", "")), "wave": f"{before}-{now}"}
        numbers["smallest"] = Number(float(row["smallest"]), numbers["difference"].unit, **about)  # type: ignore[arg-type]
    people, item = numbers["value"].base, numbers["value"].item
    return Claim(
        "change", verdict, numbers, slots, verdict.startswith(("rose", "fell")), people=people, cause=f"change:{item}"
    )


def changed(
    changes: Any, now: int | None = None, before: int | None = None, *, column: str = "item", about: Words | None = None,
) -> Claim:  # fmt: skip
    """Return how many of the rows of a changes frame rose, fell, or showed no clear change, and which; of `about`.

    Those that no test could be made of (answers that do not vary) are not among the compared.
    """
    now, before = waves_of(changes, now, before)
    changes = changes if isinstance(changes, pd.DataFrame) else changes.table
    movers = {
        way: [(column, str(key)) for key in changes.loc[changes["verdict"].str.startswith(way), column]]
        for way in ("rose", "fell")
    }
    counts = {
        "compared": int((~changes["verdict"].isin(["suppressed", *UNTESTED])).sum()),
        **{way: len(keys) for way, keys in movers.items()},
    }
    counts["other"] = counts["compared"] - counts["rose"] - counts["fell"]
    nothing = "untested" if changes["verdict"].isin(UNTESTED).any() else "suppressed"
    verdict = "_".join(way for way in ("rose", "fell") if movers[way]) or ("none" if counts["compared"] else nothing)
    numbers = {
        name: Number(float(value), "count", statistic="count", wave=f"{before}-{now}") for name, value in counts.items()
    }
    listed: dict[str, Words] = {f"{way}_names": keys for way, keys in movers.items() if keys}
    slots: dict[str, Words] = {"now": year(now), "before": year(before), **listed}
    by_group = about is None and column != "item" and "item" in changes and len(changes)
    if by_group:
        slots |= {"noun": ("item", column), "what": ("rated", str(changes["item"].iloc[0]))}
    slots |= {"about": about} if about is not None else {}
    slots |= {"why": why_left_out(changes)} if verdict == "suppressed" else {}
    shown = verdict not in ("none", "suppressed", "untested")
    return Claim("changed_by" if by_group else "changed", verdict, numbers, slots, shown)


def gap(
    row: Record, a: Words, b: Words, *,
    a_row: Record | None = None, b_row: Record | None = None, cause: str = "",
) -> Claim:  # fmt: skip
    """Return group a against group b, from a row of `pairwise` or `contrast` (difference = a - b); levels optional.

    Said of the group rated lower: what all would gain if it were rated like the other is its share times the gap.
    """
    sides = {"a": a, "b": b, "both": against(a, b)} if isinstance(a, Text) and isinstance(b, Text) else {}
    apart = difference(row, called=sides.get("both"), group=_sides(row, a, b))
    slots = {"a": a, "b": b}
    if apart.hidden or not row.get("shown", True):
        reasons = [side.get("reason") for side in (a_row, b_row, row) if side is not None]
        return Claim("gap", "suppressed", {}, {**slots, "why": why(*reasons)}, False)
    item = apart.item or (str(a_row.get("item", "")) if a_row is not None else "")
    if item:
        slots["what"] = subject({**dict(row), "item": item})
    if a_row is not None and b_row is not None:
        levels = {
            "a_value": number(a_row, called=sides.get("a")),
            "b_value": number(b_row, called=sides.get("b")),
        }
    else:
        levels = {}
    verdict, kind = way(apart), "gap_levels" if levels and item else "gap"
    lower = min(levels.values(), key=lambda side: side.value).base if levels else NAN
    return Claim(
        kind, verdict, {"difference": apart, **levels}, slots, verdict in ("higher", "lower"), people=lower, cause=cause
    )


def part(row: Record, by: str) -> Claim:
    """Return one group against all others, from one row of `versus_rest`."""
    apart = difference(row, group=_sides(row, (by, str(row[by])), ("", "others")))
    slots: dict[str, Words] = {"group": (by, str(row[by]))}
    if apart.hidden or not row.get("shown", True):
        return Claim("part", "suppressed", {}, {**slots, "why": why(row.get("reason"))}, False)
    verdict = way(apart)
    value = Number(
        float(row["estimate"]), agreed(None, row.get("unit")), item=str(row.get("item", "")), group=f"{by}={row[by]}"
    )
    return Claim("part", verdict, {"value": value, "difference": apart}, slots, verdict in ("higher", "lower"))


def extremes(groups: Estimates | Standing, *, about: Words | None = None) -> Claim:
    """Return which group is highest and which lowest, by the rule of `stats.standing`; of two, which is higher.

    `about` is what they are highest and lowest in, named at the start of the sentence. Groups that may not be printed
    are counted at its end.
    """
    stand = groups if isinstance(groups, Standing) else standing(groups)
    column = stand.column
    if stand.verdict == "suppressed":
        return Claim("extremes", "suppressed", {}, {"why": why_left_out(stand.table)}, False)
    numbers = {
        name: number({**stand.row(key), column: key})
        for name, key in (("high", stand.highest[0]), ("low", stand.lowest[0]))
    }
    pair = stand.verdict.startswith("pair")
    slots: dict[str, Words] = {
        "top": [(column, key) for key in (stand.highest[:1] if pair else stand.highest)],
        "bottom": [(column, key) for key in (stand.lowest[:1] if pair else stand.lowest)],
    }
    kind = "extremes" if about is not None or column == "item" else "extremes_by"
    slots |= {"about": about} if about is not None else {}
    slots |= {"noun": ("item", column), "what": ("rated", numbers["low"].item)} if kind == "extremes_by" else {}
    text = None
    if stand.joint.left_out:
        numbers["left_out"] = Number(float(stand.joint.left_out), "count", statistic="count", basis="census")
        text, left_out = SENTENCES.section(kind)[stand.verdict], WORDS["left_out"]
        text = Text(en=f"{text.en} {left_out.en}", zh=text.zh + left_out.zh)
        slots["why"] = why_left_out(stand.table)
    shown = stand.verdict not in ("none", "pair_unclear", "untested", "alike")
    if column == "item":  # the distance of two questions is no difference between people
        return Claim(kind, stand.verdict, numbers, slots, shown, sentence=text)
    low, (distance, people) = numbers["low"], _lag(stand)
    effect = Number(distance, difference_of(low.unit), item=low.item)
    return Claim(
        kind, stand.verdict, numbers, slots, shown, sentence=text, item=low.item, by=column, effect=effect,
        people=people, cause=column,
    )  # fmt: skip


def _lag(stand: Standing) -> tuple[float, float]:
    """Return how far the groups that may be lowest lie below the others together, and of how many people they are.

    The highest of many groups is far from the lowest by chance alone; the others together are not.
    """
    table = stand.table.dropna(subset=["estimate"])
    lowest = np.array([key in stand.lowest for key in stand.keys])[table.index.to_numpy()]
    value, base = table["estimate"].to_numpy(float), table["base"].to_numpy(float)
    if lowest.all():
        return 0.0, float(base.sum())
    others, lower = (np.average(value[side], weights=base[side]) for side in (~lowest, lowest))
    return float(others - lower), float(base[lowest].sum())


def driver(importance: Any, outcome: str) -> Claim:
    """Return which drivers go most closely with the outcome: those whose rank interval includes first place."""
    frame = importance if isinstance(importance, pd.DataFrame) else importance.table
    leading = frame.dropna(subset=["rank"]).sort_values("rank")
    tied = leading[leading["rank_low"] <= 1]
    clear = tied[tied.get("above_noise", True) == True] if len(tied) else tied  # noqa: E712
    slots: dict[str, Words] = {
        "outcome": ("rated", outcome),
        "driver": [("driver", str(key)) for key in tied["driver"]],
    }
    if clear.empty:
        return Claim("driver", "none", {}, slots, False)
    first = number(leading.iloc[0], "percent", "share" if "share" in leading else "importance", statistic="importance",
                   item=str(leading.iloc[0]["driver"]))  # fmt: skip
    verdict = "one" if len(tied) == 1 else "tied"
    return Claim("driver", verdict, {"share": first}, slots, True, cause=f"drivers:{outcome}")


def kpi(row: Record, what: Words, *, at_least: bool = True) -> Claim:
    """Return the verdict on a target: met, not_met or not_shown; `target` is in the row."""
    verdict = str(row["verdict"])
    limits: dict[str, Any] = {"low": "low90", "high": "high90", "level": 0.90} if "low90" in row else {}
    unit = agreed(None, row.get("unit"))
    numbers = {"value": number(row, **limits), "target": Number(float(row["target"]), unit, statistic="target")}
    direction = WORDS["at_least"] if at_least else WORDS["at_most"]
    slots: dict[str, Words] = {"what": what, "direction": direction}
    sentence = (
        _exactly(SENTENCES.section("kpi")[verdict]) if at_least and unit == "percent" and row["target"] == 1 else None
    )
    if verdict == "suppressed":
        return Claim("kpi", verdict, {}, {**slots, "why": why(row.get("reason"))}, False)
    value, target = numbers["value"], numbers["target"].value
    away = Number(value.value - target, difference_of(unit), value.low - target, value.high - target, item=value.item)
    return Claim(
        "kpi", verdict, numbers, slots, verdict in ("met", "not_met"), sentence, effect=away, people=value.base
    )


def _exactly(text: Text) -> Text:
    """Return the sentence about a target of all: nothing can be above it, so it is not 'at least' all."""
    return Text(en=text.en.replace("{direction} ", ""), zh=text.zh.replace("{direction}", ""))


def subject(row: Record) -> Words:
    """Return what a row is about: the item, and the group where there is one."""
    item, answers = str(row.get("item", "")), str(row.get("answers", ""))
    pairs: list[Name] = [("answer", f"{item}={answers}")] if answers else []
    pairs += groups_in(dict(row)).items()
    return Subject((("rated", item), *pairs)) if pairs else ("rated", item)


def _sides(row: Record, a: Words, b: Words) -> str:
    """Return the group of a difference between two groups: 'channel=phone; against:channel=shop' of those named."""
    parts = [group_of(row)]
    if not isinstance(a, Text) and not isinstance(b, Text):
        parts = [group_of({"answers": row.get("answers")}), _side(a), AGAINST_GROUP + _side(b)]
    return "; ".join(filter(None, parts))


def _side(group: Name | Sequence[Name]) -> str:
    """Return 'channel=phone|shop' of one name of a group, or of several."""
    columns, keys = zip(*[group] if isinstance(group[0], str) else group, strict=True)
    return f"{columns[0]}={'|'.join(map(str, keys))}"
