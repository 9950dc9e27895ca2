"""Durations with open cases: hand-checked curves, statsmodels as second implementation, coverage under censoring."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from manyi.errors import InputError
from manyi.stats import quantiles
from manyi.stats.design.design import Design
from manyi.stats.estimate.durations import curve, decided, loglog_interval, time_quantiles, within

# Freireich et al. 1963, remission in weeks under 6-MP, 12 of 21 censored (+): the example of most textbooks.
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], float)
RELAPSED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], float)


def design(time: np.ndarray, ended: np.ndarray, **columns: object) -> Design:
    known = {name: name for name in ("psu", "stratum") if name in columns}
    return Design(pd.DataFrame({"weight": 1.0, **columns, "time": time, "ended": ended}), **known)


def cases(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Whole hours (many ties), about a third censored."""
    rng = np.random.default_rng(seed)
    true, seen = np.ceil(rng.exponential(30, n)), np.ceil(rng.uniform(5, 90, n))
    return np.minimum(true, seen), (true <= seen).astype(float)


def test_curve_by_hand() -> None:
    """Published: S(6) = 18/21 = .857, S(7) = .807, S(10) = .753, S(13) = .690, S(22) = .538, S(23) = .448."""
    found = curve(WEEKS, RELAPSED)
    assert found.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.ended.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert found.remaining.round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert found.remaining[1] == pytest.approx(18 / 21 * 16 / 17)
    assert np.sqrt(found.hazard_sum[0]) * found.remaining[0] == pytest.approx(np.sqrt(18 / 21 * 3 / 21 / 21))


def test_a_case_censored_at_a_time_is_still_at_risk_then() -> None:
    found = curve(np.array([5.0, 5.0]), np.array([1, 0]))
    assert found.at_risk.tolist() == [2]
    assert found.remaining.tolist() == [0.5]


def test_weights_are_repeated_cases() -> None:
    time, ended = cases(60, 1)
    times = np.random.default_rng(2).integers(1, 4, 60)
    weighted, repeated = curve(time, ended, times), curve(np.repeat(time, times), np.repeat(ended, times))
    np.testing.assert_allclose(weighted.remaining, repeated.remaining, rtol=1e-12)
    np.testing.assert_allclose(weighted.hazard_sum, repeated.hazard_sum, rtol=1e-12)


@pytest.mark.parametrize("limit", [1, 10, 24, 48, 80])
def test_share_within_a_limit_agrees_with_statsmodels(limit: float) -> None:
    time, ended = cases(300, 3)
    row = within(design(time, ended), "time", "ended", limit).row()
    other = SurvfuncRight(time, ended)
    at = np.searchsorted(other.surv_times, limit, side="right") - 1
    assert row["estimate"] == pytest.approx(1 - other.surv_prob[at], rel=1e-12)
    # Rows as PSUs: Greenwood's error but for the n / (n - 1) of every design-based error.
    assert row["se"] == pytest.approx(other.surv_prob_se[at] * np.sqrt(300 / 299), rel=1e-9)
    assert row["n_eff"] == pytest.approx(row["estimate"] * (1 - row["estimate"]) / row["se"] ** 2)


@pytest.mark.parametrize("p", [0.25, 0.5, 0.75])
def test_quantiles_agree_with_statsmodels(p: float) -> None:
    time, ended = cases(300, 3)
    row = time_quantiles(design(time, ended), "time", "ended", [p]).iloc[0]
    other = SurvfuncRight(time, ended)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it takes the logarithm of S = 0
        low, high = other.quantile_ci(p, method="cloglog")
    assert (row["estimate"], row["low"], row["high"]) == (other.quantile(p), low, high)


def test_without_censoring_it_is_the_share_and_the_woodruff_quantile() -> None:
    time, _ = cases(200, 4)
    plain = design(time, np.ones(200))
    row = within(plain, "time", "ended", 20).row()
    share = (time <= 20).mean()
    assert row["estimate"] == pytest.approx(share)
    assert row["se"] == pytest.approx(np.sqrt(share * (1 - share) / 199))
    found, other = time_quantiles(plain, "time", "ended", [0.5]).iloc[0], quantiles(plain, "time", 0.5).row()
    assert found["estimate"] == other["estimate"]
    assert (found["low"], found["high"]) == pytest.approx((other["low"], other["high"]), abs=2)  # another scale


def test_cases_that_go_together_are_no_new_evidence() -> None:
    """Every case four times over, in clusters: the same share, the error of the cases once."""
    time, ended = cases(120, 5)
    four = [np.repeat(values, 4) for values in (time, ended, np.arange(120).astype(str))]
    once = within(design(time, ended), "time", "ended", 24).row()
    clustered = within(design(four[0], four[1], psu=four[2]), "time", "ended", 24).row()
    assert clustered["estimate"] == pytest.approx(once["estimate"])
    assert clustered["se"] == pytest.approx(once["se"])
    assert clustered["df"] == once["df"] == 119


def test_groups_are_domains_with_a_joint_covariance() -> None:
    time, ended = cases(200, 6)
    group, week = np.tile(["a", "b"], 100), np.repeat(np.arange(20), 10).astype(str)
    whole = design(time, ended, group=group, psu=week)
    both = within(whole, "time", "ended", 30, by="group")
    alone = within(whole.where(group == "b"), "time", "ended", 30)
    assert both.row(group="b")["estimate"] == alone.row()["estimate"]
    assert both.covariance[1, 1] == pytest.approx(alone.covariance[0, 0])
    assert both.covariance[0, 1] != 0  # weeks are shared


def test_few_cases_are_suppressed_and_none_or_all_have_an_interval() -> None:
    few = within(design(*cases(20, 7)), "time", "ended", 30).row()
    assert (few["status"], few["reason"]) == ("suppressed", "base_below_30")
    none = within(design(np.full(40, 50.0), np.ones(40)), "time", "ended", 48).row()
    assert (none["estimate"], none["low"]) == (0, 0)
    assert none["high"] == pytest.approx(1 - 0.025 ** (1 / 40))  # Clopper-Pearson
    every = within(design(np.full(40, 5.0), np.ones(40)), "time", "ended", 48).row()
    assert every["low"] == pytest.approx(0.025 ** (1 / 40))


def test_a_quantile_beyond_the_log_is_not_known() -> None:
    time, ended = np.array([1.0, 2.0, 3.0] * 20), np.array([1.0, 0.0, 0.0] * 20)
    row = time_quantiles(design(time, ended), "time", "ended", [0.9]).iloc[0]
    assert np.isnan(row["estimate"])
    assert np.isnan(row["high"])


def test_loglog_interval_by_hand() -> None:
    """S = .8571, SE .0764 (the first step above): .620 to .952 at 95 %, as R survfit conf.type = "log-log" gives."""
    se = np.sqrt(18 / 21 * 3 / 21 / 21)
    low, high = loglog_interval(np.array([18 / 21]), np.array([se]), np.array([np.inf]), np.array([21.0]))
    assert (low[0], high[0]) == pytest.approx((0.6197180, 0.9515517), abs=1e-6)


def test_decided_knows_what_is_still_open() -> None:
    time = np.array([10.0, 60.0, 60.0, 10.0, np.nan, 10.0, 60.0, 48.0])
    ended = np.array([1.0, 1.0, 0.0, 0.0, 1.0, np.nan, np.nan, 1.0])
    np.testing.assert_array_equal(decided(time, ended, 48), [1, 0, 0, np.nan, np.nan, np.nan, 0, 1])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.5, 100))
def test_estimate_lies_between_counting_open_cases_as_missed_and_as_reached(seed: int, limit: float) -> None:
    time, ended = cases(50, seed)
    row = within(design(time, ended), "time", "ended", limit).row()
    known = decided(time, ended, limit)
    open_ones = np.isnan(known)
    assert np.nansum(known) / 50 - 1e-9 <= row["estimate"] <= (np.nansum(known) + open_ones.sum()) / 50 + 1e-9
    assert row["low"] - 1e-12 <= row["estimate"] <= row["high"] + 1e-12


@pytest.mark.slow
def test_leaving_open_cases_out_would_flatter() -> None:
    """True share within 30 of an exponential with mean 30: .632; covered by the interval in 95 of 100 logs."""
    truth, hits, flattered, runs = 1 - np.exp(-1), 0, 0, 400
    rng = np.random.default_rng(20240427)
    for _ in range(runs):
        true, seen = rng.exponential(30, 150), rng.uniform(0, 60, 150)
        time, ended = np.minimum(true, seen), true <= seen
        row = within(design(time, ended.astype(float)), "time", "ended", 30).row()
        hits += row["low"] <= truth <= row["high"]
        flattered += (time[ended] <= 30).mean() > truth
    assert 365 <= hits <= 394  # binomial(400, .95): beyond these with a chance below .001 each way
    assert flattered > 390


@pytest.mark.parametrize(
    ("time", "ended", "said"),
    [([1.0, -2.0], [1.0, 1.0], "negative"), ([1.0, 2.0], [1.0, 2.0], "0 or 1")],
)
def test_what_cannot_be_used_is_refused(time: list[float], ended: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        within(design(np.array(time), np.array(ended)), "time", "ended", 48)
    with pytest.raises(InputError, match="no such column"):
        within(design(np.array([1.0]), np.array([1.0])), "hours", "ended", 48)
