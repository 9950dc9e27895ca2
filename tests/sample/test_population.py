"""The populations hold what the source reports published, and the margins they were built on."""

import numpy as np
import pytest
import yaml

import sample
from manyi import places
from sample import contact_plan, electronics_plan, record, truth
from sample.people import DISTRICTS, KEPT, district_effects


@pytest.fixture(scope="module")
def written():
    """Return truth.yml of both studies, as committed."""
    return {name: yaml.safe_load((places.data() / name / "truth.yml").read_text("utf-8")) for name in sample.STUDIES}


@pytest.mark.parametrize("figure", truth.figures("contact"), ids=lambda figure: figure["id"])
def test_every_published_figure_of_2024_is_in_the_population(figure, written):
    found = truth.planted(lambda wave: record.in_scope("contact", wave), sample.codebook("contact"), figure)
    assert truth.holds(figure, found)
    entry = next(one for one in written["contact"]["figures"] if one["id"] == figure["id"])
    assert found["planted"] == pytest.approx(entry["planted"], abs=1e-6)


def test_the_index_is_78_50_and_was_76_20():
    now, before = (record.in_scope("contact", wave)["overall"].to_numpy(dtype=float) for wave in (2024, 2023))
    assert (now.mean() - 1) / 9 * 100 == pytest.approx(78.50, abs=0.005)
    assert (before.mean() - 1) / 9 * 100 == pytest.approx(76.20, abs=0.005)


def test_the_null_item_did_not_change_while_the_index_did():
    assert contact_plan.NULL_ITEM == "attitude"
    now, before = (record.in_scope("contact", wave)["attitude"].to_numpy(dtype=float).mean() for wave in (2024, 2023))
    assert now == pytest.approx(before, abs=1e-3)  # answers are solved in thousandths of a point


def test_routing_is_kept():
    frame = sample.population("contact", 2024).frame
    asked = (frame["contacted"] == "yes").to_numpy()
    assert frame.loc[~asked, ["industry", "channel", "overall", "pain"]].isna().all().all()
    assert frame.loc[asked, ["industry", "channel", "overall", "pain"]].notna().all().all()
    assert (frame["bot_error"].notna() == (frame["channel"] == "bot")).all()
    assert (frame["bot_wait"].notna() == (frame["escalated"] == "yes")).all()
    assert (frame["hours"].notna() == (frame["solved"] == "yes")).all()


@pytest.mark.parametrize("study", ["contact", "electronics"])
def test_margins_are_exact_and_answers_are_in_the_codebook(study):
    wave = {"contact": 2024, "electronics": 2021}[study]
    frame, book = sample.population(study, wave).frame, sample.codebook(study)
    assert len(frame) >= 1_000_000
    for item, shares in sample.margins(study).items():
        found = frame[item].value_counts(normalize=True)
        assert {key: found[key] for key in shares} == pytest.approx(shares, abs=1e-6)
    for name, item in book.items.items():
        if item.scale and name in frame:
            assert frame[name].min() >= item.scale.low and frame[name].max() <= item.scale.high
        if item.categories and name in frame:
            assert list(frame[name].cat.categories) == [
                key for key in item.categories if key in frame[name].cat.categories
            ]


def test_findings_of_2021_within_the_wave_are_in_the_population():
    book = sample.codebook("electronics")
    about = [f for f in truth.figures("electronics") if f["wave"] == 2021 and "wave" not in f.get("against", {})]
    assert len(about) > 25
    failed = [
        f["id"]
        for f in about
        if not truth.holds(f, truth.planted(lambda wave: record.in_scope("electronics", wave), book, f))
    ]
    assert failed == []


def test_the_directions_against_the_year_before_are_in_the_plan(written):
    entries = [one for one in written["electronics"]["figures"] if "wave" in one.get("against", {})]
    assert len(entries) > 20 and all(one["holds"] for one in entries)
    by_category = [abs(one["planted"]) for one in entries if one["id"].startswith(("S0-09", "S0-10"))]
    assert min(by_category) >= 6  # index points: what a category's base can show


def test_phones_are_23_5_percent_under_either_weighting():
    frame = record.in_scope("electronics", 2021)
    users = frame[(frame["product"] == "phone") & (frame["aftersales"] == "yes")]
    said = (users["complained"] == "yes").to_numpy()
    assert said.mean() == pytest.approx(0.235, abs=1e-4)  # per person
    assert np.average(said, weights=users["products"]) == pytest.approx(0.235, abs=0.004)  # per purchase


def test_clustering_is_as_designed():
    population = sample.population("contact", 2024)
    district = population.district[population.eligible]
    x = population.frame["overall"].to_numpy(dtype=float)[population.eligible]
    sizes, city = np.bincount(district), np.arange(20 * DISTRICTS) // DISTRICTS
    means = np.bincount(district, x) / sizes
    within = ((x - means[district]) ** 2).sum() / (len(x) - len(sizes))
    city_means = (np.bincount(city, sizes * means) / np.bincount(city, sizes))[city]
    between = ((sizes * (means - city_means) ** 2).sum() / (len(sizes) - 20) - within) / sizes.mean()
    assert 0.01 <= between / (between + within) <= 0.02


def test_district_effects_last():
    effects = district_effects(contact_plan.SEED, contact_plan.WAVES)
    assert np.corrcoef(effects[2023], effects[2024])[0, 1] == pytest.approx(KEPT, abs=0.05)
    gap = district_effects(electronics_plan.SEED, electronics_plan.WAVES)
    assert np.corrcoef(gap[2022], gap[2024])[0, 1] == pytest.approx(KEPT**2, abs=0.06)


def test_planted_importances_have_a_weak_and_a_null_driver(written):
    shares = written["contact"]["importance"][2024]["ratings"]["shares"]
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert shares[contact_plan.NULL_DRIVER] < 1e-4 < 0.004 < shares[contact_plan.WEAK_DRIVER] < 0.02
    assert max(shares, key=shares.get) == "solving"
