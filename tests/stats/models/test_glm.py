from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from manyi.errors import InputError
from manyi.stats import means
from manyi.stats.models.linear_model import regression
from tests.stats.planted_drivers import design, drivers
from tests.stats.samples import design as clustered
from tests.stats.samples import frames

few = settings(max_examples=8, deadline=None)


def test_an_intercept_and_a_dummy_are_the_shares() -> None:
    frame = drivers(1)
    fit = regression(design(frame), "good", ["sex"], "logit")
    by = means(design(frame), "good", "sex").table
    share = 1 / (1 + np.exp(-np.cumsum(fit.estimate)))
    np.testing.assert_allclose(share, by["estimate"], rtol=1e-9)
    # The error of the first share, by the delta method, is that of the intercept.
    np.testing.assert_allclose(fit.table["se"][0] * share[0] * (1 - share[0]), by["se"][0], rtol=1e-9)


def test_counts_give_the_ratio_of_means() -> None:
    frame = drivers(2)
    fit = regression(design(frame), "count", ["sex"], "count")
    by = means(design(frame), "count", "sex").table["estimate"]
    np.testing.assert_allclose(np.exp(fit.estimate[1]), by[1] / by[0], rtol=1e-9)
    assert 0 <= fit.r2 < 1


@pytest.mark.parametrize(
    ("outcome", "model", "message"),
    [("rating", "logit", "not 0/1"), ("outcome", "count", "negative"), ("constant", "logit", "same value")],
)
def test_outcomes_that_do_not_fit(outcome: str, model: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        regression(design(drivers(3).assign(constant=1.0)), outcome, ["speed"], model)


def test_separation_is_one_line_whether_whole_or_by_a_category() -> None:
    frame = drivers(4)
    whole = frame.assign(speed=frame["good"] * 2 - 1 + 0.1 * frame["skill"].rank(pct=True))
    partly = frame.assign(channel=np.where(frame["good"] == 1, frame["channel"], "bot"))
    for separated, predictors in ((whole, ["speed"]), (partly, ["channel", "speed"])):
        with pytest.raises(InputError, match="perfectly predicts"):
            regression(design(separated), "good", predictors, "logit")


@few
@given(frames)
def test_svy_agrees(frame: pd.DataFrame) -> None:
    """svy (Rust) as a second implementation of the linear and the logit model."""
    svy, pl = pytest.importorskip("svy"), pytest.importorskip("polars")
    complete = frame.dropna(subset=["x", "y"]).reset_index(drop=True)
    complete = complete.assign(z=np.arange(len(complete)) % 7 * 1.0)
    occupied = complete.groupby("stratum")["psu"].nunique()
    if occupied.min() < 2 or len(complete) < 30 or complete["y"].nunique() < 2:
        return
    sample = svy.Sample(pl.from_pandas(complete), svy.Design(stratum="stratum", psu="psu", wgt="weight"))
    for model, outcome, family in (("linear", "x", "gaussian"), ("logit", "y", "binomial")):
        try:
            ours = regression(clustered(complete), outcome, ["z"], model)
        except InputError as error:
            assert "degrees of freedom" in str(error) or "perfectly predicts" in str(error)
            continue
        theirs = sample.glm.fit(y=outcome, x=["z"], family=family, tol=1e-13).to_polars().to_pandas()
        np.testing.assert_allclose(ours.estimate, theirs["estimate"], rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(ours.table["se"], theirs["std_err"], rtol=1e-7)
