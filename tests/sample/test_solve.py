import numpy as np
import pytest

from sample import solve


def test_apportion_adds_up_and_gives_the_remainder_to_the_largest_fractions():
    assert solve.apportion(np.array([1, 1, 1]), 10).sum() == 10
    assert solve.apportion(np.array([0.42, 0.28, 0.10, 0.20]), 801_825).tolist() == [336_767, 224_511, 80_182, 160_365]


def test_top_takes_the_highest_of_each_group():
    score = np.array([1.0, 3.0, 2.0, 9.0, 7.0])
    group = np.array([0, 0, 0, 1, 1])
    assert solve.top(score, group, np.array([2, 0])).tolist() == [False, True, True, False, False]


def test_share_takes_exactly_the_share_even_when_it_is_everybody():
    score = np.random.default_rng(1).standard_normal(1000)
    assert solve.share(score, 0.235).sum() == 235
    assert score[solve.share(score, 0.235)].min() > score[~solve.share(score, 0.235)].max()
    assert solve.share(score, 1.0).all()
    assert not solve.share(score, 0.0).any()


def test_by_rank_fills_the_categories_from_the_highest_score_down():
    found = solve.by_rank(np.array([0.1, 0.9, 0.5]), [1, 0], np.array([2, 1]))
    assert found.tolist() == [0, 1, 0]


def test_answers_hit_the_mean_of_every_group_on_whole_numbers():
    rng = np.random.default_rng(2)
    group = np.repeat([0, 1], 50_000)
    found = solve.answers(rng.standard_normal(100_000) * 1.8, group, np.array([8.065, 3.3]), 1, 10)
    assert set(np.unique(found)) <= set(range(1, 11))
    assert found[group == 0].mean() == pytest.approx(8.065, abs=0.001)
    assert found[group == 1].mean() == pytest.approx(3.3, abs=0.001)


def test_answers_refuse_a_mean_no_answer_can_have():
    with pytest.raises(ValueError, match="outside 1..5"):
        solve.answers(np.zeros(3), np.zeros(3, dtype=int), np.array([5.2]), 1, 5)
