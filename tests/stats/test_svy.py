"""svy (Rust, MIT) as a second implementation on random designs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from manyi.stats import means, ratios, shares, totals_of
from tests.stats.samples import design, frames, sample

svy = pytest.importorskip("svy")
pl = pytest.importorskip("polars")

few = settings(max_examples=8, deadline=None)
CLOSE = 1e-9


def theirs(frame: pd.DataFrame):
    return svy.Sample(pl.from_pandas(frame), svy.Design(stratum="stratum", psu="psu", wgt="weight")).estimation


def same(ours: pd.DataFrame, other, columns=("estimate", "se", "low", "high", "df")) -> None:
    table = other.to_polars().to_pandas()
    names = {"estimate": "est", "low": "lci", "high": "uci"}
    for column in columns:
        np.testing.assert_allclose(
            ours[column].to_numpy(float), table[names.get(column, column)].to_numpy(float), rtol=CLOSE, atol=1e-12
        )


@few
@given(frames)
def test_means(frame: pd.DataFrame) -> None:
    same(means(design(frame), "x").table, theirs(frame).mean("x", drop_nulls=True))


@few
@given(frames)
def test_domain_means(frame: pd.DataFrame) -> None:
    ours = means(design(frame), "x", "group").table
    other = theirs(frame).mean("x", by="group", drop_nulls=True)
    same(ours[ours["df"] > 0], _with_df(other))


def _with_df(estimate):
    """Keep the groups with degrees of freedom, in the order of their names."""

    class Kept:
        def to_polars(self):
            return estimate.to_polars().filter(pl.col("df") > 0).sort("group")

    return Kept()


@few
@given(frames)
def test_shares(frame: pd.DataFrame) -> None:
    ours = shares(design(frame), "y").table
    other = theirs(frame).prop("y", drop_nulls=True).to_polars().to_pandas()
    ones = other[other["y"].astype(float) == 1]
    if len(ones) and 0 < ours["estimate"].iloc[0] < 1:
        for column, name in {"estimate": "est", "se": "se", "low": "lci", "high": "uci"}.items():
            np.testing.assert_allclose(ours[column], ones[name], rtol=CLOSE)


@few
@given(frames)
def test_totals_and_ratios(frame: pd.DataFrame) -> None:
    same(totals_of(design(frame), "x").table, theirs(frame).total("x", drop_nulls=True), ("estimate", "se"))
    both = frame.assign(z=frame["weight"] * 2 + 1)
    ours = ratios(design(both), "x", "z").table
    same(ours, theirs(both).ratio(y="x", x="z", drop_nulls=True), ("estimate", "se"))


@pytest.mark.parametrize("seed", range(3))
def test_raked_error(seed: int) -> None:
    frame = sample(seed, psus=6, gaps=0.0)
    total = frame["weight"].sum()
    controls = {"sex": {"f": 0.5 * total, "m": 0.5 * total}, "age": {"young": 0.35 * total, "old": 0.65 * total}}
    start = svy.Sample(pl.from_pandas(frame), svy.Design(stratum="stratum", psu="psu", wgt="weight"))
    raked = start.weighting.rake(controls=controls, tol=1e-13, max_iter=500)
    weights = raked.data["rk_wgt"].to_numpy()
    # svy follows R's rake: the margins come out of the error unweighted.
    calibrated = {"base_weight": "weight", "margins": ("sex", "age"), "residual": "unweighted"}
    ours = means(design(frame.assign(final=weights), weight="final", **calibrated), "x").table
    same(ours, raked.estimation.mean("x"), ("estimate", "se"))
