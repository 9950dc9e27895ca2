"""What a number is worth to a reader: what a point stands for, how small a change could be seen, how far weights went.

Input: a codebook and rows of `stats`. Output: Claims that only state; no test is behind them.
"""

from __future__ import annotations

import pandas as pd

from manyi.exhibits.claims import Claim, Words, year
from manyi.exhibits.numbers import Number, Record
from manyi.exhibits.words import Unit, difference_of
from manyi.rows.codebook import Codebook, Text

POINT = Text(
    en="A difference of {delta:size}, the smallest this report takes to matter, means {people} of every hundred answers "
    "being one step higher on the scale.",
    zh="本报告视为有意义的最小差别为{delta:size}，相当于每一百份回答中有{people}份的评分高一级。",
)
SEEN = Text(
    en="How small a change could have been seen? Had {what} truly changed by {smallest:size} between {before} and {now}, "
    "four of five samples of this size and design would have shown it.",
    zh="能看出多小的变化？假如{what}在{before}年至{now}年间真实变化了{smallest:size}，规模与设计相同的五次抽样中约有四次能够显示。",
)
HELPED = Text(
    en="Before weighting, the sample was up to {before:size} away from the population ({name}); after it, {after:size}.",
    zh="加权前，样本构成与总体最多相差{before:size}（{name}）；加权后相差{after:size}。",
)


def point(book: Codebook, outcome: str, delta: float, unit: Unit) -> Claim | None:
    """Return how many of a hundred answers one step higher make the smallest difference that matters.

    None where the outcome does not rest on one rated item.
    """
    scales = [item.scale for item in book.behind(outcome)]
    if len(scales) != 1 or scales[0] is None or unit not in ("index", "score"):
        return None
    steps = scales[0].high - scales[0].low if unit == "index" else 100.0
    numbers = {
        "delta": Number(delta, difference_of(unit), statistic="smallest difference of interest", item=outcome),
        "people": Number(float(round(delta * steps)), "count", statistic="answers one step higher", item=outcome),
    }
    return _stated(POINT, numbers, {})


def seen(row: Record, now: int, before: int, unit: Unit) -> Claim:
    """Return the smallest change that could have been seen, from a row of a changes frame."""
    item = str(row["item"])
    numbers = {
        "smallest": Number(float(row["smallest"]), difference_of(unit), statistic="smallest detectable change", item=item,
                           wave=f"{before}-{now}")
    }  # fmt: skip
    return _stated(SEEN, numbers, {"what": ("rated", item), "now": year(now), "before": year(before)})


def helped(margins: pd.DataFrame) -> Claim:
    """Return how far the sample was from the population before weighting and after, from `Survey.weighting` of a wave."""
    gaps = {side: (margins[side] - margins["target"]).abs() for side in ("before", "after")}
    worst = margins.iloc[int(gaps["before"].to_numpy().argmax())]
    numbers = {
        side: Number(float(gap.max()), "percentage_points", statistic=f"largest gap {side} weighting", basis="census")
        for side, gap in gaps.items()
    }
    return _stated(HELPED, numbers, {"name": (str(worst["margin"]), str(worst["category"]))})


def _stated(text: Text, numbers: dict[str, Number], said: dict[str, Words]) -> Claim:
    return Claim("level", "shown", numbers, said, False, 0.0, own=text)
