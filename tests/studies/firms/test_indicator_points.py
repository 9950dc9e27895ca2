"""From checks to points: unmet loses all, samples lose in proportion, what does not apply leaves both sums."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.studies.firms import indicators
from manyi.studies.firms.points import columns, indicator_points

SYSTEM = indicators.load("firms")


def form(firm: str = "F1", **changes: dict[str, object]) -> pd.DataFrame:
    """One firm that meets everything, but for the checks named."""
    rows = [
        {"firm": firm, "check": name, "applicable": True, "met": True, "checked": 10, "conforming": 10}
        | changes.get(name, {})
        for name in SYSTEM.checks
    ]
    return pd.DataFrame(rows)


def test_everything_met_obtains_a_hundred() -> None:
    firm = indicator_points(form(), SYSTEM).loc["F1"]
    assert firm.filter(like="_obtained").sum() == 100
    assert firm.filter(like="_applicable").sum() == 100
    assert list(indicator_points(form(), SYSTEM).columns) == columns(SYSTEM)


def test_unmet_loses_all_its_points_and_no_others() -> None:
    firm = indicator_points(form(managers={"met": False}), SYSTEM).loc["F1"]
    assert (firm["staff_obtained"], firm["staff_applicable"]) == (5, 10)
    assert firm.filter(like="_obtained").sum() == 95


def test_samples_lose_in_proportion() -> None:
    firm = indicator_points(form(complaints={"checked": 8, "conforming": 6}), SYSTEM).loc["F1"]
    assert firm["complaints_obtained"] == 12.5 * 6 / 8


def test_what_does_not_apply_leaves_both_sums() -> None:
    out = {"applicable": False, "met": float("nan"), "checked": float("nan"), "conforming": float("nan")}
    firm = indicator_points(form(recycling=out, funds=out), SYSTEM).loc["F1"]
    assert (firm["recycling_obtained"], firm["recycling_applicable"]) == (0, 0)
    assert (firm["resources_obtained"], firm["resources_applicable"]) == (3, 3)


@pytest.mark.parametrize(
    "gap", [{"check": "funds", "met": float("nan")}, {"check": "outlets", "checked": 0, "conforming": 0}]
)
def test_a_check_without_an_answer_leaves_its_indicator_without_points(gap: dict[str, object]) -> None:
    check = gap.pop("check")
    firm = indicator_points(form(**{str(check): gap}), SYSTEM).loc["F1"]
    missing = firm.index[firm.isna()]
    assert list(missing) == [{"funds": "resources_obtained", "outlets": "organisation_obtained"}[str(check)]]


def test_many_firms_keep_their_order_and_do_not_mix() -> None:
    both = pd.concat([form("F9", handbook={"met": False}), form("F1", body={"met": False})])
    table = indicator_points(both, SYSTEM)
    assert list(table.index) == ["F9", "F1"]
    assert table["rules_obtained"].tolist() == [2.5, 5]
    assert table["supervision_obtained"].tolist() == [5, 3]


def test_a_form_with_a_check_too_few_too_many_or_unknown_is_refused() -> None:
    with pytest.raises(InputError, match="firm F1: check 'website' is there 0 times"):
        indicator_points(form().query("check != 'website'"), SYSTEM)
    with pytest.raises(InputError, match="firm F1: check 'funds' is there 2 times"):
        indicator_points(pd.concat([form(), form().query("check == 'funds'")]), SYSTEM)
    with pytest.raises(InputError, match="unknown check 'wifi'"):
        indicator_points(form().assign(check=lambda f: f["check"].replace("website", "wifi")), SYSTEM)
    assert not math.isnan(indicator_points(form(), SYSTEM).to_numpy().sum())
