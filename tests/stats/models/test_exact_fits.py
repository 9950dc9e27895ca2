"""Models that fit every answer: an outcome that is one of its drivers, or does not vary. Nothing there is tested."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import importance, regression, term_test
from tests.stats.samples import design, sample


def made_up(seed: int = 1) -> pd.DataFrame:
    """Return a sample whose outcome is one of its drivers, with another that is a driver plus noise."""
    frame = sample(seed, psus=8, size=20, gaps=0)
    noise = np.round(np.random.default_rng(seed).normal(size=len(frame)), 2)
    return frame.assign(same=frame["x"], noise=noise, sum=frame["x"] + noise, fixed=7.1)


def test_an_outcome_that_is_a_driver_is_fitted_exactly_and_not_tested() -> None:
    fit = regression(design(made_up()), "x", ["same", "noise", "fixed", "group"])
    table = fit.table.set_index("term")
    assert table["status"].drop("fixed").eq("exact").all() and table.loc["fixed", "status"] == "constant"
    assert table["estimate"].drop("fixed").to_list() == pytest.approx([0, 1, 0, 0, 0], abs=1e-12)
    assert table[["low", "high", "t", "p"]].isna().all().all() and fit.r2 == 1
    assert term_test(fit, "noise")["form"] == "untested" and np.isnan(term_test(fit, "group")["p"])


def test_an_outcome_made_of_two_drivers_is_fitted_exactly() -> None:
    table = regression(design(made_up()), "x", ["sum", "noise"]).table
    assert table["estimate"].to_list() == pytest.approx([0, 1, -1], abs=1e-12) and table["p"].isna().all()


def test_a_little_noise_is_noise_and_tested() -> None:
    frame = made_up()
    frame["x"] = frame["same"] + 1e-6 * frame["noise"]
    table = regression(design(frame), "x", ["same", "noise"]).table.set_index("term")
    assert table.loc["noise", "estimate"] == pytest.approx(1e-6, rel=1e-3)
    frame["x"] = frame["same"] + 1e-6 * np.random.default_rng(2).normal(size=len(frame))
    table = regression(design(frame), "x", ["same"]).table.set_index("term")
    assert table.loc["same", "p"] < 1e-9 and table.loc["same", "status"] == "estimated"


@pytest.mark.parametrize("value", [7.1, 9.0, 10.0, 86.7])
def test_an_outcome_of_one_value_is_refused_also_when_rounding_differs(value: float) -> None:
    frame = made_up().assign(y=value)
    frame.loc[::2, "y"] = np.nextafter(value, np.inf)
    with pytest.raises(InputError, match="same value for all"):
        regression(design(frame), "y", ["same", "noise"])
    fit = regression(design(made_up().assign(fixed=frame["y"])), "x", ["noise", "fixed"])
    assert fit.table.set_index("term").loc["fixed", "status"] == "constant"


def test_an_outcome_that_is_a_driver_has_a_direction_and_no_test() -> None:
    taken = design(made_up().assign(double=lambda f: f["x"]))
    table = importance(taken, "x", ["same", "noise"], replicates=60).table.set_index("driver")
    assert table.loc["same", ["direction", "rank"]].to_list() == ["+", 1] and np.isnan(table.loc["same", "p"])
    assert table.loc["noise", "direction"] == "unclear"
    both = importance(taken, "x", ["same", "double"], replicates=60)
    assert not both.differences["shown"].any() and (both.table["rank_low"] == 1).all()  # one answer under two names
