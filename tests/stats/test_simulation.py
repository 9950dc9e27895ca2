"""Does a 95 % interval hold the truth in 95 % of samples? A short proof; the long one is make simulate.

Samples are drawn from a small enumerated population: strata, clusters alike within, unequal chances. A method fails
when the exact binomial test rejects its nominal level at .001 (on the side that harms: too few intervals hold the
truth, or too many true null hypotheses are rejected).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.stats import adjust_p, means, omnibus, pairwise, quantiles, shares
from manyi.stats.compare.contrasts import contrast
from tests.stats.samples import design

RUNS, STRATA, CLUSTERS, SIZE, TAKEN, EACH = 120, 5, 30, 40, 8, 10


@cache
def population() -> pd.DataFrame:
    rng = np.random.default_rng(20240301)
    n = STRATA * CLUSTERS * SIZE
    stratum, psu = np.arange(n) // (CLUSTERS * SIZE), np.arange(n) // SIZE
    district = rng.normal(0, 4, STRATA * CLUSTERS)[psu]
    x = np.round(np.clip(70 + 3 * stratum + district + rng.normal(0, 15, n), 0, 100))
    group = rng.choice(["a", "b", "c", "d"], n, p=[0.4, 0.3, 0.2, 0.1])
    return pd.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "x": x,
            "y": (x >= 85).astype(float),
            "group": group,
            "null": rng.choice(["p", "q", "r", "s", "t", "u"], n),  # nothing to do with x
        }
    )


def draw(run: int) -> pd.DataFrame:
    """Take 8 of 30 clusters of each stratum, and 10 of the 40 people of each (6 in the last strata)."""
    rng, people = np.random.default_rng([1, run]), population()
    rows, weight = [], []
    for stratum in range(STRATA):
        each = EACH if stratum < 3 else 6
        for psu in rng.choice(CLUSTERS, TAKEN, replace=False) + stratum * CLUSTERS:
            rows.append(psu * SIZE + rng.choice(SIZE, each, replace=False))
            weight.append(np.full(each, CLUSTERS / TAKEN * SIZE / each))
    sample = people.iloc[np.concatenate(rows)].reset_index(drop=True)
    return sample.assign(weight=np.concatenate(weight))


@cache
def results() -> dict[str, np.ndarray]:
    """Return, for each question, whether the interval held the truth (or the test kept still) in every run."""
    people = population()
    by_group = people.groupby("group")["x"].mean()
    truth = {
        "mean": people["x"].mean(),
        "share": people["y"].mean(),
        "domain": by_group["d"],
        "difference": by_group["a"] - by_group["b"],
        "median": np.sort(people["x"])[len(people) // 2 - 1],
    }
    held: dict[str, list[bool]] = {name: [] for name in (*truth, "omnibus null", "holm null")}
    errors, estimates = [], []
    for run in range(RUNS):
        taken = design(draw(run))
        mean, by = means(taken, "x").row(), means(taken, "x", "group")
        errors.append(mean["se"])
        estimates.append(mean["estimate"])
        rows = {
            "mean": mean,
            "share": shares(taken, "y").row(),
            "domain": by.row(group="d"),
            "difference": contrast(by, [1, -1, 0, 0]).iloc[0],
            "median": quantiles(taken, "x").row(),
        }
        for name, row in rows.items():
            held[name].append(row["low"] <= truth[name] <= row["high"])
        null = means(taken, "x", "null")
        held["omnibus null"].append(not omnibus(null).p <= 0.05)
        held["holm null"].append(not (adjust_p(pairwise(null, "none")["p"], "holm") <= 0.05).any())
    found = {name: np.array(values) for name, values in held.items()}
    return {**found, "errors": np.array(errors), "estimates": np.array(estimates)}


@pytest.mark.slow
def test_intervals_hold_the_truth_and_tests_keep_their_level() -> None:
    for name, held in results().items():
        if name in ("errors", "estimates"):
            continue
        test = stats.binomtest(int(held.sum()), RUNS, 0.95, alternative="less")
        assert test.pvalue > 0.001, f"{name}: {held.mean():.3f} of {RUNS} instead of .95"


@pytest.mark.slow
def test_intervals_are_not_idly_wide() -> None:
    for name in ("mean", "share", "difference"):
        held = results()[name]
        assert stats.binomtest(int(held.sum()), RUNS, 0.95, alternative="greater").pvalue > 1e-4, name


def test_estimates_are_unbiased_and_know_their_error() -> None:
    found = results()
    true_error = found["estimates"].std(ddof=1)
    assert abs(found["estimates"].mean() - population()["x"].mean()) < 4 * true_error / np.sqrt(RUNS)
    # With replacement is assumed, 8 of 30 are taken: the error is overstated by up to 1/sqrt(1 - 8/30) = 1.17.
    assert 0.9 < found["errors"].mean() / true_error < 1.3
