"""Means, shares, distributions: what must hold on every sample, the toy fixture, and what bad input gives."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.stats import combine, distribution, means, nps, ratios, shares, totals_of
from tests.oracles.registry import HERE
from tests.stats.samples import design, frames, sample

some = settings(max_examples=10, deadline=None)
NUMBERS = ["estimate", "se", "low", "high", "df", "base", "n_eff", "n_kish", "deff"]


def close(ours: pd.DataFrame, theirs: pd.DataFrame, columns: list[str] = NUMBERS) -> None:
    for column in columns:
        np.testing.assert_allclose(ours[column].to_numpy(float), theirs[column].to_numpy(float), rtol=1e-9, atol=1e-9)


@some
@given(frames, st.floats(1e-3, 1e6))
def test_scale_of_the_weights_does_not_matter(frame: pd.DataFrame, factor: float) -> None:
    scaled = frame.assign(weight=frame["weight"] * factor)
    close(means(design(frame), ["x", "y"], "group").table, means(design(scaled), ["x", "y"], "group").table)


@some
@given(frames, st.integers(0, 100))
def test_order_of_the_rows_does_not_matter(frame: pd.DataFrame, seed: int) -> None:
    mixed = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    close(means(design(frame), ["x", "y"], "group").table, means(design(mixed), ["x", "y"], "group").table)


@some
@given(frames)
def test_names_do_not_matter(frame: pd.DataFrame) -> None:
    renamed = frame.assign(psu="z" + frame["psu"], stratum=frame["stratum"].map({"s0": "b", "s1": "a"}).fillna("c"))
    merged = renamed["stratum"].nunique() < frame["stratum"].nunique()
    if not merged:
        close(means(design(frame), "x", "group").table, means(design(renamed), "x", "group").table)
    shifted = frame.assign(x=3 * frame["x"] + 7)
    ours, theirs = means(design(frame), "x", "group").table, means(design(shifted), "x", "group").table
    np.testing.assert_allclose(theirs["estimate"], 3 * ours["estimate"] + 7, rtol=1e-12)
    np.testing.assert_allclose(theirs["se"], 3 * ours["se"], rtol=1e-9, atol=1e-12)


@some
@given(frames)
def test_covariance_is_one(frame: pd.DataFrame) -> None:
    found = means(design(frame, margins=("sex",)), ["x", "y"], "group")
    known = found.table["se"].notna().to_numpy()
    se = found.table["se"].to_numpy()[known]
    assert (se >= 0).all()
    covariance = found.covariance[np.ix_(known, known)]
    # An item everybody answered alike is given no error at all.
    free = se > 0
    np.testing.assert_allclose(np.sqrt(np.diag(covariance))[free], se[free], rtol=1e-12)
    assert np.linalg.eigvalsh(covariance).min() >= -1e-9 * max(np.abs(covariance).max(), 1e-300)


@some
@given(frames)
def test_shares_of_a_distribution_sum_to_one(frame: pd.DataFrame) -> None:
    found = distribution(design(frame), "group", "sex").table
    found = found[found["df"] > 0]
    np.testing.assert_allclose(found.groupby("sex")["estimate"].sum(), 1, rtol=1e-12)
    assert ((found["low"] <= found["estimate"] + 1e-12) & (found["estimate"] <= found["high"] + 1e-12)).all()
    assert found["low"].ge(0).all()
    assert found["high"].le(1).all()


@some
@given(frames)
def test_a_mean_is_the_total_over_the_number(frame: pd.DataFrame) -> None:
    sample_of = design(frame.assign(one=frame["x"].notna().astype(float)))
    mean, total = means(sample_of, "x").row()["estimate"], totals_of(sample_of, "x").row()["estimate"]
    assert total == pytest.approx(mean * totals_of(sample_of, "one").row()["estimate"], rel=1e-12)
    ratio = ratios(sample_of, "x", "one").row()
    assert [ratio["estimate"], ratio["se"]] == pytest.approx([mean, means(sample_of, "x").row()["se"]], rel=1e-9)


def test_groups_in_parts_are_the_groups_at_once() -> None:
    frame = sample(7)
    at_once = means(design(frame), "x", "group")
    parts = combine(*(means(design(frame).where(frame["group"] == name), "x") for name in ("a", "b", "c")))
    np.testing.assert_allclose(parts.covariance, at_once.covariance, rtol=1e-10, atol=1e-14)


def test_nps_is_the_mean_of_its_score() -> None:
    frame = sample(8).assign(likely=lambda f: np.clip(np.round(f["x"] / 10), 0, 10))
    scored = frame.assign(
        score=np.where(frame["likely"].isna(), np.nan, 100.0 * (frame["likely"] >= 9) - 100.0 * (frame["likely"] <= 6))
    )
    close(nps(design(frame), "likely").table, means(design(scored).between(score=(-100.0, 100.0)), "score").table)


TOY = pd.read_csv(Path(HERE) / "toy.csv").assign(
    cell=lambda f: f["sex"] + f["age"],
    weight=lambda f: f["cell"].map({"F18-34": 0.7683824, "M18-34": 0.8158088, "F35+": 1.1758088, "M35+": 1.2483824}),
    base=1.0,
)


def toy(**changes: object):
    return design(TOY, stratum=None, psu=None, base_weight="base", **changes)


def test_toy_fixture() -> None:
    fixed, raked = means(toy(), "idx").row(), means(toy(margins=("sex", "age")), "idx").row()
    assert [fixed["estimate"], fixed["se"]] == pytest.approx([67.2751992, 6.1990207], abs=5e-6)
    assert raked["se"] == pytest.approx(5.9666273, rel=2e-3)  # R's rake; base weights 1 make it the unweighted one
    assert 24 / fixed["n_kish"] == pytest.approx(1.0408351, abs=1e-6)
    channels = means(toy(), "idx", "chan").table.set_index("chan")
    assert channels.loc["bot", ["estimate", "se"]].to_list() == pytest.approx([37.6976098, 11.6117065], abs=5e-6)
    score = nps(toy(), "nps").row()
    assert [score["estimate"], score["se"]] == pytest.approx([2.8992, 17.7286], abs=5e-4)
    solved = shares(toy(), "fcr").row()
    assert [solved["estimate"], solved["low"], solved["high"]] == pytest.approx([0.6789920, 0.4538, 0.8434], abs=5e-5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: f.assign(x=np.nan), "no_answers"),
        (lambda f: f.assign(x=f["x"].where(f.index == 5)), "base_below_30"),
        (lambda f: f.assign(x=f["x"].where(f["psu"] == "p0")), "base_below_30"),
        (lambda f: f.assign(x=np.where(f["psu"].isin(["p0", "p1"]), f["x"], np.nan)), "df_below_4"),
        (lambda f: f.assign(weight=0.0), "no_answers"),
    ],
    ids=["all missing", "one respondent", "one PSU", "two PSUs", "zero weights"],
)
def test_what_cannot_be_estimated_is_suppressed_by_name(change, reason: str) -> None:
    frame = change(sample(9, strata=2, psus=4, size=20, gaps=0.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = means(design(frame), "x").row()
    assert (row["status"], row["reason"]) == ("suppressed", reason)


def test_constant_item_is_flagged_and_has_no_error() -> None:
    row = means(design(sample(9).assign(x=7.3)), "x").row()
    assert (row["status"], row["reason"], row["se"]) == ("flagged", "constant", 0.0)
    assert row["low"] == row["high"] == row["estimate"] == pytest.approx(7.3)


def test_empty_group_keeps_its_row() -> None:
    frame = sample(9).assign(group=lambda f: pd.Categorical(f["group"], ["a", "b", "c", "d"]))
    row = means(design(frame), "x", "group").row(group="d")
    assert (row["base"], row["status"], row["reason"]) == (0, "suppressed", "no_answers")


def test_share_of_none_has_an_interval() -> None:
    row = shares(design(sample(9, psus=8, gaps=0.0).assign(y=0.0)), "y").row()
    assert (row["estimate"], row["low"], row["status"], row["reason"]) == (0, 0, "flagged", "all_or_none")
    assert 0 < row["high"] < 0.05


def test_wrong_kinds_of_items_are_refused() -> None:
    with pytest.raises(InputError, match="item of 0 and 1"):
        shares(design(sample(1)), "x")
    with pytest.raises(InputError, match="column group"):
        means(design(sample(1)), "group")
    with pytest.raises(InputError, match="column nothing"):
        means(design(sample(1)), "x", by="nothing")


def test_row_asks_for_exactly_one() -> None:
    found = means(design(sample(1)), "x", "group")
    with pytest.raises(InputError, match="3 estimates"):
        found.row(item="x")
    with pytest.raises(InputError, match="no column wave"):
        found.row(wave=2024)
