"""Codes that are those of an earlier wave but for some, missing codes by wave, headers in other letters."""

import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.rows.fingerprints import inputs
from tests.rows.conftest import RECORDS

WAYS = {1: "bot", 2: "store", 3: "store"}


def two_waves(shop, codes, **changes):
    shop.items["channel"]["codes"] = {2023: WAYS, 2024: codes}
    shop.items["wait"]["asked_if"] = {}
    shop.study["design"] = {"lonely": "adjust"}
    first = [{**row, "channel": str(code)} for row, code in zip(RECORDS, (1, 2, 3, 3), strict=True)]
    second = [{**row, "channel": str(code), **changes} for row, code in zip(RECORDS, (1, 7, 7, 1), strict=True)]
    shop.deliver(2023, first)
    shop.deliver(2024, second)
    shop.write()


def test_codes_as_in_an_earlier_wave_with_exceptions(shop):
    two_waves(shop, {"as": 2023, 7: "store", 3: None})
    item = rows.definition("shop").codebook.items["channel"]
    assert item.codes[2024] == {1: "bot", 2: "store", 7: "store"} and item.carried(2024) == {1, 2}
    frame = rows.load("shop", 2024).frame  # 2 was not delivered again, which is no mistake
    assert frame["channel"].tolist() == ["bot", "store", "store", "store", "bot", "store", "store", "bot"]


def test_every_code_that_nobody_delivered_is_named(shop):
    two_waves(shop, {1: "bot", 7: "store", 8: "bot", 9: "store"})
    with pytest.raises(InputError) as error:
        rows.load("shop", 2024)
    assert [line.split("the code ")[1][0] for line in error.value.lines] == ["8", "9"]


@pytest.mark.parametrize("since", [2022, 2024, 2030])
def test_codes_are_as_those_of_an_earlier_wave_only(shop, since):
    two_waves(shop, {"as": since})
    with pytest.raises(
        InputError, match=f"codes of 2024 are those of {since}, which is not an earlier wave with codes"
    ):
        rows.definition("shop")


def test_a_code_may_be_missing_in_one_wave_only(shop):
    shop.items["overall"]["missing"] = {2023: {98: "dont_know"}, 2024: {0: "blank"}}
    two_waves(shop, {"as": 2023, 7: "store"}, Q1="0")
    survey = rows.load("shop", 2024)
    assert survey.frame["overall"].fillna(-1).tolist() == [9.0, 7.0, -1.0, 10.0, -1.0, -1.0, -1.0, -1.0]
    assert survey.problems.query("item == 'overall'").empty


def test_a_later_wave_of_missing_codes_leaves_the_hash_of_the_first_alone(shop):
    shop.items["overall"]["missing"] = {2023: {98: "dont_know"}}
    two_waves(shop, {"as": 2023, 7: "store"})
    before = inputs(rows.definition("shop"), [2023])
    shop.items["overall"]["missing"][2024] = {0: "blank"}
    shop.write()
    assert inputs(rows.definition("shop"), [2023]) == before


def test_headers_match_in_any_case_unless_two_differ_in_that_alone(shop):
    upper = [{("SEX" if key == "sex" else key): text for key, text in row.items()} for row in RECORDS]
    shop.deliver(2023, upper)
    shop.write()
    assert rows.load("shop", 2023).frame["sex"].tolist() == ["female", "male", "male", "female"]
    shop.deliver(2023, [{**row, "Sex": "1"} for row in upper])
    shop.write()
    with pytest.raises(InputError, match="column sex: the column is absent"):
        rows.load("shop", 2023)
