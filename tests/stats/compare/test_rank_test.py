from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from manyi.stats import rank_test
from manyi.stats.compare.ranks import rank_scores
from tests.stats.samples import design, sample


def test_unweighted_ranks_are_the_mid_ranks() -> None:
    x = np.array([3.0, 1, 3, 7, 7, 7, 2])
    np.testing.assert_allclose(rank_scores(x, np.ones(7)) * 7, stats.rankdata(x) - 0.5)


def test_ranks_do_not_depend_on_the_order_of_rows() -> None:
    frame = sample(1).assign(x=lambda f: f["x"].round(-1))
    mixed = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (rank_test(design(f), "x", "group").test for f in (frame, mixed))
    assert one.statistic == pytest.approx(other.statistic, rel=1e-9)


def test_only_the_order_of_answers_counts() -> None:
    frame = sample(2)
    stretched = frame.assign(x=np.exp(frame["x"] / 50))
    one, other = (rank_test(design(f), "x", "sex").test for f in (frame, stretched))
    assert one.p == pytest.approx(other.p, rel=1e-9)


def test_simple_sample_is_close_to_mann_whitney_and_kruskal() -> None:
    frame = sample(3, psus=30, gaps=0.0).assign(weight=1.0)
    frame["x"] += np.where(frame["sex"] == "f", 3, 0)
    plain = design(frame, stratum=None, psu=None)
    parts = [part.to_numpy() for _, part in frame.groupby("sex")["x"]]
    assert rank_test(plain, "x", "sex").test.p == pytest.approx(stats.mannwhitneyu(*parts).pvalue, rel=0.1)
    parts = [part.to_numpy() for _, part in frame.groupby("group")["x"]]
    assert rank_test(plain, "x", "group").test.p == pytest.approx(stats.kruskal(*parts).pvalue, rel=0.1)


def test_median_and_normal_scores() -> None:
    x, w = np.arange(10.0), np.ones(10)
    assert rank_scores(x, w, "median").tolist() == [0.0] * 5 + [1.0] * 5
    np.testing.assert_allclose(rank_scores(x, w, "normal"), stats.norm.ppf((np.arange(10) + 0.5) / 10))
