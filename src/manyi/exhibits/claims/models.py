"""Claims about models: drivers that agree, choices that are stable, where to start."""

from __future__ import annotations

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.numbers import Number


def agreement(linear: pd.DataFrame, ordinal: pd.DataFrame) -> Claim:
    """Return in how many drivers the linear and the ordinal model agree on the direction."""
    both = linear.merge(ordinal, on="driver", suffixes=("", "_ordinal"))
    same = both["direction"] == both["direction_ordinal"]
    numbers = {"compared": Number(float(len(both)), "count", statistic="count")}
    said: dict[str, Words] = {}
    if not same.all():
        numbers["same"] = Number(float(same.sum()), "count", statistic="count")
        said["others"] = [("driver", str(name)) for name in both.loc[~same, "driver"]]
    return Claim("agreement", "all" if same.all() else "some", numbers, said, bool(same.all()), 0.5)


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
    said: dict[str, Words] = {"driver": ("driver", main), "outcome": ("rated", outcome)}
    return Claim("stable", verdict, numbers, said, verdict == "always", 1.0)


def start(placed: pd.DataFrame, outcome: str, *, weight: float = 4.0) -> Claim:
    """Return which drivers matter and are rated low in nearly all resamples (`stats.priorities`): where to start."""
    first = placed.loc[placed["quadrant"] == "improve", "driver"]
    said: dict[str, Words] = {"outcome": ("rated", outcome), "drivers": [("driver", str(name)) for name in first]}
    if first.empty:
        return Claim("start", "none", {}, {"outcome": said["outcome"]}, False, 0.5)
    least = placed[placed["quadrant"] == "improve"].nsmallest(1, "settled").iloc[0]
    settled = Number(float(least["settled"]), "percent", item=str(least["driver"]), statistic="share of resamples")
    return Claim("start", "one" if len(first) == 1 else "some", {"settled": settled}, said, True, weight)
