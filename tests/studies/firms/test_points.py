"""Scores, levels and tiers: every limit of the standard on both sides, and every reason not to score."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.studies.firms import indicators
from manyi.studies.firms.points import level_rank, score

SYSTEM = indicators.load("firms")
NOTHING = {f"{name}_{what}": 0.0 for name in SYSTEM.indicators for what in ("obtained", "applicable")}


def firm(percent: float = 100.0, deductions: float = 0, bonus: float = 0, **points: float) -> pd.DataFrame:
    """One firm that obtains the same percentage of every indicator, but for the points named."""
    row: dict[str, float] = {"special_deductions": deductions, "special_bonus": bonus}
    for name, entry in SYSTEM.indicators.items():
        row[f"{name}_obtained"], row[f"{name}_applicable"] = entry.points * percent / 100, entry.points
    return pd.DataFrame([row | points])


def one(table: pd.DataFrame) -> pd.Series:
    return score(table, SYSTEM).iloc[0]


@pytest.mark.parametrize(
    ("percent", "level", "stars", "tier"),
    [
        (0, "below", 0, "initial"),
        (39.99, "below", 0, "initial"),
        (40, "below", 0, "developing"),
        (59.99, "below", 0, "developing"),
        (60, "below", 0, "average"),
        (69.99, "below", 0, "average"),
        (70, "standard", 0, "strengths"),
        (79.99, "standard", 0, "strengths"),
        (80, "three", 3, "top"),
        (89.99, "three", 3, "top"),
        (90, "four", 4, "top"),
        (94.99, "four", 4, "top"),
        (95, "five", 5, "top"),
        (100, "five", 5, "top"),
    ],
)
def test_limits_belong_to_the_level_above(percent: float, level: str, stars: int, tier: str) -> None:
    scored = one(firm(percent))
    assert scored["score"] == pytest.approx(percent, abs=1e-9)
    assert (scored["level"], scored["stars"], scored["tier"]) == (level, stars, tier)
    assert scored["passed"] == (percent >= 70)


def test_a_score_on_the_limit_is_not_lost_to_binary_fractions() -> None:
    # 7 x 0.1 x ... : 61.25 of 87.5 points, built from tenths that binary fractions cannot hold.
    parts = {f"{name}_obtained": sum([entry.points * 0.1] * 7) for name, entry in SYSTEM.indicators.items()}
    assert one(firm(**parts))["level"] == "standard"


@pytest.mark.parametrize(("count", "level", "passed"), [(4, "four", 1), (5, "below", 0), (6, "below", 0)])
def test_five_special_deductions_fail_at_any_score(count: int, level: str, passed: int) -> None:
    scored = one(firm(97, deductions=count))
    assert (scored["score"], scored["level"], scored["passed"]) == (97 - count, level, passed)
    assert scored["disagreement"] == ("deductions_fail" if count >= 5 else "")
    assert np.isnan(scored["to_next"]) == (count >= 5)


@pytest.mark.parametrize(("claimed", "counted"), [(0, 0), (1, 1), (2, 1), (7, 1)])
def test_the_bonus_counts_once(claimed: int, counted: int) -> None:
    assert one(firm(80, bonus=claimed))["score"] == 80 + counted


def test_special_points_move_the_score_not_the_raw_score_or_the_dimensions() -> None:
    scored = one(firm(80.5, deductions=1))
    assert (scored["raw"], scored["score"], scored["level"]) == (80.5, 79.5, "standard")
    assert scored["by_special"] == 1
    assert {scored[f"{name}_score"] for name in SYSTEM.dimensions} == {80.5}
    assert one(firm(99.5, bonus=1))["score"] == 100  # the cap
    assert one(firm(2, deductions=4))["score"] == 0


def test_what_does_not_apply_is_removed_from_both_sides() -> None:
    scored = one(firm(80, recycling_obtained=0, recycling_applicable=0, culture_obtained=0))
    assert scored["raw"] == pytest.approx((0.8 * 95 - 4) / 95 * 100)
    assert scored["commodity_score"] == pytest.approx(80)
    assert scored["system_score"] == pytest.approx((0.8 * 40 - 4) / 40 * 100)


def test_a_dimension_that_does_not_apply_has_no_score() -> None:
    out = {f"{name}_{what}": 0.0 for name in SYSTEM.of_dimension("customer") for what in ("obtained", "applicable")}
    scored = one(firm(80, **out))
    assert scored["score"] == 80
    assert np.isnan(scored["customer_score"])
    assert np.isnan(scored["customer_reached"])


@pytest.mark.parametrize(("percent", "reached"), [(69.99, 0), (70, 1)])
def test_a_dimension_reaches_the_standard_at_its_first_limit(percent: float, reached: int) -> None:
    system = {
        f"{name}_obtained": SYSTEM.indicators[name].points * percent / 100 for name in SYSTEM.of_dimension("system")
    }
    scored = one(firm(90, **system))
    assert (scored["system_reached"], scored["commodity_reached"]) == (reached, 1)


def test_how_close_to_the_limits() -> None:
    scored = one(firm(83))
    assert (scored["above_limit"], scored["to_next"]) == (3, 7)
    below, top = one(firm(66)), one(firm(97))
    assert np.isnan(below["above_limit"])
    assert below["to_next"] == 4
    assert np.isnan(top["to_next"])


@pytest.mark.parametrize(
    ("percent", "flag"), [(59.99, ""), (60, "average_but_fails"), (69.99, "average_but_fails"), (70, "")]
)
def test_the_vendors_average_fails_the_standard(percent: float, flag: str) -> None:
    assert one(firm(percent))["disagreement"] == flag


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"staff_obtained": np.nan}, "points_missing"),
        ({"staff_applicable": np.nan}, "points_missing"),
        ({"staff_obtained": 10.5}, "points_exceed"),
        ({"staff_obtained": -1.0}, "points_exceed"),
        ({"staff_applicable": 11.0}, "points_exceed"),
        ({"deductions": np.nan}, "special_missing"),
        (NOTHING, "nothing_applies"),
    ],
)
def test_a_firm_without_a_score_says_why_and_has_nothing_else(wrong: dict[str, float], reason: str) -> None:
    scored = one(firm(90, **wrong))
    assert scored["unscored"] == reason
    assert scored.drop("unscored").isna().all()


def test_missing_points_of_what_does_not_apply_are_no_gap() -> None:
    scored = one(firm(90, recycling_obtained=np.nan, recycling_applicable=0))
    assert (scored["unscored"], scored["score"]) == ("", 90)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=6), st.integers(0, 6), st.integers(0, 3))
def test_many_firms_at_once_are_each_firm_alone(percents: list[float], deductions: int, bonus: int) -> None:
    firms = pd.concat([firm(p, deductions, bonus) for p in percents], ignore_index=True).set_axis(
        range(10, 10 + len(percents))
    )
    before = firms.copy()
    together = score(firms, SYSTEM)
    pd.testing.assert_frame_equal(firms, before)
    alone = pd.concat([score(firms.loc[[row]], SYSTEM) for row in firms.index])
    pd.testing.assert_frame_equal(together, alone)
    assert together["score"].between(0, 100).all()
    ranked = together.sort_values("score")
    if deductions < 5:
        assert ranked["stars"].is_monotonic_increasing


def test_level_rank_takes_any_shape() -> None:
    assert level_rank(np.array([[69.99, 70], [95, 80]]), SYSTEM).tolist() == [[0, 1], [4, 2]]
