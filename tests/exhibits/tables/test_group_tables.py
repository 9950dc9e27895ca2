"""Claims and tables about what a study announced: they say no more than the test, and lose no number."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits import Chapter, Text
from manyi.exhibits.claims.modelled import agreement, held, mix, relative, stable, start
from manyi.exhibits.claims.sets import apart, joint, persistent
from manyi.exhibits.tables.grids import lettered
from manyi.exhibits.tables.group_tables import by_words, shrunken, sizes, times
from manyi.exhibits.tables.model_tables import coefficients, methods_beside, scenario, specification_names
from manyi.exhibits.tables.sample_tables import balance, counts, weights
from manyi.stats.compare.joint import Omnibus
from manyi.stats.planned.driver_models import Steps
from manyi.study.plan import Comparison
from tests.exhibits.claims.test_kinds import said
from tests.exhibits.conftest import Shown, a_codebook, by_channel, estimates

COMPARISON = Comparison.model_validate({
    "id": "bot", "chapter": "problems", "item": "index", "a": {"channel": ["bot"]}, "b": {"channel": ["phone"]},
    "a_name": {"en": "chatbot users", "zh": "机器人用户"}, "b_name": {"en": "callers", "zh": "电话用户"},
    "unit": "index", "controls": ["attitude"],
})  # fmt: skip
LOWER = pd.Series(
    {
        "difference": -8.1,
        "se": 1.0,
        "t": -8.1,
        "low": -10.1,
        "high": -6.1,
        "df": 100.0,
        "p": 1e-6,
        "base": 900,
        "unit": "index",
    }
)
IMPORTANCE = pd.DataFrame({
    "driver": ["speed", "attitude"], "share": [0.6, 0.4], "low": [0.5, 0.3], "high": [0.7, 0.5], "rank": [1, 2],
    "coefficient": [5.0, 3.0], "coefficient_low": [4.0, 2.0], "coefficient_high": [6.0, 4.0], "p": [0.001, 0.002],
    "vif": [1.2, 1.1], "direction": ["+", "+"],
})  # fmt: skip


@pytest.mark.parametrize(
    ("p", "words"), [(1e-6, "it is 8.1 points lower for"), (0.4, "could be chance (−10.1 to −6.1 points)")]
)
def test_a_difference_held_constant_is_named_by_its_test(chapter: Chapter, shown: Shown, p: float, words: str) -> None:
    row = pd.Series(LOWER.to_dict() | {"p": p})
    text = said(chapter, shown, held(row, COMPARISON))
    assert words in text
    assert "Like for like (attitude)" in text
    assert "−8.1 points (95 % interval −10.1 to −6.1)" in shown["contact-c"]["en"]


def test_a_relative_difference_is_in_percent(chapter: Chapter, shown: Shown) -> None:
    row = pd.Series({"item": "index", "estimate": -0.196, "low": -0.211, "high": -0.18, "base": 900, "status": "shown"})
    assert "it is 19.6% lower" in said(chapter, shown, relative(row, COMPARISON))
    assert "−19.6% (95 % interval −21.1% to −18.0%)" in shown["contact-c"]["en"]


def test_mix_and_rate_are_both_printed(chapter: Chapter, shown: Shown) -> None:
    rows = pd.DataFrame([LOWER.to_dict() | {"part": name} for name in ("rate", "mix", "change")])
    text = said(chapter, shown, mix(rows, "channel", "index", 2024, 2023))
    assert text.count("−8.1 points") == 2
    assert "size of the groups (by channel)" in text


def test_groups_come_first_where_low_levels_touch_most(chapter: Chapter) -> None:
    shares = estimates({"category": ["phone", "online", "bot", "store"]}, [0.4, 0.3, 0.1, 0.2], 0.02, unit="percent")
    chart = sizes(by_channel(), shares, "channel", 78.0)
    order = [row.keys["channel"] for row in chart.data]
    assert order[:2] == ["bot", "online"]  # .1 x 10 points below, .3 x 1.9
    assert chart.data.rows[0].numbers["share"].value == 0.1


def test_times_stand_side_by_side(chapter: Chapter, shown: Shown) -> None:
    waited = by_channel().assign(unit="minutes")
    parts = dict.fromkeys(("mean", "median", "p90"), waited) | {"over": waited.assign(estimate=0.2, unit="percent")}
    chapter.show("t", times(parts, "channel"))
    table = shown["contact-t"]["en"].split("</table>")[0]
    assert 'class="numbers numeric"' in table and table.count("<td") == 4 * 5  # four measures and n


def test_many_groups_are_ranked_by_the_shrunken_mean(chapter: Chapter, shown: Shown) -> None:
    rows = by_channel().assign(
        direct=[1.0, 2, 3, 4], direct_se=0.1, shrunken=[1.5, 2, 2.5, 3], weight=0.7, rank=[4, 3, 2, 1]
    )
    chart = shrunken(rows, "channel")
    assert [row.keys["channel"] for row in chart.data] == ["store", "bot", "online", "phone"]
    chapter.show("s", chart)
    assert "Shrunken mean" in shown["contact-s"]["en"]


def test_letters_keep_to_their_groups(chapter: Chapter, shown: Shown) -> None:
    frame = by_channel()
    frame.loc[1, "base"] = 0  # nobody is in it: tidy leaves it out, and so must the letters
    letters = pd.DataFrame({"group": frame["channel"], "letter": list("ABCD"), "higher_than": ["C", "", "", "C"]})
    chart = lettered(frame, letters)
    assert {row.keys["channel"]: row.words["letter"].en for row in chart.data} == {
        "phone": "A",
        "bot": "C",
        "store": "D",
    }
    assert chart.data.rows[1].words["higher"].zh == "无"


def test_sets_name_only_what_was_shown(chapter: Chapter, shown: Shown) -> None:
    rows = pd.DataFrame({"group": ["attitude", "speed", "wait"], "verdict": ["above", "below", "unclear"]})
    text = said(chapter, shown, apart(rows))
    assert "attitude" in text and "speed" in text and "wait" not in text
    none = apart(rows.assign(verdict="unclear"))
    assert (none.verdict, none.shown) == ("none", False)


def test_persistent_items_are_listed_with_their_years(chapter: Chapter, shown: Shown) -> None:
    rows = pd.DataFrame({"item": ["attitude", "wait"], "shown": [False, True]})
    assert "from 2021 to 2024, wait stood below the average" in said(chapter, shown, persistent(rows, 2021, 2024))


@pytest.mark.parametrize(("p", "verdict"), [(0.01, "differ"), (0.2, "unclear")])
def test_a_joint_test_decides_whether_groups_differ(chapter: Chapter, shown: Shown, p: float, verdict: str) -> None:
    test = Omnibus(statistic=3.2, df1=3.0, df2=98.0, p=p, form="rao_scott", groups=4)
    claim = joint(test, "channel", "index")
    assert claim.verdict == verdict
    assert f"{p:.3f}" not in said(chapter, shown, claim) and f"{p:.3f}" in shown["contact-c"]["en"]
    assert claim.words["tested"].en == "all groups"
    assert joint(replace(test, left_out=1), "channel", "index").words["tested"].en != "all groups"


def test_models_print_both_measures_and_their_coefficients(chapter: Chapter, shown: Shown) -> None:
    chapter.show("m", methods_beside(IMPORTANCE, IMPORTANCE.assign(share=[0.55, 0.45])))
    assert "60.0" in shown["contact-m"]["en"] and "55.0" in shown["contact-m"]["en"]
    chapter.show("k", coefficients(SimpleNamespace(table=IMPORTANCE, base=900, df=100)))
    assert "5.00 (4.00 to 6.00)" in re.sub(r"<[^>]+>", "", shown["contact-k"]["en"])


def test_agreement_names_who_differs(chapter: Chapter, shown: Shown) -> None:
    same = agreement(IMPORTANCE, IMPORTANCE[["driver", "direction"]])
    assert same.verdict == "all"
    other = agreement(IMPORTANCE, pd.DataFrame({"driver": ["speed", "attitude"], "direction": ["+", "unclear"]}))
    assert "not on attitude" in said(chapter, shown, other)


def test_where_to_start_has_the_largest_step_of_the_drivers_named_as_its_effect() -> None:
    names = ["speed", "attitude", "easy"]
    placed = pd.DataFrame({"driver": names, "quadrant": ["improve", "improve", "maintain"], "settled": [0.98, 0.97, 1]})
    table = pd.DataFrame({"driver": names, "difference": [1.5, 2.5, 9.0], "se": 0.5, "low": 0.5, "high": 3.5,
                          "df": 90.0, "p": 0.01, "basis": "model", "unit": "index", "base": 900})  # fmt: skip
    effect = start(placed, "index", Steps("index", "index", 78.0, table, np.eye(4))).effect
    assert effect is not None and (effect.value, effect.unit, effect.item) == (2.5, "points", "index")
    assert start(placed[placed["quadrant"] == "maintain"], "index").verdict == "none"


def test_a_scenario_says_it_is_one(chapter: Chapter, shown: Shown) -> None:
    table = pd.DataFrame([{**LOWER.to_dict(), "driver": one, "moved": 0.8} for one in ("speed", "attitude")])
    table.loc[1, "difference"] = 3.25
    steps = Steps("index", "index", 78.04, table, np.diag([0.25, 1.0, 4.0]))
    chapter.show("w", scenario(steps))
    assert "not a forecast" in shown["contact-w"]["en"]
    for language, promise, order in (
        ("en", "A scenario, not a promise", ["Attitude", "Speed"]), ("zh", "不是承诺", ["服务态度", "响应速度"])
    ):  # fmt: skip
        template = shown["contact-w"][language].partition("<template")[2].partition("</template>")[0]
        assert promise in template
        assert template.count('type="range"') == 2
        assert re.findall(r"<label><span>(.*?)</span>", template) == order
        numbers = json.loads(html.unescape(template.partition('data-numbers="')[2].partition('"')[0]))
        assert numbers["moves"] == [3.25, -8.1]
        assert numbers["covariance"] == [[0.25, 0, 0], [0, 4, 0], [0, 0, 1]]
        assert numbers["critical"] == pytest.approx(1.984, abs=1e-3)


def test_a_first_place_that_always_holds_is_told_from_one_that_often_does(chapter: Chapter, shown: Shown) -> None:
    frame = pd.DataFrame({
        "specification": ["lmg-linear-weighted-complete"] * 2 + ["johnson-linear-unweighted-complete"] * 2,
        "driver": ["speed", "attitude"] * 2, "rank": [1, 2, 1, 2], "main": [True, True, False, False],
    })  # fmt: skip
    assert stable(frame, "index").verdict == "always"
    assert "under 1 of 2" in said(chapter, shown, stable(frame.assign(rank=[1, 2, 2, 1]), "index"))
    assert specification_names(frame)["lmg-linear-weighted-complete"].en == "LMG, linear, weighted, complete answers"


def test_advice_comes_only_from_settled_priorities(chapter: Chapter, shown: Shown) -> None:
    placed = pd.DataFrame(
        {"driver": ["speed", "attitude"], "quadrant": ["improve", "undetermined"], "settled": [0.97, 0.6]}
    )
    assert "start with speed" in said(chapter, shown, start(placed, "index"))
    nothing = start(placed.assign(quadrant="undetermined"), "index")
    assert (nothing.shown, nothing.verdict) == (False, "none")


def test_the_books_of_the_sample_become_tables(chapter: Chapter, shown: Shown) -> None:
    chapter.show(
        "c", counts(pd.DataFrame({"rule": ["careless", "careless", "duplicate"]})), title=Text(en="Removed", zh="剔除")
    )
    assert "Careless" in shown["contact-c"]["en"]
    chapter.show("n", counts(pd.DataFrame({"rule": []})), title=Text(en="Nothing", zh="无"))
    margins = pd.DataFrame(
        {"margin": ["channel"], "category": ["phone"], "target": [0.5], "before": [0.4], "after": [0.5]}
    )
    chapter.show("b", balance(margins), title=Text(en="Margins", zh="构成"))
    assert "Phone" in shown["contact-b"]["en"]
    books = pd.DataFrame({"wave": [2024], "largest_weight": [3.1], "trimmed": [0.0]})
    headline = pd.DataFrame({"wave": ["2024"], "base": [900], "n_kish": [750.0], "n_eff": [600.0], "deff": [1.5]})
    chapter.show("w", weights(books, headline), title=Text(en="Weights", zh="权数"))
    assert all(part in shown["contact-w"]["en"] for part in ("1.50", "1.20", "1.25"))  # all, of weights, of clusters
    assert "Weights trimmed" in shown["contact-w"]["en"]
    chapter.show("d", weights(books.assign(trimmed=np.nan), headline), title=Text(en="Delivered", zh="权数"))
    assert "1.25" in shown["contact-d"]["en"] and "trimmed" not in shown["contact-d"]["en"]


def test_a_group_by_item_is_named_in_both_languages() -> None:
    assert by_words(a_codebook(), "index", "channel") == Text(
        en="Overall satisfaction by channel", zh="按渠道看总体满意度"
    )
