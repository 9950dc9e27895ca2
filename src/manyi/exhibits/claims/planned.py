"""Claims a study announced: held after controls, relative to another group, of the mix."""

from __future__ import annotations

import pandas as pd

from manyi.exhibits.claims.claim import Claim, Words, tested, way, year
from manyi.exhibits.numbers import difference, number
from manyi.exhibits.vocabulary import against
from manyi.language.formats import Unit
from manyi.study.plan import Comparison


def held(row: pd.Series, comparison: Comparison, *, weight: float = 1.5) -> Claim:
    """Return the difference between the two groups of a comparison with its controls held constant."""
    apart = difference(
        row.drop("estimate", errors="ignore"), comparison.unit, item=comparison.item, method="weighted regression",
        group="", called=against(comparison.a_name, comparison.b_name),
    )  # fmt: skip
    verdict = way(apart)
    said: dict[str, Words] = {
        "a": comparison.a_name, "b": comparison.b_name, "controls": [("item", name) for name in comparison.controls],
    }  # fmt: skip
    return Claim("held", verdict, {"difference": apart}, said, verdict in ("higher", "lower"), weight)


def relative(row: pd.Series, comparison: Comparison, *, weight: float = 1.0) -> Claim:
    """Return group a relative to group b, in percent of b."""
    called = against(comparison.a_name, comparison.b_name)
    share = number(row, "percent", statistic="relative difference", called=called)
    verdict = "higher" if share.low > 0 else "lower" if share.high < 0 else "unclear"
    said: dict[str, Words] = {"a": comparison.a_name, "b": comparison.b_name}
    return Claim("relative", verdict, {"difference": share}, said, verdict != "unclear", weight)


def mix(
    parts: pd.DataFrame, by: str, item: str, now: int, before: int, unit: Unit | None = None, *, weight: float = 1.0
) -> Claim:
    """Return how much of a change is people moving between groups and how much is change within them."""
    rows = {str(record["part"]): record for record in parts.to_dict("records")}
    numbers = {
        name: difference(rows[name], unit, item=item, statistic=f"change: {name}", wave=f"{before}-{now}", group="")
        for name in ("rate", "mix")
    }
    said: dict[str, Words] = {"by": ("item", by), "what": ("rated", item), "now": year(now), "before": year(before)}
    verdict = "untested" if all(one.se == 0 for one in numbers.values()) else "shown"
    return Claim("mix", verdict, numbers, said, any(tested(one) for one in numbers.values()), weight)
