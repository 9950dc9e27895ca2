import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from manyi.errors import InputError
from manyi.studies.retail.rates import funnel, rate_trend, weekly


def weeks(rng: np.random.Generator, growth: float, rate: float = 0.01, promoted: float = 1.0) -> pd.DataFrame:
    time = np.repeat((np.arange(52) + 0.5) / 52, 2)
    orders = rng.poisson(20_000 * np.exp(0.5 * time))
    promotion = np.where(np.arange(104) % 26 < 2, "yes", "no")
    chance = rate * np.exp(growth * time) * np.where(promotion == "yes", promoted, 1)
    return pd.DataFrame({
        "wave": 2024, "psu": np.repeat([f"2024-{k:02d}" for k in range(52)], 2), "time": time, "orders": orders,
        "promotion": promotion, "goods": np.tile(["a", "b"], 52), "negative": rng.poisson(orders * chance),
    })  # fmt: skip


def test_the_trend_is_that_of_a_poisson_model_with_exposure():
    counts = weeks(np.random.default_rng(3), 0.2)
    x = sm.add_constant(np.column_stack([counts["time"], counts["goods"] == "b"]).astype(float))
    model = sm.GLM(counts["negative"], x, family=sm.families.Poisson(), offset=np.log(counts["orders"])).fit()
    found = rate_trend(counts, "time", ["goods"])
    assert np.log1p(found["estimate"]).to_numpy() == pytest.approx(np.asarray(model.params)[1:], abs=1e-8)


def test_a_rate_that_does_not_move_is_not_said_to():
    verdicts = [rate_trend(weeks(np.random.default_rng(k), 0.0), "time")["verdict"].iloc[0] for k in range(40)]
    assert (
        sum(one.startswith(("rose", "fell")) for one in verdicts) <= 6
    )  # 5 % of 40; 6 or fewer in 99 % of such series


def test_counts_grow_with_volume_while_the_rate_stays():
    counts = weeks(np.random.default_rng(5), 0.0).assign(one=1.0)
    grown = rate_trend(counts, "time", exposure="one").iloc[0]
    assert grown["verdict"] == "rose"
    assert grown["low"] < np.expm1(0.5) < grown["high"]
    assert rate_trend(counts, "time").iloc[0]["verdict"] in ("same", "unclear")


def test_a_planted_promotion_effect_is_inside_its_interval():
    found = rate_trend(weeks(np.random.default_rng(8), 0.0, promoted=1.3), "time", ["promotion"]).set_index("item")
    row = found.loc["promotion=yes"]
    assert row["low"] < 0.3 < row["high"]
    assert row["verdict"] == "rose"


def test_funnel_of_equal_groups_is_the_binomial_one():
    groups = pd.DataFrame({"estimate": [0.9, 0.9, 0.9, 0.9], "base": [100, 400, 1600, 6400]})
    found = funnel(groups)
    assert (found["tau"] == 0).all()
    assert (found["signal_95"] == "").all()
    assert found["upper_95"].iloc[2] == pytest.approx(0.9 + 1.959964 * np.sqrt(0.9 * 0.1 / 1600))


def test_funnel_widens_where_groups_differ_anyway():
    share = np.random.default_rng(2).normal(0.9, 0.02, 40).clip(0, 1)
    share[0] = 0.7
    found = funnel(pd.DataFrame({"estimate": share, "base": 100_000}))
    assert (found["chance_95"] != "").mean() > 0.8
    assert found["signal_998"].iloc[0] == "below"
    assert (found["signal_998"] != "").sum() == 1


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(InputError):
        funnel(pd.DataFrame({"estimate": [0.9, 0.8], "base": [100, 100]}))
    with pytest.raises(InputError):
        weekly(pd.DataFrame({"orders": [-1], "negative": [0], "wave": [2024], "psu": ["1"]}))
