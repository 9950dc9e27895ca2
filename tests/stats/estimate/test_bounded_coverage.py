"""Do intervals of means near an end of their scale cover as often as they say? 20,000 samples each, seed fixed."""

import numpy as np
import pytest

from manyi.stats.estimate.interval import mean_interval, t_interval

SAMPLES, SEED = 20_000, 20261128
FIVE, NPS = [1, 2, 3, 4, 5], [-100, 0, 100]


def covered(answers, shares, n, way):
    """Return in how many samples of n the interval holds the truth, and in how many it leaves the scale."""
    counts = np.random.default_rng(SEED).multinomial(n, shares, size=SAMPLES)
    values, alike = np.array(answers, float), (counts == n).any(axis=1)
    mean = counts @ values / n
    spread = np.sqrt(np.maximum(counts @ values**2 / n - mean**2, 0) / (n - 1))
    se, ends = np.where(alike, 0.0, spread), np.tile(values[[0, -1]], (SAMPLES, 1))
    if way == "t":
        low, high = t_interval(mean, se, n - 1)
    else:
        low, high = mean_interval(mean, se, n - 1, np.full(SAMPLES, n), ends, alike)
    truth = values @ np.array(shares)
    inside = (low <= truth + 1e-9) & (high >= truth - 1e-9)
    return inside.mean(), ((low < values[0]) | (high > values[-1])).mean()


@pytest.mark.parametrize(
    ("answers", "shares", "n", "least"),
    [
        (FIVE, [0.03, 0.04, 0.10, 0.33, 0.50], 30, 0.94),
        (FIVE, [0.01, 0.01, 0.03, 0.15, 0.80], 30, 0.94),
        (FIVE, [0.01, 0.01, 0.03, 0.15, 0.80], 400, 0.94),
        (FIVE, [0.002, 0.002, 0.002, 0.004, 0.99], 100, 0.94),
        (FIVE, [0.002, 0.002, 0.002, 0.004, 0.99], 400, 0.90),  # rare low answers: short, as methods.md says
        (NPS, [0.02, 0.03, 0.95], 100, 0.94),
        ([0, 1], [0.01, 0.99], 100, 0.94),
    ],
)
def test_covers_and_stays_on_the_scale_where_t_does_not(answers, shares, n, least):
    ours, beyond = covered(answers, shares, n, "bounded")
    theirs, _ = covered(answers, shares, n, "t")
    assert ours >= least and beyond == 0
    assert ours >= theirs
