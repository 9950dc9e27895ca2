from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.stats import adjust_p

P = [0.001, 0.01, 0.02, 0.04, 0.05, 0.2]


def test_printed_fixture() -> None:
    assert adjust_p(P, "holm") == pytest.approx([0.006, 0.05, 0.08, 0.12, 0.12, 0.2])
    assert adjust_p(P, "bh") == pytest.approx([0.006, 0.03, 0.04, 0.06, 0.06, 0.2])


def test_untested_are_not_counted() -> None:
    assert adjust_p([0.01, np.nan, 0.04], "holm")[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(adjust_p([np.nan, np.nan])).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_order_between_the_methods(p: list[float]) -> None:
    raw, bh, hommel, holm, bonferroni = (adjust_p(p, m) for m in ("none", "bh", "hommel", "holm", "bonferroni"))
    for smaller, larger in ((raw, bh), (bh, hommel), (hommel, holm), (holm, bonferroni)):
        assert (smaller <= larger + 1e-12).all()
