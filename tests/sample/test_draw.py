"""A draw has the design said: districts, half kept, base weights; weighted, it is right on average."""

import numpy as np
import pytest

import sample
from sample import contact_plan as plan

MARGINS = sample.margins("contact")


@pytest.fixture(scope="module")
def now():
    return sample.population("contact", 2024)


def raked(drawn):
    """Return base weights raked to the margins of all adults, by plain iterative fitting."""
    weights = drawn["base_weight"].to_numpy(dtype=float).copy()
    margins = [
        (drawn[item].cat.set_categories(list(of)).cat.codes, np.array(list(of.values())))
        for item, of in MARGINS.items()
    ]
    for _ in range(20):
        for codes, shares in margins:
            weights *= (shares / (np.bincount(codes, weights) / weights.sum()))[codes]
    return weights


def index(drawn):
    """Return the weighted index of the eligible."""
    mine = drawn["eligible"].to_numpy()
    return (np.average(drawn["overall"].to_numpy(dtype=float)[mine], weights=raked(drawn)[mine]) - 1) / 9 * 100


def test_half_of_the_districts_are_kept_from_wave_to_wave():
    districts = sample.rotation(plan.WAVES, plan.PSUS, np.random.default_rng(1))
    for before, after in zip(plan.WAVES, plan.WAVES[1:], strict=False):
        assert len(np.unique(districts[before])) == 120
        assert np.bincount(districts[before] // 100).tolist() == [6] * 20
        assert len(np.intersect1d(districts[before], districts[after])) == 60
    with pytest.raises(ValueError, match="more than 100"):
        sample.rotation(list(range(2000, 2033)), 6, np.random.default_rng(1))


def test_a_draw_has_cities_as_strata_and_six_districts_in_each(now):
    drawn = sample.draw(now, np.random.default_rng(2))
    assert drawn.groupby("stratum")["psu"].nunique().tolist() == [6] * 20
    assert drawn.groupby("psu")["eligible"].sum().mean() == pytest.approx(27, abs=1.5)
    assert 0.62 < drawn["eligible"].mean() < 0.74  # those out of scope stay in
    assert drawn["base_weight"].sum() == pytest.approx(1_200_000, rel=0.05)
    assert (drawn.groupby("stratum")["base_weight"].nunique() == 1).all()
    assert {"wave", "base_weight", "stratum", "psu", "eligible", "sex", "age_group", "region"} <= set(drawn)


def test_the_same_seed_gives_the_same_sample_and_another_does_not(now):
    one, two, other = (sample.draw(now, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one.equals(two) and not one.equals(other)


def test_raking_undoes_the_response_on_average_and_no_weighting_does_not(now):
    raw, weighted = [], []
    for seed in range(40):
        drawn = sample.draw(now, np.random.default_rng([5, seed]))
        raw.append((drawn["overall"].mean() - 1) / 9 * 100)
        weighted.append(index(drawn))
    error = np.std(weighted, ddof=1) / np.sqrt(40)
    assert abs(np.mean(weighted) - 78.5) < 3.5 * error  # 3.5 standard errors: one false alarm in two thousand
    assert error < 0.1
    assert np.mean(raw) < 78.5 - 5 * error


def test_selection_on_satisfaction_is_not_undone(now):
    found = [index(sample.draw(now, np.random.default_rng([6, seed]), selected=sample.SELECTED)) for seed in range(5)]
    assert np.mean(found) > 80.5
