"""Claims about sets of items: those above and below their mean, those below it in every wave, one joint test.

Input: frames of `stats.planned` or an omnibus test. Output: a Claim; its words are in words.yml.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.figures.dumbbells import waves_of
from manyi.exhibits.numbers import Number, Record, agreed, group_of
from manyi.exhibits.vocabulary import why
from manyi.language import words
from manyi.language.formats import difference_of
from manyi.language.periods import Period, span
from manyi.language.text import Text
from manyi.stats.compare.joint import Omnibus
from manyi.stats.design.groups import answers_key
from manyi.study.codebook import Codebook
from manyi.study.items import Code

WORDS = words.beside(__file__).section("sets")

JOINT = {"rao_scott": "Rao-Scott F({:.1f}, {:.0f})", "welch": "Welch W({:.0f}, {:.0f})"}


def apart(rows: pd.DataFrame, column: str = "item") -> Claim:
    """Return which of the rows of `stats.against_mean` are above and which below the mean of all."""
    slots: dict[str, Words] = {}
    sides = [side for side in ("above", "below") if (rows["verdict"] == side).any()]
    for side in sides:
        slots[side] = [(column, str(key)) for key in rows.loc[rows["verdict"] == side, "group"]]
    compared = Number(float((rows["verdict"] != "suppressed").sum()), "count", statistic="count")
    untested = (
        len(rows) > 0
        and rows["verdict"].isin(["untested", "suppressed"]).all()
        and (rows["verdict"] == "untested").any()
    )
    if len(rows) and not compared.value:
        return Claim("apart", "suppressed", {}, {"why": why(*rows.get("reason", ()))}, False)
    verdict = "_".join(sides) or ("untested" if untested else "none")
    return Claim("apart", verdict, {"compared": compared}, slots, bool(sides))


def persistent(rows: pd.DataFrame, first: int, last: int) -> Claim:
    """Return which items were below the mean of their battery in every wave from first to last."""
    keys = [("item", str(key)) for key in rows.loc[rows["shown"], "item"]]
    slots: dict[str, Words] = {
        "first": Period(first).words,
        "last": Period(last).words,
        **({"low": keys} if keys else {}),
    }
    compared = Number(float(len(rows)), "count", statistic="count", wave=span(first, last))
    return Claim("persistent", "some" if keys else "none", {"compared": compared}, slots, bool(keys))


def joint(test: Omnibus, by: str, item: str, *, answers: Sequence[Code] = (), about: Text | None = None) -> Claim:
    """Return whether the groups of `by` differ at all, from an omnibus test of `stats`; `about` names in what.

    answers: those whose share was tested.
    """
    kind = "joint_about" if about else "joint"
    slots: dict[str, Words] = {"about": about} if about else {"by": ("item", by), "what": ("rated", item)}
    if test.form in ("none", "untested"):
        slots["why"] = why(*test.reasons)
        return Claim(kind, {"none": "suppressed"}.get(test.form, test.form), {}, slots, False)
    method = JOINT[test.form].format(test.df1, test.df2)
    number = Number(float(test.statistic), "ratio", df=float(test.df2), p=float(test.p), statistic="joint test", item=item,
                    group="; ".join(filter(None, [group_of({"answers": answers_key(answers)}), by])), method=method)  # fmt: skip
    slots["tested"] = WORDS["some_groups" if test.left_out else "all_groups"]
    return Claim(kind, "differ" if test.passed else "unclear", {"test": number}, slots, test.passed)


POINT = WORDS["point"]
SEEN = WORDS["seen"]


def point(book: Codebook, outcome: str, delta: float) -> Claim | None:
    """Return how many of a hundred answers must be one step higher for the smallest difference that matters.

    None if the outcome is not based on one rated item.
    """
    unit, scales = book.unit(outcome), [item.scale for item in book.behind(outcome)]
    if len(scales) != 1 or scales[0] is None or unit not in ("index", "score"):
        return None
    steps = scales[0].high - scales[0].low if unit == "index" else 100.0
    numbers = {
        "delta": Number(delta, difference_of(unit), statistic="smallest difference of interest", item=outcome),
        "people": Number(float(round(delta * steps)), "count", statistic="answers one step higher", item=outcome),
    }
    return _in_words(POINT, numbers, {})


def seen(row: Record, now: int | None = None, before: int | None = None) -> Claim:
    """Return the smallest change that could have been seen, from a row of a changes frame."""
    item, unit = str(row["item"]), agreed(None, row.get("unit"))
    now, before = waves_of(row, now, before)
    numbers = {
        "smallest": Number(float(row["smallest"]), difference_of(unit), statistic="smallest detectable change", item=item,
                           wave=span(before, now))
    }  # fmt: skip
    return _in_words(SEEN, numbers, {"what": ("rated", item), "now": Period(now).words, "before": Period(before).words})


def helped(margins: pd.DataFrame) -> Claim:
    """Return how far the sample was from the population before and after weighting, from `Survey.weighting`."""
    gaps = {side: (margins[side] - margins["target"]).abs() for side in ("before", "after")}
    worst = margins.iloc[int(gaps["before"].to_numpy().argmax())]
    numbers = {
        side: Number(float(gap.max()), "percentage_points", statistic=f"largest gap {side} weighting", basis="census")
        for side, gap in gaps.items()
    }
    return _in_words(WORDS["helped"], numbers, {"name": (str(worst["margin"]), str(worst["category"]))})


def _in_words(text: Text, numbers: dict[str, Number], slots: dict[str, Words]) -> Claim:
    return Claim("level", "shown", numbers, slots, False, sentence=text)
