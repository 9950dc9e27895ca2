"""The sample marketplace, from delivered files to the figures a source published about it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from manyi import stats
from manyi.rows.loading import load
from manyi.rows.tables import tally
from manyi.stats.compare.reliability import accuracy, corrected_shares
from manyi.studies.retail import marketplace as market
from manyi.studies.retail.themes import theme_book
from tests.conftest import ROOT

YEAR = 2017


@pytest.fixture(scope="module")
def truth():
    return yaml.safe_load((ROOT / "data/retail/truth.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def counts():
    return market.week_counts("retail", YEAR)


@pytest.fixture(scope="module")
def reviews():
    return load("retail", YEAR)


def test_counts_are_exact(counts, truth):
    held = truth["waves"][YEAR]
    rows = market.rates_of(counts, YEAR, "positive", "reviews", "goods").table.set_index("goods")
    for goods, share in held["positive"].items():
        if goods in rows.index:
            assert rows.loc[goods, "estimate"] == pytest.approx(share, abs=1e-6)
    volume = market.volumes(counts, YEAR).set_index("goods")
    assert volume["negative"].to_dict() == held["negative"]
    assert volume["negative"].idxmax() == "phones_computers"
    assert volume.loc["phones_computers", "rate_rank"] > 3


def test_the_engine_counts_as_a_frame_does(counts):
    frame = load("retail/orders", YEAR).frame
    summed = frame.groupby(["wave", "goods"], observed=True)["orders"].sum()
    found = tally("retail/orders", YEAR, ["wave", "goods"], ["orders"]).set_index(["wave", "goods"])["orders"]
    assert found.to_dict() == summed.to_dict()
    assert counts["rows"].sum() == len(frame)
    few = tally("retail/orders", YEAR, [], where={"goods": ["life"], "wave": [YEAR]})
    assert few["rows"].tolist() == [365]


def test_published_figures_are_found(counts):
    some = counts[counts["goods"].isin(["large_appliances", "small_appliances"])]
    rows = {"all": counts, "appliances": some}
    positive = {name: market.rates_of(part, YEAR, "positive", "reviews").row() for name, part in rows.items()}
    medians = market.refund_times(load("retail/refunds", YEAR), YEAR)
    again = market.published_again("retail", YEAR, positive, market.spans(medians))
    exact = again[again["unit"] == "percent"]
    assert exact["inside"].all()
    assert again["inside"].sum() >= 5  # of six, four of them 95 % intervals


def test_corrected_themes_are_nearer_the_truth_than_found_ones(reviews, truth):
    book = theme_book("retail")
    bad = market.complaining(reviews, book, YEAR)
    found = stats.shares(bad, list(book.themes)).table
    read = market.read_twice(bad, list(book.themes))
    assert len(read["machine"]) == 360
    fixed = corrected_shares(found, accuracy(read["machine"], read["agreed"], list(book.themes))).set_index("item")
    held = pd.Series(truth["waves"][YEAR]["themes"])
    assert ((fixed["low"] <= held) & (held <= fixed["high"])).sum() >= 5
    raw = found.set_index("item")["estimate"]
    assert np.abs(fixed["estimate"] - held).mean() < np.abs(raw - held).mean() / 2
    ranked = {"themes": list(fixed["estimate"].sort_values(ascending=False).index)}
    assert set(ranked["themes"][:3]) == {"customer_service", "logistics", "returns"}


def test_complaints_counted_by_week_give_what_the_rows_give():
    by_rows = stats.survey_design(load("retail/complaints", YEAR))
    one, other = (
        stats.distribution(design, "topic", by="wave").table.set_index(["wave", "category"])
        for design in (by_rows, market.register("retail", YEAR))
    )
    for column in ("estimate", "se", "df"):
        assert one[column].to_dict() == pytest.approx(other[column].to_dict(), rel=1e-12)


def test_orders_are_compared_as_sets_or_in_order(monkeypatch):
    wanted = [{"id": "x", "of": "a", "first": ["p", "q"], "last": ["r"], "text": {"en": "e", "zh": "z"}}]
    monkeypatch.setattr(market, "published_figures", lambda *_: wanted)
    assert market.orders_again("s", 1, {"a": ["q", "p", "m", "r"]})["same"].tolist() == [True]
    wanted[0]["in_order"] = True
    assert market.orders_again("s", 1, {"a": ["q", "p", "m", "r"]})["same"].tolist() == [False]
    assert market.orders_again("s", 1, {"a": ["p", "q", "r", "m"]})["same"].tolist() == [False]


def test_the_books_of_a_table_balance(reviews):
    row = market.account({"": reviews}).iloc[0]
    removed = row[["repeated_header", "broken_record", "duplicate"]].sum()
    assert row["delivered"] - removed == row["kept"] == len(reviews.frame[reviews.frame["wave"] == YEAR])
    assert row["personal"] >= 60
