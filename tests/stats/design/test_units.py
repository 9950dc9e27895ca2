"""Sampling units: stages, finite populations, strata with one PSU."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import means, totals_of
from manyi.stats.design.codes import pairs
from tests.stats.samples import design, sample


def test_variance_of_psu_totals_by_hand() -> None:
    frame = sample(1, strata=2, psus=3, gaps=0.0)
    total = (frame["weight"] * frame["x"]).groupby([frame["stratum"], frame["psu"]]).sum()
    by_hand = sum(3 / 2 * ((t - t.mean()) ** 2).sum() for _, t in total.groupby(level=0))
    assert totals_of(design(frame), "x").row()["se"] == pytest.approx(np.sqrt(by_hand), rel=1e-12)


def test_two_stages_by_hand() -> None:
    frame = sample(2, strata=1, psus=3, size=4, gaps=0.0).assign(weight=5.0, psus=10.0, people=20.0)
    total = (5 * frame["x"]).groupby(frame["psu"])
    first = (1 - 3 / 10) * 3 / 2 * ((total.sum() - total.sum().mean()) ** 2).sum()
    second = sum(3 / 10 * (1 - 4 / 20) * 4 / 3 * ((t - t.mean()) ** 2).sum() for _, t in total)
    ours = totals_of(design(frame, fpc=("psus", "people")), "x").row()
    assert ours["se"] == pytest.approx(np.sqrt(first + second), rel=1e-12)


def test_fraction_and_count_are_the_same_correction() -> None:
    frame = sample(3).assign(count=8.0, fraction=0.5)
    by_count, by_fraction = (means(design(frame, fpc=(name,)), "x").row()["se"] for name in ("count", "fraction"))
    assert by_count == pytest.approx(by_fraction, rel=1e-12)


def test_whole_population_has_no_error() -> None:
    frame = sample(3).assign(count=4.0)
    assert means(design(frame, fpc=("count",)), "x").row()["se"] == 0


def test_stages_are_corrected_together_or_not_at_all() -> None:
    frame = sample(4).assign(household=lambda f: f.index // 2, psus=40.0)
    with pytest.raises(InputError, match="2 stages were sampled, 1 have"):
        means(design(frame, stages=("household",), fpc=("psus",)), "x")


def test_population_smaller_than_the_sample_is_refused() -> None:
    with pytest.raises(InputError, match="smaller than the number of units sampled"):
        means(design(sample(4).assign(psus=2.0), fpc=("psus",)), "x")


def lonely() -> pd.DataFrame:
    frame = sample(5)
    return frame[(frame["stratum"] != "s1") | (frame["psu"] == "p4")].reset_index(drop=True)


def test_single_psu_fails_by_default_and_is_named() -> None:
    with pytest.raises(InputError, match="stratum s1 has a single PSU"):
        means(design(lonely()), "x")


def test_single_psu_options_order() -> None:
    se = {
        kind: means(design(lonely(), lonely=kind), "x").row()["se"]
        for kind in ("certainty", "remove", "adjust", "average")
    }
    assert se["certainty"] == se["remove"] < se["adjust"]
    assert se["average"] == pytest.approx(se["remove"] * np.sqrt(3 / 2), rel=1e-12)


def test_row_without_design_is_its_own_unit() -> None:
    frame = sample(6, gaps=0.0)
    ours = means(design(frame, stratum=None, psu=None), "x").row()
    w, x = frame["weight"], frame["x"]
    z = w * (x - ours["estimate"]) / w.sum()
    n = len(frame)
    assert ours["se"] == pytest.approx(np.sqrt(n / (n - 1) * (z**2).sum()), rel=1e-12)
    assert ours["df"] == n - 1


def test_pairs_number_what_occurs() -> None:
    first, second = np.array([2, 0, 2, 5]), np.array([1, 3, 1, 0])
    number, a, b = pairs(first, second)
    assert (a[number] == first).all()
    assert (b[number] == second).all()
    assert len(a) == 3
    wide = pairs(first * 10**6, second)
    assert (wide[0] == number).all()
