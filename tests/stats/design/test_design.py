"""The design: what it refuses, domains, waves that share PSUs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.rows.survey import Survey
from manyi.stats import Design, means, pairwise, survey_design
from manyi.study.codebook import Codebook
from tests.stats.samples import design, raked, sample


def two_waves(shared: int, psus: int = 6, seed: int = 1) -> pd.DataFrame:
    """Two waves of the same strata; in each stratum `shared` of the PSUs of wave 1 are in wave 2 too."""
    waves = []
    for wave in (1, 2):
        part = sample(seed + wave, psus=psus, gaps=0.0)
        if wave == 2:
            number = part["psu"].str[1:].astype(int)
            part["psu"] = part["psu"].where(number % psus < shared, "q" + part["psu"])
        waves.append(part.assign(wave=wave))
    return pd.concat(waves, ignore_index=True)


def test_unknown_column_is_named() -> None:
    with pytest.raises(InputError, match="column district"):
        Design(sample(1), psu="district")


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_unusable_weight_is_refused(bad: float) -> None:
    frame = sample(1)
    frame.loc[3, "weight"] = bad
    with pytest.raises(InputError, match="column weight"):
        design(frame)


def test_domain_must_fit() -> None:
    with pytest.raises(InputError, match="domain has 2 rows"):
        design(sample(1), domain=np.array([True, False]))


def test_missing_psu_is_refused() -> None:
    frame = sample(1)
    frame.loc[0, "psu"] = None
    with pytest.raises(InputError, match="column psu"):
        means(design(frame), "x")


def test_narrowing_twice_is_both() -> None:
    frame = sample(1)
    first, second = frame["sex"] == "f", frame["age"] == "old"
    both = design(frame).where(first).where(second)
    assert (both.inside == (first & second).to_numpy()).all()


def test_domain_keeps_the_clusters_nobody_of_it_is_in() -> None:
    frame = sample(2, strata=1, psus=4)
    frame.loc[frame["psu"] == "p3", "group"] = "c"
    whole = means(design(frame).where(frame["group"] == "a"), "x").row()
    subset = means(
        design(frame[frame["psu"] != "p3"]).where(frame.loc[frame["psu"] != "p3", "group"] == "a"), "x"
    ).row()
    assert whole["estimate"] == pytest.approx(subset["estimate"], rel=1e-12)
    # One cluster of zeros more: n/(n-1) falls from 3/2 to 4/3, the centre stays 0.
    assert whole["se"] == pytest.approx(subset["se"] * np.sqrt((4 / 3) / (3 / 2)), rel=1e-12)
    assert whole["df"] == subset["df"] == 2


@pytest.mark.parametrize("shared", [0, 3, 6])
def test_waves_as_domains_reproduce_the_single_wave(shared: int) -> None:
    frame = two_waves(shared)
    both = means(design(frame, wave="wave"), ["x", "y"], "wave")
    for wave in (1, 2):
        alone = means(design(frame[frame["wave"] == wave].reset_index(drop=True)), ["x", "y"]).table
        of_both = both.only(wave=wave).table
        for column in ("estimate", "se", "low", "high", "df", "base", "deff"):
            np.testing.assert_allclose(of_both[column], alone[column], rtol=1e-11)


def test_covariance_of_waves_comes_from_the_psus_they_share() -> None:
    apart = means(design(two_waves(0), wave="wave"), "x", "wave")
    assert apart.covariance[0, 1] == 0
    # The same people twice: the change is known exactly.
    one = sample(5, gaps=0.0)
    twice = pd.concat([one.assign(wave=1), one.assign(wave=2)], ignore_index=True)
    same = means(design(twice, wave="wave"), "x", "wave")
    assert same.covariance[0, 1] == pytest.approx(same.covariance[0, 0], rel=1e-12)


@pytest.mark.parametrize(("shared", "df"), [(0, 3 * (12 - 2)), (3, 3 * (9 - 2)), (6, 3 * (6 - 1))])
def test_df_of_a_change_counts_each_psu_once(shared: int, df: int) -> None:
    change = pairwise(means(design(two_waves(shared), wave="wave"), "x", "wave")).iloc[0]
    assert change["df"] == df


def test_rows_not_raked_stay_out_of_the_margins() -> None:
    frame = sample(3, gaps=0.0).assign(base=lambda f: f["weight"], raked=True)
    extra = sample(4, size=2, gaps=0.0).assign(base=5.0, raked=False, sex="child")
    both = pd.concat([frame, extra], ignore_index=True)
    keys = {"base_weight": "base", "margins": ("sex", "age")}
    alone = means(design(frame, **keys), "x").row()
    whole = means(design(both, raked="raked", **keys).where(both["raked"]), "x").row()
    assert whole["se"] == pytest.approx(alone["se"], rel=1e-10)


def test_margin_left_empty_is_a_category() -> None:
    frame = sample(6, gaps=0.0)
    frame.loc[::7, "sex"] = None
    named = frame.assign(sex=frame["sex"].fillna("unknown"))
    ours, theirs = (means(design(f, margins=("sex",)), "x").row()["se"] for f in (frame, named))
    assert ours == pytest.approx(theirs, rel=1e-12)


def survey(frame: pd.DataFrame) -> Survey:
    """Return of a survey what its design is made of."""
    weighting, lonely = SimpleNamespace(margins=["sex", "age"]), SimpleNamespace(lonely="average", replicates=None)
    study = SimpleNamespace(study="mini", weighting=weighting, basis="model", design=lonely)
    return cast(
        "Survey",
        SimpleNamespace(
            frame=frame,
            study=study,
            codebook=Codebook(items={}),
            stored=None,
            waves=sorted(set(frame["wave"])),
        ),
    )


def test_design_of_a_survey() -> None:
    frame = two_waves(3).assign(eligible=lambda f: f["group"] != "c", in_population=True, base_weight=1.0)
    frame["weight"] = 1 + 0.4 * (frame["sex"] == "f") + 0.3 * (frame["age"] == "old")
    frame["row"] = frame.index.astype(str)
    whole = survey_design(survey(frame))
    assert (whole.psu, whole.margins, whole.raked_within, whole.basis) == ("psu", ("sex", "age"), "wave", "model")
    assert whole.lonely == "average"
    assert means(whole, "x", "group").row(group="c")["base"] == 0
    assert means(whole, "x").basis == "model"
    one = survey_design(survey(frame), 2)
    pd.testing.assert_frame_equal(
        means(one, "x").table, means(whole, "x", "wave").only(wave=2).table.drop(columns="wave")
    )
    with pytest.raises(InputError, match=r"no respondents in wave 3 \(allowed: 1, 2\)|mini: no respondents"):
        survey_design(survey(frame), 3)


def test_respondents_without_clusters_are_their_own() -> None:
    frame = two_waves(3).assign(eligible=True, in_population=True, base_weight=1.0)
    frame["row"] = frame["psu"] = [f"{wave}:f:{line}" for line, wave in enumerate(frame["wave"])]
    assert survey_design(survey(frame)).psu is None


def test_margins_never_raked_to_take_nothing_out_of_the_error() -> None:
    frame = sample(3, gaps=0.0).assign(base=lambda f: f["weight"])
    fixed = means(design(frame), "x").row()["se"]
    with pytest.raises(InputError, match="column weight: margins need base_weight"):
        Design(frame, stratum="stratum", psu="psu", margins=("sex",))
    unraked = means(design(frame, margins=("sex", "age"), base_weight="base"), "x").row()["se"]
    assert unraked == pytest.approx(fixed, rel=1e-12)
    doubled = frame.assign(weight=2 * frame["weight"])
    assert means(design(doubled, margins=("sex",), base_weight="base"), "x").row()["se"] == pytest.approx(fixed)


@pytest.mark.parametrize("margins", [("sex",), ("sex", "age"), ("group", "age"), ("x",)])
def test_weights_that_have_nothing_to_do_with_the_margins_are_refused(margins: tuple[str, ...]) -> None:
    """Before: a margin of numbers, never calibrated to, left an error of 0."""
    frame = sample(4, size=30, gaps=0.0)
    frame["base"], frame["weight"] = frame["weight"], np.random.default_rng(4).permutation(frame["weight"])
    with pytest.raises(InputError, match="the weights were not raked to the margins"):
        means(design(frame, margins=margins, base_weight="base"), "y")


def test_capped_and_calibrated_weights_are_raked_ones() -> None:
    frame = raked(sample(5, size=30, gaps=0.0), ("sex", "age", "group"))
    capped = frame.assign(weight=np.minimum(frame["weight"], 1.6 * frame["weight"].mean()))
    linear = frame.assign(weight=frame["base"] * (1 + 0.01 * (frame["x"] - 50)))
    for made, margins in ((capped, ("sex", "age", "group")), (linear, ("x",))):
        assert means(design(made, margins=margins, base_weight="base"), "y").row()["se"] > 0


def test_only_margins_raked_to_narrow_the_error() -> None:
    frame = raked(sample(3, size=30, gaps=0.0), ("sex",))
    facts = {"base_weight": "base", "margins": ("sex",)}
    one = means(design(frame, **facts), "x").row()["se"]
    both = means(design(frame, **{**facts, "margins": ("sex", "age")}), "x").row()["se"]
    assert both == pytest.approx(one, rel=1e-10)
    waves = pd.concat([frame.assign(wave=1), frame.assign(wave=2, weight=lambda f: f["base"])], ignore_index=True)
    made = design(waves, wave="wave", raked_within="wave", **facts)
    alone = means(design(waves, wave="wave"), "x", "wave").table["se"]
    found = means(made, "x", "wave").table["se"]
    assert found[1] == pytest.approx(alone[1], rel=1e-12) and found[0] == pytest.approx(one, rel=1e-10)
