"""Penalty and reward, scenarios and adjusted means, shrinkage."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from manyi.errors import InputError
from manyi.stats import means
from manyi.stats.compare.ranking import between_variance, shrink
from manyi.stats.drivers.penalty_reward import asymmetry
from manyi.stats.models.linear_model import regression
from manyi.stats.models.standardisation import adjusted_means, scenario
from tests.stats.planted_drivers import design, drivers


def planted(seed: int, n: int = 3000):
    """Answers 1-5 of two drivers: the first costs 20 and brings 2, the second costs 3 and brings 15."""
    frame = drivers(seed, n=n)
    rng = np.random.default_rng(seed)
    frame["basic"], frame["extra"] = rng.integers(1, 6, n).astype(float), rng.integers(1, 6, n).astype(float)
    frame["score"] = (
        50
        - 20 * (frame["basic"] <= 2)
        + 2 * (frame["basic"] == 5)
        - 3 * (frame["extra"] <= 2)
        + 15 * (frame["extra"] == 5)
    ) + rng.normal(0, 5, n)
    return frame


def test_penalty_and_reward_are_found() -> None:
    table = asymmetry(design(planted(1)), "score", {"basic": (2, 5), "extra": (2, 5)}, replicates=200).set_index(
        "driver"
    )
    assert table["class"].tolist() == ["basic", "excitement"]
    for driver, penalty, reward in (("basic", -20, 2), ("extra", -3, 15)):
        row = table.loc[driver]
        assert row["penalty_low"] < penalty < row["penalty_high"] and row["reward_low"] < reward < row["reward_high"]
        np.testing.assert_allclose(
            row["asymmetry"], (row["reward"] + row["penalty"]) / (row["reward"] - row["penalty"])
        )


def test_penalty_equals_the_regression_and_empty_sides_are_named() -> None:
    frame = planted(2, n=800).assign(flat=3.0)
    frame["low"], frame["high"] = (frame["basic"] <= 2).astype(float), (frame["basic"] >= 5).astype(float)
    fit = regression(design(frame), "score", ["low", "high"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = asymmetry(design(frame), "score", {"basic": (2, 5), "flat": (1, 5)}, replicates=60).set_index("driver")
    np.testing.assert_allclose(table.loc["basic", ["penalty", "reward"]].astype(float), fit.estimate[1:], rtol=1e-9)
    assert table.loc["flat", "status"] == "no low answers; no high answers"
    assert table.loc["flat", ["penalty", "penalty_low", "penalty_high", "reward"]].isna().all()  # not known, not zero
    assert table.loc["flat", "class"] == "undetermined"
    with pytest.raises(InputError, match="low 5 below high 2"):
        asymmetry(design(frame), "score", {"basic": (5, 2)})


def test_noise_has_no_class() -> None:
    frame = planted(3).assign(score=np.random.default_rng(3).normal(size=3000))
    assert asymmetry(design(frame), "score", {"basic": (2, 5)}, replicates=100)["class"].tolist() == ["none"]


def test_adjusted_means_without_other_predictors_are_the_means() -> None:
    sample = design(drivers(4), margins=("sex", "age"))
    by = means(sample, "good", "channel").table
    table = adjusted_means(sample, regression(sample, "good", ["channel"], "logit"), "channel")
    np.testing.assert_allclose(table[["estimate", "se"]], by[["estimate", "se"]], rtol=1e-8)
    with pytest.raises(InputError, match="not a categorical predictor"):
        adjusted_means(sample, regression(sample, "good", ["speed"], "logit"), "speed")


def test_a_linear_scenario_is_slope_times_shift() -> None:
    sample = design(drivers(5))
    fit = regression(sample, "outcome", ["speed", "channel"])
    row = fit.table.set_index("term").loc["speed"]
    shifted = scenario(sample, fit, {"speed": lambda x: x + 0.5})
    np.testing.assert_allclose([shifted["difference"], shifted["se"]], [row["estimate"] / 2, row["se"] / 2], rtol=1e-9)
    assert shifted["basis"] == "scenario" and np.isclose(shifted["moved"], 1) and 0 < shifted["outside"] < 0.05
    same = scenario(sample, fit, {"speed": lambda x: x})
    assert (same["difference"], same["moved"], same["p"]) == (0, 0, 1)
    np.testing.assert_allclose(same["now"], means(sample, "outcome").row()["estimate"], rtol=1e-9)


@pytest.mark.parametrize("model", ["logit", "count"])
def test_standard_error_of_a_scenario_by_jackknife(model: str) -> None:
    frame = drivers(6, n=500, strata=3, psus=4)
    outcome = {"logit": "good", "count": "count"}[model]
    sample = design(frame)
    ours = scenario(sample, regression(sample, outcome, ["speed", "channel"], model), {"channel": "bot", "speed": 1.0})
    left_out = []
    for psu in frame["psu"].unique():
        stratum = frame.loc[frame["psu"] == psu, "stratum"].iloc[0]
        factor = np.where(frame["psu"] == psu, 0.0, np.where(frame["stratum"] == stratum, 4 / 3, 1.0))
        part = design(frame.assign(weight=frame["weight"] * factor))
        fit = regression(part, outcome, ["speed", "channel"], model)
        left_out.append(scenario(part, fit, {"channel": "bot", "speed": 1.0})["difference"])
    jackknife = np.sqrt(3 / 4 * np.square(np.array(left_out) - ours["difference"]).sum())
    np.testing.assert_allclose(ours["se"], jackknife, rtol=0.15)


def test_scenarios_that_cannot_be() -> None:
    sample = design(drivers(7))
    fit = regression(sample, "outcome", ["speed", "channel"])
    for answers, message in (({"channel": "fax"}, "no category fax"), ({"price": 1.0}, "not a predictor")):
        with pytest.raises(InputError, match=message):
            scenario(sample, fit, answers)
    with pytest.raises(InputError, match="no mean prediction"):
        scenario(sample, regression(sample, "rating", ["speed"], "ordinal"), {"speed": 0.0})


def test_shrinkage_draws_to_the_common_mean_and_is_nearer_the_truth() -> None:
    rng = np.random.default_rng(8)
    nearer, inside, count = 0, 0, 0
    for seed in range(30):
        frame = drivers(seed, n=720, strata=12, psus=6)
        truth = rng.normal(0, 0.15, 12)
        frame["score"] = rng.normal(size=720) + truth[frame["stratum"].str[1:].astype(int)]
        table = shrink(means(design(frame), "score", "stratum"))
        own = truth[table["stratum"].str[1:].astype(int)]
        nearer += np.square(table["shrunken"] - own).sum() < np.square(table["direct"] - own).sum()
        inside += ((table["low"] <= own) & (own <= table["high"])).sum()
        count += len(table)
        assert table["weight"].between(0, 1).all() and (table["basis"] == "shrunken").all()
    assert nearer >= 22
    assert 0.91 <= inside / count <= 0.99


def test_shrinkage_solves_its_equation_and_refuses_what_it_cannot() -> None:
    rng = np.random.default_rng(9)
    variance, x = rng.uniform(0.5, 2, 12), np.ones((12, 1))
    y = rng.normal(0, 2, 12)
    s = between_variance(y, variance, x)
    inverse = 1 / (s + variance)
    np.testing.assert_allclose(inverse @ np.square(y - inverse @ y / inverse.sum()), 11, rtol=1e-9)
    assert between_variance(np.zeros(12), variance, x) == 0
    few = means(design(drivers(10)), "outcome", "channel")
    with pytest.raises(InputError, match="3 groups are too few"):
        shrink(few)
