"""Control limits: by hand, how often they cry wolf, and that bad weeks widen them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.studies.service.control_charts import p_chart


def periods(share: list[float] | np.ndarray, base: int | list[int] = 1000) -> pd.DataFrame:
    return pd.DataFrame({"month": [f"m{k:02d}" for k in range(1, len(share) + 1)], "estimate": share, "base": base})


def test_limits_by_hand() -> None:
    """Mean .1 of 400 and 100 cases: sqrt(.1 * .9 / n) is .015 and .03; a small moving range does not narrow them."""
    found = p_chart(periods([0.1, 0.1, 0.1], [400, 400, 100]))
    assert found["centre"].tolist() == pytest.approx([0.1] * 3)
    assert found["lower"].tolist() == pytest.approx([0.055, 0.055, 0.01])
    assert found["upper"].tolist() == pytest.approx([0.145, 0.145, 0.19])
    assert found["sigma_z"].tolist() == [1.0] * 3
    assert found["signal"].tolist() == [""] * 3


def test_moving_range_widens_the_limits() -> None:
    """Laney: p .45, .55, .45, .55 of 1000 are z = -+3.162 apart by 6.325; sigma_z = 6.325 / 1.128."""
    found = p_chart(periods([0.45, 0.55, 0.45, 0.55]))
    error = np.sqrt(0.25 / 1000)
    assert found["sigma_z"].iloc[0] == pytest.approx(0.1 / error / 1.128)
    assert found["upper"].iloc[0] == pytest.approx(0.5 + 3 * 0.1 / 1.128)
    assert (found["signal"] == "").all()  # a plain p-chart would call all four out of control


def test_one_bad_month_is_found() -> None:
    rng = np.random.default_rng(1)
    share = rng.binomial(2000, 0.96, 12) / 2000
    share[6] = 0.92
    found = p_chart(periods(share, 2000))
    assert found.loc[found["signal"] != "", ["month", "signal"]].to_numpy().tolist() == [["m07", "below"]]
    share[6] = 0.995
    assert p_chart(periods(share, 2000))["signal"].iloc[6] == "above"


def test_equal_months_are_seldom_called_different() -> None:
    """3 sigma: .0027 a month; with 12 limits estimated from the months themselves a little more, below 1 in 100."""
    rng = np.random.default_rng(2)
    signals = [(p_chart(periods(rng.binomial(1500, 0.95, 12) / 1500, 1500))["signal"] != "").sum() for _ in range(300)]
    assert np.mean(signals) / 12 < 0.01


def test_limits_stay_shares() -> None:
    found = p_chart(periods([0.99, 1.0, 0.98], 30))
    assert found["upper"].max() == 1.0
    assert found["lower"].min() >= 0


@pytest.mark.parametrize("share", [[0.5, 0.5], [0.5, np.nan, 0.5]])
def test_too_few_periods_are_refused(share: list[float]) -> None:
    with pytest.raises(InputError, match="three periods"):
        p_chart(periods(share))
