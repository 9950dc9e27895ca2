"""Claims based on a model: a gap with controls held constant, a change split into mix and rate, drivers that agree."""

from __future__ import annotations

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words, way
from manyi.exhibits.numbers import Number, difference, group_of, number
from manyi.exhibits.vocabulary import against, why
from manyi.language.periods import Period, span
from manyi.stats.design.groups import answers_key
from manyi.stats.planned.driver_models import Steps
from manyi.study.plan import Comparison


def held(row: pd.Series, comparison: Comparison) -> Claim:
    """Return the difference between the two groups of a comparison with its controls held constant."""
    apart = difference(
        row.drop("estimate", errors="ignore"), comparison.unit, item=comparison.item, method="weighted regression",
        group=group_of({"answers": answers_key(comparison.answers)}),
        called=against(comparison.a_name, comparison.b_name),
    )  # fmt: skip
    verdict = way(apart)
    slots: dict[str, Words] = {
        "a": comparison.a_name, "b": comparison.b_name, "controls": [("item", name) for name in comparison.controls],
    }  # fmt: skip
    cause = next(iter(comparison.a), "")
    return Claim("held", verdict, {"difference": apart}, slots, verdict in ("higher", "lower"), cause=cause)


def relative(row: pd.Series, comparison: Comparison) -> Claim:
    """Return group a relative to group b, in percent of b."""
    called = against(comparison.a_name, comparison.b_name)
    share = number(row, "percent", statistic="relative difference", called=called)
    verdict = "higher" if share.low > 0 else "lower" if share.high < 0 else "unclear"
    slots: dict[str, Words] = {"a": comparison.a_name, "b": comparison.b_name}
    return Claim("relative", verdict, {"difference": share}, slots, verdict != "unclear")


def mix(parts: pd.DataFrame, by: str, item: str, now: int, before: int) -> Claim:
    """Return how much of a change is due to people moving between groups and how much to change within them."""
    rows = {str(record["part"]): record for record in parts.to_dict("records")}
    numbers = {
        name: difference(rows[name], item=item, statistic=f"change: {name}", wave=span(before, now), group="")
        for name in ("rate", "mix")
    }
    slots: dict[str, Words] = {
        "by": ("item", by),
        "what": ("rated", item),
        "now": Period(now).words,
        "before": Period(before).words,
    }
    if any(share.hidden for share in numbers.values()):
        reasons = why(*(share.reason for share in numbers.values()))
        return Claim("mix", "suppressed", {}, {**slots, "why": reasons}, False)
    verdict = "untested" if all(share.se == 0 for share in numbers.values()) else "shown"
    return Claim("mix", verdict, numbers, slots, any(share.tested for share in numbers.values()))


def agreement(linear: pd.DataFrame, ordinal: pd.DataFrame) -> Claim:
    """Return for how many drivers the linear and the ordinal model agree on the direction."""
    both = linear.merge(ordinal, on="driver", suffixes=("", "_ordinal"))
    same = both["direction"] == both["direction_ordinal"]
    numbers = {"compared": Number(float(len(both)), "count", statistic="count")}
    slots: dict[str, Words] = {}
    if not same.all():
        numbers["same"] = Number(float(same.sum()), "count", statistic="count")
        slots["others"] = [("driver", str(name)) for name in both.loc[~same, "driver"]]
    return Claim("agreement", "all" if same.all() else "some", numbers, slots, bool(same.all()))


def stable(frame: pd.DataFrame, outcome: str) -> Claim:
    """Return whether the same driver comes first under every specification that could be fitted."""
    fitted = frame[frame["driver"].notna() & (frame["driver"] != "")]
    first = fitted.loc[fitted["rank"] == 1, "driver"].astype(str)
    count = Number(float(fitted["specification"].nunique()), "count", statistic="count")
    main = str(fitted.loc[fitted["main"] & (fitted["rank"] == 1), "driver"].iloc[0])
    numbers = {"compared": count}
    verdict = "always" if (first == main).all() else "often"
    if verdict == "often":
        numbers["same"] = Number(float((first == main).sum()), "count", statistic="count")
    slots: dict[str, Words] = {"driver": ("driver", main), "outcome": ("rated", outcome)}
    return Claim("stable", verdict, numbers, slots, verdict == "always")


def start(placed: pd.DataFrame, outcome: str, steps: Steps | None = None) -> Claim:
    """Return which drivers matter and are rated low in nearly all resamples (`stats.priorities`): where to start.

    steps: what the model predicts if answers were one step higher; the largest of the drivers named is its effect.
    """
    first = placed.loc[placed["quadrant"] == "improve", "driver"]
    slots: dict[str, Words] = {"outcome": ("rated", outcome), "drivers": [("driver", str(name)) for name in first]}
    if first.empty:
        return Claim("start", "none", {}, {"outcome": slots["outcome"]}, False, cause=outcome, aspect="drivers")
    least = placed[placed["quadrant"] == "improve"].nsmallest(1, "settled").iloc[0]
    settled = Number(float(least["settled"]), "percent", item=str(least["driver"]), statistic="share of resamples")
    effect = None
    if steps and len(predicted := steps.table[steps.table["driver"].isin(first)]):
        effect = difference(predicted.nlargest(1, "difference").iloc[0], item=outcome)
    always = round(settled.value, 3) == 1.0  # as printed: nobody says "at least 100.0%"
    verdict = "one" if len(first) == 1 else "each" if always else "some"
    return Claim("start", verdict, {"settled": settled}, slots, True, effect=effect, cause=outcome, aspect="drivers")
