"""Every kind of figure with what surveys bring: one group and sixty, long names, nothing shown, values at the ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from manyi.exhibits import (
    Chart,
    Number,
    Text,
    asymmetry,
    bars,
    dots,
    dumbbell,
    importance,
    likert,
    priorities,
    robustness,
    trend,
)
from manyi.exhibits.figures.gap_pairs import pairs
from manyi.studies.service.kpi_board import scorecard
from tests.exhibits.conftest import DRIVERS, a_change, by_channel, estimates

KEYS = list(DRIVERS)
VERDICTS = ("met", "not_met", "not_shown", "suppressed")
CHANGES = dict(zip(KEYS, ("rose", "fell_small", "unclear", "suppressed"), strict=False))
LONG = "A name so long that no figure drawn for a phone could ever hold it on a single line of text"


def answers(item: str, status: str = "shown") -> pd.DataFrame:
    share = [0.05, 0.1, 0.2, 0.4, 0.25]
    limits = {"low": [s - 0.02 for s in share], "high": [s + 0.02 for s in share]}
    facts = {"item": item, "category": [1.0, 2.0, 3.0, 4.0, 5.0], "estimate": share, "se": 0.01, **limits, "df": 100.0,
             "base": 3000, "n_eff": 2000.0, "deff": 1.5, "status": status, "reason": "", "unit": "percent"}  # fmt: skip
    return pd.DataFrame(facts)


def by_wave(items: list[str], **more: object) -> pd.DataFrame:
    waves = [2021, 2022, 2023, 2024]
    parts = [estimates({"item": [item] * 4, "wave": waves}, [70.0, 71.0, 70.5, 73.0], **more) for item in items]
    return pd.concat(parts, ignore_index=True)


def drivers(k: int) -> pd.DataFrame:
    names = KEYS[:k]
    place = list(range(1, k + 1))
    share = [2 * (k + 1 - i) / (k * (k + 1)) for i in place]
    return pd.DataFrame({
        "driver": names, "share": share, "low": [s * 0.7 for s in share], "high": [s * 1.3 for s in share],
        "rank": place, "rank_low": place, "rank_high": place, "above_noise": [i < k for i in place],
        "importance": share, "importance_low": [s * 0.9 for s in share], "importance_high": [s * 1.1 for s in share],
        "performance": [60.0 + 4 * i for i in place], "performance_low": [59.0 + 4 * i for i in place],
        "performance_high": [61.0 + 4 * i for i in place], "penalty": [-3.0] * k, "penalty_low": [-4.0] * k,
        "penalty_high": [-2.0] * k, "reward": [2.0] * k, "reward_low": [1.0] * k, "reward_high": [3.0] * k,
        "unit": ["index"] * k,
    })  # fmt: skip


def targets() -> pd.DataFrame:
    row = {
        "kpi": "fast",
        "estimate": 0.94,
        "low90": 0.93,
        "high90": 0.95,
        "base": 1000,
        "target": 0.95,
        "status": "shown",
    }
    rows = [
        {**row, "verdict": verdict, "unit": "percent", "kpi": verdict}
        for verdict in ("met", "not_met", "not_shown", "suppressed")
    ]
    return pd.DataFrame([*rows, {**row, "kpi": "hours", "estimate": 36.0, "low90": 35.0, "high90": 37.0, "target": 40.0,
                                 "verdict": "not_met", "unit": "hours"}])  # fmt: skip


KPI_WORDS = {
    key: Text(en=f"The {key}", zh=f"指标{key}") for key in ("met", "not_met", "not_shown", "suppressed", "hours")
}
MANY = {f"k{k}": Text(en=f"{LONG} {k}", zh=f"很长的名称很长的名称很长的名称很长的名称很长的名称{k}") for k in range(25)}
FORTY = {  # labels of 40 letters and 24 characters
    f"k{k}": Text(
        en=f"Services for customers of the region {k:03}", zh=f"面向本地区居民的综合性上门服务窗口之第{k:02}号服务点"
    )
    for k in range(60)
}
FEW = {f"k{k}": Text(en=name, zh=zh) for k, (name, zh) in enumerate(
    [("Politeness of staff", "服务态度"), ("Speed of response", "响应速度"),
     ("Clarity of explanation", "解释清晰程度"), ("Waiting time at the counter", "等待时长"),
     ("Follow-up after the contact", "后续跟进"), ("Opening hours", "营业时间"),
     ("Ease of finding the right person", "是否容易找到负责人"), ("Result", "结果")])}  # fmt: skip


def groups_of(k: int) -> pd.DataFrame:
    """Estimates of k groups, high to low, with values near both ends of the scale where there are many."""
    return estimates({"channel": list(FORTY)[:k]}, list(np.linspace(98.4, 1.6, k)))


def changes_of(k: int) -> pd.DataFrame:
    """Changes of k groups with every verdict, one of them of minus zero, around a smallest difference of 2."""
    verdicts = ("rose", "fell", "unclear", "same", "rose_small", "suppressed")
    rows = [
        a_change(verdicts[n % 6], channel=key, value=90.0 - n, before_value=88.0 - n, value_low=88.5 - n,
                 value_high=91.5 - n, delta=2.0, difference=(4.0, -4.0, -0.0, 0.1, 1.0, 0.0)[n % 6],
                 low=(2.0, -6.0, -5.0, -0.5, 0.3, 0.0)[n % 6], high=(6.0, -2.0, 5.0, 0.7, 1.7, 0.0)[n % 6])
        for n, key in enumerate(list(FORTY)[:k])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def decided(rows: pd.DataFrame) -> pd.DataFrame:
    """What `stats.against_mean` says of rows: the first above, the last below."""
    verdicts = ["above", *["unclear"] * (len(rows) - 2), "below"][: len(rows)]
    return pd.DataFrame({"group": rows["channel"], "verdict": verdicts})


def spread(k: int, at: list[tuple[float, float]]) -> pd.DataFrame:
    """Drivers at these (performance, importance)."""
    rows = [{"driver": f"k{n}", "importance": up, "importance_low": up - 0.01, "importance_high": up + 0.01,
             "performance": x, "performance_low": x - 1, "performance_high": x + 1, "unit": "index"}
            for n, (x, up) in enumerate(at[:k])]  # fmt: skip
    return pd.DataFrame(rows)


ANSWERS = {str(k): Text(en=f"answer {k}", zh=f"回答{k}") for k in range(1, 6)}
CLUSTER = [
    (70.0, 0.20),
    (70.2, 0.20),
    (70.4, 0.201),
    (60.0, 0.08),
    (60.0, 0.08),
    (82.0, 0.05),
    (83.0, 0.30),
    (55.0, 0.28),
]
SPECS = {name: Text(en=f"Choice {name}", zh=f"设定{name}") for name in "abc"}


def _groups(k: int) -> Chart:
    return dots(groups_of(k), tested=decided(groups_of(k)), labels=FORTY)


def _changes(k: int) -> Chart:
    return dumbbell(changes_of(k), labels=FORTY)


def _pairs(k: int) -> Chart:
    """k announced comparisons, one told apart in each direction and one not at all, with the last group hidden."""
    rows = [row for _, row in groups_of(2 * k).assign(channel="").iterrows()]
    rows[-1] = pd.Series({**rows[-1], "status": "suppressed", "reason": "base_below_30"}) if k > 1 else rows[-1]
    both = {f"p{n}": (rows[2 * n], rows[2 * n + 1]) for n in range(k)}
    names = dict(zip([f"{id_}-{side}" for id_ in both for side in "ab"], FORTY.values(), strict=False))
    return pairs(both, dict(zip(both, ("higher", "lower", "unclear") * k, strict=False)), names)


def _answers(k: int) -> Chart:
    """Several answers to one question, from nearly all to none."""
    shares = estimates({"channel": list(FORTY)[:k]}, list(np.linspace(0.93, 0.0, k)), half=0.02, unit="percent")
    return bars(shares, labels=FORTY)


HIDDEN = {"dots all suppressed", "changes all suppressed"}  # shown as tables of marks
CHART: dict[str, Callable[[], Chart]] = {
    "dots": lambda: dots(by_channel(), reference=Number(78.5, "index")),
    "dots of one": lambda: dots(by_channel().iloc[:1]),
    "dots of many": lambda: dots(estimates({"channel": list(MANY)}, [50.0 + k for k in range(25)]), labels=MANY),
    "dots all suppressed": lambda: dots(by_channel().assign(status="suppressed", reason="base_below_30")),
    "dots all equal": lambda: dots(estimates({"channel": ["phone", "bot"]}, [70.0, 70.0], half=0.0)),
    "dots by wave": lambda: dots(by_wave(["attitude", "speed"]).query("wave > 2022"), series="wave"),
    "dots in panels": lambda: dots(by_wave(["attitude", "speed"]), panels="item"),
    "bars": lambda: bars(estimates({"item": KEYS}, [0.9, 0.5, 0.3, 0.0, 1.0], half=0.02, unit="percent")),
    "bars of answers": lambda: bars(answers("attitude"), order="given"),
    "dumbbell": lambda: dumbbell(pd.DataFrame([a_change(one, item=key) for key, one in CHANGES.items()]), 2024, 2023),
    "trend": lambda: trend(by_wave(["attitude", "wait"])),
    "trend of one wave": lambda: trend(by_wave(["attitude"]).iloc[:1]),
    "trend with a hole": lambda: trend(by_wave(["attitude"], status=["shown", "suppressed", "shown", "flagged"])),
    "likert": lambda: likert([answers("attitude"), answers("speed"), answers("clear", "suppressed")]),
    "importance": lambda: importance(drivers(5).drop(columns="unit"), noise=0.05),
    "importance of one": lambda: importance(drivers(1).drop(columns="unit")),
    "priorities": lambda: priorities(drivers(5)),
    "robustness": lambda: robustness(pd.DataFrame([
        {"driver": key, "specification": spec, "rank": 1 + (k + j) % 5}
        for k, key in enumerate(KEYS) for j, spec in enumerate(SPECS)
    ]), labels=SPECS),
    "asymmetry": lambda: asymmetry(drivers(4)),
    **{f"groups of {k}": partial(_groups, k) for k in (1, 2, 27, 60)},
    **{f"changes of {k}": partial(_changes, k) for k in (1, 2, 27, 60)},
    **{f"pairs of {k}": partial(_pairs, k) for k in (1, 5)},
    **{f"several answers, {k}": partial(_answers, k) for k in (1, 14)},
    "changes all suppressed": lambda: dumbbell(changes_of(3).assign(verdict="suppressed", status="suppressed",
                                                                    reason="base_below_30"), labels=FORTY),
    "changes without intervals": lambda: dumbbell(pd.DataFrame([
        a_change("unchanged", item=key, difference=-0.0, low=np.nan, high=np.nan) for key in KEYS
    ])),
    "shares at the ends": lambda: dots(estimates({"channel": list(FORTY)[:4]}, [0.0, 1.0, 0.5, -0.0], half=0.0,
                                                 unit="percent"), labels=FORTY),
    "trend of eight": lambda: trend(by_wave([f"k{k}" for k in range(8)]), labels=FEW),
    "trend near a line of the grid": lambda: trend(
        estimates({"item": ["attitude"] * 4, "wave": [2021, 2022, 2023, 2024]}, [70.2, 75.0, 72.0, 79.6])
    ),
    "trends at the top of their scale": lambda: trend(
        pd.concat([estimates({"item": [key] * 4, "wave": [2021, 2022, 2023, 2024]}, [80.0, 91.0, 97.0, 99.5], half=0.4)
                   for key in KEYS[:2]], ignore_index=True)
    ),
    "trend of twenty years": lambda: trend(estimates({"item": ["attitude"] * 20, "wave": list(range(2005, 2025))},
                                                     list(np.linspace(60, 80, 20)))),
    "priorities close together": lambda: priorities(spread(8, CLUSTER), labels=FEW),
    "priorities with long names": lambda: priorities(spread(8, CLUSTER), labels=FORTY),
    "likert of long names": lambda: likert(
        [answers("attitude").assign(item=f"k{k}") for k in range(8)], labels=FORTY | ANSWERS
    ),
    "scorecard": lambda: scorecard(targets(), labels=KPI_WORDS),
}  # fmt: skip
