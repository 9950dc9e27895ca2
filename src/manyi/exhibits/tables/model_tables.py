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
from manyi.exhibits.numbers import NAN, Number, agreed, difference, number
from manyi.exhibits.tables.grids import KIND
from manyi.exhibits.vocabulary import MODEL_PARTS
from manyi.language import formats, words
from manyi.language.formats import Language, difference_of
from manyi.language.text import Text
from manyi.stats.estimate.interval import critical
from manyi.stats.planned.driver_models import Steps

WORDS = words.beside(__file__).section("models")

MEASURES = WORDS.section("measures")


def methods_beside(lmg: pd.DataFrame, johnson: pd.DataFrame) -> Chart:
    """Return the shares of two importance frames side by side, in the order of the first."""
    other = johnson.set_index("driver")
    rows = []
    for record in lmg.sort_values("rank").to_dict("records"):
        name = str(record["driver"])
        both = {"lmg": record, "johnson": other.loc[name].to_dict()}
        rows.append(Row({"driver": name}, {method: _share(row, name, method) for method, row in both.items()}))
    return Chart(
        KIND,
        Data(tuple(Column(key, text, "percent") for key, text in MEASURES.items()), tuple(rows)),
        WORDS["read_beside"],
        topic=WORDS["topic_beside"],
    )


def coefficients(model: Any) -> Chart:
    """Return the coefficient of each driver of an Importance with its interval, and its variance inflation."""
    rows = []
    for record in model.table.to_dict("records"):
        name = str(record["driver"])
        about: dict[str, Any] = {
            "item": name, "statistic": "coefficient", "base": float(model.base), "df": float(model.df),
            "method": "weighted regression",
        }  # fmt: skip
        value = Number(float(record["coefficient"]), "coefficient", float(record["coefficient_low"]), float(record["coefficient_high"]),
                       p=float(record["p"]), **about)  # fmt: skip
        inflation = Number(float(record["vif"]), "ratio", item=name, statistic="variance inflation")
        rows.append(Row({"driver": name}, {"coefficient": value, "vif": inflation}))
    columns = (Column("coefficient", WORDS["coefficient"], "coefficient"), Column("vif", WORDS["inflation"], "ratio"))
    return Chart(KIND, Data(columns, tuple(rows)), WORDS["read_coefficients"], topic=WORDS["topic_coefficients"])


def scenario(steps: Steps) -> Chart:
    """Return the predicted difference of each driver, largest first, and sliders for any mix of them.

    Raises InputError if the unit of the outcome is unknown.
    """
    unit, rows = agreed(None, steps.unit, steps.outcome), []
    for record in steps.table.sort_values("difference", ascending=False).to_dict("records"):
        name = str(record["driver"])
        moved = Number(float(record["moved"]), "percent", item=name, statistic="share moved")
        apart = difference(record, unit, item=name, statistic="scenario", group="")
        rows.append(Row({"driver": name}, {"difference": apart, "moved": moved}))
    columns = (Column("difference", WORDS["step"], difference_of(unit)), Column("moved", WORDS["moved"], "percent"))
    beside = functools.partial(control, steps)
    return Chart(KIND, Data(columns, tuple(rows)), WORDS["read_scenario"], topic=WORDS["topic_scenario"], beside=beside)


def _share(row: dict[Any, Any], name: str, method: str) -> Number:
    fields: dict[str, Any] = dict.fromkeys(("se", "df", "p", "p_adjusted"), NAN)
    fields |= {"statistic": "importance", "item": name, "group": "", "method": method, "status": "shown"}
    return number(row, "percent", "share", **fields)


def specification_names(frame: pd.DataFrame) -> dict[str, Text]:
    """Return the name of each specification of `stats.robustness`: its parts, in words."""
    names = {}
    for name in dict.fromkeys(frame["specification"].astype(str)):
        parts = [MODEL_PARTS[part] for part in name.split("-")]
        names[name] = Text(
            **{
                language: formats.MARKS["enumerated"][language].join(part[language] for part in parts)
                for language in formats.LANGUAGES
            }
        )
    return names


# The script fills in the numbers; the level is given once, as in "How sure?".
NOW = WORDS["now"]


def control(steps: Steps, id_: str, names: Names, language: Language) -> Markup:
    """Return the template of one exhibit, sliders in the order of its table (largest difference first)."""
    unit = agreed(None, steps.unit, steps.outcome)
    table = steps.table.reset_index(drop=True).sort_values("difference", ascending=False)
    places = [0, *(place + 1 for place in table.index)]
    numbers = {
        "now": steps.now, "moves": table["difference"].tolist(),
        "covariance": steps.covariance[places][:, places].tolist(), "critical": float(critical(table["df"].iloc[0])),
        "scale": 100 if unit == "percent" else 1, "decimals": formats.DECIMALS[unit],
        "percent": "%" if unit == "percent" else "",
    }  # fmt: skip
    outcome = names.of("item", steps.outcome, language)
    title = tag("p", WORDS["try"][language].format(outcome=outcome), class_="title", id=f"{id_}-try")
    sliders = (
        tag("label", tag("span", names.of("driver", str(driver), language)),
            tag("input", type="range", min="0", max="100", step="5", value="0"), tag("output"))
        for driver in table["driver"]
    )  # fmt: skip
    status = tag("p", class_="said", role="status", data_now=NOW[language], data_then=WORDS["then"][language])
    inside = tag(
        "div", title, tag("p", WORDS["promise"][language], class_="promise"), *sliders, status,
        tag("button", WORDS["reset"][language], type="button"), class_="what-if", role="group", aria_labelledby=f"{id_}-try",
    )  # fmt: skip
    return tag("template", inside, class_="what-if-template", data_numbers=json.dumps(_short(numbers)))


def _short(value: Any) -> Any:
    """Return numbers with the seven digits that a prediction with one decimal needs."""
    if isinstance(value, dict):
        return {key: _short(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_short(part) for part in value]
    return float(f"{value:.7g}") if isinstance(value, float) else value
