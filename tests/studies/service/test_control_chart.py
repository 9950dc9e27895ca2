"""The control chart: what stands in it, in both languages, and a column of figures in several units."""

from __future__ import annotations

import calendar
import re

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits import Chapter, Text
from manyi.exhibits.data import Scene
from manyi.exhibits.figures import svg
from manyi.exhibits.names import Names
from manyi.studies.service.control_charts import control, p_chart
from manyi.studies.service.kpi_board import scorecard
from tests.exhibits.conftest import Shown

MONTHS = {f"m{k:02d}": Text(en=name, zh=f"{k}月") for k, name in enumerate(calendar.month_name[1:], 1)}


def periods(bad: float = 0.9, count: int = 12) -> pd.DataFrame:
    share = [0.96, 0.962, 0.959, 0.961, 0.96, 0.963, bad, 0.96, 0.961, 0.959, 0.96, 0.962][:count]
    return p_chart(pd.DataFrame({"month": list(MONTHS)[:count], "item": "index", "estimate": share, "base": 2000}))


def drawn(frame: pd.DataFrame, names: Names, language: str, **more: float) -> str:
    chart = control(frame, "month", labels=MONTHS, **more)  # type: ignore[arg-type]
    scene = Scene(chart.data, names.also(chart.labels), language)  # type: ignore[arg-type]
    return str(svg.render(lambda: chart.draw(scene), "x", "alt"))  # type: ignore[misc]


@pytest.mark.parametrize(("language", "said"), [("en", ["Jan", "target 95.0%"]), ("zh", ["1月", "目标 95.0%"])])
def test_it_names_periods_and_target(names: Names, language: str, said: list[str]) -> None:
    page = drawn(periods(), names, language, target=0.95)
    for text in said:
        assert text in page
    assert "outside the limits" in page or "超出控制限" in page


def test_long_names_are_shortened_only_where_they_stay_apart(names: Names) -> None:
    page = drawn(periods(), names, "en")
    assert "January" not in page
    alike = {key: Text(en=f"Period {key[1:]}", zh=key) for key in MONTHS}
    chart = control(periods(count=4), "month", labels=alike)
    scene = Scene(chart.data, names.also(chart.labels), "en")
    assert "Period 01" in str(svg.render(lambda: chart.draw(scene), "x", "alt"))  # type: ignore[misc]


def test_a_point_outside_has_another_shape_and_colour(names: Names) -> None:
    def tones(frame: pd.DataFrame) -> int:
        return drawn(frame, names, "en").count("var(--down")

    assert tones(periods(0.9)) > tones(periods(0.961))


def test_its_table_holds_limits_beside_the_share(chapter: Chapter, shown: Shown) -> None:
    chapter.show(
        "months", control(periods(), "month", target=0.95, labels=MONTHS), title=Text(en="By month", zh="各月")
    )
    for language, words in (
        ("en", ["July", "Lower limit", "Upper limit", "90.0"]),
        ("zh", ["7月", "下控制限", "上控制限"]),
    ):
        page = shown["contact-months"][language]
        assert all(word in page for word in words)
    ledger = chapter.ledger.frame().set_index("id")
    row = ledger.loc["contact-months-m07-estimate"]
    assert (row["value"], row["base"], row["group"]) == (0.9, 2000, "month=m07")
    assert ledger.loc["contact-months-m07-upper", "statistic"] == "control chart, upper"


def test_nothing_to_show_is_refused() -> None:
    with pytest.raises(InputError, match="no rows"):
        control(periods().iloc[:0], "month")


def test_figures_in_several_units_each_say_their_own(chapter: Chapter, shown: Shown) -> None:
    card = pd.DataFrame({
        "kpi": ["a", "b"], "estimate": [0.967, 42.9], "low90": [0.96, 41.3], "high90": [0.97, 44.5], "base": [900, 300],
        "target": [0.95, 40.0], "verdict": ["met", "met"], "unit": ["percent", "hours"],
    })  # fmt: skip
    labels = {"a": Text(en="Answered", zh="响应"), "b": Text(en="Training", zh="培训")}
    chapter.show("card", scorecard(card, labels=labels))
    page = shown["contact-card"]["en"]
    table = page[page.index("<table") :]
    assert "42.9</data> hours" in table
    assert "96.7%</data>" in table
    assert "Value, %" not in table
    for language, said in (("en", "Answered 96.7%; Training 42.9 hours."), ("zh", "响应96.7%；培训42.9小时。")):
        assert said in re.search(r"<desc[^>]*>([^<]*)", shown["contact-card"][language])[1]  # type: ignore[index]
    chapter.show("one-unit", scorecard(card.iloc[:1], labels=labels))
    assert "Value, %" in shown["contact-one-unit"]["en"]


def test_a_sample_among_complete_counts_says_so(chapter: Chapter, shown: Shown) -> None:
    card = pd.DataFrame({
        "kpi": ["a", "b"], "estimate": [0.967, 0.816], "low90": [0.96, 0.775], "high90": [0.97, 0.851],
        "base": [900, 283], "target": [0.95, 0.85], "verdict": ["met", "not_shown"], "unit": "percent",
        "basis": ["census", "design"],
    })  # fmt: skip
    labels = {"a": Text(en="Answered", zh="响应"), "b": Text(en="Satisfied", zh="满意")}
    chapter.show("bases", scorecard(card, labels=labels))
    ledger = chapter.ledger.frame().set_index("id")
    assert ledger.loc["contact-bases-a-estimate", "basis"] == "census"
    assert ledger.loc["contact-bases-b-estimate", "basis"] == "design"
    assert ledger.loc["contact-bases-b-estimate", "group"] == "kpi=b"
