"""Logs held against their truth.yml: appliance and retail. Input: study and year; output: one `Line` per figure.

What is planted is the process that made a log, or an exact count in it; orders are what the source puts first and last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from manyi import stats
from manyi.rows.survey import Survey
from manyi.rows.tables import load_tables, tally
from manyi.stats.compare.reliability import accuracy, corrected_shares
from manyi.studies.retail import marketplace as market
from manyi.studies.retail.rates import rate_trend
from manyi.studies.retail.themes import theme_book
from manyi.studies.service.kpis import cases, kpi_estimates, targets
from tests.published.study import truth

PROMOTION, TREND = "promotion=yes", "time"


@dataclass(frozen=True)
class Line:
    """One figure: published (text, may be empty), planted and found; without an interval it is an exact count."""

    id: str
    text: str
    published: str
    planted: float
    found: float
    low: float = np.nan
    high: float = np.nan
    base: float = np.nan
    said: str = ""  # the verdict on a target

    @property
    def exact(self) -> bool:
        """Whether this is a count: then it must be the planted number, to the six decimals of truth.yml."""
        return bool(np.isnan(self.low))

    @property
    def inside(self) -> bool:
        """Return whether the planted value is found."""
        if self.exact:
            return abs(self.found - self.planted) <= 5e-7
        return bool(self.low <= self.planted <= self.high)


@dataclass(frozen=True)
class Log:
    """All that was found of one study of logs; orders: (id, text, whether found)."""

    truth: dict[str, Any]
    year: int
    lines: list[Line]
    orders: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def estimated(self) -> list[Line]:
        """Lines with an interval."""
        return [one for one in self.lines if not one.exact]

    @property
    def counted(self) -> list[Line]:
        """Lines without one."""
        return [one for one in self.lines if one.exact]


def check_log(study: str, year: int) -> Log:
    """Estimate what is planted in a study of logs."""
    return {"appliance": appliance, "retail": retail}[study](year)


def appliance(year: int, logs: dict[str, Survey] | None = None) -> Log:
    """Return the seven key figures: target, process planted, found with the interval over weeks, verdict."""
    tables, planted = logs or load_tables("appliance", year), truth("appliance")
    kpis = {one.id: one for one in tables[""].study.claims.kpis}
    card = targets(tables, year).set_index("kpi")
    lines = []
    for figure in (one for one in planted["figures"] if one["wave"] == year):
        kpi = kpis[figure["kpi"]]
        row = kpi_estimates(kpi, cases(kpi, tables[kpi.table], year)).row()
        numbers = (row["estimate"], row["low"], row["high"], row["base"])
        said = str(card.loc[kpi.id, "verdict"])
        lines.append(Line(figure["id"], kpi.title.en, f"≥ {kpi.target:g}", figure["planted"], *numbers, said))
    return Log(planted, year, lines)


def retail(year: int) -> Log:
    """Return counts, medians by category, stars, themes, promotion and trend; and what was published of them."""
    tables, planted = load_tables("retail", year), truth("retail")
    wave, counts = planted["waves"][year], market.week_counts("retail", year)
    medians = market.refund_times(tables["refunds"], year)
    stars = stats.means(stats.survey_design(tables[""], year), "service", by="goods", widest=None)
    themes = _themes(tables[""], year)
    lines = [
        *_published(planted, year, counts, market.spans(medians)),
        *_positive(counts, year, wave["positive"]),
        *_medians(medians, wave["medians"]),
        *_estimates("service", stars.table, "goods", wave["service"]),
        *_estimates("theme", themes, "item", wave["themes"]),
        *_rates(counts[counts["wave"] == year], wave),
    ]
    register = tally("retail/complaints", year, ["wave", "topic"])
    register = register[register["wave"] == year].sort_values("rows", ascending=False)
    ranked = {
        "service": list(stats.shrink(stars).sort_values("rank")["goods"]),
        "negative": list(market.volumes(counts, year)["goods"]),
        "complaints": list(register["topic"]),
        "themes": list(themes.sort_values("estimate", ascending=False)["item"]),
    }
    again = market.orders_again("retail", year, ranked)
    orders = [(row["id"], row["text"].en, bool(row["same"])) for row in again.to_dict("records")]
    return Log(planted, year, lines, orders)


def _published(planted: dict[str, Any], year: int, counts: pd.DataFrame, ends: pd.DataFrame) -> Iterable[Line]:
    """Yield what the source printed as a number: shares of all reviews, ends of the ranges of medians."""
    appliances = counts[counts["goods"].isin(["large_appliances", "small_appliances"])]
    for figure in (one for one in planted["figures"] if one["wave"] == year):
        printed = f"{'> ' if figure['relation'] == '>' else ''}{figure['published']:g}"
        head = (figure["id"], figure["text"]["en"], printed, figure["planted"])
        if figure["of"] == "positive":
            rows = counts if figure["group"] == "all" else appliances
            now = rows[rows["wave"] == year]
            yield Line(*head, now["positive"].sum() / now["reviews"].sum(), base=now["reviews"].sum())
        else:
            row = ends[(ends["flow"] == figure["of"]) & (ends["end"] == figure["group"])].iloc[0]
            yield Line(*head, row["estimate"], row["low"], row["high"], row["base"])


def _positive(counts: pd.DataFrame, year: int, planted: dict[str, float]) -> Iterable[Line]:
    by = counts[counts["wave"] == year].groupby("goods", observed=True)[["positive", "reviews"]].sum()
    for goods, row in by.iterrows():
        share = row["positive"] / row["reviews"]
        yield Line(f"positive {goods}", "Positive reviews", "", planted[str(goods)], share, base=row["reviews"])


def _medians(medians: pd.DataFrame, planted: dict[str, list[float | None]]) -> Iterable[Line]:
    for row in medians.to_dict("records"):
        value = planted[str(row["goods"])][["refund_only", "return_refund"].index(str(row["flow"]))]
        id_ = f"{row['flow']} {row['goods']}"
        numbers = (row["estimate"], row["low"], row["high"], row["base"])
        yield Line(id_, "Median days", "", float(value or np.nan), *numbers)


def _estimates(what: str, table: pd.DataFrame, key: str, planted: dict[str, float]) -> Iterable[Line]:
    text = {"service": "Stars for service", "theme": "Share of negative reviews, corrected"}[what]
    for row in table.to_dict("records"):
        numbers = (row["estimate"], row["low"], row["high"], row["base"])
        yield Line(f"{what} {row[key]}", text, "", planted[str(row[key])], *numbers)


def _themes(reviews: Survey, year: int) -> pd.DataFrame:
    book = theme_book("retail")
    bad = market.complaining(reviews, book, year)
    read = market.read_twice(bad, list(book.themes))
    errors = accuracy(read["machine"], read["agreed"], list(read["machine"].columns))
    return corrected_shares(stats.shares(bad, list(book.themes)).table, errors)


def _rates(now: pd.DataFrame, wave: dict[str, Any]) -> Iterable[Line]:
    """Yield the relative change of the rate in promotions and over the year."""
    moved = rate_trend(now, "time", ["goods", "promotion"]).set_index("item")
    for item, planted in ((PROMOTION, wave["promotion_rate"] - 1), (TREND, wave["trend"])):
        text = {
            PROMOTION: "Negative reviews per order, promotion against other days",
            TREND: "The same, January to December",
        }
        row = moved.loc[item]
        yield Line(item.split("=")[0], text[item], "", planted, row["estimate"], row["low"], row["high"], row["base"])
