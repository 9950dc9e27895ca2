from __future__ import annotations

import numpy as np
from scipy import stats

from manyi.stats.drivers.uncertainty import bias_corrected, differences, directions, intervals, ranks


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
    low, high = intervals(signed**2, np.sign(signed))
    assert low[0] == 0 and high[0] > 3
    np.testing.assert_allclose(np.sqrt([low[1], high[1]]), [6 - 1.96, 6 + 1.96], atol=0.01)


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


def test_differences_of_pairs() -> None:
    rng = np.random.default_rng(6)
    centre = np.array([[4.0], [1.0], [0.9]])
    table = differences(np.hstack([centre, centre + rng.normal(0, 0.5, (3, 500))]), ["a", "b", "c"])
    assert table[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert table["shown"].tolist() == [True, True, False]
    assert ((table["low"] < table["difference"]) & (table["difference"] < table["high"])).all()
    assert differences(np.ones((1, 60)), ["only"]).empty
