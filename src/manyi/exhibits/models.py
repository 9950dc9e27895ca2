"""Tables and claims about driver models: two measures side by side, coefficients, agreement, scenarios.

Input: results of `stats.importance` and `stats.planned_models`. Output: a Chart or a Claim.
"""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from manyi.exhibits import what_if
from manyi.exhibits.chart import Chart
from manyi.exhibits.claims import Claim, Words
from manyi.exhibits.data import Column, Data, Row
from manyi.exhibits.grids import KIND
from manyi.exhibits.numbers import Number, difference, number
from manyi.exhibits.vocabulary import MODEL_PARTS
from manyi.exhibits.words import Unit, difference_of
from manyi.rows.codebook import Text
from manyi.stats.planned_models import Steps

NAN = float("nan")
MEASURES = {"lmg": Text(en="LMG (Shapley)", zh="LMG（Shapley）"), "johnson": Text(en="Relative weight", zh="相对权重")}
READ_BESIDE = Text(
    en="Shares of what the drivers explain together, by two accepted measures, with intervals from resampled clusters.",
    zh="按两种公认度量计算的各因素占共同解释量的份额，区间由整群重抽样得出。",
)
COEFFICIENT = Text(en="Coefficient", zh="系数")
INFLATION = Text(en="Variance inflation", zh="方差膨胀因子")
READ_COEFFICIENTS = Text(
    en="Weighted linear regression with errors from the sample design: by how much the outcome differs per step of the "
    "driver, the others held constant. Variance inflation above ten would mean drivers that stand in for each other.",
    zh="加权线性回归，误差按抽样设计计算：在其他因素相同的条件下，该因素每差一级，结果相差多少。方差膨胀因子大于十，说明因素之间互相替代。",
)
STEP = Text(en="If answers were one step higher", zh="若回答普遍高一级")
MOVED = Text(en="Share whose answer could move", zh="回答可上移者占比")
READ_SCENARIO = Text(
    en="Scenario: the outcome predicted minus the outcome now, if the association were causal. It is not a forecast.",
    zh="情景推演：假如关联就是因果，预测结果与当前结果之差。并非预测。",
)


def methods_beside(lmg: pd.DataFrame, johnson: pd.DataFrame) -> Chart:
    """Return the shares of two importance frames side by side, in the order of the first."""
    other = johnson.set_index("driver")
    rows = []
    for one in lmg.sort_values("rank").to_dict("records"):
        name = str(one["driver"])
        both = {"lmg": one, "johnson": other.loc[name].to_dict()}
        rows.append(Row({"driver": name}, {method: _share(row, name, method) for method, row in both.items()}))
    return Chart(
        KIND, Data(tuple(Column(key, text, "percent") for key, text in MEASURES.items()), tuple(rows)), READ_BESIDE
    )


def coefficients(found: Any) -> Chart:
    """Return the coefficient of each driver of an Importance with its interval, and its variance inflation."""
    rows = []
    for one in found.table.to_dict("records"):
        name = str(one["driver"])
        about: dict[str, Any] = {
            "item": name, "statistic": "coefficient", "base": float(found.base), "df": float(found.df),
            "method": "weighted regression",
        }  # fmt: skip
        value = Number(float(one["coefficient"]), "coefficient", float(one["coefficient_low"]), float(one["coefficient_high"]),
                       p=float(one["p"]), **about)  # fmt: skip
        inflation = Number(float(one["vif"]), "ratio", item=name, statistic="variance inflation")
        rows.append(Row({"driver": name}, {"coefficient": value, "vif": inflation}))
    columns = (Column("coefficient", COEFFICIENT, "coefficient"), Column("vif", INFLATION, "ratio"))
    return Chart(KIND, Data(columns, tuple(rows)), READ_COEFFICIENTS)


def agreement(linear: pd.DataFrame, ordinal: pd.DataFrame) -> Claim:
    """Return in how many drivers the linear and the ordinal model agree on the direction."""
    both = linear.merge(ordinal, on="driver", suffixes=("", "_ordinal"))
    same = both["direction"] == both["direction_ordinal"]
    numbers = {"compared": Number(float(len(both)), "count", statistic="count")}
    said: dict[str, Words] = {}
    if not same.all():
        numbers["same"] = Number(float(same.sum()), "count", statistic="count")
        said["others"] = [("driver", str(name)) for name in both.loc[~same, "driver"]]
    return Claim("agreement", "all" if same.all() else "some", numbers, said, bool(same.all()), 0.5)


def scenario(steps: Steps, unit: Unit) -> Chart:
    """Return the predicted difference of each driver, largest first, and sliders for any mix of them."""
    rows = []
    for one in steps.table.sort_values("difference", ascending=False).to_dict("records"):
        name = str(one["driver"])
        moved = Number(float(one["moved"]), "percent", item=name, statistic="share moved")
        apart = difference(one, unit, item=name, statistic="scenario", group="")
        rows.append(Row({"driver": name}, {"difference": apart, "moved": moved}))
    columns = (Column("difference", STEP, difference_of(unit)), Column("moved", MOVED, "percent"))
    beside = functools.partial(what_if.control, steps, unit)
    return Chart(KIND, Data(columns, tuple(rows)), READ_SCENARIO, beside=beside)


def _share(row: dict[Any, Any], name: str, method: str) -> Number:
    known: dict[str, Any] = dict.fromkeys(("se", "df", "p", "p_adjusted"), NAN)
    known |= {"statistic": "importance", "item": name, "group": "", "method": method, "status": "shown"}
    return number(row, "percent", "share", **known)


def specification_names(frame: pd.DataFrame) -> dict[str, Text]:
    """Return what each specification of `stats.robustness` is called: its parts, in words."""
    names = {}
    for name in dict.fromkeys(frame["specification"].astype(str)):
        parts = [MODEL_PARTS[part] for part in name.split("-")]
        names[name] = Text(en=", ".join(part.en for part in parts), zh="、".join(part.zh for part in parts))
    return names


def stable(frame: pd.DataFrame, outcome: str) -> Claim:
    """Return whether the same driver comes first under every specification that could be fitted."""
    fitted = frame[frame["driver"].notna() & (frame["driver"] != "")]
    first = fitted.loc[fitted["rank"] == 1, "driver"].astype(str)
    count = Number(float(fitted["specification"].nunique()), "count", statistic="count")
    main = str(fitted.loc[fitted["main"] & (fitted["rank"] == 1), "driver"].iloc[0])
    numbers = {"compared": count}
    verdict = "always" if (first == main).all() else "often"
    if verdict == "often":
        numbers["same"] = Number(float((first == main).sum()), "count", statistic="count")
    said: dict[str, Words] = {"driver": ("driver", main), "outcome": ("rated", outcome)}
    return Claim("stable", verdict, numbers, said, verdict == "always", 1.0)


def start(placed: pd.DataFrame, outcome: str, *, weight: float = 4.0) -> Claim:
    """Return which drivers matter and are rated low in nearly all resamples (`stats.priorities`): where to start."""
    first = placed.loc[placed["quadrant"] == "improve", "driver"]
    said: dict[str, Words] = {"outcome": ("rated", outcome), "drivers": [("driver", str(name)) for name in first]}
    if first.empty:
        return Claim("start", "none", {}, {"outcome": said["outcome"]}, False, 0.5)
    least = placed[placed["quadrant"] == "improve"].nsmallest(1, "settled").iloc[0]
    settled = Number(float(least["settled"]), "percent", item=str(least["driver"]), statistic="share of resamples")
    return Claim("start", "one" if len(first) == 1 else "some", {"settled": settled}, said, True, weight)
