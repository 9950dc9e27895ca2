"""The what-if control of a driver model: sliders a reader moves, the predicted outcome moving with its interval.

In: Steps of stats.planned_models. Out: a `<template>`, inert without script (the table beside it says the same at full
stretch); the page's script builds the control from it. All the numbers it needs are in its attributes.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from manyi.exhibits import words
from manyi.exhibits.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.words import Language, Unit
from manyi.rows.codebook import Text
from manyi.stats.interval import critical
from manyi.stats.planned_models import Steps

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
        "scale": 100 if unit == "percent" else 1, "decimals": words.DECIMALS[unit],
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
