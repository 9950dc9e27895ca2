"""A name or an answer that does not exist is refused before anything is read, where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from manyi.errors import InputError
from manyi.study.consistency import check_definition
from manyi.study.definitions import Definition
from manyi.study.plan import Claims
from manyi.study.reading import definition
from tests.conftest import ROOT

WORDS = {"en": "words", "zh": "词"}
SIDES = {"a_name": WORDS, "b_name": WORDS, "chapter": "problems", "unit": "index", "id": "x", "item": "index"}


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> Definition:
    monkeypatch.chdir(ROOT)
    return definition("contact")


def with_claims(contact: Definition, **claims: Any) -> Definition:
    made = Claims.model_validate({"outcome": "index", **claims})
    return replace(contact, study=contact.study.model_copy(update={"claims": made}))


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"outcome": "indx"}, "contact/study.yml, line [0-9]+: claims outcome: no item 'indx'"),
        ({"segments": ["channl"]}, "claims segments: no item 'channl'"),
        ({"family": ["used__fax"]}, "claims family: no item 'used__fax'"),
        (
            {"comparisons": [{**SIDES, "a": {"sex": ["male"]}, "b": {"sex": ["femal"]}}]},
            "claims x: item sex has no answer 'femal'",
        ),
        (
            {"comparisons": [{**SIDES, "a": {"overall": [11]}, "b": {"overall": [1]}}]},
            "claims x: item overall has no answer 11",
        ),
        (
            {"comparisons": [{**SIDES, "a": {"fcr": ["yes"]}, "b": {"used__phone": [2]}}]},
            "claims x: item fcr has no answer 'yes'",
        ),
        (
            {"comparisons": [{**SIDES, "a": {"overall": [1]}, "b": {"used__phone": [2]}}]},
            "claims x: item used__phone has no answer 2",
        ),
        (
            {"models": [{"id": "m", "title": WORDS, "outcome": "index", "drivers": ["sped"]}]},
            "claims m: no item 'sped'",
        ),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(contact: Definition, claims: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        check_definition(with_claims(contact, **claims))
    assert "allowed: " in str(refused.value)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"segments": ["sex", "sex"]}, "segments: sex is named twice"),
        ({"crossed": [["sex", "sex"]]}, "crossed sex and sex: sex is named twice"),
        ({"batteries": [{"id": "b", "title": WORDS, "items": ["overall", "overall"]}]}, "battery b: overall is named"),
    ],
)
def test_what_is_printed_under_one_id_is_named_once(contact: Definition, claims: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_claims(contact, **claims)


def test_a_battery_of_several_units_is_refused(contact: Definition) -> None:
    battery = {"id": "b", "title": WORDS, "items": ["overall", "wait"]}
    with pytest.raises(InputError, match=r"claims b: items of several units in one battery: overall \(score\), wait"):
        check_definition(with_claims(contact, batteries=[battery]))
    check_definition(with_claims(contact, batteries=[{**battery, "items": ["overall", "attitude"]}]))


def test_derived_columns_options_and_limits_are_names_too(contact: Definition) -> None:
    statement = {"id": "s", "chapter": "problems", "of": "mean", "unit": "index", "text": WORDS, "item": "fcr"}
    where = {"fcr": [1], "wait": {"min": 1, "max": 5}}
    check_definition(with_claims(contact, family=["used__phone"], statements=[{**statement, "where": where}]))


MEAN = {"chapter": "problems", "text": WORDS, "id": "s", "unit": "percent"}
TITLED = {"id": "t", "title": WORDS}


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"outcome": "channel"}, "claims outcome: channel holds categories, but this needs numbers"),
        ({"family": ["used"]}, "claims family: item used takes several answers: name one of them, used__"),
        ({"segments": ["used"]}, "claims segments: item used takes several answers"),
        ({"segments": ["wait"]}, "claims segments: wait holds number, but this needs groups"),
        ({"incidences": ["sex"]}, "claims incidences: sex holds categories, but this needs several answers"),
        ({"batteries": [{**TITLED, "items": ["used", "access"]}]}, "claims t: item used takes several answers"),
        ({"statements": [{**MEAN, "of": "share", "item": "used", "answers": ["phone"]}]}, "claims s: item used takes"),
        ({"statements": [{**MEAN, "of": "share", "item": "sex"}]}, "claims s: sex holds categories, but .* 0 and 1"),
        ({"rates": [{**TITLED, "item": "used", "answers": ["phone"], "by": "sex"}]}, "claims t: item used takes"),
        ({"durations": [{**TITLED, "item": "sex", "limit": 3, "unit": "days"}]}, "claims t: sex holds categories"),
        ({"priorities": [{**TITLED, "item": "index", "by": "used"}]}, "claims t: item used takes several answers"),
    ],
)
def test_a_column_of_another_kind_is_named_with_what_to_write(
    contact: Definition, claims: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        check_definition(with_claims(contact, **claims))
