from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.stats import Design, means
from manyi.stats.models.fit import joint_test, term_test
from manyi.stats.models.linear_model import regression, vif
from tests.stats.planted_drivers import NAMES, SLOPES, design, drivers

few = settings(max_examples=8, deadline=None)
MODELS = {"linear": "outcome", "logit": "good", "ordinal": "rating", "count": "count"}


@few
@given(st.integers(0, 1000), st.sampled_from(sorted(MODELS)))
def test_order_of_rows_scale_of_weights_and_the_domain(seed: int, model: str) -> None:
    """A domain is the same as keeping only its rows of a sample whose PSUs all have some of it."""
    frame = drivers(seed)
    predictors = ["speed", "skill", "channel"]
    ours = regression(design(frame), MODELS[model], predictors, model).table
    shuffled = frame.sample(frac=1, random_state=seed).assign(weight=lambda f: f["weight"] * 37)
    again = regression(design(shuffled), MODELS[model], predictors, model).table
    added = pd.concat([frame, frame.assign(outcome=0.0, speed=9.0)], ignore_index=True)
    inside = regression(design(added).where(np.arange(len(added)) < len(frame)), MODELS[model], predictors, model).table
    for other in (again, inside):
        np.testing.assert_allclose(other[["estimate", "se", "p"]], ours[["estimate", "se", "p"]], rtol=1e-6, atol=1e-12)


def test_a_dummy_is_the_difference_of_two_means() -> None:
    sample = design(drivers(1), margins=("sex", "age"))
    row = regression(sample, "outcome", ["sex"]).table.iloc[1]
    difference = regression(sample, "outcome", ["sex"]).table.iloc[0]
    by = means(sample, "outcome", "sex")
    np.testing.assert_allclose(row["estimate"], by.row(sex="m")["estimate"] - by.row(sex="f")["estimate"])
    contrast = np.array([-1.0, 1.0])
    np.testing.assert_allclose(row["se"] ** 2, contrast @ by.covariance @ contrast, rtol=1e-9)
    np.testing.assert_allclose(difference["se"], by.row(sex="f")["se"], rtol=1e-9)


def test_finds_planted_slopes_in_their_intervals() -> None:
    inside = np.zeros(5)
    for seed in range(40):
        table = regression(design(drivers(seed, n=600)), "outcome", NAMES).table.iloc[1:]
        inside += ((table["low"] <= SLOPES) & (table["high"] >= SLOPES)).to_numpy()
    assert inside.sum() >= 178  # 95 % of 200; fewer than 178 has probability below .001


def test_term_test_of_one_column_is_its_t_test_and_forms_differ_as_documented() -> None:
    fit = regression(design(drivers(2)), "outcome", ["speed", "channel"])
    row = fit.table.set_index("term").loc["speed"]
    tested = term_test(fit, "speed", "R")
    np.testing.assert_allclose([tested["statistic"], tested["p"]], [row["t"] ** 2, row["p"]], rtol=1e-9)
    plain, wald = term_test(fit, "channel", "R"), term_test(fit, "channel", "wald")
    np.testing.assert_allclose(wald["statistic"], plain["statistic"] * (fit.design_df - 1) / fit.design_df, rtol=1e-9)
    level, own = term_test(fit, "channel"), fit.slopes[fit.terms.columns_of(["channel"])]
    effects = np.linalg.eigvals(np.linalg.solve(fit.naive[np.ix_(own, own)], fit.covariance[np.ix_(own, own)]))
    np.testing.assert_allclose(level["df1"], effects.sum() ** 2 / np.square(effects).sum(), rtol=1e-9)
    np.testing.assert_allclose(level["df2"], level["df1"] * fit.design_df)
    with pytest.raises(InputError, match="unknown form"):
        term_test(fit, "channel", "f")
    with pytest.raises(InputError, match="no coefficient"):
        term_test(fit, "price")


@pytest.mark.slow
def test_joint_test_keeps_its_level_with_many_columns_and_few_psus() -> None:
    """Twelve columns on 20 PSUs that hold very different numbers of people, where both Wald forms reject too often."""
    rng = np.random.default_rng(3)
    rejected, size = {"level": 0, "wald": 0, "R": 0}, np.geomspace(1, 9, 20)
    for _ in range(400):
        spread = size[:, None] * rng.normal(size=(20, 11))
        value = size @ rng.normal(size=(20, 11))
        for form in rejected:
            rejected[form] += joint_test(value, spread, np.eye(11), 20.0, 20.0, form)["p"] < 0.05
    assert rejected["level"] <= 35  # .05 of 400: more has probability below .001
    assert rejected["R"] > rejected["wald"] > 60


def test_collinear_and_constant_columns_are_named_and_do_no_harm() -> None:
    frame = drivers(4).assign(twin=lambda f: 2 * f["speed"] + 1, same=5.0, one_word="only")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = regression(design(frame), "outcome", ["speed", "twin", "same", "one_word", "skill"])
    status = fit.table.set_index("predictor")["status"]
    assert status[["twin", "same", "one_word", "skill"]].tolist() == ["collinear", "constant", "constant", "estimated"]
    alone = regression(design(frame), "outcome", ["speed", "skill"])
    np.testing.assert_allclose(fit.estimate, alone.estimate, rtol=1e-10)
    assert vif(fit.terms)["predictor"].tolist() == ["speed", "skill"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.assign(outcome=3.0), "same value"),
        (lambda f: f.assign(outcome=np.nan), "nobody answered"),
        (lambda f: f.assign(speed=np.nan), "nobody answered"),
        (lambda f: f.iloc[[0]], "single PSU|same value|from 1 respondents"),
        (lambda f: f.groupby(["stratum", "psu"]).head(1).iloc[:8], "single PSU|degrees of freedom|from 8"),
        (lambda f: f.assign(weight=0.0), "nobody answered"),
        (lambda f: f.drop(columns="tone"), "no such column"),
    ],
)
def test_bad_input_is_one_line(change, message: str) -> None:
    with warnings.catch_warnings(), pytest.raises(InputError, match=message):
        warnings.simplefilter("error")
        regression(design(change(drivers(5))), "outcome", NAMES)


def test_one_respondent_without_clusters_and_a_domain_of_one_psu() -> None:
    frame = drivers(6)
    with pytest.raises(InputError, match="same value|respondents"):
        regression(Design(frame.iloc[[0]], lonely="adjust"), "outcome", NAMES)
    with pytest.raises(InputError, match="degrees of freedom"):
        regression(design(frame).where(frame["psu"] == frame["psu"].iloc[0]), "outcome", ["speed"])


def test_unknown_model_and_doubled_predictor() -> None:
    with pytest.raises(InputError, match="unknown model probit"):
        regression(design(drivers(7)), "outcome", NAMES, "probit")
    with pytest.raises(InputError, match="twice"):
        regression(design(drivers(7)), "outcome", ["speed", "speed"])


def test_gvif_is_one_without_correlation_and_grows_with_it() -> None:
    near = drivers(8).assign(echo=lambda f: f["speed"] + 0.1 * f["null"])
    table = vif(regression(design(near), "outcome", ["speed", "echo", "channel", "price"]).terms).set_index("predictor")
    assert table.loc["speed", "gvif"] > 50 and table.loc["channel", "gvif"] < 1.1
    np.testing.assert_allclose(table["inflation"], table["gvif"] ** (0.5 / table["df"]))
