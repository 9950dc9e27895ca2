"""What is planted in `contact`: the tables behind every published figure of the 2024 customer-service report.

Figures without a published value were chosen once, before any sample was drawn, and are not changed to suit one.
"""

from __future__ import annotations

import numpy as np

from sample.files import Layout

SEED = 20240301  # fixed before any estimate was looked at
WAVES = [2021, 2022, 2023, 2024]
PSUS = 6  # districts sampled per city
COMPLETES = 27  # planned in each district
INCIDENCE = {"age_18_24": 0.70, "age_25_34": 0.76, "age_35_44": 0.72, "age_45_54": 0.66, "age_55_plus": 0.56}

INDEX = {2021: 74.8, 2022: 75.6, 2023: 76.2, 2024: 78.5}
CHANNELS = ["phone", "online", "bot", "store"]
CHANNEL_SHARE = {
    2021: [0.48, 0.25, 0.06, 0.21], 2022: [0.46, 0.26, 0.07, 0.21],
    2023: [0.44, 0.27, 0.08, 0.21], 2024: [0.42, 0.28, 0.10, 0.20],
}  # fmt: skip
# Index by channel; None follows from the wave's index.
CHANNEL_INDEX: dict[int, list[float | None]] = {
    2021: [77.0, 71.6, 62.0, None], 2022: [77.8, 72.5, 62.5, None],
    2023: [78.5, 73.2, 63.5, None], 2024: [81.0, 76.0, 68.0, 82.0],
}  # fmt: skip
CHANNEL_FCR = {
    2021: [0.70, 0.60, 0.38, 0.75], 2022: [0.715, 0.615, 0.395, 0.765],
    2023: [0.73, 0.63, 0.41, 0.78], 2024: [0.75, 0.65, 0.43, 0.80],
}  # fmt: skip
REPEAT_RATIO = 0.8  # index of those not served at once over that of those who were: "a fifth less"

INDUSTRIES = [
    "finance", "ecommerce", "catering", "retail", "telecom", "travel", "logistics", "health", "education",
    "property", "appliances", "utilities",
]  # fmt: skip
INDUSTRY_SHARE = np.array([0.10, 0.20, 0.10] + [0.60 / 9] * 9)
# 2024 as published, the nine others averaging 78.33; travel close behind finance.
INDUSTRY_INDEX = np.array([85.0, 75.0, 80.0, 79.6, 76.4, 84.4, 76.2, 78.4, 79.0, 76.0, 78.6, 76.4])
# How much lower each industry was the year before; the rest of a wave's distance is spread evenly.
INDUSTRY_DRIFT = np.array([0.8, 1.4, 2.6, 2.9, 2.2, 1.5, 4.6, 2.2, 1.6, 3.0, 2.5, 2.4])
# How much more common each channel is in an industry than elsewhere (rows as INDUSTRIES, columns as CHANNELS).
AFFINITY = np.array([
    [1.3, 0.8, 1.4, 1.1], [0.7, 1.9, 1.6, 0.2], [0.8, 0.8, 0.4, 2.0], [0.7, 0.8, 0.7, 2.0], [1.4, 0.8, 1.5, 0.8],
    [1.1, 1.2, 0.9, 0.6], [1.2, 1.1, 1.5, 0.4], [1.0, 0.6, 0.5, 1.8], [1.0, 1.0, 0.6, 1.2], [1.2, 0.5, 0.3, 1.7],
    [1.2, 0.8, 0.8, 1.0], [1.4, 0.7, 1.0, 0.8],
])  # fmt: skip

# Median minutes to be served by channel, median hours to solve by industry (catering: the mean is given).
WAIT_MEDIAN = {
    2021: [3.2, 4.2, 0.5, 9.0], 2022: [3.0, 4.0, 0.5, 9.0], 2023: [2.8, 3.8, 0.4, 8.5], 2024: [2.5, 3.4, 0.4, 8.0],
}  # fmt: skip
HOURS_MEDIAN = np.array([3.0, 8.0, 1.1, 4.0, 5.0, 4.0, 14.0, 6.0, 6.0, 16.0, 20.0, 9.0])
CATERING_HOURS = 1.5
ORDER_TOPIC = {"ecommerce": 0.63, "logistics": 0.48, "retail": 0.30, "catering": 0.28, "appliances": 0.22}  # others .10

# Share of yes, by wave where it moved.
BOT_ERROR = {2021: 0.37, 2022: 0.35, 2023: 0.33, 2024: 0.30}
ESCALATED = 0.45
BOT_WAIT = {2021: 4.4, 2022: 4.1, 2023: 3.8, 2024: 3.4}  # mean minutes
IMPATIENCE = {2021: 0.19, 2022: 0.18, 2023: 0.17, 2024: 0.15}
PAIN = {"wait": 0.60, "unsolved": 0.13, "repeat": 0.09, "attitude": 0.06, "bot": 0.05, "process": 0.05, "other": 0.02}
LIFT = {2023: 0.81, 2024: 0.83}
FRIENDLY = {2023: 0.84, 2024: 0.85}
FINANCE_CLEAR = {2021: 0.86, 2022: 0.87, 2023: 0.88, 2024: 0.90}  # satisfied with the clarity of explanation, finance

# Rated 1-5: pull of the general impression, effect of being served at once, weight in the overall judgement
# (points of ten per point of five), then the mean in each wave. Attitude is the planted null between 2023 and 2024;
# follow_up hardly matters and greeting does not matter at all.
RATINGS: dict[str, tuple[float, float, float, list[float]]] = {
    "access": (0.50, 0.15, 0.16, [3.78, 3.80, 3.84, 3.90]),
    "speed": (0.50, 0.30, 0.38, [3.48, 3.52, 3.58, 3.70]),
    "solving": (0.55, 0.60, 0.50, [3.72, 3.76, 3.80, 3.92]),
    "attitude": (0.55, 0.15, 0.24, [4.08, 4.12, 4.16, 4.16]),
    "knowledge": (0.55, 0.25, 0.20, [3.90, 3.93, 3.97, 4.04]),
    "clarity": (0.55, 0.20, 0.26, [3.84, 3.88, 3.92, 4.00]),
    "follow_up": (0.12, 0.10, 0.05, [3.30, 3.34, 3.38, 3.46]),
    "greeting": (0.00, 0.00, 0.00, [4.22, 4.22, 4.24, 4.26]),
}
NULL_ITEM = "attitude"
WEAK_DRIVER, NULL_DRIVER = "follow_up", "greeting"
# How each channel differs on single ratings, in points of five.
CHANNEL_RATING = {
    "speed": [0.15, -0.25, 0.15, -0.15], "attitude": [0.05, 0.0, -0.45, 0.15], "clarity": [0.1, -0.1, -0.3, 0.15],
}  # fmt: skip
# Rated after the overall judgement, from it: lowest and highest answer, mean by wave.
JUDGEMENTS: dict[str, tuple[int, int, list[float]]] = {
    "expectation": (1, 10, [7.35, 7.42, 7.50, 7.68]),
    "ideal": (1, 10, [7.05, 7.12, 7.20, 7.40]),
    "ease": (1, 7, [4.95, 5.00, 5.08, 5.22]),
    "recommend": (0, 10, [7.30, 7.36, 7.42, 7.62]),
    "repurchase": (1, 5, [3.82, 3.85, 3.88, 3.96]),
}
USED = {"phone": 0.62, "online": 0.71, "bot": 0.48, "store": 0.35, "wechat": 0.30, "weibo": 0.07}
IMPROVE = {"wait": 0.58, "once": 0.49, "human": 0.37, "training": 0.30, "informed": 0.33, "other": 0.02}
DISTRICT_PULL = 0.13  # standard deviation of district effects, in standard deviations of the general impression
AGE_PULL = 0.13  # points of ten per age group, older people are more satisfied
SEX_PULL = 0.20  # points of ten, women above men

# How the files of each wave are delivered.
LAYOUTS = {
    2021: [Layout("contact_2021.csv", encoding="gb18030")],
    2022: [Layout("contact_2022_codes.csv", coded=True, skipped="-3", blank="-2")],
    2023: [Layout("contact_2023.xlsx", padded=True)],
    2024: [
        Layout("contact_2024_part1.csv", encoding="gb18030", skipped="", blank="", padded=True, share=0.55),
        Layout("contact_2024_part2.xlsx", skipped="", blank=""),
    ],
}


def cell_means(wave: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the share and the mean index of each industry x channel cell, right in both margins."""
    of_channel = np.array(CHANNEL_SHARE[wave])
    shares = AFFINITY * INDUSTRY_SHARE[:, None]
    for _ in range(200):
        shares *= of_channel / shares.sum(axis=0)
        shares *= (INDUSTRY_SHARE / shares.sum(axis=1))[:, None]
    channel = _channel_index(wave)
    drift = INDUSTRY_DRIFT - INDUSTRY_DRIFT @ INDUSTRY_SHARE
    years = max(WAVES) - wave
    industry = INDUSTRY_INDEX - 78.5 + INDEX[wave] - 0.6 * drift * min(years, 2)
    # Additive means a_i + b_c that reproduce both margins: alternate, as raking does with factors.
    a, b = industry.copy(), np.zeros(4)
    for _ in range(200):
        b = channel - (shares * a[:, None]).sum(axis=0) / of_channel
        a = industry - (shares * b).sum(axis=1) / INDUSTRY_SHARE
    return shares, a[:, None] + b


def _channel_index(wave: int) -> np.ndarray:
    """Return the index by channel; the one left open follows from the wave's index."""
    given = CHANNEL_INDEX[wave]
    published = sum(s * m for s, m in zip(CHANNEL_SHARE[wave], given, strict=True) if m is not None)
    return np.array([m if m is not None else (INDEX[wave] - published) / s
                     for s, m in zip(CHANNEL_SHARE[wave], given, strict=True)])  # fmt: skip


def served_at_once(wave: int) -> tuple[np.ndarray, np.ndarray]:
    """Return per cell the share served at once and the mean index of (not so, so): [industry, channel, 0..1]."""
    shares, means = cell_means(wave)
    level = np.array(CHANNEL_FCR[wave])
    lean = 0.03 * (means - (shares * means).sum(axis=0) / shares.sum(axis=0))
    logit = np.log(level / (1 - level))
    for _ in range(100):
        rate = 1 / (1 + np.exp(-(logit + lean)))
        logit += level - (shares * rate).sum(axis=0) / shares.sum(axis=0)
    # The gap that makes the two overall means stand in the published ratio.
    yes, no = shares * rate, shares * (1 - rate)
    mean_yes, mean_no = (yes * means).sum() / yes.sum(), (no * means).sum() / no.sum()
    lift, drop = (yes * (1 - rate)).sum() / yes.sum(), (no * rate).sum() / no.sum()
    gap = (mean_no - REPEAT_RATIO * mean_yes) / (drop + REPEAT_RATIO * lift)
    return rate, np.stack([means - gap * rate, means + gap * (1 - rate)], axis=2)
