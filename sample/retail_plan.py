"""What is planted in the sample study `retail`: rates, volumes, themes and durations by category and wave.

S4 describes 2017; its figures hold in that wave. Everything was written down, and the seed fixed, before any estimate
was looked at.
"""

from __future__ import annotations

from typing import Any

from sample.files import Layout

SEED = 20170919
NOTE = "fixed before any estimate was looked at, never changed since"
WAVES = [2016, 2017, 2021, 2022, 2023, 2024]
PUBLISHED_WAVE = 2017

# Category: share of the orders, positive share of its reviews (2017), negative reviews per 1,000 orders (2017).
CATEGORIES: dict[str, tuple[float, float, float]] = {
    "life": (0.07, 0.9655, 7.2),
    "large_appliances": (0.04, 0.9724, 6.3),
    "small_appliances": (0.08, 0.9698, 6.8),
    "phones_computers": (0.30, 0.9520, 9.9),
    "apparel": (0.14, 0.9210, 17.1),
    "beauty": (0.08, 0.9280, 16.2),
    "food": (0.12, 0.9570, 9.5),
    "baby": (0.06, 0.9550, 9.9),
    "home": (0.06, 0.9380, 13.5),
    "books": (0.05, 0.9680, 6.3),
}
APPLIANCES = ("large_appliances", "small_appliances")
APPLIANCES_POSITIVE = 0.9711  # of both together, exactly, in 2017
REVIEWED = 0.45  # reviews per order
ORDERS = [44_000, 60_000, 96_000, 104_000, 113_000, 121_000]  # a day, mean of the wave
GROWTH = 0.30  # log growth of orders from January to December; rates do not grow
NEGATIVE = [1.0, 1.0, 0.97, 0.96, 0.95, 0.90]  # rates per 1,000 orders against 2017
WEEK = 0.05  # sd of the log rate over weeks, shared by all categories
PROMOTIONS = [(167, 171), (314, 317)]  # days of the year
PROMOTION_ORDERS, PROMOTION_RATE = 3.0, 1.18  # orders times, rate per order times, in the windows

DRAWN = {"negative": 260, "neutral": 40, "positive": 200}  # reviews per category and wave
READ_TWICE = 36  # negative reviews per category and wave
# Chance of five stars for service in a positive review; else four. Other reviews: see `retail`.
FIVE_STARS = {
    "life": 0.93, "large_appliances": 0.84, "small_appliances": 0.72, "books": 0.72, "food": 0.70, "baby": 0.69,
    "phones_computers": 0.67, "home": 0.64, "beauty": 0.47, "apparel": 0.45,
}  # fmt: skip
LOW_STARS = {"neutral": {3: 0.6, 4: 0.4}, "negative": {1: 0.35, 2: 0.35, 3: 0.3}}

# Share of the negative reviews that complain of a theme, by wave; log-odds more or less by category.
THEMES = {
    "customer_service": [0.33, 0.35, 0.34, 0.34, 0.33, 0.33],
    "logistics": [0.31, 0.30, 0.25, 0.27, 0.22, 0.21],
    "returns": [0.24, 0.26, 0.28, 0.29, 0.30, 0.32],
    "quality": [0.20, 0.19, 0.20, 0.20, 0.20, 0.20],
    "price": [0.10, 0.11, 0.12, 0.12, 0.13, 0.13],
    "authenticity": [0.08, 0.07, 0.06, 0.06, 0.05, 0.05],
}
LEAN = {
    "life": {"customer_service": 0.5, "logistics": -1.5, "quality": -0.5},
    "large_appliances": {"logistics": 0.5, "customer_service": -0.2},
    "apparel": {"returns": 0.4, "quality": 0.3},
    "beauty": {"authenticity": 1.0},
    "phones_computers": {"price": 0.5, "returns": 0.2},
    "food": {"logistics": 0.4, "returns": -0.5},
}
HIDDEN = 0.08  # of the complaints: in words no list of keywords holds
PRAISED = 0.12  # of the themes not complained of: mentioned with praise
READERS = {"coder_a": (0.94, 0.012), "coder_b": (0.91, 0.015)}  # sees a complaint; sees one that is none

# Median days to completion in 2017, buyer and seller alone: refund only, return and refund. Services are not sent back.
MEDIANS: dict[str, tuple[float, float | None]] = {
    "life": (0.42, None),
    "large_appliances": (0.88, 4.94),
    "small_appliances": (0.71, 4.41),
    "phones_computers": (0.77, 4.62),
    "apparel": (0.55, 3.92),
    "beauty": (0.58, 4.05),
    "food": (0.48, 3.74),
    "baby": (0.61, 4.10),
    "home": (0.74, 4.55),
    "books": (0.51, 3.53),
}
SPREAD = 0.45  # sd of the log of the days
FASTER = [1.12, 1.0, 0.86, 0.83, 0.80, 0.76]  # medians against 2017
PLATFORM, PLATFORM_SLOWER = 0.04, 2.6
REFUNDS = 210  # per category and kind

COMPLAINTS = {
    "food_drug": [372, 405, 430, 441, 420, 415],
    "car": [318, 330, 352, 360, 371, 366],
    "appliances": [302, 309, 298, 287, 290, 284],
    "prepaid": [96, 201, 344, 372, 391, 402],
    "ride_hailing": [58, 164, 140, 121, 118, 109],
    "telecom": [141, 139, 120, 111, 108, 104],
    "housing": [118, 121, 126, 122, 117, 121],
    "clothes": [109, 104, 101, 96, 99, 92],
    "other": [98, 102, 113, 110, 108, 112],
}

PERSONAL, TWICE, STRAY, FULL_WIDTH, LEFT_OUT = 60, 25, 30, 20, 12  # in a wave of reviews; fewer in other tables
LAYOUTS: dict[str, dict[int, Layout]] = {
    name: {
        2016: Layout(f"{name}_2016_codes.xlsx", coded=True, blank="", skipped=""),
        2017: Layout(f"{name}_2017.csv", encoding="gb18030", padded=True, blank="", skipped=""),
        **{wave: Layout(f"{name}_{wave}.xlsx", blank="", skipped="") for wave in WAVES[2:]},
    }
    for name in ("reviews", "orders", "refunds", "complaints")
}
# What S4 published about 2017, and what it is of.
PUBLISHED = [
    ("S4-01", "positive", "all", ">", 0.90, "Positive reviews, all categories", "总体好评率"),
    ("S4-02", "positive", "appliances", "=", 0.9711, "Positive reviews, appliances", "家用电器好评率"),
    ("S4-06-min", "refund_only", "min", "=", 0.42, "Shortest category median, refund only (days)", "仅退款最短用时（天）"),
    ("S4-06-max", "refund_only", "max", "=", 0.88, "Longest category median, refund only (days)", "仅退款最长用时（天）"),
    ("S4-07-min", "return_refund", "min", "=", 3.53, "Shortest category median, return and refund (days)", "退货退款最短用时（天）"),
    ("S4-07-max", "return_refund", "max", "=", 4.94, "Longest category median, return and refund (days)", "退货退款最长用时（天）"),
]  # fmt: skip
PUBLISHED_ORDERS: list[dict[str, Any]] = [
    {"id": "S4-03", "of": "service", "in_order": True, "first": ["life", "large_appliances"], "last": ["beauty", "apparel"],
     "text": {"en": "Service attitude: life services first, then large appliances; clothes and beauty last",
              "zh": "服务态度：生活服务最高，大家电次之，服饰鞋包与美容护理较低"}},
    {"id": "S4-04", "of": "themes", "first": ["customer_service", "logistics", "returns"],
     "text": {"en": "Most frequent themes: customer service, delivery, returns", "zh": "差评三大主题：客服沟通、物流、退换货"}},
    {"id": "S4-05", "of": "negative", "first": ["phones_computers"],
     "text": {"en": "Most negative reviews by number: phones and computers", "zh": "差评绝对数量最多：手机、电脑"}},
    {"id": "S4-08", "of": "complaints", "first": ["food_drug", "car", "appliances"],
     "text": {"en": "Most complaints: food and drugs, cars, appliances", "zh": "投诉热点：食品药品、汽车及维修、家电质量及维修"}},
]  # fmt: skip
