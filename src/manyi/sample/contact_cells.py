"""The table behind `contact`: one cell is an industry x channel, split by whether people were served at once.

Solved so that the published means of industries and of channels, the published share served at once and the published
ratio between the two groups all hold together.
"""

from __future__ import annotations

import numpy as np

from manyi.sample import contact_plan as plan


def cell_means(wave: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the share and the mean index of each industry x channel cell, right in both margins."""
    of_channel = np.array(plan.CHANNEL_SHARE[wave])
    shares = plan.AFFINITY * plan.INDUSTRY_SHARE[:, None]
    for _ in range(200):
        shares *= of_channel / shares.sum(axis=0)
        shares *= (plan.INDUSTRY_SHARE / shares.sum(axis=1))[:, None]
    channel = _channel_index(wave)
    drift = plan.INDUSTRY_DRIFT - plan.INDUSTRY_DRIFT @ plan.INDUSTRY_SHARE
    years = max(plan.WAVES) - wave
    industry = plan.INDUSTRY_INDEX - 78.5 + plan.INDEX[wave] - 0.6 * drift * min(years, 2)
    # Additive means a_i + b_c that reproduce both margins: alternate, as raking does with factors.
    a, b = industry.copy(), np.zeros(4)
    for _ in range(200):
        b = channel - (shares * a[:, None]).sum(axis=0) / of_channel
        a = industry - (shares * b).sum(axis=1) / plan.INDUSTRY_SHARE
    return shares, a[:, None] + b


def _channel_index(wave: int) -> np.ndarray:
    """Return the index by channel; the one left open follows from the wave's index."""
    given = plan.CHANNEL_INDEX[wave]
    known = sum(s * m for s, m in zip(plan.CHANNEL_SHARE[wave], given, strict=True) if m is not None)
    return np.array([m if m is not None else (plan.INDEX[wave] - known) / s
                     for s, m in zip(plan.CHANNEL_SHARE[wave], given, strict=True)])  # fmt: skip


def served_at_once(wave: int) -> tuple[np.ndarray, np.ndarray]:
    """Return per cell the share served at once and the mean index of (not so, so): [industry, channel, 0..1]."""
    shares, means = cell_means(wave)
    level = np.array(plan.CHANNEL_FCR[wave])
    lean = 0.03 * (means - (shares * means).sum(axis=0) / shares.sum(axis=0))
    logit = np.log(level / (1 - level))
    for _ in range(100):
        rate = 1 / (1 + np.exp(-(logit + lean)))
        logit += level - (shares * rate).sum(axis=0) / shares.sum(axis=0)
    # The gap that makes the two overall means stand in the published ratio.
    yes, no = shares * rate, shares * (1 - rate)
    mean_yes, mean_no = (yes * means).sum() / yes.sum(), (no * means).sum() / no.sum()
    lift, drop = (yes * (1 - rate)).sum() / yes.sum(), (no * rate).sum() / no.sum()
    gap = (mean_no - plan.REPEAT_RATIO * mean_yes) / (drop + plan.REPEAT_RATIO * lift)
    return rate, np.stack([means - gap * rate, means + gap * (1 - rate)], axis=2)
