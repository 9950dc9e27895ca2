from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import Design, means
from manyi.stats.design.resample import MOST, bootstrap, delete_one
from manyi.stats.drivers.cross_products import crosses
from tests.stats.planted_drivers import design, drivers


def replicated_mean(sample: Design, replicates, item: str) -> np.ndarray:
    sums = crosses(sample, replicates, np.flatnonzero(sample.inside), [], [item])
    return sums.means(sums.totals(replicates))


def test_draws_have_the_moments_of_rao_and_wu() -> None:
    factor = bootstrap(design(drivers(1)), 4000, seed=2).factor
    np.testing.assert_allclose(factor.mean(axis=0), 1, atol=0.08)  # E = 1, Var = 1 for n_h - 1 of n_h draws
    np.testing.assert_allclose(factor.var(axis=0).mean(), 1, atol=0.05)
    assert np.allclose(factor.reshape(4000, 6, 6).sum(axis=2), 6)  # the stratum's total stays


def test_jackknife_of_a_total_is_the_design_variance() -> None:
    sample = design(drivers(2))
    ours = means(sample, "outcome").row()
    replicates = delete_one(sample)
    found = replicates.standard_error(replicated_mean(sample, replicates, "outcome"))
    np.testing.assert_allclose(found, ours["se"], rtol=0.02)  # a ratio is nearly linear
    assert replicates.df == ours["df"]


def test_bootstrap_error_is_the_design_error_also_with_raking() -> None:
    plain = drivers(3, n=1500)
    for sample in (design(plain), design(plain, margins=("sex", "age"))):
        replicates = bootstrap(sample, 2000, seed=1)
        found = replicates.standard_error(replicated_mean(sample, replicates, "outcome"))
        np.testing.assert_allclose(found, means(sample, "outcome").row()["se"], rtol=0.08)


def test_raking_keeps_the_margins_in_every_replicate() -> None:
    frame = drivers(4).assign(wave=lambda f: np.where(np.arange(len(f)) % 2, 2023, 2024), one=1.0)
    sample = design(frame, margins=("sex", "age"), raked_within="wave", wave="wave")
    replicates = bootstrap(sample, 60, seed=3)
    sex, weights = (frame["sex"] == "f").to_numpy(), sample.weights
    for wave in (2023, 2024):
        own = (frame["wave"] == wave).to_numpy()
        for b in range(60):
            replicate = weights * replicates.of_pairs(replicates.psu, replicates.cell, slice(b, b + 1))[0]
            share = replicate[own & sex].sum() / replicate[own].sum()
            np.testing.assert_allclose(share, weights[own & sex].sum() / weights[own].sum(), rtol=1e-6)


def test_replicates_do_not_depend_on_the_order_of_rows() -> None:
    frame = drivers(5)
    shuffled = frame.sample(frac=1, random_state=1)
    for margins in ((), ("sex", "age")):
        values = [
            replicated_mean(s, bootstrap(s, 50, seed=7), "outcome")
            for s in (design(frame, margins=margins), design(shuffled, margins=margins))
        ]
        np.testing.assert_allclose(values[0], values[1], rtol=1e-9)


def test_respondents_as_psus_are_drawn_in_random_groups() -> None:
    rng = np.random.default_rng(6)
    n = MOST + 3000
    sample = Design(pd.DataFrame({"x": rng.normal(size=n), "weight": 1.0}))
    replicates = bootstrap(sample, 300, seed=1)
    assert replicates.df == 999
    found = replicates.standard_error(replicated_mean(sample, replicates, "x"))
    np.testing.assert_allclose(found, means(sample, "x").row()["se"], rtol=0.15)


def test_lonely_psus() -> None:
    frame = drivers(7)
    frame = frame[(frame["stratum"] != "s0") | (frame["psu"] == frame.loc[frame["stratum"] == "s0", "psu"].iloc[0])]
    with pytest.raises(InputError, match="single PSU"):
        bootstrap(design(frame), 50, seed=1)
    kept = bootstrap(design(frame, lonely="certainty"), 50, seed=1)
    assert (kept.factor == 1).all(axis=0).sum() == 1
    shared = bootstrap(design(frame, lonely="adjust"), 50, seed=1)
    assert not (shared.factor == 1).all(axis=0).any()


def test_a_domain_in_one_wave_resamples_that_wave_only() -> None:
    frame = drivers(8).assign(wave=lambda f: np.where(f["psu"].str[1:].astype(int) % 2, 2023, 2024))
    sample = Design(frame, stratum="stratum", psu="psu", wave="wave").where(frame["wave"] == 2024)
    replicates = bootstrap(sample, 50, seed=1)
    assert (replicates.psu[frame["wave"] == 2023] == -1).all()
    assert replicates.factor.shape[1] == 18


def test_weights_calibrated_to_numbers_cannot_be_raked_again() -> None:
    frame = drivers(9).assign(base=lambda f: f["weight"], weight=lambda f: f["weight"] * (1 + f["speed"] / 20))
    with pytest.raises(InputError, match="rerake=False"):
        bootstrap(design(frame, margins=("speed",), base_weight="base"), 50, seed=1)
