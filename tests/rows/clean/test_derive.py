import pandas as pd
import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.stats import survey_design
from tests.rows.conftest import RECORDS, item, words


def derived(**rule):
    return {"short": words("D"), "definition": words("D"), **rule}


def test_derived_columns_are_missing_where_a_part_is(shop):
    shop.items["ease"] = item("Ease", {2023: "ease"}, scale={"from": 1, "to": 5, "reverse": True})
    shop.book["derived"] = {
        "index": derived(index=["overall", "ease"]),
        "top": derived(top="overall", at_least=9),
        "nps": derived(nps="overall"),
        "good": derived(all={"sex": ["female"], "uses": ["app", "web"]}),
    }
    ease = ["1", "3", "5", ""]
    shop.deliver(2023, [{**row, "ease": value} for row, value in zip(RECORDS, ease, strict=True)])
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert frame["index"].fillna(-1).round(4).tolist() == [
        round((8 / 9 * 100 + 100) / 2, 4),
        round((6 / 9 * 100 + 50) / 2, 4),
        -1,
        -1,
    ]
    assert frame["top"].fillna(-1).tolist() == [1, 0, -1, 1]
    assert frame["nps"].fillna(-1).tolist() == [100, 0, -1, 100]
    assert frame["good"].fillna(-1).tolist() == [1, 0, -1, 1]


def test_scope_is_a_domain_and_nobody_is_removed(shop):
    shop.items["age"] = item("Age", {2023: "age"}, number={"min": 1, "max": 120, "unit": words("years")})
    shop.items["later"] = item("Later", {2024: "later"}, categories={"a": words("A")})
    shop.study["weighting"] = {"population": {"age": {"min": 18}}}
    shop.study["eligible"] = {"channel": ["bot"], "uses": ["app", "web"], "later": ["a"]}
    ages = ["18", "30", "40", "17"]
    shop.deliver(2023, [{**row, "age": age} for row, age in zip(RECORDS, ages, strict=True)])
    shop.write()
    survey = rows.load("shop", 2023)
    assert survey.frame["in_population"].tolist() == [True, True, True, False]
    assert survey.frame["eligible"].tolist() == [
        True,
        False,
        False,
        False,
    ]  # `later` is of another wave; no answer: out
    assert survey.waterfall.query("step == 'eligible'")["left"].item() == 1


@pytest.fixture
def design(shop):
    shop.items["city"] = item("City", {2023: "city"}, categories={"a": words("A"), "b": words("B")})
    shop.items["run"] = item("Run", {2023: "run"}, words=True)
    shop.items["w"] = item("W", {2023: "w"}, number={"min": 0.1, "max": 9, "unit": words("people")}, roles=["weight"])
    shop.study["design"] = {"stratum": "city", "psu": "run", "weight": "w"}
    extra = [("A", "1", "2"), ("A", " 1 ", "1"), ("B", "1", "1"), ("B", "", "4")]
    for wave in (2023, 2024):
        shop.deliver(wave, [{**r, "city": c, "run": k, "w": w} for r, (c, k, w) in zip(RECORDS, extra, strict=True)])
    return shop


def test_clusters_are_unique_over_strata_and_the_same_in_every_wave(design):
    design.study["design"]["lonely"] = "adjust"
    design.write()
    frame = rows.load("shop", 2024).frame
    assert frame["stratum"].tolist() == ["a", "a", "b", "b"] * 2
    assert frame["psu"].tolist()[:4] == ["a/1", "a/1", "b/1", "2023:shop_2023.csv:5"]
    assert frame["psu"].tolist()[4:7] == ["a/1", "a/1", "b/1"]
    assert frame["base_weight"].tolist() == [1, 0.5, 0.5, 2] * 2
    assert frame["weight"].tolist() == frame["base_weight"].tolist()
    assert "run" not in frame and "w" not in frame and "city" in frame


def test_renewed_ids_unclustered_and_unweighted_waves(design):
    design.study["design"] |= {"psu_renewed": True, "unclustered": [2024], "unweighted": [2024]}
    design.study["design"]["lonely"] = "adjust"
    design.write()
    frame = rows.load("shop", 2024).frame
    assert frame["psu"].tolist()[0] == "2023/a/1"
    assert frame["psu"].tolist()[4:] == frame["row"].tolist()[4:]
    assert frame["base_weight"].tolist()[4:] == [1, 1, 1, 1]


def test_no_design_is_one_stratum_and_every_row_its_own_cluster(shop):
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert set(frame["stratum"]) == {"all"} and frame["psu"].tolist() == frame["row"].tolist()
    assert frame["weight"].tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("w", "0", "shop_2023.csv, line 2, column w: the weight is '0', not a number above 0"),
        ("w", "-2", "the weight is '-2'"),
        ("w", "", "the weight is blank"),
        ("city", "", "line 2, column city: the stratum is blank"),
    ],
)
def test_a_respondent_without_weight_or_stratum_stops(design, column, value, said):
    design.study["quality"] = {"invalid": 1.0}
    design.deliver(2023, [{**RECORDS[0], "city": "A", "run": "1", "w": "1", column: value}])
    design.write()
    with pytest.raises(InputError) as error:
        rows.load("shop", 2023)
    assert said in str(error.value)


def test_a_wave_delivered_without_weights_must_be_declared(design):
    design.items["w"]["columns"] = {2023: "w", 2024: None}
    design.book["unused"] = {2024: {"w": "not a weight"}}
    design.write()
    with pytest.raises(InputError, match="study.yml design.weight: wave 2024 has no column for w"):
        rows.load("shop", 2024)


def test_pandas_categories_follow_the_codebook(shop):
    shop.items["sex"]["ordered"] = True
    shop.write()
    kind = rows.load("shop", 2023).frame["sex"].dtype
    assert kind == pd.CategoricalDtype(["female", "male"], ordered=True)


def test_a_stratum_of_one_cluster_is_asked_about_by_check(shop):
    shop.items["room"] = item("Room", {2023: "room"}, words=True)
    shop.items["sex"]["roles"] = []
    shop.study["design"] = {"stratum": "sex", "psu": "room"}
    rooms = ["a", "b", "a", "a"]  # women in one room only
    shop.deliver(2023, [{**row, "room": room} for row, room in zip(RECORDS, rooms, strict=True)])
    shop.write()
    with pytest.raises(InputError, match=r"shop, wave 2023: a single cluster in stratum female, .*{lonely: adjust}"):
        rows.check("shop", 2023)
    shop.study["design"]["lonely"] = "adjust"
    shop.write()
    assert rows.check("shop", 2023)[1].empty
    assert survey_design(rows.load("shop", 2023)).lonely == "adjust"
