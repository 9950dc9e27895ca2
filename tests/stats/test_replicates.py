from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import (
    jackknife,
    means,
    omnibus,
    pairwise,
    rake_replicates,
    replicate_columns,
    replicate_means,
    replicated,
)
from tests.oracles.registry import HERE
from tests.stats.samples import design, sample


def test_jackknife_is_close_to_linearisation() -> None:
    frame = sample(1, psus=10)
    linear, replicate = (
        means(design(frame), ["x", "y"], "group"),
        replicate_means(jackknife(design(frame)), ["x", "y"], "group"),
    )
    np.testing.assert_allclose(replicate.table["se"], linear.table["se"], rtol=0.15)
    np.testing.assert_allclose(replicate.table["estimate"], linear.table["estimate"], rtol=1e-12)
    assert (replicate.table["df"] == 27).all()


def test_jackknife_of_a_total_is_exact() -> None:
    frame = sample(2, gaps=0.0)
    x = frame["x"].to_numpy()
    value, covariance = replicated(jackknife(design(frame)), lambda w: np.array(w @ x))
    from manyi.stats import totals_of

    row = totals_of(design(frame), "x").row()
    assert [value[0], np.sqrt(covariance[0, 0])] == pytest.approx([row["estimate"], row["se"]], rel=1e-10)


def test_tests_work_on_replicates() -> None:
    found = replicate_means(jackknife(design(sample(3, psus=10))), "x", "group")
    assert pairwise(found)["df"].to_list() == [27] * 3
    assert omnibus(found).form == "rao_scott" and omnibus(found).p < 1


def test_raked_replicates_meet_the_targets() -> None:
    frame = sample(4, psus=10, gaps=0.0)
    targets = {"sex": {"f": 480.0, "m": 520.0}, "age": {"young": 350.0, "old": 650.0}}
    raked = rake_replicates(jackknife(design(frame)), targets)
    for r in (raked.weight, raked.replicates[:, 5]):
        assert r[frame["sex"] == "f"].sum() == pytest.approx(480, rel=1e-10)
        assert r[frame["age"] == "young"].sum() == pytest.approx(350, rel=1e-10)
    aware = means(
        design(frame.assign(final=raked.weight), weight="final", base_weight="weight", margins=("sex", "age")), "x"
    )
    assert replicate_means(raked, "x").row()["se"] == pytest.approx(aware.row()["se"], rel=0.15)


def test_bootstrap_columns() -> None:
    rng = np.random.default_rng(5)
    frame = sample(5, strata=1, psus=20, gaps=0.0)
    psu = frame["psu"].str[1:].astype(int).to_numpy()
    draws = np.stack([np.bincount(rng.integers(0, 20, 19), minlength=20) * 20 / 19 for _ in range(400)])
    weights = pd.DataFrame(draws[:, psu].T * frame[["weight"]].to_numpy(), columns=[f"b{r}" for r in range(400)])
    given = replicate_columns(pd.concat([frame, weights], axis=1), "weight", list(weights), "bootstrap", df=19)
    ours = replicate_means(given, "x").row()
    assert ours["se"] == pytest.approx(means(design(frame), "x").row()["se"], rel=0.2)


def test_bootstrap_weights_of_r_with_the_scale_they_are_delivered_with() -> None:
    """Seven PSUs a stratum: R draws seven, and its scale 7/(6 (R - 1)) carries what the weights do not."""
    frame = pd.read_csv(HERE / "bootstrap.csv")
    columns = [str(r) for r in range(1, 41)]
    scale = 0.029914529914529916

    def mean(**options: object) -> pd.Series:
        return replicate_means(replicate_columns(frame, "weight", columns, "bootstrap", df=12, **options), "x").row()

    for factors in (scale, [scale] * 40):
        ours = mean(factors=factors)[["estimate", "se"]].to_list()
        assert ours == pytest.approx([46.940772372818422, 2.6077918752139762], rel=1e-9)
    # Weights of n_h draws without their scale: a seventh of the variance is missing.
    assert (mean()["se"] / ours[1]) ** 2 == pytest.approx(6 / 7, rel=1e-9)


def test_domain_of_replicates() -> None:
    frame = sample(6, psus=10)
    inside = (frame["group"] == "a").to_numpy()
    whole = replicate_means(jackknife(design(frame)), "x", "group").row(group="a")
    part = replicate_means(jackknife(design(frame)).where(inside), "x").row()
    assert part["se"] == pytest.approx(whole["se"], rel=1e-12)


def test_refuses_what_does_not_fit() -> None:
    frame = sample(7)
    with pytest.raises(InputError, match="column r1"):
        replicate_columns(frame, "weight", ["r1"], "BRR")
    with pytest.raises(InputError, match="need the factors they were delivered with"):
        replicate_columns(frame.assign(r1=1.0), "weight", ["r1"], "JKn")
    ten = frame.assign(**{f"r{r}": 1.0 for r in range(10)})
    ten["t"] = "1,5"
    for change, message in (
        ({"factors": [1.0] * 9}, "9 factors for 10 replicates"),
        ({"factors": np.nan}, "factor of a replicate is missing"),
        ({"weight": "t"}, "column t: not a number"),
        ({"columns": ["r1", "t"]}, "column t: not a number"),
    ):
        given = {"weight": "weight", "columns": [f"r{r}" for r in range(10)], "kind": "bootstrap", **change}
        with pytest.raises(InputError, match=message):
            replicate_columns(ten, **given)
    replicates = jackknife(design(frame))
    for targets, message in (
        ({"sex": {"f": 1.0}}, "column sex: no target for m"),
        ({"gender": {"f": 1.0}}, "column gender: no such column"),
        ({"sex": {"f": 1.0, "m": 0.0}}, "column sex: a target is missing, infinite or not above 0"),
        ({"sex": {"f": 1.0, "m": np.nan}}, "column sex: a target is missing"),
        ({"sex": {"f": 1.0, "m": 1.0, "x": 1.0}}, "sex: category x is empty in some replicate"),
    ):
        with pytest.raises(InputError, match=message):
            rake_replicates(replicates, targets)


@pytest.mark.parametrize("value", [9.0, 86.7, 2 / 3, 1e9])
def test_answers_that_do_not_vary_have_no_error(value: float) -> None:
    found = replicate_means(jackknife(design(sample(8, psus=10).assign(x=value))), "x", "group")
    assert omnibus(found).form == "untested" and pairwise(found)["p"].isna().all()
    assert found.table["reason"].eq("constant").all()


def test_intervals_stay_on_the_scale_of_the_answers() -> None:
    frame = sample(9, psus=10, gaps=0.0)
    near = frame.assign(x=np.where(np.arange(len(frame)) % 60 == 0, 4.0, 5.0))
    row = replicate_means(jackknife(design(near).between(x=(1, 5))), "x").row()
    loose = replicate_means(jackknife(design(near)), "x").row()
    assert row["estimate"] < row["high"] < 5 and row["low"] < loose["low"]
