"""Why answers are missing: every respondent in scope is counted once per item, under the reason that was delivered."""

from __future__ import annotations

import numpy as np
import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.rows.missing import ANSWERED, NOT_ASKED, REASONS, UNUSABLE, asked, missing_counts
from tests.rows.conftest import RECORDS, Shop


def test_each_reason_is_counted_and_every_row_adds_up(shop: Shop) -> None:
    shop.items["wait"]["missing"] = {-3: "not_applicable", 999: "dont_know", 998: "refused"}
    wrong = [{**RECORDS[0], "wait": text} for text in ("999", "998", "-3", "", "7000")]
    shop.deliver(2023, RECORDS + wrong)
    shop.study["quality"] = {"invalid": 1}
    shop.write()
    found = missing_counts(rows.load("shop", 2023))
    assert list(found.columns) == list(REASONS)
    assert (found.sum(axis=1) == len(RECORDS) + len(wrong)).all()
    reasons = {ANSWERED: 2, NOT_ASKED: 2, "dont_know": 1, "refused": 1, "not_applicable": 1, "blank": 1, UNUSABLE: 1}
    assert {why: n for why, n in found.loc["wait"].items() if n} == reasons
    assert found.loc["overall", "dont_know"] == 1
    assert found.loc["uses"][[ANSWERED, "blank"]].tolist() == [8, 1]
    assert found.loc["said"][[ANSWERED, "blank"]].tolist() == [7, 2]


def test_only_the_items_and_people_of_the_wave_in_scope(shop: Shop) -> None:
    shop.deliver(2024, RECORDS)
    shop.items["sex"]["columns"] = {2023: "sex", 2024: None}
    shop.book["unused"] = {2024: {"sex": "not used any more"}}
    shop.study["eligible"] = {"channel": ["bot"]}
    shop.write()
    found = missing_counts(rows.load("shop", 2024))
    assert "sex" not in found.index
    assert set(found.sum(axis=1)) == {2}


def test_a_gate_behind_a_closed_gate_is_closed_and_an_empty_one_is_not_known(shop: Shop) -> None:
    shop.items["why"] = {**shop.items["uses"], "columns": {2023: "why"}, "asked_if": {"wait": [5]}}
    shop.deliver(2023, [{**record, "why": ""} for record in RECORDS])
    shop.write()
    survey = rows.load("shop", 2023)
    frame = survey.frame.assign(channel=["bot", "store", None, "bot"], wait=[5.0, 5.0, 5.0, np.nan])
    np.testing.assert_array_equal(asked(frame, survey.codebook, "wait"), [1, 0, np.nan, 1])
    np.testing.assert_array_equal(asked(frame, survey.codebook, "why"), [1, 0, np.nan, np.nan])
    with pytest.raises(InputError):
        rows.load("shop", 2025)
