from __future__ import annotations

import numpy as np
import pytest

from manyi.stats import cohen_h, effect_sizes
from tests.stats.samples import design, sample


def test_d_by_hand() -> None:
    frame = sample(1, gaps=0.0).assign(weight=1.0)
    a, b = (frame.loc[frame["sex"] == sex, "x"] for sex in ("f", "m"))
    pooled = np.sqrt(((len(a) - 1) * a.var() + (len(b) - 1) * b.var()) / (len(a) + len(b) - 2))
    row = effect_sizes(design(frame), "x", "sex").iloc[0]
    assert row["d"] == pytest.approx((a.mean() - b.mean()) / pooled, rel=1e-10)
    assert abs(row["g"]) < abs(row["d"])


def test_no_spread_no_effect_size() -> None:
    assert effect_sizes(design(sample(2).assign(x=1.0)), "x", "sex")["d"].isna().all()


def test_h_is_zero_only_for_equal_shares() -> None:
    assert cohen_h(0.3, 0.3) == 0
    assert cohen_h(0.5, 0.3) == pytest.approx(0.4115, abs=1e-4)


def test_one_weight_is_no_effect() -> None:
    frame = sample(3, size=30)
    frame.loc[0, "weight"] = 1e7
    assert effect_sizes(design(frame), "x", "sex")["status"].tolist() == ["suppressed"]


def test_a_group_too_small_to_print_has_no_effect_size_and_says_why() -> None:
    frame = sample(1, size=40)
    frame.loc[frame[frame["sex"] == "m"].index[12:], "sex"] = "f"
    row = effect_sizes(design(frame), "x", "sex").iloc[0]
    assert (row["status"], row["reason"]) == ("suppressed", "base_below_30") and np.isnan(row["d"])
    alike = effect_sizes(design(sample(2).assign(x=1.0)), "x", "sex").iloc[0]
    assert (alike["status"], alike["reason"]) == ("suppressed", "no_error")
