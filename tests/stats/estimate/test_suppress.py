from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from manyi.stats import (
    complementary,
    distribution,
    jackknife,
    means,
    nps,
    quantiles,
    ratios,
    replicate_means,
    shares,
)
from manyi.stats.estimate.suppress import judge_means, judge_shares
from tests.stats.samples import design, frames, sample


def share(p: float, se: float, df: float, n: float, n_kish: float | None = None) -> tuple[str, str]:
    status, reason = judge_shares(*(np.array([value]) for value in (p, se, df, n, n if n_kish is None else n_kish)))
    return status[0], reason[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0.5, 0.02, 50, 29), ("suppressed", "base_below_30")),
        ((0.5, 0.08, 50, 40), ("suppressed", "interval_too_wide")),  # wider than .30
        ((0.03, 0.016, 50, 200), ("suppressed", "interval_too_wide")),  # wider than 1.3 times the share
        ((0.005, 0.002, 50, 2000), ("shown", "")),  # as wide, but narrower than .05
        ((0.97, 0.016, 50, 200), ("flagged", "wide_interval")),
        ((0.5, 0.02, 6, 600), ("flagged", "df_below_8")),
        ((0.0, 0.0, 50, 400), ("flagged", "all_or_none")),
        ((0.5, 0.02, 50, 600), ("shown", "")),
        ((0.5, 0.0925, 50, 600), ("suppressed", "effective_n_below_30")),  # .25 / .0925² = 29.2
        ((0.9999, 0.00001, 50, 600, 1.0), ("suppressed", "effective_n_below_30")),  # one respondent's weight
        ((0.5, 0.001, 50, 30), ("suppressed", "interval_too_wide")),  # an effective n of 250,000 is one of 30
        ((np.nan, np.nan, 50, 600), ("suppressed", "no_error")),
    ],
)
def test_nchs_rule(given: tuple, expected: tuple) -> None:
    assert share(*given) == expected


def test_means_by_base_df_and_width() -> None:
    n, df = np.array([29, 30, 99, 100, 400, 400, 400]), np.array([50, 50, 50, 50, 3, 7, 50])
    width = np.array([1, 1, 1, 1, 1, 1, 5.1])
    status, reason = judge_means(width, df, n, n, np.zeros(7, bool), widest=5)
    assert list(zip(status, reason, strict=True)) == [
        ("suppressed", "base_below_30"),
        ("flagged", "base_below_100"),
        ("flagged", "base_below_100"),
        ("shown", ""),
        ("suppressed", "df_below_4"),
        ("flagged", "df_below_8"),
        ("flagged", "wide_interval"),
    ]
    assert judge_means(width, df, n, n, np.zeros(7, bool), widest=None)[0][6] == "shown"


def test_means_by_what_their_weights_are_worth() -> None:
    n, kish = np.full(5, 600), np.array([600, 99.9, 29.9, 1.0, 600])
    width = np.array([1, 1, 1, 1, np.nan])
    status, reason = judge_means(width, np.full(5, 50), n, kish, np.zeros(5, bool), widest=5)
    assert list(zip(status, reason, strict=True)) == [
        ("shown", ""),
        ("flagged", "effective_n_below_100"),
        ("suppressed", "effective_n_below_30"),
        ("suppressed", "effective_n_below_30"),
        ("suppressed", "no_error"),
    ]


@pytest.mark.parametrize("extreme", ["one", "many"])
def test_one_respondent_with_the_weight_of_all_is_one_answer(extreme: str) -> None:
    """One with 99.99 % of the weight, or weights from 1e-6 to 1e6 (Kish's n is about 14 of 200)."""
    frame = sample(3, strata=4, psus=10, size=5, gaps=0.0).assign(points=lambda f: np.clip(f["x"] // 10, 0, 10))
    if extreme == "one":
        frame.loc[0, "weight"] = frame["weight"].iloc[1:].sum() * 9999
    else:
        frame["weight"] = np.exp(np.random.default_rng(4).uniform(np.log(1e-6), np.log(1e6), len(frame)))
    made = design(frame)
    for found in (
        means(made, ["x", "y"]), shares(made, "y"), nps(made, "points"), quantiles(made, "x"),
        ratios(made, "x", "points"), distribution(made, "group"), replicate_means(jackknife(made), "x"),
    ):  # fmt: skip
        table = found.table
        assert (table["status"] == "suppressed").all() and (table["n_eff"] <= table["base"]).all()


@settings(max_examples=25, deadline=None)  # a busy machine is no fault
@given(frames)
def test_effective_n_is_never_above_n(frame: pd.DataFrame) -> None:
    made = design(frame)
    for found in (means(made, ["x", "y"], "group"), shares(made, "y", "sex"), quantiles(made, "x", [0.1, 0.5], "sex")):
        assert (found.table["n_eff"] <= found.table["base"] + 1e-9).all()


def test_hidden_cell_cannot_be_subtracted() -> None:
    counts = np.array([[3, 40, 50], [20, 9, 70], [30, 60, 80]])
    hidden = complementary(counts)
    assert hidden[0, 0]
    assert not (hidden.sum(axis=0) == 1).any()
    assert not (hidden.sum(axis=1) == 1).any()
    assert hidden.sum() == 4
    assert not complementary(counts + 10).any()


def test_a_count_of_nobody_is_no_cover_for_a_small_count() -> None:
    counts = np.array([[3, 0, 40, 60], [50, 7, 30, 20]])
    secret = np.zeros(counts.shape, bool)
    secret[0, 1] = True
    hidden = complementary(counts, secret=secret)
    assert hidden[0, [0, 1, 2]].all()  # 3 + 0 would be the 3 itself
    assert counts[0][hidden[0]].sum() >= 5
