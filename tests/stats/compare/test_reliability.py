from __future__ import annotations

import numpy as np
import pytest

from manyi.errors import InputError
from manyi.stats import cronbach
from tests.stats.samples import design, sample


def test_parallel_items_follow_spearman_brown() -> None:
    rng = np.random.default_rng(1)
    frame = sample(1, psus=40, size=30, gaps=0.0).assign(weight=1.0)
    true = rng.normal(size=len(frame))
    items = {f"i{j}": true + rng.normal(size=len(frame)) for j in range(4)}
    found = cronbach(design(frame.assign(**items)), list(items))
    assert found.alpha == pytest.approx(4 * 0.5 / (1 + 3 * 0.5), abs=0.02)
    assert found.status == "shown"
    assert (found.items["alpha_without"] < found.alpha).all()


def test_unrelated_items_are_flagged() -> None:
    rng = np.random.default_rng(2)
    frame = sample(2, psus=20)
    items = {f"i{j}": rng.normal(size=len(frame)) for j in range(3)}
    assert cronbach(design(frame.assign(**items)), list(items)).status == "flagged"


def test_constant_item_and_single_item() -> None:
    assert cronbach(design(sample(3).assign(z=1.0)), ["x", "z"]).status == "suppressed"
    with pytest.raises(InputError, match="at least two items"):
        cronbach(design(sample(3)), ["x"])
