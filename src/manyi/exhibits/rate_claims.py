"""Sentences about rates: how they moved, and how they differ in a window of time. Input: a row of `stats.rates.rate_trend`.

Association only: a window differs from other days in more than one thing.
"""

from __future__ import annotations

from manyi.exhibits.claims import Claim
from manyi.exhibits.numbers import Record, number
from manyi.rows.codebook import Text

MOVED = {
    "rose": Text(en="{what} rose {period}: change {value:full}.", zh="{what}{period}上升：变化{value:full}。"),
    "rose_small": Text(
        en="{what} rose {period}, but little: change {value:full}.", zh="{what}{period}略有上升：变化{value:full}。"
    ),
    "fell": Text(en="{what} fell {period}: change {value:full}.", zh="{what}{period}下降：变化{value:full}。"),
    "fell_small": Text(
        en="{what} fell {period}, but little: change {value:full}.", zh="{what}{period}略有下降：变化{value:full}。"
    ),
    "same": Text(
        en="{what} stayed about the same {period}: change {value:full}.",
        zh="{what}{period}大致不变：变化{value:full}。",
    ),
    "unclear": Text(
        en="{what} showed no clear change {period}: change {value:full}.",
        zh="{what}{period}没有明确变化：变化{value:full}。",
    ),
}
COMPARED = {
    "rose": Text(
        en="{what} were more frequent {period}: difference {value:full}.", zh="{what}{period}更多：相差{value:full}。"
    ),
    "fell": Text(
        en="{what} were less frequent {period}: difference {value:full}.", zh="{what}{period}更少：相差{value:full}。"
    ),
    "unclear": Text(
        en="{what} did not clearly differ {period}: difference {value:full}.",
        zh="{what}{period}没有明确差别：相差{value:full}。",
    ),
}


def rate_moved(row: Record, what: Text, period: Text, *, weight: float = 2.0) -> Claim:
    """Return how a rate changed over a period; `period` follows the verb in English and the subject in Chinese."""
    return _claim(row, str(row["verdict"]), MOVED, what, period, weight)


def rate_compared(row: Record, what: Text, period: Text, *, weight: float = 1.5) -> Claim:
    """Return how a rate inside a window compares with other days."""
    verdict = str(row["verdict"]).removesuffix("_small").replace("same", "unclear")
    return _claim(row, verdict, COMPARED, what, period, weight)


def _claim(row: Record, verdict: str, texts: dict[str, Text], what: Text, period: Text, weight: float) -> Claim:
    value = number(row, "percent", statistic="relative change")
    shown = verdict.startswith(("rose", "fell"))
    words = {"what": what, "period": period}
    return Claim("rate", verdict, {"value": value}, words, shown, weight if shown else weight / 2, own=texts[verdict])
