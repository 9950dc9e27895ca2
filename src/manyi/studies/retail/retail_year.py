"""What the chapter on retail shows: counts and rates, themes of reviews, refunds, complaints. Output: charts and Numbers.

Input: the tables of a study (reviews; orders, refunds and complaints if it has them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from manyi.exhibits.claims import kinds
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.rows import dots
from manyi.exhibits.figures.trend_lines import trend
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, counts, number
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.rows.tables import joined, load_tables
from manyi.stats.compare.ranking import shrink
from manyi.stats.estimate.estimates import Estimates
from manyi.studies.retail import marketplace as market
from manyi.studies.retail.rates import funnel, limits, rate_compared, rate_moved, rate_trend
from manyi.studies.retail.refunds import Complaints, Refunds
from manyi.studies.retail.review_themes import ReviewThemes, worded
from manyi.studies.retail.themes import ThemeBook, theme_book

WORDS = words.beside(__file__).section("year")
COUNTED = ("orders", "complaints")  # tables whose rows are counted by the engine
APPLIANCES = ("large_appliances", "small_appliances")
CONTROLS = ("goods", "promotion")
Numbers = dict[str, Number]


@dataclass(frozen=True)
class RetailYear:
    """The tables of a marketplace up to a year."""

    study: str
    year: int
    tables: Mapping[str, Survey]
    survey: Survey
    book: ThemeBook

    @classmethod
    def of(cls, study: str, year: int) -> RetailYear:
        """Return the tables of a study. Raises InputError as `load_tables` and `theme_book` do."""
        tables = load_tables(study, year, counted=COUNTED)
        return cls(study, year, tables, joined(tables), theme_book(study))

    @cached_property
    def themes(self) -> ReviewThemes:
        """Return what the negative reviews of the year complain about."""
        return ReviewThemes(self.tables[""], self.book, self.year)

    @cached_property
    def refunds(self) -> Refunds:
        """Return the requests for a refund of the year."""
        return Refunds(self.tables["refunds"], self.year)

    @cached_property
    def complaints(self) -> Complaints:
        """Return the complaints up to the year."""
        return Complaints(self.study, self.year)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Return orders and reviews by week (`market.week_counts`)."""
        return market.week_counts(self.study, self.year)

    @property
    def has_stars(self) -> bool:
        """Return whether reviews have stars for service."""
        return "service" in self.survey.codebook.items

    def account(self) -> Chart:
        """Return what was delivered, removed and kept, by table."""
        labels = {name or "reviews": table.study.title for name, table in self.tables.items()}
        return worded(market.account(self.tables), "table", dict.fromkeys(ACCOUNT, "count"), ACCOUNT, labels=labels)

    def rates(self, count: str, exposure: str, by: str | None = None, per: float = 1.0) -> Estimates:
        """Return a count per `per` of exposure in the year, by group."""
        return market.rates_of(self.counts, self.year, count, exposure, by, per).of_unit(_unit(per))

    def over_years(self, count: str, exposure: str, per: float = 1.0) -> Chart:
        """Return a rate of every year."""
        return trend(market.over_years(self.counts, count, exposure, per=per).assign(unit=_unit(per)))

    @cached_property
    def positive(self) -> dict[str, pd.Series]:
        """Return the share of positive reviews of all goods, and of appliances."""
        appliances = self.counts[self.counts["goods"].isin(APPLIANCES)]
        parts = {"all": self.counts, "appliances": appliances}
        return {
            name: market.rates_of(rows, self.year, "positive", "reviews").of_unit("percent").row()
            for name, rows in parts.items()
        }

    def positive_numbers(self) -> Numbers:
        """Return the share of positive reviews, and that of appliances."""
        some = number(self.positive["appliances"], group="goods=appliances")
        return {"all": number(self.positive["all"]), "some": some}

    @cached_property
    def spread(self) -> pd.DataFrame:
        """Return the share of positive reviews by category with its limits (`funnel`)."""
        return funnel(self.rates("positive", "reviews", "goods").table)

    def limits(self) -> Chart:
        """Return the categories with their limits."""
        return limits(self.spread, "goods")

    def outside(self) -> Numbers:
        """Return how many categories are outside the limits of chance, and of chance with the usual spread."""
        return counts({
            "chance": int((self.spread["chance_95"] != "").sum()), "groups": len(self.spread),
            "beyond": int((self.spread["signal_95"] != "").sum()),
        }, chance="outside_chance", groups="goods", beyond="outside_spread")  # fmt: skip

    @cached_property
    def stars(self) -> Estimates:
        """Return the mean stars for service by category, from the reviews drawn."""
        return self.tables[""].sample(self.year).mean("service", by="goods", widest=None)

    @cached_property
    def shrunk(self) -> pd.DataFrame:
        """Return the categories by rank of their shrunken means."""
        rows = shrink(self.stars).sort_values("rank")
        return rows.rename(columns={"low": "shrunken_low", "high": "shrunken_high"})

    def ranks(self) -> Chart:
        """Return the ranks with shrunken and direct means."""
        units: dict[str, Unit] = {"rank": "rank", "shrunken": "score", "direct": "score", "weight": "percent"}
        return worded(self.shrunk, "goods", units, WORDS.section("ranks"), low={"shrunken": "shrunken"})

    @cached_property
    def volume(self) -> pd.DataFrame:
        """Return negative reviews by category, as counts and per thousand orders, most first."""
        return market.volumes(self.counts, self.year)

    def volumes(self) -> Chart:
        """Return negative reviews by category with their rank by number and by rate."""
        units: dict[str, Unit] = {
            "orders": "count", "negative": "count", "negative_rank": "rank", "rate": "score", "rate_rank": "rank",
        }  # fmt: skip
        return worded(self.volume, "goods", units, WORDS.section("volume"), note=WORDS["complete"])

    def most_negative(self, names: Names) -> dict[str, Number | Text]:
        """Return the category with most negative reviews, its rank by rate, and the one with the highest rate."""
        most, worst = self.volume.iloc[0], self.volume.sort_values("rate").iloc[-1]
        group = f"goods={most['goods']}"
        return {
            "most": names.text("goods", most["goods"]), "worst": names.text("goods", worst["goods"]),
            "n": Number(most["negative"], "count", item="negative", group=group),
            "goods": Number(len(self.volume), "count", item="goods"),
            "place": Number(most["rate_rank"], "rank", item="rate_rank", group=group),
        }  # fmt: skip

    def negative_rates(self) -> Chart:
        """Return negative reviews per thousand orders by category, with that of all as a reference."""
        groups, every = (self.rates("negative", "orders", by, per=1000) for by in ("goods", None))
        return dots(groups, reference=number(every.row()))

    def through_the_year(self, level: Text) -> dict[str, Claim]:
        """Return the rate of negative reviews (`level`: its sentence), and whether they grew in number and in rate.

        Over the year, in windows of promotion, and since the year before if there is one.
        """
        now, period = self.counts[self.counts["wave"] == self.year], WORDS.section("periods")
        number_of: Any = rate_trend(now, "time", CONTROLS, exposure="rows").set_index("item", drop=False).loc["time"]
        rate: Any = rate_trend(now, "time", CONTROLS).set_index("item", drop=False)
        promotion = rate.loc["promotion=yes"]
        inside = float(now.loc[now["promotion"] == "yes", "orders"].sum() / now["orders"].sum())
        claims = {
            "level": kinds.level(self.rates("negative", "orders", per=1000).row(), text=level),
            "count": rate_moved(number_of, WORDS["per_day"], period["inside"], kind="volume"),
            "rate": rate_moved(rate.loc["time"], WORDS["per_thousand"], period["inside"]),
            "promotion": rate_compared(promotion, WORDS["per_thousand"], period["promotion"], inside),
        }
        return claims | ({"year": self.since(self.survey.previous)} if self.survey.previous else {})

    def since(self, before: int) -> Claim:
        """Return whether the rate of negative reviews changed since a year before."""
        pair = self.counts[self.counts["wave"].isin([self.year, before])]
        later = pair.assign(later=(pair["wave"] == self.year).astype(float))
        row = rate_trend(later, "later", CONTROLS).iloc[0]
        period = WORDS.section("periods")["since"].fill(before=before, now=self.year)
        return rate_moved(row, WORDS["per_thousand"], period)

    def published(self) -> pd.DataFrame:
        """Return the figures published about this year with those found (`market.published_again`), if any."""
        if "orders" not in self.tables:
            return pd.DataFrame()
        return market.published_again(self.study, self.year, self.positive, self.refunds.spans)

    def orders(self) -> Chart:
        """Return the rank orders published about this year, and whether they are found."""
        ranked: dict[str, Sequence[str]] = {
            "service": list(self.shrunk["goods"]), "negative": list(self.volume["goods"]),
            "complaints": list(self.complaints.most["topic"]),
            "themes": list(self.themes.fixed.sort_values("estimate", ascending=False)["item"]),
        }  # fmt: skip
        rows, words_of = market.orders_again(self.study, self.year, ranked), WORDS.section("orders")
        verdict = rows["same"].map({True: words_of["same"], False: words_of["other"]})
        texts, labels = {"found": words_of["found"]}, _labels(rows, words_of["order"])
        return worded(rows.assign(found=verdict), "id", {"places": "count"}, words_of, texts, labels=labels)


ACCOUNT = WORDS.section("account")


def published_counts(rows: pd.DataFrame) -> Numbers:
    """Return how many published figures are found."""
    return counts({"inside": int(rows["inside"].sum()), "all": len(rows)}, all="published")


def published_table(rows: pd.DataFrame, unit: str) -> Chart:
    """Return the published figures in one unit (percent, days) with those planted and found."""
    rows = rows[rows["unit"] == unit].copy()
    if unit == "percent":
        rows[["published", "planted", "found"]] *= 100
    heads = WORDS.section("published", unit)
    units: dict[str, Unit] = dict.fromkeys(heads, "score")
    return worded(rows, "id", units, heads, low={"found": "found"}, labels=_labels(rows, WORDS["figure"]))


def _unit(per: float) -> Unit:
    return "percent" if per == 1 else "per_thousand"


def _labels(rows: pd.DataFrame, head: Text) -> dict[str, Text]:
    """Return the names of published figures, and the head of their column."""
    return {**dict(zip(rows["id"], rows["text"], strict=True)), "id": head}
