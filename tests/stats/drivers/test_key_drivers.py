from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.errors import InputError
from manyi.stats import Design, means
from manyi.stats.drivers.all_subsets import lmg
from manyi.stats.drivers.key_drivers import importance, module_importance
from manyi.stats.drivers.quadrants import priorities
from manyi.stats.drivers.specification_curve import robustness
from manyi.stats.models.linear_model import regression
from tests.stats.planted_drivers import NAMES, design, drivers
from tests.stats.samples import raked

QUICK = {"replicates": 100, "seed": 3}


def test_the_table_says_all_the_chapter_prints() -> None:
    frame = drivers(1)
    sample = design(frame, margins=("sex", "age"))
    found = importance(sample, "outcome", NAMES, **QUICK)
    table = found.table.set_index("driver")
    fit = regression(sample, "outcome", NAMES)
    np.testing.assert_allclose(table["importance"].sum(), fit.r2, rtol=1e-9)
    np.testing.assert_allclose(found.r2, fit.r2, rtol=1e-9)
    np.testing.assert_allclose(table["share"].sum(), 1)
    assert sorted(table["rank"]) == [1, 2, 3, 4, 5]
    for low, value, high in (("low", "share", "high"), ("importance_low", "importance", "importance_high")):
        assert (table[low] <= table[value]).all() and (table[value] <= table[high]).all()
    assert ((table["rank_low"] <= table["rank"]) & (table["rank"] <= table["rank_high"])).all()
    own = means(sample, NAMES).table.set_index("item")
    np.testing.assert_allclose(table["performance"], own["estimate"].loc[table.index])
    np.testing.assert_allclose(table["coefficient"], fit.table["estimate"].iloc[1:])
    assert table.loc["speed", "direction"] == "+" and table.loc["speed", "above_noise"]
    assert not table.loc["null", "above_noise"] and table.loc["null", "low"] == 0
    assert found.base == len(frame) and found.df == 30 and found.r2_low < found.r2 < found.r2_high
    assert (found.table["status"] == "estimated").all()
    assert not table.isna().any().any()


def test_the_seed_decides_and_the_order_of_rows_does_not() -> None:
    frame = drivers(2)
    first = importance(design(frame), "outcome", NAMES, **QUICK).table
    shuffled = importance(design(frame.sample(frac=1, random_state=1)), "outcome", NAMES, **QUICK).table
    scaled = frame.assign(speed=frame["speed"] * 100 - 7, weight=frame["weight"] * 12)
    rescaled = importance(design(scaled), "outcome", NAMES, **QUICK).table
    numbers = ["importance", "low", "high", "rank_low", "rank_high", "above_noise"]
    for other in (importance(design(frame), "outcome", NAMES, **QUICK).table, shuffled, rescaled):
        np.testing.assert_allclose(other[numbers].astype(float), first[numbers].astype(float), rtol=1e-6, atol=1e-9)
    again = importance(design(frame), "outcome", NAMES, replicates=100, seed=4).table
    assert (again["high"] != first["high"]).any() and (again["importance"] == first["importance"]).all()


def test_weights_are_numbers_of_alike_respondents() -> None:
    frame = drivers(3, n=400).assign(weight=lambda f: 1.0 + np.arange(len(f)) % 3)
    copies = frame.loc[frame.index.repeat(frame["weight"].astype(int))].reset_index(drop=True).assign(weight=1.0)
    ours, theirs = (importance(design(f), "outcome", NAMES, **QUICK).table for f in (frame, copies))
    for column in ("importance", "low", "high", "performance"):
        np.testing.assert_allclose(ours[column], theirs[column], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_collinear_drivers_share_constants_are_named_categories_are_one(method: str) -> None:
    frame = drivers(4).assign(twin=lambda f: 3 - f["speed"], same=1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = importance(design(frame), "outcome", ["speed", "twin", "same", "channel"], method, **QUICK)
    table = found.table.set_index("driver")
    np.testing.assert_allclose(table.loc["speed", "share"], table.loc["twin", "share"], rtol=1e-6)
    assert table["status"].tolist() == ["estimated", "collinear", "constant", "estimated"]
    assert found.drivers == ["speed", "twin", "channel"] and table.loc["channel", "direction"] == ""
    assert len(found.differences) == 3


def test_controls_come_first_and_take_their_share() -> None:
    sample = design(drivers(5))
    found = importance(sample, "outcome", ["skill", "tone"], controls=["speed", "channel"], **QUICK)
    whole = regression(sample, "outcome", ["speed", "channel", "skill", "tone"]).r2
    alone = regression(sample, "outcome", ["speed", "channel"]).r2
    np.testing.assert_allclose([found.r2, found.r2_controls], [whole, alone], rtol=1e-9)
    np.testing.assert_allclose(found.table["importance"].sum(), whole - alone, rtol=1e-9)


@pytest.mark.parametrize("model", ["logit", "ordinal"])
def test_johnson_for_logit_and_ordinal(model: str) -> None:
    sample = design(drivers(6), margins=("sex", "age"))
    outcome = {"logit": "good", "ordinal": "rating"}[model]
    found = importance(sample, outcome, [*NAMES, "channel"], "johnson", model, replicates=60)
    np.testing.assert_allclose(found.r2, regression(sample, outcome, [*NAMES, "channel"], model).r2, rtol=1e-9)
    table = found.table.set_index("driver")
    assert table["rank"].iloc[:3].tolist() == [1, 2, 3]
    assert table.loc["speed", "above_noise"] and not table.loc["null", "above_noise"]


@pytest.mark.slow
def test_recovers_the_planted_importances() -> None:
    """Truth: LMG of a large sample of the same population. 5 drivers x 30 samples at 95 %."""
    population = drivers(1000, n=400_000)
    truth = lmg(np.cov(population[[*NAMES, "outcome"]].to_numpy().T))[:, 0]
    inside = np.zeros(5, int)
    for seed in range(30):
        table = importance(design(drivers(seed, n=700)), "outcome", NAMES, replicates=120, seed=seed).table
        inside += ((table["importance_low"] <= truth) & (truth <= table["importance_high"])).to_numpy()
    assert inside.min() >= stats.binom.ppf(0.001, 30, 0.95), inside


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "pratt"}, "no method pratt"),
        ({"model": "logit"}, "no method lmg for the logit"),
        ({"replicates": 10}, "too few for an interval"),
        ({"missing": "pairwise"}, "missing=pairwise"),
        ({"method": "johnson", "model": "ordinal", "controls": ["sex"]}, "no controls"),
        ({"drivers": [*NAMES, "nothing"]}, "no such column"),
        ({"drivers": ["same"]}, "none of the drivers varies"),
        ({"drivers": [f"x{i}" for i in range(40)]}, "degrees of freedom|respondents"),
    ],
)
def test_bad_input_is_one_line(arguments: dict, message: str) -> None:
    rng = np.random.default_rng(1)
    frame = drivers(7, n=60, strata=2, psus=3).assign(same=1.0, **{f"x{i}": rng.normal(size=60) for i in range(40)})
    with warnings.catch_warnings(), pytest.raises(InputError, match=message):
        warnings.simplefilter("error")
        importance(design(frame), "outcome", **{"drivers": NAMES[:2], **arguments})


def test_imputation_uses_every_answer_and_agrees_when_none_is_missing() -> None:
    frame = drivers(8, n=1200)
    whole = importance(design(frame), "outcome", NAMES, missing="imputed", **QUICK)
    complete = importance(design(frame), "outcome", NAMES, **QUICK)
    for column in ("importance", "low", "high", "coefficient"):
        np.testing.assert_allclose(whole.table[column], complete.table[column], rtol=1e-6, atol=1e-9)
    rng = np.random.default_rng(8)
    gappy = frame.copy()
    gappy.loc[gappy["outcome"] < 0, "tone"] = np.nan  # answers depend on the outcome: complete cases mislead
    gappy.loc[rng.uniform(size=1200) < 0.2, "price"] = np.nan
    some, few = (importance(design(gappy), "outcome", NAMES, missing=how, **QUICK) for how in ("imputed", "complete"))
    assert some.base == 1200 > few.base
    truth = complete.table["importance"]
    assert abs(some.r2 - complete.r2) < 0.03 < abs(few.r2 - complete.r2)
    assert np.abs(some.table["importance"] - truth).max() < np.abs(few.table["importance"] - truth).max()


def test_modules_have_their_own_base_and_imputation_refuses_what_nobody_answered() -> None:
    frame = drivers(9)
    bot = frame["channel"] == "bot"
    routed = frame.assign(skill=frame["skill"].where(bot), tone=frame["tone"].where(~bot), price=np.nan)
    found = module_importance(
        design(routed), "outcome", {"bot": ["skill"], "people": ["tone"], "nobody": ["price"]}, ["speed"], **QUICK
    )
    base = found.table.groupby("module")["base"].first()
    assert base.to_dict() == {"bot": int(bot.sum()), "people": int((~bot).sum()), "nobody": 0}
    failed = found.table.set_index("module").loc["nobody"]
    assert failed["status"] == "not modelled" and "nobody answered" in failed["reason"]
    assert set(found.by_module) == {"bot", "people"}
    with pytest.raises(InputError, match="both skill and tone"):
        importance(design(routed), "outcome", ["skill", "tone"], missing="imputed", **QUICK)


def test_the_ranking_under_every_specification() -> None:
    frame = drivers(10)
    frame.loc[::17, "tone"] = np.nan
    table = robustness(design(frame, margins=("sex", "age")), "rating", NAMES, ["channel"])
    assert table["specification"].nunique() == 20 and table["main"].sum() == 5
    assert (table.groupby("specification")["share"].sum() - 1).abs().max() < 1e-9
    assert table.loc[table["driver"] == "speed", "rank"].eq(1).all()
    assert set(table.loc[table["missing"] == "imputed", "base"]) == {len(frame)}
    main = importance(design(raked(frame, ("sex", "age"))), "rating", NAMES, **QUICK).table
    np.testing.assert_allclose(table.loc[table["main"], "importance"], main["importance"], rtol=1e-9)
    index = robustness(design(frame), "outcome", NAMES)
    failed = index[index["model"] == "ordinal"]
    assert (failed["status"] == "not fitted").all() and failed["reason"].str.contains("too many").all()


def test_priorities_say_how_far_the_sample_settles_them() -> None:
    frame = drivers(11).assign(tone=lambda f: f["tone"] - 3, skill=lambda f: f["skill"] + 3)
    found = importance(design(frame), "outcome", NAMES, **QUICK)
    table = priorities(found, dict.fromkeys(NAMES, (-5, 5)), cuts=(0.15, 50)).set_index("driver")
    quadrants = table[["improve", "keep", "low", "overdone"]]
    np.testing.assert_allclose(quadrants.sum(axis=1), 1)
    assert table.loc["skill", "quadrant"] == "keep"
    assert table.loc["speed", "quadrant"] == "undetermined"  # its mean is on the line
    assert ((table["settled"] >= 0.8) | (table["quadrant"] == "undetermined")).all()
    for side, line in (("importance", 0.15), ("performance", 50)):  # an interval that reaches a line decides nothing
        reaches = (table[f"{side}_low"] <= line) & (line <= table[f"{side}_high"])
        assert (table.loc[reaches, "quadrant"] == "undetermined").all()
    np.testing.assert_allclose(table.loc["speed", "performance"], 50 + 10 * found.table["performance"][0], rtol=1e-9)
    only = importance(design(frame), "outcome", ["channel", "sex"], **QUICK)
    with pytest.raises(InputError, match="no driver has a mean"):
        priorities(only)


def test_a_domain_of_a_larger_sample_gives_the_domain() -> None:
    frame = drivers(12)
    both = pd.concat([frame, drivers(13)], ignore_index=True)
    inside = importance(design(both).where(np.arange(len(both)) < len(frame)), "outcome", NAMES, **QUICK).table
    alone = importance(Design(frame, stratum="stratum", psu="psu"), "outcome", NAMES, **QUICK).table
    np.testing.assert_allclose(inside[["importance", "low", "high"]], alone[["importance", "low", "high"]], rtol=1e-8)
