"""Sampling units: stages, finite populations, strata with one PSU."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import Design, changes, means, totals_of
from manyi.stats.design.integer_codes import pairs
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


def overlapping(n: tuple[int, int], kept: int, strata: int, seed: int, lasting: float = 0.8) -> pd.DataFrame:
    """Return two waves, a row a PSU: n PSUs a stratum, some kept, whose values share `lasting` of their variance."""
    rng = np.random.default_rng(seed)
    level = rng.normal(size=(strata, sum(n)))
    waves = []
    for wave, psus in ((1, np.arange(n[0])), (2, np.arange(n[0] - kept, n[0] - kept + n[1]))):
        x = np.sqrt(lasting) * level[:, psus] + np.sqrt(1 - lasting) * rng.normal(size=(strata, len(psus)))
        stratum, psu = np.repeat(np.arange(strata), len(psus)), np.tile(psus, strata)
        waves.append(pd.DataFrame({"wave": wave, "stratum": stratum, "psu": psu, "x": x.ravel(), "weight": 1.0}))
    return pd.concat(waves, ignore_index=True)


@pytest.mark.parametrize(("n", "kept", "left"), [((2, 2), 1, 1.0), ((6, 6), 3, 1.0), ((6, 4), 2, 1.0), ((5, 5), 5, 1.0),
                                                 ((4, 6), 4, 0.949)])  # fmt: skip
def test_covariance_of_psus_kept_in_part_has_no_bias(n: tuple[int, int], kept: int, left: float) -> None:
    """1,200 strata of each: the covariance is the planted one; `left` of it where a wave keeps all and adds some."""
    strata = 1200
    frame = overlapping(n, kept, strata, 7)
    found = means(Design(frame, stratum="stratum", psu="psu", wave="wave"), "x", "wave").covariance
    expected = [1 / (n[0] * strata), 1 / (n[1] * strata), left * 0.8 * kept / (n[0] * n[1] * strata)]
    np.testing.assert_allclose([found[0, 0], found[1, 1], found[0, 1]], expected, rtol=0.1)


def test_one_of_two_psus_kept_by_hand() -> None:
    """Half of the covariance was lost: now it is the product of what the kept PSUs have against the others."""
    frame = overlapping((2, 2), 1, 1, 3)
    found = means(Design(frame, stratum="stratum", psu="psu", wave="wave"), "x", "wave").covariance
    first, second = frame["x"].to_numpy()[:2], frame["x"].to_numpy()[2:]
    product = (first[1] - first[0]) * (second[0] - second[1]) / 4  # the second PSU of wave 1 is the first of wave 2
    assert found[0, 1] == pytest.approx(product, rel=1e-12)
    assert np.sqrt(np.diag(found)) == pytest.approx([abs(np.diff(first)[0]) / 2, abs(np.diff(second)[0]) / 2])


def test_sharing_changes_no_variance_and_no_wave_by_itself() -> None:
    frame = overlapping((5, 5), 2, 4, 5)
    together = means(Design(frame, stratum="stratum", psu="psu", wave="wave"), "x", "wave").table["se"]
    alone = [means(Design(part, stratum="stratum", psu="psu"), "x").row()["se"] for _, part in frame.groupby("wave")]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_a_change_is_tested_on_its_two_waves() -> None:
    two = overlapping((4, 4), 2, 5, 6)
    third = overlapping((4, 4), 2, 5, 8).assign(wave=lambda f: f["wave"] + 1)
    three = pd.concat([two, third[third["wave"] == 3]], ignore_index=True)
    kind = {"stratum": "stratum", "psu": "psu", "wave": "wave"}
    rows = [changes(Design(frame, **kind), "x", 2, 1).iloc[0] for frame in (two, three)]
    assert rows[0]["se"] == pytest.approx(rows[1]["se"], rel=1e-12) and rows[0]["df"] == rows[1]["df"]
