"""What the chapter on service shows: the key figures of a year, and details behind them. Output: charts and Numbers.

Input: the tables of a study whose `kpis` name targets (tickets, staff, invitations, complaints).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.kinds import kpi as kpi_claim
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.rows import dots
from manyi.exhibits.figures.trend_lines import trend
from manyi.exhibits.numbers import Number, counts, number
from manyi.exhibits.tables.grids import listing
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.rows.tables import joined, load_tables
from manyi.stats.design.design import Design
from manyi.stats.estimate.durations import time_quantiles, within
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import shares
from manyi.studies.service.control_charts import control, p_chart
from manyi.studies.service.kpi_board import VERDICTS, scorecard, targets_met
from manyi.studies.service.kpis import cases, kpi_estimates, target_changes, targets, waves_of
from manyi.study.plan import Kpi

WORDS = words.beside(__file__).section("year")
STEPS = {4: "h4", 12: "h12", 24: "h24", 48: "h48", 72: "h72"}  # hours after a call
SHARES = {0.5: "half", 0.9: "nine"}
SATISFIED = 4  # out of five: the lowest answer that counts as satisfied
Numbers = dict[str, Number]


@dataclass(frozen=True)
class ServiceYear:
    """The logs of a service up to a year, and its key figures."""

    logs: Mapping[str, Survey]
    survey: Survey
    year: int

    @classmethod
    def of(cls, study: str, year: int) -> ServiceYear:
        """Return the service of a study. Raises InputError as `load_tables` does."""
        logs = load_tables(study, year)
        return cls(logs, joined(logs), year)

    @cached_property
    def kpis(self) -> dict[str, Kpi]:
        """Return the key figures by id."""
        return {kpi.id: kpi for kpi in self.survey.study.claims.kpis}

    @cached_property
    def cases(self) -> dict[str, Design]:
        """Return the cases of the year behind each key figure."""
        return {name: cases(kpi, self.logs[kpi.table], self.year) for name, kpi in self.kpis.items()}

    @cached_property
    def card(self) -> pd.DataFrame:
        """Return the scorecard of the year (`kpis.targets`) by key figure."""
        return targets(self.logs, self.year).set_index("kpi", drop=False)

    @property
    def labels(self) -> dict[str, Text]:
        """Return the names of the key figures."""
        return {name: kpi.title for name, kpi in self.kpis.items()}

    @property
    def verdicts(self) -> dict[str, Claim]:
        """Return the claim of each key figure: its target is reached, not reached, or undecided."""
        rows: Any = self.card.drop(columns=["kpi", "process"])
        return {name: kpi_claim(rows.loc[name], kpi.title) for name, kpi in self.kpis.items()}

    def totals(self) -> Claim:
        """Return how many targets were reached."""
        return targets_met(dict(zip(self.card["kpi"], self.card["verdict"], strict=True)), self.labels)

    def board(self) -> Chart:
        """Return the scorecard."""
        return scorecard(self.card, labels=self.labels)

    def two_verdicts(self) -> Chart:
        """Return the verdict on the year and that on the process side by side."""
        texts = {f"{name}_text": self.card[name].map(VERDICTS) for name in ("verdict", "process")}
        heads: dict[str, tuple[Text, Unit]] = {
            name: (WORDS.section("cases")[name], "count") for name in ("undecided", "base")
        }
        return listing(self.card.assign(**texts), "kpi", heads, texts=WORDS.section("questions"), labels=self.labels)

    def estimates(self, kpi: str, by: str) -> Estimates:
        """Return a key figure of the year by group."""
        return kpi_estimates(self.kpis[kpi], self.cases[kpi], by)

    def target(self, kpi: str) -> Number:
        """Return the target of a key figure."""
        return Number(self.kpis[kpi].target, self.kpis[kpi].unit, statistic="target")

    def response_range(self) -> Numbers:
        """Return how many tickets have no known outcome, and the share in time if these are late, or in time."""
        row: Any = self.card.loc["response"]
        return {
            "n": Number(row["base"], "count", item="tickets"),
            "unknown": Number(row["undecided"], "count", item="unknown"),
            "worst": Number(row["worst"], "percent", statistic="worst case", item="response"),
            "best": Number(row["best"], "percent", statistic="best case", item="response"),
        }

    def progress(self) -> Chart:
        """Return the share of customers answered by hours since they called."""
        parts = [
            within(self.cases["response"], "response_hours", "ended", hours).table.assign(hours=key)
            for hours, key in STEPS.items()
        ]
        return dots(pd.concat(parts), order="given", labels=WORDS.section("hours"))

    def waits(self) -> Chart:
        """Return the hours until half, and nine in ten, are answered, by channel."""
        times = time_quantiles(self.cases["response"], "response_hours", "ended", by="channel")
        rows = times.assign(share=times["p"].map(SHARES)).drop(columns="p")
        return dots(rows, series="share", labels=WORDS.section("shares"))

    def closing(self) -> Numbers:
        """Return the hours from opening to closing for half of the tickets, and for nine in ten."""
        wait = self.survey.study.claims.durations[-1]
        kpi = self.kpis["response"].model_copy(update={"item": wait.item, "ended": wait.ended})
        return _times(cases(kpi, self.logs[""], self.year), wait.item)

    def months(self) -> pd.DataFrame:
        """Return the share answered in time by month with its control limits (`p_chart`)."""
        return p_chart(self.estimates("response", "month").table)

    def month_chart(self, months: pd.DataFrame) -> Chart:
        """Return the control chart of the months."""
        return control(months, "month", target=self.kpis["response"].target)

    def quarters(self) -> Chart:
        """Return the share answered in time, and fixed on the first visit, by quarter."""
        rows = pd.concat([self.estimates(name, "quarter").table for name in ("response", "first_fix")])
        return dots(rows, panels="item", order="given", labels=self.labels)

    def uncertified(self) -> Numbers:
        """Return how many people in service have no certificate."""
        certified = self.cases["certified"].frame["certified"]
        return {
            "without": Number((certified == 0).sum(), "count", item="certified", statistic="without"),
            "staff": Number(float(self.card["base"]["certified"]), "count", item="staff"),
        }

    def training(self) -> Numbers:
        """Return the hours of the least trained, the target, and the share with less."""
        staff, target = self.cases["training"], self.kpis["training"].target
        hours = staff.frame["training"]
        below = shares(staff.assign(below=(hours < target).where(hours.notna()).astype(float)), "below")
        least = hours[staff.inside].min()
        return {
            "least": Number(least, "hours", statistic="minimum", item="training_hours"),
            "below": number(below.row()), "target": self.target("training"),
        }  # fmt: skip

    def assessed(self) -> Number:
        """Return the share of people in service whose skills were assessed."""
        staff = self.cases["training"]
        return number(
            shares(staff.assign(assessed_yes=staff.frame["assessed"].eq("yes").astype(float)), "assessed_yes").row()
        )

    def satisfied(self, by: str | None = None) -> Estimates:
        """Return the share satisfied among those who answered an invitation, by group."""
        invited, answer = self.cases["survey_response"], self.cases["survey_response"].frame["satisfaction"]
        satisfied = answer.ge(SATISFIED).where(answer.notna()).astype(float)
        return shares(invited.based_on("model").assign(satisfied=satisfied), "satisfied", by)

    def answered(self) -> Numbers:
        """Return how many were invited, the share that answered, and the satisfied share of those."""
        row: Any = self.card.loc["survey_response"]
        return {
            "answered": Number(row["estimate"], "percent", item="survey_response"),
            "invited": Number(row["base"], "count", item="invited"), "satisfied": number(self.satisfied().row()),
        }  # fmt: skip

    def answered_and_satisfied(self) -> Chart:
        """Return the share of invitations answered, and that of the satisfied among the answers, by quarter."""
        rows = pd.concat([self.estimates("survey_response", "quarter").table, self.satisfied("quarter").table])
        return dots(rows, panels="item", order="given", labels={**self.labels, "satisfied": WORDS["satisfied"]})

    def solved(self) -> Chart:
        """Return the share of major and other complaints solved within the limit."""
        every = self.kpis["major_solved"].model_copy(update={"where": {}})
        groups = kpi_estimates(every, cases(every, self.logs["complaints"], self.year), "major")
        labels = {**self.labels, **WORDS.section("major"), "major_solved": WORDS["solved"]}
        return dots(groups, order="given", labels=labels)

    def solving(self) -> Numbers:
        """Return the hours within which half of the major complaints were solved, and nine in ten."""
        return _times(self.cases["major_solved"], "solve_hours")

    def over_years(self, *of: str) -> Chart:
        """Return the key figures of these kinds over the years."""
        return trend(waves_of(self.logs, of=of), labels=self.labels)

    def changes(self, before: int) -> Iterator[tuple[str, Any]]:
        """Yield each key figure with its tested change since a year before."""
        for _, row in target_changes(self.logs, self.year, before).iterrows():
            yield str(row["item"]), row


def signals(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months outside their control limits."""
    return months[months["signal"] != ""]


def signal_counts(months: pd.DataFrame) -> Numbers:
    """Return how many months are outside their control limits."""
    return counts({"out": len(signals(months)), "months": len(months)}, out="signals")


def signal(row: Mapping[Any, Any]) -> dict[str, Number | Text]:
    """Return the value of a month outside the limits, the side, and the distance."""
    group = f"month={row['month']}"
    beyond = abs(row["estimate"] - row["lower" if row["signal"] == "below" else "upper"])
    return {
        "side": WORDS.section("sides")[row["signal"]],
        "value": Number(row["estimate"], "percent", item="response", group=group, base=row["base"]),
        "beyond": Number(beyond, "percentage_points", statistic="beyond the limit", group=group),
    }


def _times(design: Design, item: str) -> Numbers:
    rows: Any = time_quantiles(design, item, "ended").set_index("p")
    named = {"half": (0.5, "median"), "nine": (0.9, "p90")}
    return {name: number(rows.loc[p], statistic=statistic) for name, (p, statistic) in named.items()}
