from __future__ import annotations

import numpy as np
import pytest

from manyi.stats import complementary
from manyi.stats.estimate.suppress import judge_means, judge_shares


def share(p: float, se: float, df: float, n: float) -> tuple[str, str]:
    status, reason = judge_shares(*(np.array([value]) for value in (p, se, df, n)))
    return status[0], reason[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0.5, 0.02, 50, 29), ("suppressed", "base_below_30")),
        ((0.5, 0.08, 50, 40), ("suppressed", "interval_too_wide")),  # wider than .30
        ((0.03, 0.016, 50, 200), ("suppressed", "interval_too_wide")),  # wider than 1.3 times the share
        ((0.005, 0.002, 50, 2000), ("shown", "")),  # as wide, but narrower than .05
        ((0.97, 0.016, 50, 200), ("flagged", "wide_interval")),
        ((0.5, 0.02, 6, 600), ("flagged", "df_below_8")),
        ((0.0, 0.0, 50, 400), ("flagged", "all_or_none")),
        ((0.5, 0.02, 50, 600), ("shown", "")),
    ],
)
def test_nchs_rule(given: tuple, expected: tuple) -> None:
    assert share(*given) == expected


def test_means_by_base_df_and_width() -> None:
    n, df = np.array([29, 30, 99, 100, 400, 400, 400]), np.array([50, 50, 50, 50, 3, 7, 50])
    width = np.array([1, 1, 1, 1, 1, 1, 5.1])
    status, reason = judge_means(width, df, n, np.zeros(7, bool), widest=5)
    assert list(zip(status, reason, strict=True)) == [
        ("suppressed", "base_below_30"),
        ("flagged", "base_below_100"),
        ("flagged", "base_below_100"),
        ("shown", ""),
        ("suppressed", "df_below_4"),
        ("flagged", "df_below_8"),
        ("flagged", "wide_interval"),
    ]
    assert judge_means(width, df, n, np.zeros(7, bool), widest=None)[0][6] == "shown"


def test_hidden_cell_cannot_be_subtracted() -> None:
    counts = np.array([[3, 40, 50], [20, 9, 70], [30, 60, 80]])
    hidden = complementary(counts)
    assert hidden[0, 0]
    assert not (hidden.sum(axis=0) == 1).any()
    assert not (hidden.sum(axis=1) == 1).any()
    assert hidden.sum() == 4
    assert not complementary(counts + 10).any()
