"""Levels under other splits of the assumed points: what is confirmed stays, what differs shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.studies.firms import indicators
from manyi.studies.firms.assumed import confirmed, drawn_points, level_stability, rules_table
from manyi.studies.firms.indicators import IndicatorSystem

SYSTEM = indicators.load("firms")


def firms(*percents: dict[str, float]) -> pd.DataFrame:
    """Firms that obtain `all` percent of every indicator, but for the indicators named."""
    rows = []
    for own in percents:
        row: dict[str, float] = {"special_deductions": own.get("deductions", 0.0), "special_bonus": 0.0}
        for name, entry in SYSTEM.indicators.items():
            row[f"{name}_applicable"] = entry.points
            row[f"{name}_obtained"] = entry.points * own.get(name, own["all"]) / 100
        rows.append(row)
    return pd.DataFrame(rows)


def test_drawn_points_keep_dimensions_and_what_is_confirmed() -> None:
    points = pd.DataFrame(drawn_points(SYSTEM, 200, np.random.default_rng(1)), columns=list(SYSTEM.indicators))
    for name, dimension in SYSTEM.dimensions.items():
        assert points[SYSTEM.of_dimension(name)].sum(axis=1).to_numpy() == pytest.approx(dimension.points)
    assert points["staff"].min() >= 5
    assert points["rules"].min() < 2
    assert points["rules"].mean() == pytest.approx(35 / 7, abs=0.7)


def test_a_level_that_every_split_gives_is_certain() -> None:
    table = level_stability(firms({"all": 92}, {"all": 50}, {"all": 92, "deductions": 5}), SYSTEM, draws=50)
    assert table["same"].tolist() == [1, 1, 1]
    assert table["low"].to_numpy() == pytest.approx([92, 50, 87])
    assert table["high"].to_numpy() == pytest.approx([92, 50, 87])


def test_an_uneven_firm_near_a_limit_is_not() -> None:
    # complaints carries 12.5 of 25 assumed points: alone it moves the score between 80 and 55.
    table = level_stability(firms({"all": 80, "complaints": 30}), SYSTEM)
    assert 0.2 < table["same"].iloc[0] < 0.9
    assert table["low"].iloc[0] < 70 < table["high"].iloc[0]
    # 80 - 12.5 c with c = 2u, u uniform: the limits follow from the Dirichlet of two, which is uniform.
    assert table["low"].iloc[0] == pytest.approx(80 - 0.5 * 25 * 0.975, abs=0.6)
    assert table["high"].iloc[0] == pytest.approx(80 - 0.5 * 25 * 0.025, abs=0.6)


def test_the_same_seed_gives_the_same_table_and_unscored_firms_are_missing() -> None:
    some = firms({"all": 78, "staff": 20}, {"all": 90})
    some.loc[1, "rules_obtained"] = np.nan
    first, again = level_stability(some, SYSTEM, draws=40), level_stability(some, SYSTEM, draws=40)
    pd.testing.assert_frame_equal(first, again)
    assert first.loc[1].isna().all()
    assert first.loc[0].notna().all()


def test_nothing_moves_when_all_points_are_confirmed() -> None:
    record = SYSTEM.model_dump(by_alias=True)
    for entry in record["indicators"].values():
        entry["status"] = "confirmed"
    own = IndicatorSystem.model_validate(record)
    assert confirmed(own.indicators["staff"]) == 10
    assert np.ptp(drawn_points(own, 5, np.random.default_rng(1)), axis=0).max() == 0
    assert level_stability(firms({"all": 80, "complaints": 30}), own, draws=20)["same"].tolist() == [1]


def test_every_rule_says_where_it_was_found() -> None:
    rules = rules_table(SYSTEM).set_index("rule")
    assert rules["source"].notna().all() and rules["name"].notna().all()
    assert rules.loc[list(SYSTEM.dimensions), "points"].tolist() == [40, 35, 25]
    assert rules.loc[list(SYSTEM.levels), "points"].tolist() == [70, 80, 90, 95]
    assert rules.loc[["deduction", "fail", "bonus"], "points"].tolist() == [-1, 5, 1]
    assert rules.loc["order", "status"] == "assumed" and len(rules) == 3 + 4 + 4 + len(SYSTEM.tiers) + 1
