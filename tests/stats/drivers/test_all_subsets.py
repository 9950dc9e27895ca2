from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.stats.drivers.all_subsets import complete_dominance, conditional_dominance, lmg, shapley, subset_r2

few = settings(max_examples=25, deadline=None)


def covariance(seed: int, p: int, n: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) @ rng.normal(size=(p, p))
    return np.cov(np.column_stack([x, x @ rng.normal(size=p) + rng.normal(size=n)]).T)


def r2(c: np.ndarray, chosen: list[int]) -> float:
    if not chosen:
        return 0.0
    r = c[chosen, -1]
    return float(r @ np.linalg.solve(c[np.ix_(chosen, chosen)], r) / c[-1, -1])


@few
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_is_the_mean_gain_over_all_orders(seed: int, p: int) -> None:
    c = covariance(seed, p)
    gains = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += r2(c, list(order[: place + 1])) - r2(c, list(order[:place]))
    np.testing.assert_allclose(lmg(c)[:, 0], gains / len(orders), rtol=1e-8, atol=1e-11)


@few
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_sums_to_r2_and_ignores_units_and_order(seed: int, p: int) -> None:
    c = covariance(seed, p)
    rng = np.random.default_rng(seed)
    scale, order = np.append(rng.uniform(0.01, 100, p), 7.0), rng.permutation(p)
    ours = lmg(c)[:, 0]
    np.testing.assert_allclose(ours.sum(), r2(c, list(range(p))), rtol=1e-9)
    np.testing.assert_allclose(lmg(c * np.outer(scale, scale))[:, 0], ours, rtol=1e-8)
    np.testing.assert_allclose(lmg(c[np.ix_([*order, p], [*order, p])])[:, 0], ours[order], rtol=1e-8)
    assert (ours >= -1e-12).all()


def test_replicates_and_chunks_do_not_mix() -> None:
    many = np.stack([covariance(k, 9) for k in range(300)], axis=2)  # two chunks of 2^17 / 2^9
    together = lmg(many)
    for k in (0, 255, 256, 299):
        np.testing.assert_allclose(together[:, k], lmg(many[:, :, k])[:, 0], rtol=1e-10)


def test_a_group_is_one_player_whatever_its_coding() -> None:
    c = covariance(3, 5)
    turn = np.eye(6)
    turn[1:4, 1:4] = np.random.default_rng(1).normal(size=(3, 3))
    groups = [1, 3, 1]
    np.testing.assert_allclose(lmg(turn @ c @ turn.T, groups)[:, 0], lmg(c, groups)[:, 0], rtol=1e-8)
    np.testing.assert_allclose(lmg(c, groups)[:, 0].sum(), lmg(c)[:, 0].sum(), rtol=1e-10)


def test_twins_share_and_a_constant_gets_nothing() -> None:
    c = covariance(4, 3)
    twin = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1.0]])
    ours = lmg(twin @ c @ twin.T)[:, 0]
    np.testing.assert_allclose(ours[0], ours[1], rtol=1e-9)
    np.testing.assert_allclose(ours.sum(), r2(c, [0, 1, 2]), rtol=1e-9)
    assert abs(ours[4]) < 1e-14
    assert not lmg(np.diag([1.0, 1.0, 0.0])).any()  # an outcome without variance


def test_dominance_agrees_with_lmg_and_with_its_definition() -> None:
    values = subset_r2(covariance(5, 4))[:, 0]
    conditional, complete = conditional_dominance(values), complete_dominance(values)
    np.testing.assert_allclose(conditional.mean(axis=1), shapley(values[:, None])[:, 0], rtol=1e-10)
    for a, b in permutations(range(4), 2):
        gaps = [values[s | 1 << a] - values[s | 1 << b] for s in range(16) if not (s >> a & 1 or s >> b & 1)]
        assert complete[a, b] == (1.0 if min(gaps) > 0 else 0.0 if max(gaps) < 0 else 0.5)


def test_eighteen_drivers_are_exact_and_twenty_one_refused() -> None:
    c = covariance(6, 18, 400)
    np.testing.assert_allclose(lmg(c)[:, 0].sum(), r2(c, list(range(18))), rtol=1e-9)
    with pytest.raises(InputError, match="at most 20"):
        lmg(np.eye(22))
