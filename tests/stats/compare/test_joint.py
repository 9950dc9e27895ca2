from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from manyi.stats import Design, means, omnibus, shares
from manyi.stats.compare.joint import DRAWS, rao_scott, wald_statistic, welch
from tests.stats.samples import sample


def own_psus(seed: int, k: int = 4, shift: float = 0.0) -> pd.DataFrame:
    """Return k strata of five PSUs of ten people; the first is eight times as precise as the last, and higher."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(5 * k), 10)
    scale = np.geomspace(1, 8, k)[psu // 5]
    x = scale * (rng.normal(size=5 * k)[psu] + rng.normal(size=len(psu))) + shift * (psu < 5)
    return pd.DataFrame({"stratum": psu // 5, "psu": psu, "weight": 1.0, "x": x, "y": (x > 0).astype(float)})


def groups(frame: pd.DataFrame, item: str = "x"):  # noqa: ANN201
    kind = shares if item == "y" else means
    found = kind(Design(frame, stratum="stratum", psu="psu"), item, "stratum")
    found.table["status"] = "shown"
    return found


def test_welch_by_hand() -> None:
    frame = own_psus(1, shift=1.0)
    totals = frame.groupby(["stratum", "psu"])["x"].mean().groupby("stratum")
    b, v = totals.mean().to_numpy(), (totals.var() / 5).to_numpy()
    w = 1 / v
    expected = (w * np.square(b - w @ b / w.sum())).sum() / 3
    test = omnibus(groups(frame))
    assert test.form == "welch" and test.statistic == pytest.approx(expected, rel=1e-9)


def test_the_bootstrap_is_welchs_f_where_that_holds() -> None:
    """With many degrees of freedom a group, p is that of Welch's own F (Welch 1951), but for the draws."""
    rng = np.random.default_rng(3)
    psu = np.repeat(np.arange(600), 5)
    x = np.linspace(1, 2, 3)[psu // 200] * rng.normal(size=600)[psu] + 0.12 * (psu // 200)
    found = groups(pd.DataFrame({"stratum": psu // 200, "psu": psu, "weight": 1.0, "x": x}))
    b, v = found.table["estimate"].to_numpy(), np.square(found.table["se"].to_numpy())
    share = np.square(1 - (1 / v) / (1 / v).sum()) / 199
    f = welch(found).statistic / (1 + 2 * (3 - 2) / (3**2 - 1) * share.sum())
    p = stats.f.sf(f, 2, (3**2 - 1) / (3 * share.sum()))
    assert 0.01 < p < 0.5 and welch(found).p == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / DRAWS))
    assert len(b) == 3


def test_a_precise_group_that_differs_is_seen() -> None:
    found = [groups(own_psus(seed, shift=2.5)) for seed in range(40)]
    seen = [sum(form(one).p <= 0.05 for one in found) for form in (omnibus, rao_scott)]
    assert seen[0] >= 15 > 2 * seen[1]


def test_which_form_is_taken() -> None:
    frame = own_psus(5)
    assert omnibus(groups(frame)).form == "welch"
    assert omnibus(groups(frame, "y")).form == "rao_scott"  # errors of shares go with the shares
    two = groups(frame).only(np.array([True, True, False, False]))
    assert omnibus(two).form == "rao_scott"  # the t test
    across = sample(2, psus=8)
    design = Design(across, stratum="stratum", psu="psu")
    assert omnibus(means(design, "x", "group")).form == "rao_scott"
    alone = Design(across.assign(x=across["x"].fillna(50)))
    assert omnibus(means(alone, "x", "group")).form == "rao_scott"  # people of their own, too few to be near normal
    fixed = frame.assign(x=frame["x"].where(frame["stratum"] > 0, 3.0))
    assert omnibus(groups(fixed)).form == "rao_scott"  # a group without error has no precision to weigh it by


def test_the_same_sample_has_the_same_p() -> None:
    assert omnibus(groups(own_psus(6))) == omnibus(groups(own_psus(6)))


def test_a_variance_that_rounding_put_below_zero_is_none() -> None:
    assert wald_statistic(np.zeros(2), np.array([[1.0, 0.0], [0.0, -4e-15]])) is None
