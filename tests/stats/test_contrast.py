from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from manyi.errors import InputError
from manyi.stats import contrast, means, omnibus, one_sample
from tests.stats.samples import design, sample


def test_difference_by_hand() -> None:
    found = means(design(sample(1, psus=8)), "x", "group")
    row = contrast(found, [1, -1, 0]).iloc[0]
    v = found.covariance
    assert row["se"] == pytest.approx(np.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1]), rel=1e-12)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["difference"] / row["se"]), row["df"]), rel=1e-10)


def test_wald_form_by_hand() -> None:
    found = means(design(sample(2, psus=8)), "x", "group")
    test, b, v = omnibus(found), found.table["estimate"].to_numpy(), found.covariance
    c = np.array([[1, -1, 0], [0, 1, -1]])  # any basis of the contrasts gives the same
    q = (c @ b) @ np.linalg.solve(c @ v @ c.T, c @ b)
    df = 24 - 3
    assert (test.form, test.df1, test.df2) == ("wald", 2, df - 1)
    assert test.statistic == pytest.approx(q * (df - 1) / (df * 2), rel=1e-9)
    assert test.p == pytest.approx(stats.f.sf(test.statistic, 2, df - 1), rel=1e-9)


def test_two_groups_are_the_t_test() -> None:
    frame = sample(3)
    found = means(design(frame).where(frame["group"] != "c"), "x", "group").only(np.array([True, True, False]))
    test, row = omnibus(found), contrast(found, [1, -1]).iloc[0]
    assert test.statistic == pytest.approx(row["t"] ** 2, rel=1e-9)
    assert test.p == pytest.approx(row["p"], rel=1e-9)


def test_few_psus_fall_back_and_say_so() -> None:
    found = means(design(sample(4, strata=1, psus=6, size=60)), "x", "group")
    test = omnibus(found)
    assert test.form == "holm"
    assert 0 <= test.p <= 1


def test_nothing_to_compare() -> None:
    assert omnibus(means(design(sample(5)), "x")).form == "none"


def test_one_sample_against_a_value() -> None:
    found = means(design(sample(6)), "x")
    row, estimate = one_sample(found, 50).iloc[0], found.row()
    assert row["t"] == pytest.approx((estimate["estimate"] - 50) / estimate["se"])
    assert row["low"] == pytest.approx(estimate["low"])


def test_difference_known_without_error_is_not_tested() -> None:
    frame = sample(7).assign(x=lambda f: np.where(f["group"] == "a", 1.0, 2.0))
    row = contrast(means(design(frame), "x", "group"), [1, -1, 0]).iloc[0]
    assert row["difference"] == pytest.approx(-1)
    assert np.isnan(row["p"])


def test_wrong_number_of_coefficients() -> None:
    with pytest.raises(InputError, match="2 coefficients for 3"):
        contrast(means(design(sample(1)), "x", "group"), [1, -1])
