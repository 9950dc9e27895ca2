from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.errors import InputError
from manyi.stats import chi_square, goodness_of_fit, pairwise, shares
from tests.stats.estimate.test_means_and_shares import TOY, toy
from tests.stats.samples import design, sample


def test_toy_fixture() -> None:
    # Facts C.3: channel by first contact, raked weights.
    twice = pd.concat([TOY.assign(psu=range(len(TOY)))] * 2, ignore_index=True)  # in their own PSUs: the same test
    found = chi_square(design(twice, stratum=None, base_weight="base"), "chan", "fcr")
    assert found.statistic == pytest.approx(1.0985906, rel=0.05)  # the fixture's error is raking-aware, this one is not
    assert 0.3 < found.p < 0.4
    assert chi_square(toy(), "chan", "fcr").status == "suppressed"  # 24 people


def test_unweighted_sample_gives_pearson() -> None:
    frame = sample(1, psus=30, gaps=0.0).assign(weight=1.0)
    found = chi_square(design(frame, stratum=None, psu=None), "group", "sex")
    table = pd.crosstab(frame["group"], frame["sex"])
    pearson = stats.chi2_contingency(table, correction=False)
    assert found.pearson == pytest.approx(pearson.statistic, rel=1e-10)
    assert found.generalised_deff == pytest.approx(1, abs=0.05)
    assert found.p == pytest.approx(pearson.pvalue, abs=0.02)


def test_rows_and_columns_can_be_exchanged() -> None:
    frame = sample(2)
    one, other = chi_square(design(frame), "group", "sex"), chi_square(design(frame), "sex", "group")
    assert [one.statistic, one.df1, one.df2, one.p] == pytest.approx(
        [other.statistic, other.df1, other.df2, other.p], rel=1e-9
    )


def test_two_by_two_is_nearly_the_t_test() -> None:
    frame = sample(3, psus=10)
    test = chi_square(design(frame), "sex", "y")
    t = pairwise(shares(design(frame), "y", "sex")).iloc[0]
    assert test.p == pytest.approx(t["p"], abs=0.05)


def test_one_category_cannot_be_tested() -> None:
    found = chi_square(design(sample(4).assign(sex="f")), "sex", "group")
    assert found.status == "suppressed"
    assert np.isnan(found.p)


def test_fit_to_its_own_shares_is_perfect() -> None:
    frame = sample(5, psus=8)
    own = (frame.groupby("group")["weight"].sum() / frame["weight"].sum()).to_dict()
    assert goodness_of_fit(design(frame), "group", own).p == pytest.approx(1)
    assert goodness_of_fit(design(frame), "group", {"a": 0.1, "b": 0.1, "c": 0.8}).p < 1e-6
    with pytest.raises(InputError, match="one per category"):
        goodness_of_fit(design(frame), "group", {"a": 0.5, "b": 0.5})


def test_a_table_of_one_weight_is_not_tested() -> None:
    """One respondent with nearly all the weight: before, p = 1e-45."""
    frame = sample(6, gaps=0.0)
    frame.loc[0, "weight"] = 1e7
    assert chi_square(design(frame), "sex", "group").status == "suppressed"
    assert goodness_of_fit(design(frame), "sex", {"f": 0.5, "m": 0.5}).status == "suppressed"
