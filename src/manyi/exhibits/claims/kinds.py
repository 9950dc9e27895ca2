"""Claims: sentences whose wording a test decides, the same for every study. Their words are in words.yml.

Claims about groups are in `between`, about many rows in `sets`, about models in `modelled`.

Input: one row (or the whole frame) of a test of `stats`. Output: a Claim: a template per language, its numbers, its
words, the test's verdict, and what ranks it as a key finding. Association only: nothing here says "because".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import SENTENCES, UNTESTED, Claim, Name, Subject, Words, noun
from manyi.exhibits.figures.dumbbells import waves_of
from manyi.exhibits.numbers import NAN, Number, Record, agreed, difference, number
from manyi.exhibits.vocabulary import why, why_left_out
from manyi.language import words
from manyi.language.formats import difference_of
from manyi.language.periods import Period, span
from manyi.language.text import Text
from manyi.stats.schema import groups_in

WORDS = words.beside(__file__).section("kinds")


def level(row: Record, text: Text | None = None) -> Claim:
    """Return a statement of one estimate; `text` is the study's own sentence around {value}."""
    value = number(row)
    if text is not None:  # a study writes {value}; a reader gets its unit too
        text = Text(en=text.en.replace("{value}", "{value:unit}"), zh=text.zh.replace("{value}", "{value:unit}"))
    if value.hidden:
        return Claim("level", "suppressed", {}, {"what": subject(row), "why": why(value.reason)}, False)
    return Claim("level", "shown", {"value": value}, {"what": subject(row)}, True, sentence=text, item=value.item)


def change(row: Record, now: int | None = None, before: int | None = None) -> Claim:
    """Return what happened between two waves, from one row of a changes frame."""
    verdict = str(row["verdict"])
    now, before = waves_of(row, now, before)
    slots: dict[str, Words] = {"what": subject(row), "now": Period(now).words, "before": Period(before).words}
    if verdict == "suppressed":
        return Claim("change", verdict, {}, {**slots, "why": why(row.get("reason"))}, False)
    blank = dict.fromkeys(("se", "df", "p", "p_adjusted"), float("nan"))
    numbers = {
        "value": number(row, None, "value", low="", high="", wave=str(now), **blank),
        "before_value": number(row, None, "before_value", low="", high="", wave=str(before),
                               **{**blank, "base": float(row["base_before"])}),
        "difference": difference(row, statistic="change", wave=span(before, now)),
    }  # fmt: skip
    if verdict == "unclear":
        about = {"statistic": "smallest detectable change", "item": str(row.get("item", "")), "wave": span(before, now)}
        numbers["smallest"] = Number(float(row["smallest"]), numbers["difference"].unit, **about)  # type: ignore[arg-type]
    people, item = numbers["value"].base, numbers["value"].item
    shown = verdict.startswith(("rose", "fell"))
    return Claim("change", verdict, numbers, slots, shown, item=item, people=people, cause=item, aspect="change")


def changed(
    changes: Any, now: int | None = None, before: int | None = None, *, column: str = "item", about: Words | None = None,
    whole: Record | None = None,
) -> Claim:  # fmt: skip
    """Return how many rows of a changes frame rose, fell, or showed no clear change, and which; `about` names them.

    Those that could not be tested (answers that do not vary) are not counted as compared. whole: the change of all
    groups together, if the rows are groups.
    """
    now, before = waves_of(changes, now, before)
    changes = changes if isinstance(changes, pd.DataFrame) else changes.table
    verdicts = changes["verdict"]
    movers: dict[str, list[Name]] = {
        way: [(column, str(key)) for key in changes.loc[verdicts.str.startswith(way), column]]
        for way in ("rose", "fell")
    }
    compared = int((~verdicts.isin(["suppressed", *UNTESTED])).sum())
    nothing = "none" if compared else "untested" if verdicts.isin(UNTESTED).any() else "suppressed"
    verdict = "_".join(way for way in movers if movers[way]) or nothing
    counts = {"compared": compared, **{way: len(keys) for way, keys in movers.items()}}
    counts["other"] = compared - counts["rose"] - counts["fell"]
    about_counts: dict[str, Any] = {"statistic": "count", "wave": span(before, now)}
    numbers = {name: Number(float(value), "count", **about_counts) for name, value in counts.items()}
    listed: dict[str, Words] = {f"{way}_names": keys for way, keys in movers.items() if keys}
    slots: dict[str, Words] = {"now": Period(now).words, "before": Period(before).words, **listed}
    slots |= {"about": about} if about is not None else {}
    slots |= {"why": why_left_out(changes)} if verdict == "suppressed" else {}
    shown = verdict not in ("none", "suppressed", "untested")
    claim = Claim("changed", verdict, numbers, slots, shown)
    by_group = about is None and column != "item" and "item" in changes and len(changes)
    return _changed_by(claim, changes, column, whole, span(before, now)) if by_group else claim


def _changed_by(claim: Claim, changes: pd.DataFrame, column: str, whole: Record | None, waves: str) -> Claim:
    """Return a claim about changes of groups, ranked by the largest shown change and the number of people behind it.

    If that group changed as all did, in the same direction and by nearly as much, the two have one cause.
    """
    item = str(changes["item"].iloc[0])
    slots = {**claim.words, "noun": noun(column, claim.verdict), "what": ("rated", item)}
    if not claim.shown:
        return replace(claim, kind="changed_by", words=slots)
    moved = changes[changes["verdict"].str.startswith(("rose", "fell"))]
    leader = moved.iloc[int(moved["difference"].abs().to_numpy().argmax())]
    repeats = whole is not None and bool(
        str(leader["verdict"])[:4] == str(whole["verdict"])[:4]
        and abs(leader["difference"] - whole["difference"]) < leader.get("delta", NAN)
    )
    return replace(
        claim, kind="changed_by", verdict=claim.verdict + ("_several" if len(moved) > 1 else ""),
        numbers={**claim.numbers, "difference": difference(leader, statistic="change", wave=waves)},
        words={**slots, "leader": (column, str(leader[column]))}, people=float(leader["base"]),
        cause=item if repeats else column, aspect="change" if repeats else f"change:{item}",
    )  # fmt: skip


def driver(importance: Any, outcome: str, among: Text | None = None) -> Claim:
    """Return which drivers are most closely associated with the outcome: their rank interval includes first place.

    among: the name of the drivers as a set, used if another set has the same outcome.
    """
    frame = importance if isinstance(importance, pd.DataFrame) else importance.table
    leading = frame.dropna(subset=["rank"]).sort_values("rank")
    tied = leading[leading["rank_low"] <= 1]
    clear = tied[tied.get("above_noise", True) == True] if len(tied) else tied  # noqa: E712
    slots: dict[str, Words] = {
        "outcome": ("rated", outcome),
        "driver": [("driver", str(key)) for key in tied["driver"]],
        **({"among": among} if among else {}),
    }
    if clear.empty:
        return Claim("driver", "none", {}, slots, False)
    first = number(leading.iloc[0], "percent", "share" if "share" in leading else "importance", statistic="importance",
                   item=str(leading.iloc[0]["driver"]))  # fmt: skip
    verdict = "one" if len(tied) == 1 else "tied"
    of_set = Text.joined([WORDS["among"], SENTENCES.section("driver")[verdict]]) if among else None
    return Claim("driver", verdict, {"share": first}, slots, True, of_set, cause=outcome, aspect="drivers")


def kpi(row: Record, what: Words, *, at_least: bool = True) -> Claim:
    """Return the verdict on a target: met, not_met or not_shown; `target` is in the row."""
    verdict = str(row["verdict"])
    limits: dict[str, Any] = {"low": "low90", "high": "high90", "level": 0.90} if "low90" in row else {}
    unit = agreed(None, row.get("unit"))
    numbers = {"value": number(row, **limits), "target": Number(float(row["target"]), unit, statistic="target")}
    direction = WORDS["at_least"] if at_least else WORDS["at_most"]
    slots: dict[str, Words] = {"what": what, "direction": direction}
    of_all = at_least and unit == "percent" and row["target"] == 1
    sentence = WORDS.section("exactly").get(verdict) if of_all else None
    if verdict == "suppressed" or numbers["value"].hidden:
        return Claim("kpi", "suppressed", {}, {**slots, "why": why(row.get("reason"))}, False)
    value, target = numbers["value"], numbers["target"].value
    away = Number(value.value - target, difference_of(unit), value.low - target, value.high - target, item=value.item)
    shown = verdict in ("met", "not_met")
    return Claim("kpi", verdict, numbers, slots, shown, sentence, effect=away, people=value.base)


def subject(row: Record) -> Words:
    """Return what a row is about: the item, and the group if there is one."""
    item, answers = str(row.get("item", "")), str(row.get("answers", ""))
    pairs: list[Name] = [("answer", f"{item}={answers}")] if answers else []
    pairs += groups_in(dict(row)).items()
    return Subject((("rated", item), *pairs)) if pairs else ("rated", item)
