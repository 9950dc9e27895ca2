from __future__ import annotations

import numpy as np
import pytest

from manyi.stats.design.resample import bootstrap
from manyi.stats.drivers.cross_products import crosses
from tests.stats.planted_drivers import NAMES, design, drivers


@pytest.mark.parametrize("long", [1, 10_000])
def test_covariances_of_replicates_are_those_of_the_reweighted_rows(long: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of summing, with raking and a domain, against numpy on rows; means over own answers beside them."""
    monkeypatch.setattr("manyi.stats.drivers.cross_products.LONG", long)
    frame = drivers(1, n=500)
    frame.loc[::7, "speed"] = np.nan
    sample = design(frame, margins=("sex", "age")).where(frame["channel"] != "bot")
    rows = np.flatnonzero(sample.inside & frame["speed"].notna())
    replicates = bootstrap(sample, 20, seed=1)
    variables = [frame[name].to_numpy()[rows] + 1000 for name in NAMES]
    sums = crosses(sample, replicates, rows, variables, ["speed", "channel", "outcome"])
    totals = sums.totals(replicates)
    found, means = sums.covariances(totals), sums.means(totals)
    factor = np.vstack([np.ones(500), replicates.of_pairs(replicates.psu, replicates.cell, slice(None))])
    for b in range(21):
        w = sample.weights * factor[b]
        expected = np.cov(np.array(variables), aweights=w[rows], ddof=0)
        np.testing.assert_allclose(found[:, :, b], expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(means[0, b], np.average(frame["speed"].to_numpy()[rows], weights=w[rows]), rtol=1e-9)
        inside = np.flatnonzero(sample.inside)
        outcome = frame["outcome"].to_numpy()[inside]
        np.testing.assert_allclose(means[2, b], np.average(outcome, weights=w[inside]), rtol=1e-9)
    assert np.isnan(means[1]).all()  # a category has no mean
