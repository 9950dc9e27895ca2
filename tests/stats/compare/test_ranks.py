"""Trend tests against published examples and against every permutation of small data."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.stats.compare.ranks import concordance, jonckheere, spearman, trend

# Hollander and Wolfe, Nonparametric Statistical Methods, example 6.2: motivational effect of knowledge of performance.
HOLLANDER = [[40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44]]


def test_cochran_armitage_as_in_r() -> None:
    # R: prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)) gives X-squared = 8.2249.
    smokers, patients = np.array([83, 90, 129, 70]), np.array([86, 93, 136, 82])
    y = np.concatenate([np.repeat([1, 0], [s, n - s]) for s, n in zip(smokers, patients, strict=True)])
    result = trend(y, np.repeat(np.arange(1, 5), patients))
    assert result.z < 0
    assert result.z**2 * result.n / (result.n - 1) == pytest.approx(8.2249, abs=5e-5)


def test_jonckheere_as_in_hollander_and_wolfe() -> None:
    y, x = np.concatenate(HOLLANDER), np.repeat([0, 1, 2], 6)
    pairs = 3 * 36
    assert concordance(y, x) + pairs / 2 == 79
    # Without ties the variance would be (18² x 39 - 3 x 6² x 15) / 72 = 153; ties make it smaller.
    assert 145 < ((79 - pairs / 2) / jonckheere(y, x).z) ** 2 < 153


@pytest.mark.parametrize("y", [[1, 2, 3, 4, 5, 6], [1, 1, 2, 2, 2, 3], [0, 0, 0, 1, 1, 0]])
def test_mean_and_variance_are_those_over_all_permutations(y: list[int]) -> None:
    x = np.array([0, 0, 0, 1, 1, 2])
    dealt = np.array([concordance(np.array(order), x) for order in permutations(y)])
    assert dealt.mean() == pytest.approx(0)
    assert jonckheere(np.array(y), x).z == pytest.approx(concordance(np.array(y), x) / dealt.std())
    linear = np.array([(np.array(order) - np.mean(y)) @ (x - x.mean()) for order in permutations(y)])
    assert trend(np.array(y), x).z == pytest.approx((np.array(y) - np.mean(y)) @ (x - x.mean()) / linear.std())


def test_a_relation_made_by_the_strata_disappears_within_them() -> None:
    # Machines are made by large firms and score high, services by small ones and score low; within, nothing rises.
    industry = np.repeat(["machines", "services"], 40)
    size = np.concatenate([np.tile([2, 3, 3, 3], 10), np.tile([0, 0, 0, 1], 10)])
    high = np.repeat([1, 0, 1, 0], [32, 8, 8, 32])
    assert trend(high, size).p < 0.01
    assert jonckheere(high, size).p < 0.01
    assert trend(high, size, industry).p > 0.5
    assert jonckheere(high, size, industry).p > 0.5
    assert trend(high, size, industry).strata == 2


def test_strata_in_which_nothing_varies_say_nothing() -> None:
    y, x = np.array([0, 1, 1, 1, 1, 1]), np.array([0, 1, 1, 0, 1, 1])
    assert trend(y, x, np.array(["a", "a", "a", "b", "b", "b"])) == trend(y[:3], x[:3])
    with pytest.raises(InputError, match="no trend to test"):
        trend(np.ones(5), np.arange(5))
    with pytest.raises(InputError, match="no trend to test"):
        jonckheere(np.arange(5), np.ones(5))


def test_missing_values_leave_the_test() -> None:
    y, x = np.array([1, 2, np.nan, 3, 4.0]), np.array([0, 0, 0, 1, np.nan])
    assert trend(y, x) == trend(y[[0, 1, 3]], x[[0, 1, 3]])
    assert jonckheere(y, x).n == 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=6, max_size=25))
def test_turning_the_groups_around_turns_the_sign(pairs: list[tuple[int, int]]) -> None:
    y, x = np.array(pairs).T
    if np.ptp(y) and np.ptp(x):
        for test in (trend, jonckheere):
            assert test(y, -x).z == pytest.approx(-test(y, x).z, abs=1e-12)
            assert 0 <= test(y, x).p <= 1


def test_spearman_interval() -> None:
    y, x = np.array([1, 3, 2, 5, 4, 6, 8, 7, 9, 10.0]), np.arange(10.0)
    rho, low, high = spearman(y, x)
    assert rho == pytest.approx(1 - 6 * 6 / (10 * 99))
    assert low == pytest.approx(np.tanh(np.arctanh(rho) - 1.959964 * np.sqrt((1 + rho**2 / 2) / 7)), abs=1e-6)
    assert low < rho < high <= 1
    with pytest.raises(InputError, match="four units"):
        spearman(np.ones(10), x)


def test_level_is_kept_when_nothing_rises() -> None:
    rng = np.random.default_rng(27922)
    size = np.repeat([0, 1, 2, 3, 4], [59, 53, 28, 6, 17])
    runs = 400
    rejected = sum(jonckheere(rng.integers(40, 100, len(size)), size).p < 0.05 for _ in range(runs))
    # exact binomial: outside 6..37 of 400 has probability below .001 at a true level of 5 %
    assert 6 <= rejected <= 37
