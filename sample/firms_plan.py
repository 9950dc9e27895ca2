"""What is planted in `firms`: the counts behind every published percentage of the 2021 assessment of firms.

The source gives no number of firms. 163 is the smallest that gives 36.2, 32.5, 68.7 and 32.5 % and whole-percent 20 and
78 under half-up rounding. Figures without a published value were chosen once, before any score was looked at.
"""

from __future__ import annotations

from sample.files import Layout

SEED = 20211231  # fixed before any score was looked at
PUBLISHED_WAVE = 2021
WAVES = {2017: 96, 2019: 118, 2020: 131, 2021: 163, 2022: 171, 2023: 184, 2024: 192}

SIZES = {"s1_50": 59, "s51_200": 53, "s201_500": 28, "s501_1000": 6, "s1001": 17}  # of 163
INDUSTRIES = {
    "equipment": 24, "other_making": 18, "instruments": 11, "services": 33, "smart_hardware": 9, "software": 21,
    "appliances": 14, "building": 11, "energy": 9, "logistics": 7, "retail": 6,
}  # fmt: skip
TRADITIONAL = ["equipment", "other_making", "instruments"]
REGIONS = {"east": 0.62, "central": 0.18, "west": 0.14, "northeast": 0.06}
RETURNING = 0.55  # share of places taken by a firm of the wave before, where there is one of that size and industry

# Firms in the top tier (80 and above) by size: 4 of 6 is the published 66.7 %, 14 of 28 the published half.
TOP = {"s1_50": 17, "s51_200": 19, "s201_500": 14, "s501_1000": 4, "s1001": 13}
COMMODITY_REACHED = 127  # of 163: 78 %
# At least half of every industry past the line; all smart hardware in the top tier.
PASSED_SHARE = 0.5
ALL_TOP = "smart_hardware"

# How good service is, on the scale of log odds: by size, industry, wave; firms differ by SPREAD.
SIZE_EFFECT = {"s1_50": -0.30, "s51_200": -0.10, "s201_500": 0.20, "s501_1000": 0.45, "s1001": 0.70}
INDUSTRY_EFFECT = {"smart_hardware": 1.3, "appliances": 0.25, "equipment": 0.1, "services": -0.1, "retail": -0.15}
WAVE_EFFECT = {2017: -0.35, 2019: -0.2, 2020: -0.25, 2021: 0.0, 2022: 0.05, 2023: 0.15, 2024: 0.25}
SPREAD = 0.75
SELF_LENIENCY = 0.2  # a firm that assesses itself is kinder
THIRD_PARTY = {"s1_50": 0.10, "s51_200": 0.15, "s201_500": 0.30, "s501_1000": 0.40, "s1001": 0.50}
# How large firms of an industry are (larger: more of the large places), before chance.
LARGE = {
    "equipment": 0.7, "other_making": 0.3, "instruments": 0.3, "energy": 0.6, "appliances": 0.3, "retail": -0.4,
    "software": -0.4, "services": -0.3,
}  # fmt: skip

# Log odds that a check is met or a sample conforms, by dimension: the system is the weakest, commodity service the
# strongest; checks of an indicator differ a little.
DIMENSION_LEVEL = {"system": 0.7, "commodity": 1.3, "customer": 1.1}
CHECK_LEVEL = {
    "managers": -0.6,
    "department": 0.8,
    "handbook": 0.5,
    "culture": -0.2,
    "recycling": -0.5,
    "survey": -0.3,
    "information": 0.4,
}
# Chance that a check does not apply, by industry ("": all others).
DOES_NOT_APPLY: dict[str, dict[str, float]] = {
    "recycling": {"services": 0.8, "software": 0.9, "logistics": 0.8, "": 0.15},
    "delivery": {"services": 0.5, "software": 0.7, "": 0.03},
    "repair": {"services": 0.4, "software": 0.5, "logistics": 0.6, "retail": 0.2, "": 0.02},
    "outlets": {"software": 0.3, "": 0.05},
}
SAMPLED = [5, 8, 10, 20]  # how many like samples were looked at
DEDUCTIONS = [0.86, 0.09, 0.03, 0.008, 0.004, 0.005, 0.003]  # share of firms with 0, 1, ... special deductions
MERITS = [0.80, 0.17, 0.03]
CANDIDATES, ROUNDS = 50, 60  # assessments drawn at a time for a firm whose first one does not fit, how often

# Names put together from these, with a word that says they are made up.
FIRST = {
    "青": "Qing", "云": "Yun", "海": "Hai", "明": "Ming", "远": "Yuan", "安": "An", "和": "He", "金": "Jin",
    "新": "Xin", "东": "Dong", "北": "Bei", "恒": "Heng", "宏": "Hong", "启": "Qi", "瑞": "Rui", "嘉": "Jia",
}  # fmt: skip
SECOND = {
    "禾": "he", "岭": "ling", "川": "chuan", "德": "de", "航": "hang", "泰": "tai", "源": "yuan", "诚": "cheng",
    "星": "xing", "峰": "feng", "河": "he", "图": "tu", "达": "da", "盛": "sheng", "林": "lin", "舟": "zhou",
}  # fmt: skip
LINE = {
    "equipment": ("装备", "Equipment"),
    "other_making": ("制造", "Manufacturing"),
    "instruments": ("器械", "Instruments"),
    "services": ("服务", "Services"),
    "smart_hardware": ("智能", "Smart Hardware"),
    "software": ("软件", "Software"),
    "appliances": ("电器", "Appliances"),
    "building": ("家居", "Home"),
    "energy": ("能源", "Energy"),
    "logistics": ("物流", "Logistics"),
    "retail": ("商贸", "Trading"),
}

LAYOUTS = {
    2017: Layout("pingfen2017.csv", encoding="gb18030", coded=True),
    2019: Layout("firms_2019.csv"),
    2020: Layout("firms_2020.csv", delimiter=";"),
    2021: Layout("firms_2021.xlsx", padded=True),
    2022: Layout("firms_2022.xlsx", padded=True),
    2023: Layout("firms_2023.xlsx"),
    2024: Layout("firms_2024.xlsx"),
}
# What goes wrong in a wave. Nothing that costs a firm its score is planted in the wave that has to hold the published
# percentages.
TWICE, WRONG_TOTALS, BLANKS, FULL_WIDTH, WITH_UNIT = 6, 5, 12, 20, 15
NO_SCORE = {"text_for_number": 3, "out_of_range": 2, "left_out": 2, "more_than_applies": 2}
