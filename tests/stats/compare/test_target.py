"""Targets: the one-sided figures of the decisions page, all-or-none targets, censuses."""

from __future__ import annotations

import numpy as np
import pytest

from manyi.errors import InputError
from manyi.stats import bound_verdict, means, rule_of_three, share_bounds, share_verdict, shares
from manyi.stats.compare.target import kpi
from tests.stats.samples import design, sample

FIXTURES = [
    # successes, n, target, bound, which, verdict
    (960, 1000, 0.95, 0.94850, 0, "not_shown"),
    (965, 1000, 0.95, 0.95412, 0, "met"),
    (940, 1000, 0.95, 0.95121, 1, "not_shown"),
    (720, 800, 0.85, 0.88118, 0, "met"),
    (17, 18, 0.90, 0.78523, 0, "not_shown"),
    (20, 20, 0.95, 0.88084, 0, "not_shown"),
]


@pytest.mark.parametrize(("x", "n", "target", "bound", "which", "expected"), FIXTURES)
def test_printed_fixtures(x, n, target, bound, which, expected) -> None:
    assert share_bounds(x / n, n)[which] == pytest.approx(bound, abs=5e-6)
    assert share_verdict(x / n, n, target) == expected


def test_clustering_widens_the_bounds() -> None:
    plain, clustered = share_bounds(0.96, 1000), share_bounds(0.96, 1000, se=0.012, df=40)
    assert clustered[0] < plain[0]
    assert clustered[1] > plain[1]


@pytest.mark.parametrize(
    ("p", "census", "expected"),
    [(1.0, False, "not_shown"), (0.999, False, "not_met"), (1.0, True, "met"), (0.999, True, "not_met")],
)
def test_all_can_only_be_shown_by_a_census(p: float, census: bool, expected: str) -> None:
    assert share_verdict(p, 1000, 1.0, census=census) == expected
    assert share_verdict(1 - p, 1000, 0.0, at_least=False, census=census) == expected


def test_targets_from_above() -> None:
    assert bound_verdict(38.0, (37.0, 39.5), 40, at_least=False) == "met"
    assert bound_verdict(38.0, (37.0, 40.5), 40, at_least=False) == "not_shown"
    assert bound_verdict(45.0, (41.0, 49.0), 40, at_least=False) == "not_met"


def test_estimates_are_judged_one_by_one() -> None:
    frame = sample(1, psus=8, size=40, gaps=0.0)
    by = shares(design(frame), "y", "group")
    judged = kpi(by, 0.2, "share")
    assert judged["verdict"].to_list() == ["met"] * 3
    assert (judged["low90"] > by.table["low"]).all()
    mean = means(design(frame), "x")
    assert kpi(mean, mean.row()["estimate"] + 0.1, "mean")["verdict"].to_list() == ["not_shown"]
    census = mean.based_on("census")
    assert kpi(census, mean.row()["estimate"] + 0.1, "mean")["verdict"].to_list() == ["not_met"]


def test_suppressed_has_no_verdict() -> None:
    row = kpi(shares(design(sample(2).assign(y=np.nan)), "y"), 0.5, "share").iloc[0]
    assert row["verdict"] == "suppressed"


def test_rule_of_three_and_bad_input() -> None:
    assert rule_of_three(300) == 0.01
    with pytest.raises(InputError):
        rule_of_three(0)
    with pytest.raises(InputError, match="share of 1.2"):
        share_bounds(1.2, 10)
