from __future__ import annotations

import numpy as np
import pytest

from manyi.stats.estimate.interval import critical, effective_n, share_interval, t_interval, two_sided_p


def test_interval_and_test_share_one_rule() -> None:
    for estimate in (1.9, 2.0, 2.3):
        low, high = t_interval(estimate, 1.0, 7)
        assert (two_sided_p(estimate, 7) <= 0.05) == (not low <= 0 <= high)


def test_critical_values() -> None:
    assert critical(5) == pytest.approx(2.5705818, abs=1e-7)  # t, not z
    assert critical(np.inf) == pytest.approx(1.9599640, abs=1e-7)
    assert np.isnan(critical(0))


@pytest.mark.parametrize("method", ["logit", "wilson", "beta", "asin"])
def test_stays_between_0_and_1(method: str) -> None:
    p = np.array([0.0, 0.001, 0.5, 0.999, 1.0])
    low, high = share_interval(p, np.sqrt(p * (1 - p) / 40), 20, 40, method)
    assert ((low >= 0) & (low <= p) & (p <= high) & (high <= 1)).all()


def test_effective_n_is_the_nominal_one_without_spread() -> None:
    assert effective_n([0.5, 0.0], [0.05, 0.0], [400, 40]).tolist() == pytest.approx([100, 40])


@pytest.mark.parametrize("method", ["logit", "wilson", "beta", "asin"])
def test_all_or_nobody_is_so_however_the_weights_were_summed(method: str) -> None:
    for whole, summed in ((1.0, 1 - 2e-16), (0.0, 1e-17)):
        exact, nearly = (share_interval([p], [1e-17], 20, 40, method) for p in (whole, summed))
        np.testing.assert_array_equal(exact, nearly)
