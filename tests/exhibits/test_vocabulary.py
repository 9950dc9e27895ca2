"""No key reaches a reader: what a number is of has words in both languages, and a difference names its groups."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml

from manyi.exhibits import Chapter, Number, Text, bars, vocabulary
from manyi.exhibits.claims.between import gap, part
from manyi.exhibits.claims.kinds import level
from manyi.exhibits.claims.modelled import held, relative
from manyi.exhibits.claims.sets import joint
from manyi.exhibits.names import Names
from manyi.language import words
from manyi.stats.compare.joint import Omnibus
from tests.exhibits.conftest import Shown
from tests.exhibits.tables.test_group_tables import COMPARISON, LOWER

ROOT = Path(__file__).parents[2]
MADE_OF_PARTS = [
    *(f"targets_{name}" for name in ("all", "met", "missed", "open")),
    *(f"largest gap {side} weighting" for side in ("before", "after")),
    *(f"change: {part}" for part in ("rate", "mix")),
    "share", "nps", "mean",
]  # fmt: skip

# What chapters and kinds of study count on the way and name themselves.
FILES = [*(ROOT / "notebooks").glob("*.words.yml"), *(ROOT / "src" / "manyi" / "studies").rglob("words.yml")]
EVERY = {path: text for file in FILES for path, text in words.read(file).leaves().items()}
COUNTED = {path[-1]: text for path, text in EVERY.items() if "counted" in path[:-1]}


def sources() -> Iterator[str]:
    for folder in ("exhibits", "studies"):
        for file in (ROOT / "src" / "manyi" / folder).rglob("*.py"):
            yield file.read_text(encoding="utf-8")
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(file, as_version=4).cells
        yield from (cell.source for cell in cells if cell.cell_type == "code")


def given(keyword: str) -> set[str]:
    """Return the literals given as this keyword to a Number, a number() or a difference(), or kept for one."""
    found = set()
    for source in sources():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Number", "number", "difference"):
                found |= {one.value.value for one in node.keywords
                          if one.arg == keyword and isinstance(one.value, ast.Constant)}  # fmt: skip
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {value.value for key, value in pairs if isinstance(key, ast.Constant) and key.value == keyword
                          and isinstance(value, ast.Constant) and isinstance(value.value, str)}  # fmt: skip
    return {str(one) for one in found if one}


def keys(node: object) -> Iterator[str]:
    """Return what a description names: its keys, and the ids of its entries."""
    if isinstance(node, dict):
        yield from (str(key) for key in node)
        yield from (str(below) for key, below in node.items() if key == "id")
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from keys(below)


def test_every_statistic_of_the_code_has_words() -> None:
    used = given("statistic") | set(MADE_OF_PARTS)
    assert len(used) > 30
    assert used - set(vocabulary.STATISTICS) == set()


def test_every_thing_counted_on_the_way_has_words() -> None:
    files = [file for name in ("study", "codebook", "indicators") for file in (ROOT / "data").rglob(f"{name}.yml")]
    named = {key for file in files for key in keys(yaml.safe_load(file.read_text("utf-8")))}
    used, named = given("item"), named | set(COUNTED)
    assert len(used) > 15
    named.add("theme")  # a column of the table of themes, which brings its own words
    assert used - named == set()
    nodes = [node for source in sources() for node in ast.walk(ast.parse(source))]
    made = {node.value for node in nodes if isinstance(node, ast.Constant)}
    made |= {node.arg for node in nodes if isinstance(node, ast.keyword)}  # assign(below=...)
    assert set(COUNTED) <= made  # nothing named that is not counted


@pytest.mark.parametrize("words", [vocabulary.STATISTICS, COUNTED, vocabulary.GROUPS, vocabulary.CHOICES])
def test_words_are_words_in_both_languages(words: dict[object, Text]) -> None:
    for text in words.values():
        assert "_" not in text.en + text.zh
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert not re.search("[A-Za-z]{2}", text.zh), text.zh


def test_a_number_of_no_item_is_called_by_its_statistic(names: Names) -> None:
    number = Number(3, "count", statistic="comparisons made")
    assert (names.describe(number, "en"), names.describe(number, "zh")) == ("Comparisons made", "比较次数")
    counted, callers = Number(3, "count", item="callers"), Text(en="People who called", zh="来电者")
    assert names.counting({"callers": callers}).describe(counted, "zh") == "来电者"
    assert names.counting({"index": callers}).describe(Number(3, "index", item="index"), "zh") == "总体满意度"


def test_what_a_statistic_is_of_comes_first(names: Names) -> None:
    number = Number(8, "points", item="index", wave="2023-2024", statistic="smallest detectable change")
    assert names.describe(number, "zh") == "总体满意度，2023～2024，可检出的最小变化"
    leading = Number(0.2, "percent", item="speed", group="driver=speed; direction=+", statistic="importance")
    assert names.describe(leading, "en") == "Speed, share of what the drivers explain"


def test_other_choices_are_called_by_their_words(names: Names) -> None:
    for choice, called in (("careless", "保留作答不认真者"), ("held:channel", "构成与上期相同：渠道")):
        number = Number(77.1, "index", item="index", group=f"choice={choice}")
        assert names.describe(number, "zh") == f"总体满意度，{called}"


def test_a_difference_held_constant_names_both_groups(chapter: Chapter, shown: Shown) -> None:
    row = pd.Series({**LOWER.to_dict(), "term": "group a", "predictor": "group a"})
    chapter.claim("held", held(row, COMPARISON))
    assert "Overall satisfaction, chatbot users against callers, difference:" in shown["contact-held"]["en"]
    assert "总体满意度，机器人用户与电话用户相比，差值：" in shown["contact-held"]["zh"]
    assert "加权回归" in shown["contact-held"]["zh"]
    assert chapter.ledger.frame()["group"].tolist() == [""]


def test_levels_of_a_difference_name_their_group(chapter: Chapter, shown: Shown) -> None:
    level = pd.Series({"item": "index", "estimate": 70.0, "low": 69.0, "high": 71.0, "base": 400, "status": "shown",
                       "unit": "index"})  # fmt: skip
    chapter.claim("gap", gap(LOWER, COMPARISON.a_name, COMPARISON.b_name, a_row=level, b_row=level))
    assert "Overall satisfaction, callers: 70.0" in shown["contact-gap"]["en"]
    part = pd.Series({"item": "index", "estimate": -0.2, "low": -0.3, "high": -0.1, "base": 900, "status": "shown"})
    chapter.claim("relative", relative(part, COMPARISON))
    assert "机器人用户与电话用户相比，相对差：" in shown["contact-relative"]["zh"]


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (Number(0.2, "percent", item="channel", group="answer=bot"), "Channel, Chatbot", "渠道，智能客服"),
        (Number(0.2, "percent", item="channel", group="answer=bot|store; channel=phone"),
         "Channel, Chatbot or Store, Phone", "渠道，智能客服或线下门店，电话"),
        (Number(0.2, "percent", item="speed", group="category=2"), "Speed, answer 2", "Speed"),
        (Number(0.2, "percent", item="wait", group="answer=>15"), "Wait, over 15", "Wait"),
        (Number(1, "points", item="index", group="channel=phone; against:channel=bot", statistic="difference"),
         "Overall satisfaction, Phone against Chatbot, difference", "总体满意度，电话与智能客服相比，差值"),
        (Number(1, "points", item="index", group="channel=phone; against:=others", statistic="difference"),
         "Overall satisfaction, Phone against all others, difference", "总体满意度，电话与其他各组相比，差值"),
    ],
)  # fmt: skip
def test_a_number_names_its_answers_and_both_its_groups(names: Names, number: Number, en: str, zh: str) -> None:
    assert names.describe(number, "en") == en
    assert zh in names.describe(number, "zh") or number.item in ("speed", "wait")


def test_a_test_of_two_groups_by_key_keeps_both(chapter: Chapter, shown: Shown) -> None:
    pair = {**LOWER.to_dict(), "item": "index", "a": "bot", "b": "phone"}
    chapter.claim("gap", gap(pair, ("channel", "bot"), [("channel", "phone"), ("channel", "store")]))
    assert "Overall satisfaction, Chatbot against Phone or Store, difference" in shown["contact-gap"]["en"]
    chapter.claim("part", part({**LOWER.to_dict(), "item": "index", "channel": "bot", "estimate": 70.0}, "channel"))
    assert "Overall satisfaction, Chatbot against all others, difference" in shown["contact-part"]["en"]
    groups = chapter.ledger.frame().set_index("id")["group"]
    assert groups["contact-gap-difference"] == "channel=bot; against:channel=phone|store"
    assert groups["contact-part-difference"] == "channel=bot; against:=others"


def test_a_share_of_answers_is_called_by_them_wherever_it_goes(chapter: Chapter, shown: Shown) -> None:
    share = pd.Series({"item": "channel", "answers": "bot|store", "estimate": 0.2, "low": 0.1, "high": 0.3, "base": 90,
                       "status": "shown", "unit": "percent"})  # fmt: skip
    chapter.claim("share", level(share))
    assert shown["contact-share"]["en"].count("hannel (Chatbot or Store)") == 1
    assert "Channel, Chatbot or Store: 20.0%" in shown["contact-share"]["en"]
    assert chapter.ledger.frame()["group"].tolist() == ["answer=bot|store"]
    chapter.show("bars", bars(pd.DataFrame([share])))
    assert "Channel (Chatbot or Store)" in shown["contact-bars"]["en"]


def test_a_test_of_all_groups_says_of_which(chapter: Chapter, shown: Shown) -> None:
    test = Omnibus(statistic=5.0, df1=3.0, df2=100.0, p=0.001, form="rao_scott", groups=4)
    chapter.claim("joint", joint(test, "channel", "index"))
    assert (
        "Overall satisfaction, by channel, test of whether groups differ at all: 5.00" in shown["contact-joint"]["en"]
    )


def test_methods_are_words_unless_they_are_names() -> None:
    assert vocabulary.method("lmg, linear, complete", "zh") == "LMG、线性、完整回答"
    assert (
        vocabulary.method("johnson-linear-unweighted-imputed", "en") == "relative weights, linear, unweighted, imputed"
    )
    assert vocabulary.method("Fay-Herriot", "zh") == "Fay-Herriot"
