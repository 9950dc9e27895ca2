from __future__ import annotations

import numpy as np
from scipy import stats

from manyi.stats.drivers.uncertainty import (
    bias_corrected,
    differences,
    directions,
    intervals,
    ranks,
    shares_of,
    without_chance,
)


def normal(centre: float, count: int = 20_000) -> np.ndarray:
    """An estimate and replicates exactly normal about it, standard error 1."""
    return np.concatenate([[centre], centre + stats.norm.ppf((np.arange(count) + 0.5) / count)])[None]


def test_without_bias_it_is_the_percentile_interval() -> None:
    low, high = bias_corrected(normal(3.0), 0.90)
    np.testing.assert_allclose([low[0], high[0]], 3 + np.array([-1, 1]) * stats.norm.ppf(0.95), atol=0.04)


def test_bias_of_the_replicates_is_taken_off_twice() -> None:
    values = normal(3.0)
    values[0, 0] = 2.5  # the replicates sit half a standard error above the estimate
    low, high = bias_corrected(values)
    np.testing.assert_allclose([low[0], high[0]], 2 + np.array([-1, 1]) * 1.96, atol=0.01)


def test_replicates_all_above_or_equal_do_not_break_it() -> None:
    values = np.vstack([np.arange(10.0, 112)[None], np.full((1, 102), 5.0)])
    low, high = bias_corrected(values)
    assert np.isfinite(low).all() and np.isfinite(high).all()
    assert low[1] == high[1] == 5


def test_an_unimportant_driver_may_reach_zero_and_an_important_one_not() -> None:
    signed = np.vstack([normal(0.3), normal(6.0)])
    low, high = intervals(signed**2, np.sign(signed), np.array([False, False]))
    assert low[0] == 0 and high[0] > 3
    np.testing.assert_allclose(np.sqrt([low[1], high[1]]), [6 - 1.96, 6 + 1.96], atol=0.01)


def test_what_chance_adds_to_several_columns_is_taken_out() -> None:
    """Planted: five effects, none or some, with error .1, squared and summed as dummies are to an importance."""
    rng = np.random.default_rng(11)
    effects, both = np.array([[0.0] * 5, [0.1, -0.1, 0.2, 0.0, 0.05]]), np.array([True, True])
    truth, off, inside = np.square(effects).sum(axis=1), [], []
    for sample in effects + 0.1 * rng.normal(size=(300, 2, 5)):
        replicates = sample[:, :, None] + 0.1 * rng.normal(size=(2, 5, 200))
        values = np.square(np.concatenate([sample[:, :, None], replicates], axis=2)).sum(axis=1)
        corrected = without_chance(values, both)
        low, high = intervals(corrected, np.ones_like(values), both)
        off.append(values[:, 0] - corrected[:, 0])
        inside.append((low <= truth) & (truth <= high))
    np.testing.assert_allclose(np.mean(off, axis=0), 5 * 0.1**2, rtol=0.05)
    assert np.mean(inside, axis=0).min() >= stats.binom.ppf(0.001, 300, 0.95) / 300


def test_shares_refer_to_the_total_of_their_replicate() -> None:
    values = np.array([[3.0, 1.0, -1.0], [1.0, 1.0, -2.0]])
    np.testing.assert_allclose(shares_of(values), [[0.75, 0.5, 0.0], [0.25, 0.5, 0.0]], atol=0)
    plain = without_chance(values, np.array([False, True]))
    assert (plain[0] == values[0]).all() and (plain[1] != values[1]).any()


def test_direction_comes_from_the_steadier_of_correlation_and_slope() -> None:
    rng = np.random.default_rng(4)
    unsteady, steady = rng.normal(0, 1, (1, 100)), rng.normal(-5, 1, (1, 100))
    assert (directions(unsteady, steady, [np.array([0])]) == -1).all()
    assert (directions(steady, unsteady, [np.array([0])]) == -1).all()
    both = np.vstack([unsteady, unsteady])
    assert (directions(both, both, [np.array([0, 1])]) == 1).all()


def test_rank_sets_hold_every_rank_that_is_not_ruled_out() -> None:
    rng = np.random.default_rng(5)
    centre = np.array([[10.0], [9.9], [5.0]])
    values = np.hstack([centre, centre + rng.normal(0, 0.5, (3, 500))])
    place, lowest, highest = ranks(values)
    assert place.tolist() == [1, 2, 3]
    assert (lowest.tolist(), highest.tolist()) == ([1, 1, 3], [2, 2, 3])
    place, lowest, highest = ranks(values, point=np.array([10.0, 1.0, 5.0]))  # what is printed ranks, and stays inside
    assert place.tolist() == [1, 3, 2] and ((lowest <= place) & (place <= highest)).all()


def test_differences_of_pairs() -> None:
    rng = np.random.default_rng(6)
    centre = np.array([[4.0], [1.0], [0.9]])
    table = differences(np.hstack([centre, centre + rng.normal(0, 0.5, (3, 500))]), centre[:, 0], ["a", "b", "c"])
    assert table[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert table["shown"].tolist() == [True, True, False]
    assert ((table["low"] < table["difference"]) & (table["difference"] < table["high"])).all()
    assert differences(np.ones((1, 60)), np.ones(1), ["only"]).empty
