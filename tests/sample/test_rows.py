"""Reading the exports back finds what was planted: whom to remove, which cells to doubt, the drawn answers."""

import numpy as np
import pytest
import yaml

import sample
from manyi import places
from sample import mess


@pytest.fixture(scope="module")
def survey(kept):
    return kept("contact", 2021)


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((places.data() / "contact" / "truth.yml").read_text("utf-8"))["files"][2021]


def test_duplicates_and_careless_people_are_removed_and_hardly_anyone_else(survey, planted):
    removed = survey.quarantine["rule"].value_counts()
    assert removed["duplicate"] == planted["duplicates"]
    assert planted["careless"] <= removed["careless"] <= planted["careless"] + 5
    assert set(removed.index) == {"duplicate", "careless"}
    kept = planted["delivered"] - removed.sum()
    assert len(survey.frame) == kept


def test_the_under_aged_stay_out_of_scope_and_out_of_the_margins(survey):
    young = survey.frame["age_group"] == "under_18"
    assert young.sum() == mess.UNDER_AGE
    assert not survey.frame["eligible"][young].any()
    adults = survey.frame[~young & (survey.frame["wave"] == 2021)]
    for item, shares in sample.margins("contact").items():
        found = adults.groupby(item, observed=True)["weight"].sum() / adults["weight"].sum()
        assert {key: found[key] for key in shares} == pytest.approx(shares, abs=1e-6)


def test_every_impossible_value_is_a_problem(survey, planted):
    found = survey.problems["rule"].value_counts()
    # some of the spoilt cells lie in records that are removed; those need not be reported twice
    assert 0.9 * planted["text_for_number"] <= found["text"] <= planted["text_for_number"] + 2
    assert 0.9 * planted["out_of_range"] <= found["range"] <= planted["out_of_range"] + 2
    assert found["personal_data"] >= planted["personal_data"]


def test_answers_come_back_as_drawn(survey):
    plan = sample.STUDIES["contact"][1]
    districts = sample.rotation(plan.WAVES, plan.PSUS, np.random.default_rng([plan.SEED, 1]))[2021]
    drawn = sample.draw(sample.population("contact", 2021), np.random.default_rng([plan.SEED, 2021, 2]), districts)
    mine, theirs = drawn[drawn["eligible"]], survey.frame[survey.frame["eligible"]]
    assert len(theirs) == pytest.approx(len(mine), abs=5)
    for item in ("channel", "industry", "solved"):
        assert theirs[item].value_counts(normalize=True).to_dict() == pytest.approx(
            mine[item].value_counts(normalize=True).to_dict(), abs=0.002
        )
    for item in ("overall", "speed", "ease", "recommend", "repurchase"):
        assert theirs[item].mean() == pytest.approx(mine[item].mean(), abs=0.02), item
    assert {psu.split("/")[-1] for psu in survey.frame["psu"]} == set(drawn["psu"])
