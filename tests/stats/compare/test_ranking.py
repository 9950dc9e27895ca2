from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.stats import Estimates
from manyi.stats.compare.joint import omnibus
from manyi.stats.compare.ranking import extremes
from manyi.stats.estimate.covariance import Reach


def estimates(values: list[float], covariance: np.ndarray, psus: int = 400) -> Estimates:
    """Return estimates with a given joint covariance and psus - 1 degrees of freedom."""
    k = len(values)
    table = pd.DataFrame(
        {"group": range(k), "item": "x", "estimate": values, "base": 400, "status": "shown", "reason": ""}
    )
    reach = Reach(np.ones((psus, k), bool), np.ones((1, k), bool))
    return Estimates(table, np.linalg.cholesky(covariance).T, reach, ("group",))


def test_clear_winner_stands_alone() -> None:
    out = extremes(estimates([10.0, 5.0, 4.8, 0.0], np.eye(4) * 0.5))
    assert out["highest"].to_list() == [True, False, False, False]
    assert out["lowest"].to_list() == [False, False, False, True]
    assert out["rank_low"].to_list() == [1, 2, 2, 4]
    assert out["rank_high"].to_list() == [1, 3, 3, 4]


def test_ties_stay_together() -> None:
    out = extremes(estimates([5.0, 5.1, 4.9], np.eye(3)))
    assert out["highest"].all()
    assert out["lowest"].all()
    assert out["rank_high"].to_list() == [3, 3, 3]


def test_correlated_errors_separate_what_independent_ones_would_not() -> None:
    values = [5.0, 4.0, 3.9]
    together, apart = 0.05 * np.eye(3) + 0.95, np.eye(3)
    assert extremes(estimates(values, together))["highest"].to_list() == [True, False, False]
    assert extremes(estimates(values, apart))["highest"].all()


def test_two_groups_are_told_apart_by_the_two_sided_t_test_and_have_no_rank() -> None:
    se, df = np.sqrt(2.0), 19
    for t, kept in ((stats.t.ppf(0.975, df) - 0.01, True), (stats.t.ppf(0.975, df) + 0.01, False)):
        out = extremes(estimates([t * se, 0.0], np.eye(2), psus=df + 1))
        assert out["highest"].to_list() == [True, kept] and out["lowest"].to_list() == [kept, True]
        assert out[["rank_low", "rank_high"]].isna().all(axis=None)


def test_nobody_is_excluded_where_the_joint_test_does_not_pass() -> None:
    found = estimates([2.45, 0.0, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2], np.eye(10) * 0.4)
    assert omnibus(found).p > 0.05
    out = extremes(found)
    assert out["highest"].all() and out["lowest"].all()
    assert (out["rank_low"] == 1).all() and (out["rank_high"] == 10).all()


@pytest.mark.slow
def test_the_set_holds_the_true_best_often_enough() -> None:
    rng = np.random.default_rng(7)
    covariance = 0.3 * np.ones((5, 5)) + 0.7 * np.eye(5)
    truth = np.array([1.0, 1.0, 0.9, 0.5, 0.0])
    held = sum(
        extremes(estimates(list(rng.multivariate_normal(truth, covariance)), covariance), draws=2000)["highest"][0]
        for _ in range(200)
    )
    assert stats.binomtest(held, 200, 0.95, alternative="less").pvalue > 0.001


def test_suppressed_group_has_no_rank() -> None:
    found = estimates([10.0, 5.0, 7.0, 50.0], np.eye(4) * 0.1)
    found.table.loc[3, "status"] = "suppressed"
    out = extremes(found)
    assert out["highest"].to_list() == [True, False, False, False]
    assert out["rank_low"].to_list()[:3] == [1, 3, 2] and np.isnan(out["rank_low"][3])


def test_single_group_and_no_error() -> None:
    alone = extremes(estimates([1.0], np.eye(1)))
    assert alone["highest"].to_list() == alone["lowest"].to_list() == [False] and alone["rank_low"].isna().all()
    out = extremes(
        Estimates(estimates([2.0, 1.0], np.eye(2)).table, np.zeros((3, 2)), estimates([2.0, 1.0], np.eye(2)).reach)
    )
    assert out["highest"].to_list() == [True, True]  # a difference without error is not tested
