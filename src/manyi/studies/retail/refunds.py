"""How long refunds take, and what people complain about. Input: requests, the register; output: charts, Numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from manyi.exhibits.claims.between import extremes
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.rows import bars, dots
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.language import formats, words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.stats.compare.change import share_changes
from manyi.stats.compare.highest_lowest import Standing, standing
from manyi.stats.design.design import Design
from manyi.stats.estimate.means_and_shares import distribution
from manyi.studies.retail import marketplace as market

WORDS = words.beside(__file__).section("year")
FLOWS: Mapping[str, tuple[Unit, float]] = {"refund_only": ("hours", 24), "return_refund": ("days", 1)}


@dataclass(frozen=True)
class Refunds:
    """The requests for a refund of a year."""

    requests: Survey
    year: int

    @cached_property
    def medians(self) -> pd.DataFrame:
        """Return the median days to a refund by flow and category."""
        return market.refund_times(self.requests, self.year)

    @cached_property
    def spans(self) -> pd.DataFrame:
        """Return the shortest and the longest category median of each flow."""
        return market.spans(self.medians)

    def range_of(self, flow: str, names: Names) -> dict[str, Number | Text]:
        """Return the shortest and the longest category median of a flow, in its unit, with their categories."""
        unit, factor = FLOWS[flow]
        reach, values = self.spans[self.spans["flow"] == flow].set_index("end"), dict[str, Number | Text]()
        for name, end, which in (("low", "min", "first"), ("high", "max", "last")):
            row: Any = reach.loc[end]
            value, low, high = (row[column] * factor for column in ("estimate", "low", "high"))
            group = f"flow={flow}; goods={row['goods']}"
            values[name] = Number(
                value, unit, low, high, base=row["base"], statistic="median", item="days", group=group
            )
            values[which] = names.text("goods", row["goods"])
        return values

    def charted(self, flow: str) -> Chart:
        """Return the median time to a refund of a flow by category, in its unit."""
        unit, factor = FLOWS[flow]
        rows = self.medians[self.medians["flow"] == flow].drop(columns=["p", "flow"]).reset_index(drop=True)
        rows[["estimate", "low", "high"]] *= factor
        return dots(rows.assign(unit=unit), labels={"days": WORDS.section("medians")[flow]})

    def unit_of(self, flow: str) -> Text:
        """Return the name of a flow's unit."""
        return WORDS.section("units")[FLOWS[flow][0]]


@dataclass(frozen=True)
class Complaints:
    """The complaints of a study up to a year."""

    study: str
    year: int

    @cached_property
    def register(self) -> Design:
        """Return the complaints up to the year (`market.register`)."""
        return market.register(self.study, self.year)

    @cached_property
    def most(self) -> pd.DataFrame:
        """Return the complaints of the year by topic, most first: topic estimate."""
        rows = self.register.frame
        topics: Any = rows[rows["wave"] == self.year].groupby("topic", as_index=False)["rows"].sum()
        most: pd.DataFrame = topics.rename(columns={"rows": "estimate"}).sort_values("estimate", ascending=False)
        return most

    @cached_property
    def order(self) -> Standing:
        """Return which topics are most and least frequent: shares of the same complaints, compared over weeks."""
        year = self.register.where(self.register.frame["wave"] == self.year)
        return replace(standing(distribution(year, "topic")).under(category="topic"), column="topic")

    def ends(self) -> Claim:
        """Return which topics are most and least frequent by the test; this is not a gap between people."""
        return replace(extremes(self.order, about=WORDS["complaints"]), effect=None)

    def charted(self) -> Chart:
        """Return the number of complaints by topic; those a test shows to be most or least frequent are coloured."""
        base = self.most["estimate"].sum()
        return bars(self.most.assign(base=base, status="shown", item="topic", unit="count"), tested=self.order)

    def moved(self, before: int, names: Names) -> Iterator[tuple[str, dict[str, Text]]]:
        """Yield (rose or fell, the topics whose share of complaints did so since a year before)."""
        rows = share_changes(distribution(self.register, "topic", by="wave"), self.year, before, adjust="holm")
        for way, verb in WORDS.section("ways").items():
            topics = [names.text("topic", key) for key in rows.loc[rows["verdict"].str.startswith(way), "category"]]
            listed = Text.joined(topics, formats.MARKS["enumerated"]) if topics else WORDS["nothing"]
            yield way, {"verb": verb, "topics": listed}
