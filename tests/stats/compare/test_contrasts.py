from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.errors import InputError
from manyi.stats import combine, means, omnibus, one_sample, pairwise, shares, term_test
from manyi.stats.compare.contrasts import contrast
from manyi.stats.models.linear_model import regression
from tests.stats.samples import design, sample


def test_difference_by_hand() -> None:
    found = means(design(sample(1, psus=8)), "x", "group")
    row = contrast(found, [1, -1, 0]).iloc[0]
    v = found.covariance
    assert row["se"] == pytest.approx(np.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1]), rel=1e-12)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["difference"] / row["se"]), row["df"]), rel=1e-10)


def test_joint_test_by_hand() -> None:
    found = means(design(sample(2, psus=8)), "x", "group")
    test, table, v = omnibus(found), found.table, found.covariance
    b, n = table["estimate"].to_numpy(), table["base"].to_numpy()
    c = np.array([[1, -1, 0], [0, 1, -1]])  # any basis of the contrasts gives the same
    working = c @ np.diag(1 / n) @ c.T
    effects = np.linalg.eigvals(np.linalg.solve(working, c @ v @ c.T))
    assert test.statistic == pytest.approx((c @ b) @ np.linalg.solve(working, c @ b) / effects.sum(), rel=1e-9)
    assert test.df1 == pytest.approx(effects.sum() ** 2 / np.square(effects).sum(), rel=1e-9)
    assert test.df2 == pytest.approx(test.df1 * (24 - 3), rel=1e-9)
    assert test.p == pytest.approx(stats.f.sf(test.statistic, test.df1, test.df2), rel=1e-9)
    assert test.wald == pytest.approx((c @ b) @ np.linalg.solve(c @ v @ c.T, c @ b), rel=1e-9)


def test_joint_test_is_that_of_a_model_with_the_groups_as_dummies() -> None:
    taken = design(sample(2, psus=8).assign(weight=1.0))
    test, term = omnibus(means(taken, "x", "group")), term_test(regression(taken, "x", ["group"]), "group")
    assert [test.statistic, test.df1, test.p] == pytest.approx(list(term[["statistic", "df1", "p"]]), rel=1e-9)


def test_two_groups_are_the_t_test() -> None:
    frame = sample(3)
    found = means(design(frame).where(frame["group"] != "c"), "x", "group").only(np.array([True, True, False]))
    test, row = omnibus(found), contrast(found, [1, -1]).iloc[0]
    assert test.statistic == pytest.approx(row["t"] ** 2, rel=1e-9)
    assert test.p == pytest.approx(row["p"], rel=1e-9)


def test_more_groups_than_psus_can_be_tested() -> None:
    frame = sample(4, strata=1, psus=4, size=60)
    found = means(design(frame.assign(many=np.arange(240) % 6)), "x", "many", widest=None)
    assert omnibus(found.only(np.ones(6, bool))).form == "none"  # fewer than 4 degrees of freedom: suppressed
    found.table["status"] = "flagged"
    assert 0 < omnibus(found).p < 1


@pytest.mark.parametrize("x", [1.0, np.arange(36) % 3])
def test_nothing_to_go_by_is_no_test(x: object) -> None:
    frame = sample(5, psus=1 + 3, size=3).assign(x=x)
    found = means(design(frame.assign(group=list("abc") * 12)), "x", "group")
    assert omnibus(found).form == "none" and np.isnan(omnibus(found).p)


def test_one_sample_against_a_value() -> None:
    """The difference is the estimate less the value, its interval t_df errors either way, computed here by hand."""
    rows, wide = sample(6), stats.t.ppf(0.975, 12 - 3)
    found = means(design(rows), "x")
    row, estimate = one_sample(found, 50).iloc[0], found.row()
    answered = rows.dropna(subset="x")
    by_hand = float((answered["weight"] * (answered["x"] - 50)).sum() / answered["weight"].sum())
    assert row["difference"] == pytest.approx(by_hand, rel=1e-12)
    assert row["t"] == pytest.approx(by_hand / estimate["se"])
    assert row[["low", "high"]].tolist() == pytest.approx(by_hand + wide * estimate["se"] * np.array([-1, 1]))
    against_itself = one_sample(found, estimate["estimate"]).iloc[0]
    assert (against_itself["difference"], against_itself["p"]) == (0, 1)


def test_one_sample_keeps_the_ends_of_the_scale_and_whom_it_is_about() -> None:
    found = means(design(sample(6, size=40), ends={"x": (0.0, 100.0)}), "x", "group", level=1 - 1e-12)
    tests = one_sample(found, 60)
    assert (tests["low"] >= -60).all() and (tests["high"] <= 40).all() and tests["high"].eq(40).any()
    assert tests["group"].tolist() == ["a", "b", "c"] and tests["base"].tolist() == found.table["base"].tolist()


def test_what_rests_on_a_suppressed_estimate_is_suppressed_for_its_reason() -> None:
    """Before, a contrast with a mean of a few was `shown`, and printed."""
    frame = sample(1, size=40)
    frame.loc[frame[frame["group"] == "c"].index[12:], "group"] = None
    found = means(design(frame), "x", "group")
    assert found.table["reason"].tolist()[2] == "base_below_30" and found.table["estimate"].notna().all()
    tests = contrast(found, [[1, -1, 0], [1, 0, -1], [0.5, 0.5, -1]])
    assert tests["status"].tolist() == ["shown", "suppressed", "suppressed"]
    assert tests["reason"].tolist() == ["", "base_below_30", "base_below_30"]
    assert tests["p"].notna().tolist() == [True, False, False]
    alone, pairs = one_sample(found, 10.0), pairwise(found)
    assert alone["status"].tolist() == ["shown", "shown", "suppressed"]
    assert pairs["shown"].tolist() == [True, False, False]
    assert alone["reason"].tolist() == ["", "", "base_below_30"]
    assert pairs["reason"].tolist() == ["", "base_below_30", "base_below_30"]


def test_difference_known_without_error_is_not_tested() -> None:
    frame = sample(7).assign(x=lambda f: np.where(f["group"] == "a", 1.0, 2.0))
    row = contrast(means(design(frame), "x", "group"), [1, -1, 0]).iloc[0]
    assert row["difference"] == pytest.approx(-1)
    assert np.isnan(row["p"])


def test_wrong_number_of_coefficients() -> None:
    with pytest.raises(InputError, match="2 coefficients for 3"):
        contrast(means(design(sample(1)), "x", "group"), [1, -1])


def test_a_contrast_knows_what_it_is_of_and_shows_itself_in_a_line() -> None:
    found = means(design(sample(1, psus=8)), "x", "group", level=0.9).of_unit("index")
    tests = contrast(found, [[1, -1, 0], [0.5, 0.5, -1]])
    assert tests["compared"].tolist() == ["a - b", "0.5 a + 0.5 b - c"]
    assert (tests.units, tests.level, tests.missing) == (("index",), 0.9, ())
    assert len(repr(tests)) <= 200 and "\n" not in repr(tests) and "a - b" in repr(tests) and "level=0.9" in repr(tests)
    alone = contrast(found, [1, -1, 0])
    assert f"difference={alone['difference'].iloc[0]:.4g}" in repr(alone)
    assert "a - b" in alone._repr_html_() and alone._repr_html_().count("<table") == 2
    assert isinstance(tests, pd.DataFrame) and type(tests[tests["p"] < 2]) is pd.DataFrame


def test_a_contrast_says_which_estimates_it_could_not_compare() -> None:
    frame = sample(1, psus=8).assign(wave=lambda f: 2021 + f.index % 3)
    some = means(design(frame).where({"wave": [2022, 2023]}), "x", "wave")
    tests = contrast(some, [[-1, 1, 0], [0, -1, 1]])
    assert tests["status"].tolist() == ["suppressed", "shown"]
    assert tests.missing == ("wave 2021 (no answers)",) and "missing=wave 2021 (no answers)" in repr(tests)
    assert contrast(some, [0, -1, 1]).missing == ()
    with pytest.raises(InputError, match=r"2 coefficients for 3 estimates: wave 2021 \(no answers\), wave 2022, wave"):
        contrast(some, [-1, 1])
    assert contrast(some.only(some.shown), [-1, 1])["difference"].iloc[0] == tests["difference"].iloc[1]


def test_estimates_are_called_by_what_tells_them_apart() -> None:
    taken = design(sample(1, psus=8).assign(seen=lambda f: (f["x"] > 50).astype(float)))
    both = combine(means(taken, "x"), shares(taken, "seen"))
    assert contrast(both, [1, -1])["compared"].tolist() == ["x - seen"]
    assert one_sample(means(taken, "x"), 50)["compared"].tolist() == ["x against 50"]
    many = means(taken.assign(many=np.arange(len(taken.frame)) % 6), "x", "many")
    assert contrast(many, np.ones(6))["compared"].tolist() == ["many 0 + many 1 + many 2 + many 3 and 2 more"]
