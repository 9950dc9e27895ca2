"""Claims about groups: one against another, against all others, and which is highest and which lowest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyi.exhibits.claims.claim import SENTENCES, Claim, Name, Words, noun, way
from manyi.exhibits.claims.kinds import subject
from manyi.exhibits.numbers import NAN, Number, Record, agreed, difference, group_of, number
from manyi.exhibits.vocabulary import AGAINST_GROUP, against, why, why_left_out
from manyi.language import words
from manyi.language.formats import difference_of
from manyi.language.text import Text
from manyi.stats.compare.highest_lowest import Standing, standing
from manyi.stats.estimate.estimates import Estimates

WORDS = words.beside(__file__).section("between")


def gap(
    row: Record, a: Words, b: Words, *,
    a_row: Record | None = None, b_row: Record | None = None, cause: str = "",
) -> Claim:  # fmt: skip
    """Return group a against group b, from a row of `pairwise` or `contrast` (difference = a - b); levels optional.

    It is about the group rated lower: if that were rated like the other, all would gain its share times the gap.
    """
    sides = {"a": a, "b": b, "both": against(a, b)} if isinstance(a, Text) and isinstance(b, Text) else {}
    apart = difference(row, called=sides.get("both"), group=_sides(row, a, b))
    slots: dict[str, Words] = {"a": a, "b": b}
    given = {"a": a_row, "b": b_row}
    values = {f"{side}_value": number(of, called=sides.get(side)) for side, of in given.items() if of is not None}
    if apart.hidden or any(value.hidden for value in values.values()):
        reasons = [of.get("reason") for of in (a_row, b_row, row) if of is not None]
        return Claim("gap", "suppressed", {}, {**slots, "why": why(*reasons)}, False)
    item = apart.item or (str(a_row.get("item", "")) if a_row is not None else "")
    if item:
        slots["what"] = subject({**dict(row), "item": item})
    levels = values if len(values) == len(given) else {}
    verdict, kind = way(apart), "gap_levels" if levels and item else "gap"
    lower = min(levels.values(), key=lambda side: side.value).base if levels else NAN
    shown, numbers = verdict in ("higher", "lower"), {"difference": apart, **levels}
    return Claim(kind, verdict, numbers, slots, shown, people=lower, cause=cause)


def part(row: Record, by: str) -> Claim:
    """Return one group against all others, from one row of `versus_rest`."""
    apart = difference(row, group=_sides(row, (by, str(row[by])), ("", "others")))
    slots: dict[str, Words] = {"group": (by, str(row[by]))}
    if apart.hidden:
        return Claim("part", "suppressed", {}, {**slots, "why": why(row.get("reason"))}, False)
    verdict = way(apart)
    value = Number(
        float(row["estimate"]), agreed(None, row.get("unit")), item=str(row.get("item", "")), group=f"{by}={row[by]}"
    )
    return Claim("part", verdict, {"value": value, "difference": apart}, slots, verdict in ("higher", "lower"))


def extremes(groups: Estimates | Standing, *, about: Words | None = None) -> Claim:
    """Return which group is highest and which lowest, by the rule of `stats.standing`; of two, which is higher.

    `about` names what they are highest and lowest in, at the start of the sentence. Groups that may not be printed
    are counted at its end. If several may be highest, or lowest, those that are clear of all together are named.
    """
    stand = groups if isinstance(groups, Standing) else standing(groups)
    column = stand.column
    kind = "extremes" if about is not None or column == "item" else "extremes_by"
    verdict = "unplaced" if stand.verdict == "none" and stand.joint.passed else stand.verdict
    slots: dict[str, Words] = {"about": about} if about is not None else {}
    if kind == "extremes_by":
        slots["noun"] = noun(column, verdict)
    if stand.verdict == "suppressed":
        return Claim(kind, "suppressed", {}, {**slots, "why": why_left_out(stand.table)}, False)
    shown = verdict not in ("none", "unplaced", "pair_unclear", "untested", "alike")
    ends = stand.clear if shown else (stand.highest, stand.lowest)
    numbers = {
        name: number({**stand.row(keys[0]), column: keys[0]}) for name, keys in zip(("high", "low"), ends, strict=True)
    }
    slots |= {"what": ("rated", numbers["low"].item)} if kind == "extremes_by" else {}
    slots |= _named(stand, ends)
    text = None
    if withheld := stand.joint.left_out - int((stand.table["base"] == 0).sum()):  # an empty group is no group
        numbers["left_out"] = Number(float(withheld), "count", statistic="count", basis="census")
        text = Text.joined([SENTENCES.section(kind)[verdict], WORDS["left_out"]])
        slots["why"] = why_left_out(stand.table)
    if column == "item":  # the distance between two questions is not a difference between people
        return Claim(kind, verdict, numbers, slots, shown, sentence=text)
    low, (distance, people) = numbers["low"], _lag(stand)
    effect = Number(distance, difference_of(low.unit), item=low.item)
    return Claim(
        kind, verdict, numbers, slots, shown, sentence=text, item=low.item, by=column, effect=effect,
        people=people, cause=column,
    )  # fmt: skip


def _named(stand: Standing, ends: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, Words]:
    """Return the names of the groups at both ends; with two groups, one each."""
    most = 1 if stand.verdict.startswith("pair") else None
    sides = zip(("top", "bottom"), ends, strict=True)
    return {name: [(stand.column, key) for key in keys[:most]] for name, keys in sides}


def _lag(stand: Standing) -> tuple[float, float]:
    """Return how far the groups that may be lowest are below all others together, and how many people are in them.

    The highest of many groups is far from the lowest just by chance; all others together are not.
    """
    table = stand.table.dropna(subset=["estimate"])
    lowest = np.array([key in stand.lowest for key in stand.keys])[table.index.to_numpy()]
    value, base = table["estimate"].to_numpy(float), table["base"].to_numpy(float)
    if lowest.all():
        return 0.0, float(base.sum())
    others, lower = (np.average(value[side], weights=base[side]) for side in (~lowest, lowest))
    return float(others - lower), float(base[lowest].sum())


def _sides(row: Record, a: Words, b: Words) -> str:
    """Return the group of a difference between two named groups: 'channel=phone; against:channel=shop'."""
    parts = [group_of(row)]
    if not isinstance(a, Text) and not isinstance(b, Text):
        parts = [group_of({"answers": row.get("answers")}), _side(a), AGAINST_GROUP + _side(b)]
    return "; ".join(filter(None, parts))


def _side(group: Name | Sequence[Name]) -> str:
    """Return 'channel=phone|shop' for one name of a group, or several."""
    columns, keys = zip(*[group] if isinstance(group[0], str) else group, strict=True)
    return f"{columns[0]}={'|'.join(map(str, keys))}"
