import csv
import io

import numpy as np
import pandas as pd
import pytest

from manyi import rows
from manyi.errors import InputError
from tests.rows.conftest import RECORDS, item, words


def margin(**targets):
    return {"source": words("Census"), "year": 2020, "targets": targets}


@pytest.fixture
def raked(shop):
    """24 people in two sexes and two ages, base weights 1 to 3, one sex unknown and one child."""
    shop.items["age"] = item("Age", {2023: "age"}, categories={k: words(k) for k in ("child", "young", "old")})
    shop.items["w"] = item("W", {2023: "w"}, number={"min": 0.1, "max": 9, "unit": words("people")}, roles=["weight"])
    shop.study["design"] = {"weight": "w"}
    shop.study["weighting"] = {"margins": ["sex", "age"], "population": {"age": ["young", "old"]}}
    shop.margins = {"sex": margin(female=0.5, male=0.5), "age": margin(young=0.3, old=0.7)}
    people = [("female", "young")] * 8 + [("female", "old")] * 4 + [("male", "young")] * 6 + [("male", "old")] * 4
    people += [("", "old"), ("male", "child")]
    records = [{**RECORDS[0], "sex": sex, "age": age, "w": str(1 + k % 3)} for k, (sex, age) in enumerate(people)]
    shop.deliver(2023, records)
    return shop


def load(shop):
    shop.write()
    return rows.load("shop", 2023)


def test_margins_hold_over_everybody_they_describe(raked):
    survey = load(raked)
    inside = survey.frame[survey.frame["in_population"]]
    assert len(inside) == 23
    shares = inside.groupby(["age"], observed=True)["weight"].sum() / inside["weight"].sum()
    assert shares.to_dict() == pytest.approx({"young": 0.3, "old": 0.7}, rel=1e-8)
    assert inside["weight"].mean() == pytest.approx(1, rel=1e-12)
    assert inside["base_weight"].mean() == pytest.approx(1, rel=1e-12)
    by_sex = inside.groupby("sex", observed=True)["weight"].sum()
    assert by_sex["female"] == pytest.approx(by_sex["male"], rel=1e-8)


def test_an_unknown_margin_keeps_its_base_weighted_share(raked):
    survey = load(raked)
    inside = survey.frame[survey.frame["in_population"]]
    unknown = inside["sex"].isna()
    before = inside.loc[unknown, "base_weight"].sum() / inside["base_weight"].sum()
    after = inside.loc[unknown, "weight"].sum() / inside["weight"].sum()
    assert after == pytest.approx(before, rel=1e-8)
    row = survey.weighting.query("category == '(unknown)'").iloc[0]
    assert row["target"] == pytest.approx(before) and row["after"] == pytest.approx(before)


def test_who_is_outside_keeps_the_base_weight_and_is_never_in_scope(raked):
    child = load(raked).frame.iloc[-1]
    assert child["weight"] == child["base_weight"] and not child["eligible"]


def test_the_books_of_weighting(raked):
    survey = load(raked)
    assert set(survey.weighting.columns) == {"wave", "margin", "category", "target", "before", "after"}
    np.testing.assert_allclose(survey.weighting["after"], survey.weighting["target"], rtol=1e-8)
    assert np.abs(survey.weighting["before"] - survey.weighting["target"]).max() > 0.05
    line = survey.diagnostics.iloc[0]
    weights = survey.frame.loc[survey.frame["in_population"], "weight"]
    assert line["n"] == 23 and line["largest_error"] < 1e-9 and line["iterations"] > 1
    assert line["deff_kish"] == pytest.approx(23 * (weights**2).sum() / weights.sum() ** 2)
    assert line["n_kish"] == pytest.approx(23 / line["deff_kish"])
    assert line["largest_weight"] == pytest.approx(weights.max()) and line["trimmed"] == 0


def test_of_delivered_weights_nobody_knows_how_many_were_trimmed(raked):
    del raked.study["weighting"]
    assert np.isnan(load(raked).diagnostics["trimmed"].item())


def test_the_cap_changes_the_weights(raked):
    free = load(raked).frame["weight"].max()
    assert free > 2.2
    raked.study["weighting"]["largest"] = 2.0
    survey = load(raked)
    assert survey.frame["weight"].max() <= 2.0 * (1 + 1e-9)
    assert survey.diagnostics["trimmed"].item() > 0


def test_each_wave_has_its_own_targets(raked):
    raked.margins["age"]["targets"] = {2023: {"young": 0.3, "old": 0.7}, 2024: {"young": 0.6, "old": 0.4}}
    raked.deliver(2024, raked.files[2023][0][1])
    raked.write()
    frame = rows.load("shop", 2024).frame.query("in_population")
    young = frame[frame["age"] == "young"].groupby("wave")["weight"].sum() / frame.groupby("wave")["weight"].sum()
    assert young.to_dict() == pytest.approx({2023: 0.3, 2024: 0.6}, rel=1e-8)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda s: (
                s.items["sex"]["categories"].update(other=words("Other"))
                or s.margins.update(sex=margin(female=0.4, male=0.4, other=0.2))
            ),
            "sex.targets: wave 2023: nobody answered other, which has a target of 0.2",
        ),
        (
            lambda s: s.study["weighting"].update(population={}),
            "age.targets: wave 2023: the answer child has no target; give it one, or state the population",
        ),
        (
            lambda s: s.margins["age"].update(targets={2024: {"young": 0.3, "old": 0.7}}),
            "age.targets: no targets for wave 2023",
        ),
        (
            lambda s: s.study["weighting"].update(population={"w": {"min": 8}}),
            "wave 2023: nobody is in the population of the margins",
        ),
        (
            lambda s: s.deliver(
                2023, [{**RECORDS[0], "sex": x, "age": a, "w": "1"} for x, a in (("female", "old"), ("male", "young"))]
            ),
            ": weighting: wave 2023: raking: nobody is sex = male and age = old",
        ),
    ],
)
def test_what_cannot_be_weighted(raked, change, said):
    change(raked)
    raked.write()
    with pytest.raises(InputError) as error:
        rows.load("shop", 2023)
    assert said in str(error.value)


def test_without_margins_the_delivered_weight_stands(raked):
    raked.study["weighting"] = {}
    survey = load(raked)
    assert survey.frame["weight"].tolist() == survey.frame["base_weight"].tolist()
    assert survey.weighting.empty and list(survey.weighting.columns)[:2] == ["wave", "margin"]
    assert isinstance(survey.diagnostics, pd.DataFrame) and survey.diagnostics["iterations"].item() == 0


def test_the_cap_holds_for_delivered_weights_too(raked):
    raked.study["weighting"] = {"largest": 1.2}
    survey = load(raked)
    assert survey.frame["weight"].max() <= 1.2 * (1 + 1e-9) and survey.frame["base_weight"].max() > 1.2
    assert survey.frame["weight"].mean() == pytest.approx(1, rel=1e-9)


def test_a_cap_that_cannot_be_met_stops_and_says_which_can(raked):
    raked.study["weighting"]["largest"] = 1.1
    with pytest.raises(InputError, match=": weighting: wave 2023: raking: .* write largest: 1.") as error:
        load(raked)
    raked.study["weighting"]["largest"] = float(str(error.value).split("largest: ")[1].split()[0])
    frame = load(raked).frame.query("in_population")
    assert frame["weight"].max() <= raked.study["weighting"]["largest"] * (1 + 1e-9)
    assert frame["weight"].mean() == pytest.approx(1, rel=1e-9)


def records(shop):
    """Return the people of the fixture, to be changed and delivered again."""
    text = shop.files[2023][0][1].decode()
    return list(csv.DictReader(io.StringIO(text)))


def out_of_scope(shop, weight):
    """Make the first respondent one out of scope with this weight."""
    shop.items["w"]["number"]["min"] = 0
    shop.study["eligible"] = {"channel": ["bot"]}
    people = records(shop)
    people[0].update(channel="store", w=weight)
    shop.deliver(2023, people)
    return load(shop).frame


def test_somebody_out_of_scope_may_weigh_nothing(raked):
    frame = out_of_scope(raked, "0")
    assert frame["weight"].iloc[0] == 0 and not frame["eligible"].iloc[0]
    others = frame[frame["in_population"] & (frame["weight"] > 0)]
    assert len(others) == 22 and others["weight"].mean() == pytest.approx(1, rel=1e-12)
    assert others.groupby("age", observed=True)["weight"].sum()["young"] == pytest.approx(0.3 * 22, rel=1e-8)


def test_somebody_out_of_scope_may_have_no_weight_where_nobody_is_raked(raked):
    raked.study["weighting"] = {}
    assert out_of_scope(raked, "")["weight"].iloc[0] == 0
    raked.study["weighting"] = {"margins": ["sex"]}
    with pytest.raises(InputError, match="line 2, column w: the weight is blank, not a number above 0"):
        out_of_scope(raked, "")


@pytest.mark.parametrize("weight", ["0", "", "-1", "inf", "nan", "1,5"])
def test_somebody_in_scope_needs_a_weight(raked, weight):
    raked.items["w"]["number"]["min"] = -5
    people = records(raked)
    people[3]["w"] = weight
    raked.deliver(2023, people)
    with pytest.raises(InputError) as error:
        load(raked)
    said = repr(weight) if weight else "blank"
    assert f"line 5, column w: the weight is {said}, not a number above 0" in str(error.value)
