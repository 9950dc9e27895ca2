"""What the chapter on retail prints, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from manyi.language.text import Text
from manyi.studies.retail.marketplace import COUNTS
from manyi.studies.retail.refunds import Refunds
from manyi.studies.retail.retail_year import RetailYear


class Words:
    """Names that are their keys."""

    def text(self, column: str, key: object) -> Text:
        return Text(en=str(key), zh=str(key))


def year(**parts: object) -> Any:
    """Return a year of which these parts are already computed."""
    retail = RetailYear("shop", 2024, {}, None, None)  # type: ignore[arg-type]
    retail.__dict__.update(parts)
    return retail


def test_most_negative_reviews_need_not_be_the_highest_rate() -> None:
    rows = [("toys", 1000, 30), ("books", 100, 10), ("food", 500, 5)]
    counts = pd.DataFrame([
        dict.fromkeys(COUNTS, 0) | {"goods": goods, "wave": 2024, "orders": orders, "negative": negative}
        for goods, orders, negative in rows
    ])  # fmt: skip
    earlier = counts.assign(wave=2023, negative=99)
    values = year(counts=pd.concat([counts, earlier])).most_negative(Words())
    assert (values["most"].en, values["worst"].en) == ("toys", "books")  # 30 of 1,000 orders; 100 per thousand
    assert (values["n"].value, values["place"].value, values["goods"].value) == (30, 2, 3)


def test_categories_outside_chance_and_outside_the_usual_spread_are_counted() -> None:
    spread = pd.DataFrame({"chance_95": ["above", "below", "", ""], "signal_95": ["above", "", "", ""]})
    values = year(spread=spread).outside()
    assert {name: number.value for name, number in values.items()} == {"chance": 2, "groups": 4, "beyond": 1}


def refunds() -> Refunds:
    medians = pd.DataFrame({
        "flow": ["refund_only", "refund_only", "return_refund"], "goods": ["toys", "books", "toys"], "item": "days",
        "p": 0.5, "estimate": [1.5, 0.25, 6.0], "low": [1.0, 0.2, 5.0], "high": [2.0, 0.5, 7.0], "base": [40, 50, 60],
        "df": 30.0, "status": "shown", "reason": "",
    })  # fmt: skip
    requests = Refunds(None, 2024)  # type: ignore[arg-type]
    requests.__dict__["medians"] = medians
    return requests


def test_refunds_without_a_return_are_told_in_hours_and_others_in_days() -> None:
    values: Any = refunds().range_of("refund_only", Words())  # type: ignore[arg-type]
    assert (values["low"].value, values["low"].unit, values["first"].en) == (
        6.0,
        "hours",
        "books",
    )  # a quarter of a day
    assert (values["high"].value, values["high"].low, values["high"].high) == (36.0, 24.0, 48.0)
    numbers = [row.numbers["estimate"] for row in refunds().charted("return_refund").data]
    assert [(number.value, number.unit) for number in numbers] == [(6.0, "days")]


@pytest.mark.parametrize(("flow", "word"), [("refund_only", "hours"), ("return_refund", "days")])
def test_a_flow_has_a_unit_in_words(flow: str, word: str) -> None:
    assert word in refunds().unit_of(flow).en
