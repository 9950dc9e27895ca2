"""Tables and claims about driver models: two measures side by side, coefficients, agreement, scenarios.

Input: results of `stats.importance` and `stats.planned_models`. Output: a Chart or a Claim.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi.exhibits.data import Chart, Column, Data, Row
from manyi.exhibits.html.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, difference, number
from manyi.exhibits.tables.grid import KIND
from manyi.exhibits.vocabulary import MODEL_PARTS
from manyi.language import formats
from manyi.language.formats import Language, Unit, difference_of
from manyi.language.text import Text
from manyi.stats.estimate.interval import critical
from manyi.stats.planned.models import Steps

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


def scenario(steps: Steps, unit: Unit) -> Chart:
    """Return the predicted difference of each driver, largest first, and sliders for any mix of them."""
    rows = []
    for one in steps.table.sort_values("difference", ascending=False).to_dict("records"):
        name = str(one["driver"])
        moved = Number(float(one["moved"]), "percent", item=name, statistic="share moved")
        apart = difference(one, unit, item=name, statistic="scenario", group="")
        rows.append(Row({"driver": name}, {"difference": apart, "moved": moved}))
    columns = (Column("difference", STEP, difference_of(unit)), Column("moved", MOVED, "percent"))
    beside = functools.partial(control, steps, unit)
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


TRY = Text(en="Try it: {outcome}, predicted", zh="试一试：预测的{outcome}")
PROMISE = Text(
    en="A scenario, not a promise. Each slider says how many of those who did not give the highest rating would rate "
    "it one step higher. It takes association for cause and leaves all else as it is.",
    zh="这是情景推演，不是承诺。滑块表示在该项未给最高分的人中，有多少人会多给一级。推演假定关联就是因果，其余一切不变。",
)
# The script puts the numbers in; the level is said once, as "How sure?" does.
NOW = Text(
    en="Nothing moved: {then} ({low} to {high}), among those who answered all these questions.",
    zh="尚未调整：{then}（{low} 至 {high}），统计对象为回答了上述全部题目的人。",
)
THEN = Text(
    en="Predicted {then} ({low} to {high}), a change of {change} ({from} to {to}). In brackets: 95 % intervals.",
    zh="预测为{then}（{low} 至 {high}），变化{change}（{from} 至 {to}）。括号内为95%区间。",
)
RESET = Text(en="Back to where it is", zh="恢复原状")


def control(steps: Steps, unit: Unit, id_: str, names: Names, language: Language) -> Markup:
    """Return the template of one exhibit, sliders in the order of its table (largest difference first)."""
    table = steps.table.reset_index(drop=True).sort_values("difference", ascending=False)
    places = [0, *(place + 1 for place in table.index)]
    numbers = {
        "now": steps.now, "moves": table["difference"].tolist(),
        "covariance": steps.covariance[places][:, places].tolist(), "critical": float(critical(table["df"].iloc[0])),
        "scale": 100 if unit == "percent" else 1, "decimals": formats.DECIMALS[unit],
        "percent": "%" if unit == "percent" else "",
    }  # fmt: skip
    outcome = names.of("item", steps.outcome, language)
    title = tag("p", TRY[language].format(outcome=outcome), class_="title", id=f"{id_}-try")
    sliders = (
        tag("label", tag("span", names.of("driver", str(driver), language)),
            tag("input", type="range", min="0", max="100", step="5", value="0"), tag("output"))
        for driver in table["driver"]
    )  # fmt: skip
    said = tag("p", class_="said", role="status", data_now=NOW[language], data_then=THEN[language])
    inside = tag(
        "div", title, tag("p", PROMISE[language], class_="promise"), *sliders, said,
        tag("button", RESET[language], type="button"), class_="what-if", role="group", aria_labelledby=f"{id_}-try",
    )  # fmt: skip
    return tag("template", inside, class_="what-if-template", data_numbers=json.dumps(_short(numbers)))


def _short(value: Any) -> Any:
    """Return numbers with the seven digits that a prediction with one decimal rests on."""
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.7g}") if isinstance(value, float) else value
