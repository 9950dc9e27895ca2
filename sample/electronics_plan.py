"""What is planted in `electronics`: the tables behind the findings of the 2021 consumer-electronics report.

That report prints one number (23.5 % of phone buyers complained) and many directions; the sizes of the directions
are ours, chosen once: at least six index points where it speaks of a category, so that about 300 raters show them.
Lists by wave follow WAVES; means are answers 1-5 unless said otherwise.
"""

from __future__ import annotations

from sample.files import Layout

SEED = 20210706  # fixed before any estimate was looked at
WAVES = [2018, 2019, 2020, 2021, 2022, 2024]
PSUS = 8
COMPLETES = 25
INCIDENCE = {"age_18_24": 0.86, "age_25_34": 0.88, "age_35_44": 0.85, "age_45_54": 0.80, "age_55_plus": 0.72}
INDEX = [72.6, 73.2, 74.0, 74.6, 75.4, 76.6]  # overall, 0-100

CATEGORIES = ["phone", "computer", "tablet", "laptop", "tv", "fridge", "ac", "smart_home", "wearable", "digital_av"]
BOUGHT = [0.44, 0.27, 0.29, 0.31, 0.31, 0.29, 0.31, 0.29, 0.31, 0.28]  # in three years; one of them is drawn
SHOPS = ["brand_store", "chain", "online", "supermarket", "emarket", "nonchain"]
SHOP_SHARE = [0.22, 0.20, 0.43, 0.06, 0.05, 0.04]

# Pre-sales overall as an index 0-100, by category and wave. 2021: appliances, phones and smart electronics up,
# complex categories down; computers and smart home move too little for this sample to show.
PRE_INDEX = {
    "phone": [71.5, 72.0, 72.5, 79.0, 78.0, 79.0], "computer": [71.0, 71.5, 72.0, 73.0, 73.0, 74.0],
    "tablet": [70.5, 71.0, 71.5, 64.5, 66.0, 68.5], "laptop": [71.0, 71.5, 72.0, 65.0, 66.5, 69.0],
    "tv": [71.0, 71.5, 72.0, 78.5, 78.0, 78.5], "fridge": [72.0, 72.5, 73.0, 79.5, 79.0, 80.0],
    "ac": [71.5, 72.0, 72.5, 79.0, 78.5, 79.5], "smart_home": [70.5, 71.0, 71.5, 72.5, 73.0, 74.0],
    "wearable": [70.0, 70.5, 71.0, 77.5, 77.0, 78.0], "digital_av": [69.5, 70.0, 70.5, 63.5, 65.0, 67.5],
}  # fmt: skip
PRE_SHOP = [3.0, 2.5, 2.0, -9.0, -10.0, -8.5]  # index points, by SHOPS; the mean over buyers is taken off
PRESALES = 0.80  # had pre-sales service
RECEIVED = {
    "intro": [0.74, 0.74, 0.73, 0.73, 0.72, 0.71], "demo": [0.36, 0.37, 0.37, 0.45, 0.46, 0.47],
    "trial": [0.22, 0.23, 0.24, 0.34, 0.36, 0.38], "advice": [0.33, 0.34, 0.35, 0.43, 0.44, 0.45],
    "promo": [0.41, 0.41, 0.40, 0.40, 0.40, 0.39],
}  # fmt: skip
# Mean in 2021; the other waves follow the overall pre-sales level. Introduction highest, understanding lowest.
PRE_ITEMS = {
    "pre_intro": 4.28, "pre_demo": 4.02, "pre_trial": 3.98, "pre_advice": 3.76, "pre_understanding": 3.58,
    "pre_attitude": 4.12, "pre_expertise": 3.90, "pre_standard": 4.05,
}  # fmt: skip

AFTERSALES = 0.65  # used an after-sales service
USED = {"consult": 0.40, "delivery": 0.64, "install": 0.42, "repair": 0.24, "back": 0.20}
AFTER_OVERALL = [3.98, 4.00, 4.02, 3.90, 3.93, 3.98]
# Step -> item: mean in 2020 and in 2021; before 2020 and after 2021 they follow the after-sales level.
STEPS: dict[str, dict[str, tuple[float, float]]] = {
    "consult": {
        "con_ease": (3.92, 3.80), "con_speed": (3.88, 3.76), "con_answer": (3.82, 3.70), "con_overall": (3.82, 3.68),
    },
    "delivery": {
        "del_speed": (4.20, 4.16), "del_time": (3.88, 3.82), "del_intact": (4.26, 4.22), "del_attitude": (4.20, 4.17),
        "del_overall": (4.20, 4.14),
    },
    "install": {"ins_speed": (4.06, 3.98), "ins_skill": (4.10, 4.04), "ins_overall": (3.98, 3.90)},
    "repair": {
        "rep_speed": (3.88, 3.72), "rep_fix": (3.94, 3.82), "rep_loaner": (3.34, 3.18), "rep_fee": (3.42, 3.24),
        "rep_explain": (3.52, 3.34), "rep_procedure": (3.56, 3.40), "rep_overall": (3.74, 3.54),
    },
    "back": {
        "ret_policy": (3.70, 3.58), "ret_speed": (3.64, 3.52), "ret_procedure": (3.56, 3.44),
        "ret_overall": (3.66, 3.50),
    },
}  # fmt: skip
# Installation fee: low in every wave, lower for those who bought online (second list: how much lower).
INS_FEE = [3.36, 3.38, 3.42, 3.36, 3.42, 3.50]
FEE_ONLINE = [0.22, 0.24, 0.27, 0.32, 0.30, 0.28]
FEE_TOLD = (0.44, 0.62)  # told the fee beforehand: bought online, elsewhere
FEE_KEPT = 0.64
TOLD_PULL, KEPT_PULL, AMOUNT_PULL = 0.60, 0.70, -0.06  # on the fee rating; the last per doubling of the amount

FEEDBACK = {
    "hotline": [0.62, 0.61, 0.60, 0.58, 0.57, 0.54], "store": [0.34, 0.33, 0.32, 0.30, 0.29, 0.28],
    "website": [0.13, 0.16, 0.19, 0.24, 0.26, 0.30], "wechat": [0.16, 0.19, 0.23, 0.29, 0.32, 0.36],
    "weibo": [0.04, 0.05, 0.07, 0.10, 0.11, 0.13], "app": [0.25, 0.28, 0.30, 0.33, 0.36, 0.41],
}  # fmt: skip
# Complained, of those who used an after-sales service: the phone rate as published, the others lower.
PHONE_COMPLAINTS = [0.180, 0.185, 0.190, 0.235, 0.225, 0.215]
OTHER_COMPLAINTS = [0.105, 0.110, 0.115, 0.150, 0.145, 0.135]  # mean of the others; by category times
COMPLAINT_LEAN = {"computer": 1.0, "tablet": 1.1, "laptop": 1.15, "tv": 0.85, "fridge": 0.8, "ac": 1.05,
                  "smart_home": 1.1, "wearable": 1.05, "digital_av": 0.9}  # fmt: skip
REASONS = {"delay": 0.50, "recurring": 0.41, "refused": 0.32, "fee": 0.20, "attitude": 0.17, "other": 0.03}

# Service of the brand, 1-5: pull of the general impression, weight in the overall judgement (points of ten per point
# of five), mean by wave. Respect is the planted null between 2022 and 2024; consistency hardly matters, packaging not.
SERVICE: dict[str, tuple[float, float, list[float]]] = {
    "transparency": (0.55, 0.46, [3.50, 3.53, 3.57, 3.55, 3.60, 3.68]),
    "promptness": (0.55, 0.38, [3.66, 3.69, 3.72, 3.68, 3.73, 3.81]),
    "respect": (0.55, 0.22, [3.86, 3.88, 3.90, 3.92, 3.95, 3.95]),
    "convenience": (0.50, 0.18, [3.80, 3.83, 3.86, 3.88, 3.92, 3.99]),
    "promises": (0.55, 0.28, [3.70, 3.72, 3.75, 3.74, 3.78, 3.85]),
    "consistency": (0.12, 0.05, [3.56, 3.57, 3.58, 3.60, 3.62, 3.66]),
    "packaging": (0.00, 0.00, [3.90, 3.92, 3.94, 3.97, 4.00, 4.06]),
}
NULL_ITEM = "respect"
WEAK_DRIVER, NULL_DRIVER = "consistency", "packaging"
RECOMMEND = [7.20, 7.25, 7.35, 7.38, 7.45, 7.60]
REPURCHASE = [3.78, 3.80, 3.83, 3.84, 3.87, 3.92]
THEMES = {"wait": 0.30, "unsolved": 0.25, "repeat": 0.12, "attitude": 0.10, "process": 0.13, "other": 0.10}
DISTRICT_PULL, AGE_PULL, SEX_PULL = 0.11, 0.12, 0.15

# How the files of each wave are delivered.
LAYOUTS = {
    2018: [Layout("electronics_2018.csv", encoding="gb18030", skipped="", blank="")],
    2019: [Layout("electronics_2019_codes.txt", delimiter="\t", coded=True, skipped="-3", blank="-2")],
    2020: [Layout("electronics_2020.xlsx")],
    2021: [Layout("electronics_2021.xlsx", padded=True)],
    2022: [Layout("electronics_2022.csv", delimiter=";", skipped="", blank="")],
    2024: [Layout("electronics_2024.xlsx", skipped="", blank="")],
}
