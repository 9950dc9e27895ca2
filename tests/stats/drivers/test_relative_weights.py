from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.stats.drivers.all_subsets import lmg
from manyi.stats.drivers.relative_weights import correlation, johnson_linear, others, standardised
from tests.stats.drivers.test_all_subsets import covariance, r2

few = settings(max_examples=25, deadline=None)


@few
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_johnson_sums_to_r2_and_is_never_negative(seed: int, p: int) -> None:
    c = covariance(seed, p)
    ours = johnson_linear(correlation(c[:, :, None]))[:, 0]
    np.testing.assert_allclose(ours.sum(), r2(c, list(range(p))), rtol=1e-8)
    assert (ours >= 0).all()


def test_johnson_is_lmg_for_two_drivers() -> None:
    c = covariance(1, 2)
    np.testing.assert_allclose(johnson_linear(correlation(c[:, :, None]))[:, 0], lmg(c)[:, 0], rtol=1e-10)


@few
@given(st.integers(0, 10_000))
def test_johnson_of_groups_does_not_depend_on_the_coding(seed: int) -> None:
    c = covariance(seed, 5)
    turn = np.eye(6)
    turn[1:3, 1:3] = np.random.default_rng(seed).normal(size=(2, 2)) + 2 * np.eye(2)
    turned = turn @ c @ turn.T
    ours = [johnson_linear(correlation(m[:, :, None]), [1, 2, 1, 1])[:, 0] for m in (c, turned)]
    np.testing.assert_allclose(ours[1], ours[0], rtol=1e-6)


def test_last_is_the_gain_and_collinear_columns_do_no_harm() -> None:
    c = covariance(2, 4)
    r = correlation(c[:, :, None])
    everything = r2(c, [0, 1, 2, 3])
    last = [everything - r2(c, [k for k in range(4) if k != j]) for j in range(4)]
    np.testing.assert_allclose(others(r)["last"][:, 0], last, rtol=1e-8)
    twin = np.array([[1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 1.0]])
    doubled = correlation((twin @ c @ twin.T)[:, :, None])
    assert np.isfinite(standardised(doubled)).all()
    np.testing.assert_allclose(johnson_linear(doubled)[:2, 0], johnson_linear(doubled)[0, 0], rtol=1e-8)
