"""What is planted in the marketplace is there, exactly where it is a count."""

from __future__ import annotations

import hashlib

import pytest
import yaml

from manyi import places
from sample import retail, retail_plan
from sample.retail_delivery import spoilt
from sample.retail_texts import COMPLAINTS, HIDDEN, PRAISE


@pytest.fixture(scope="module")
def wave():
    return retail.tables(2017)


def test_counts_hold_the_published_share_exactly(wave):
    orders = wave["orders"]
    both = orders[orders["goods"].isin(retail_plan.APPLIANCES)][["positive", "reviews"]].sum()
    assert round(both["positive"] / both["reviews"], 6) == 0.9711
    assert (orders["positive"] + orders["negative"] <= orders["reviews"]).all()
    assert (orders["positive"] >= 0).all()


def test_reviews_stand_for_all_reviews(wave):
    orders, reviews = wave["orders"], wave["reviews"]
    counted = orders.groupby("goods")["negative"].sum()
    negative = reviews[reviews["rating"] == "negative"].groupby("goods")["draw_weight"].sum()
    assert negative.to_dict() == pytest.approx(counted.to_dict(), rel=1e-3)
    assert len(reviews) * len(retail_plan.WAVES) <= 50_000


def test_every_theme_has_words_of_every_kind():
    assert set(COMPLAINTS) == set(HIDDEN) == set(PRAISE) == set(retail_plan.THEMES)


def test_two_readers_differ_and_the_decision_is_the_truth(wave):
    read = wave["reviews"].dropna(subset=["agreed__returns"])
    assert len(read) == retail_plan.READ_TWICE * len(retail_plan.CATEGORIES)
    assert (read["coder_a__returns"] != read["coder_b__returns"]).any()
    assert (read["agreed__returns"] == [float("returns" in themes) for themes in read["themes"]]).all()


def test_open_refunds_carry_the_time_they_took_so_far(wave):
    refunds = wave["refunds"]
    assert 0 < (refunds["done"] == "no").sum() < 100
    assert set(refunds.loc[refunds["goods"] == "life", "flow"]) == {"refund_only"}


def test_truth_says_all_published_figures_hold():
    truth = yaml.safe_load((places.data() / "retail" / "truth.yml").read_text("utf-8"))
    assert len(truth["figures"]) == 6
    assert all(figure["holds"] for figure in truth["figures"])
    assert truth["seed"]["value"] == retail_plan.SEED


def test_the_same_bytes_each_time(wave):
    import numpy as np

    from sample import codebook
    from sample.files import csv_bytes
    from sample.table_files import records

    name, layout = "complaints", retail_plan.LAYOUTS["complaints"][2017]
    rng = np.random.default_rng([retail_plan.SEED, 2017, *name.encode()])
    mess = spoilt(wave[name], codebook(f"retail/{name}"), name, 2017, rng)
    data = csv_bytes(records(mess.texts, mess.codebook, 2017, layout), layout.encoding, layout.delimiter)
    path = places.data() / "retail" / name / "raw" / "2017"
    listed = yaml.safe_load((path / "origin.yml").read_text("utf-8"))["files"][0]
    assert hashlib.sha256(data).hexdigest() == listed["sha256"]
    assert (path / layout.name).read_bytes() == data
