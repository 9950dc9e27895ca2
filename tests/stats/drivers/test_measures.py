from __future__ import annotations

import numpy as np

from manyi.stats.drivers.key_drivers import importance
from manyi.stats.drivers.specification_curve import measures
from manyi.stats.models.linear_model import regression
from tests.stats.planted_drivers import NAMES, design, drivers


def test_measures_agree_with_each_other() -> None:
    sample = design(drivers(1, n=1500), margins=("sex", "age"))
    found = measures(sample, "outcome", [*NAMES, "channel"])
    table = found.table.set_index("driver")
    r2 = regression(sample, "outcome", [*NAMES, "channel"]).r2
    np.testing.assert_allclose([table["lmg"].sum(), table["johnson"].sum()], r2, rtol=1e-9)
    without = regression(sample, "outcome", NAMES).r2
    alone = regression(sample, "outcome", ["channel"]).r2
    np.testing.assert_allclose(
        [table.loc["channel", "last"], table.loc["channel", "first"]], [r2 - without, alone], rtol=1e-7
    )
    np.testing.assert_allclose(found.conditional.mean(axis=1), table["lmg"], rtol=1e-9)
    assert found.complete.loc["speed", "price"] == 1 and found.complete.loc["price", "speed"] == 0
    plain = measures(sample, "outcome", NAMES).table
    np.testing.assert_allclose(plain["pratt"].sum(), without, rtol=1e-9)


def test_the_jackknife_error_is_that_of_the_bootstrap() -> None:
    sample = design(drivers(2, n=1500), margins=("sex", "age"))
    jackknife = measures(sample, "outcome", NAMES).table["se"].to_numpy()
    bootstrap = importance(sample, "outcome", NAMES, replicates=1500).importances[:, 1:].std(axis=1)
    np.testing.assert_allclose(bootstrap[:3], jackknife[:3], rtol=0.15)
