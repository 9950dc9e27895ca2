from __future__ import annotations

import re

import pytest

from manyi.errors import InputError
from manyi.exhibits import Chapter, Number, Text, number
from manyi.exhibits.claims.sentence import Spoken
from tests.exhibits.conftest import HOSTILE, Shown, by_channel

VALUE = Number(78.5123, "index", 76.94, 80.08, base=3012, p=0.2, p_adjusted=0.034, item="index")


def numbers(html: str) -> list[str]:
    return re.findall(r'<data value="([^"]*)"', html)


def test_a_sentence_prints_marked_numbers_in_both_languages(chapter: Chapter, shown: Shown) -> None:
    chapter.say("level", en="It was {x:full} in {year}.", zh="{year}年为{x:full}。", x=VALUE)
    en, zh = shown["contact-level"]["en"], shown["contact-level"]["zh"]
    assert (
        '<data value="78.5123" id="n-contact-level-x" data-low="76.94" data-high="80.08" data-base="3012">78.5</data>'
        in en
    )
    assert "It was" in en and "2024" in en and "95 % interval" in en
    assert "为<data" in zh and "95%置信区间" in zh and "～" in zh
    assert numbers(en) == numbers(zh)


@pytest.mark.parametrize(
    ("how", "printed"),
    [("", "78.5 of 100 points"), ("unit", "78.5 of 100 points"), ("range", "76.9 to 80.1"),
     ("base", "3,012"), ("p", "0.034"),
     ("interval", "95 % interval 76.9 to 80.1"), ("full", "78.5 of 100 points (95 % interval 76.9 to 80.1)")],
)  # fmt: skip
def test_ways_of_printing(chapter: Chapter, shown: Shown, how: str, printed: str) -> None:
    chapter.say("a", en=f"{{x:{how}}}", zh=f"{{x:{how}}}", x=VALUE)
    said = re.sub(r"<[^>]+>", "", shown["contact-a"]["en"].split("<details")[0])
    assert said == printed


def test_a_size_has_its_unit_and_no_sign(chapter: Chapter, shown: Shown) -> None:
    chapter.say("a", en="{x:size}, {x:unit}", zh="{x:size}，{x:unit}", x=Number(-2.34, "points"))
    assert re.sub(r"<[^>]+>", "", shown["contact-a"]["en"].split("<details")[0]) == "2.3 points, −2.3 points"
    assert shown["contact-a"]["en"].count('id="n-contact-a-x"') == 1  # ids are unique: the second points to the first


@pytest.mark.parametrize(
    ("value", "low", "high", "printed"),
    [
        (-16.3, -17.6, -14.9, "14.9 to 17.6 points"), (16.3, 14.9, 17.6, "14.9 to 17.6 points"),
        (-1.2, -2.4, -0.02, "0.02 to 2.4 points"), (-0.5, -2.4, 1.4, "−2.4 to +1.4 points"),
    ],
)  # fmt: skip
def test_a_range_by_its_size_has_no_sign_unless_it_holds_zero(
    chapter: Chapter, shown: Shown, value: float, low: float, high: float, printed: str
) -> None:
    gap = Number(value, "points", low=low, high=high)
    chapter.say("a", en="{x:between}", zh="{x:between}", x=gap)
    assert re.sub(r"<[^>]+>", "", shown["contact-a"]["en"].split("<details")[0]) == printed


@pytest.mark.parametrize(
    ("en", "zh", "fault"),
    [
        ("It was 78.5.", "为{x}。", "a typed number, '78.5'|a typed number, '78'"),
        (
            "It was {x}.",
            "为７８。",
            "a typed number, '７８', in the zh sentence: write it as a word, or let {...} print",
        ),
        ("It was {x}.", "为{}。", "braces without a name in the zh sentence"),
        ("It was {x.", "为{x}。", "the en sentence cannot be read: .* a brace that is meant is written twice"),
        ("It was {x}.", "", "the zh sentence is missing"),
        ("  ", "为{x}。", "the en sentence is missing"),
        ("It was {x}.", "不明。", "different numbers"),
        ("It was {x:range}.", "为{x}。", "different numbers"),
        ("It was {y}.", "为{x}。", r"no value for \{y\}"),
        ("It was {x:loud}.", "为{x}。", "allowed: .*full"),
    ],
)
def test_faulty_sentences_are_refused_by_name(chapter: Chapter, en: str, zh: str, fault: str) -> None:
    with pytest.raises(InputError, match=f"contact-level: .*({fault})"):
        chapter.say("level", en=en, zh=zh, x=VALUE)


@pytest.mark.parametrize(("n", "en", "zh"), [(0.0, "none", "没有一个"), (1200.0, "1,200", "有1,200个")])
def test_a_count_may_be_none_or_all_in_words_and_stays_a_number(
    chapter: Chapter, shown: Shown, n: float, en: str, zh: str
) -> None:
    chapter.say("a", en="In {x:all}, {y:some}", zh="{x:all}，{y:some}", x=Number(5, "count"), y=Number(n, "count"))
    assert 'In <data value="5"' in shown["contact-a"]["en"] and f">{en}</data>" in shown["contact-a"]["en"]
    assert ">全部</data>" in shown["contact-a"]["zh"] and f">{zh}</data>" in shown["contact-a"]["zh"]
    assert chapter.ledger.frame()["value"].to_list() == [5.0, n]


def test_words_are_escaped_and_bad_glyphs_refused(chapter: Chapter, shown: Shown) -> None:
    chapter.say("a", en="{w}: {x}", zh="{w}：{x}", w=Text(en=HOSTILE, zh=HOSTILE), x=VALUE)
    assert "<script" not in shown["contact-a"]["en"]
    assert "&lt;script&gt;" in shown["contact-a"]["en"]
    with pytest.raises(InputError, match=r"contact-b: .*U\+202E"):
        chapter.say("b", en="{w} {x}", zh="{w} {x}", w=Text(en="a\u202eb", zh="好"), x=VALUE)


def test_a_sentence_about_a_suppressed_number_says_so_instead(chapter: Chapter, shown: Shown) -> None:
    row = by_channel().iloc[2].to_dict() | {"status": "suppressed", "reason": "base_below_30"}
    chapter.say("a", en="It was {x}.", zh="为{x}。", x=number(row, "index"))
    assert "too few cases" in shown["contact-a"]["en"]
    assert "68" not in shown["contact-a"]["en"]
    assert chapter.ledger.frame()["value"].isna().all()


def test_how_sure_opens_what_the_number_rests_on(chapter: Chapter, shown: Shown) -> None:
    chapter.say("a", en="{x}", zh="{x}", x=number(by_channel().iloc[0], "index"))
    en, zh = shown["contact-a"]["en"], shown["contact-a"]["zh"]
    assert en.count("<details") == 1
    parts = [
        "How sure?",
        "Overall satisfaction, Phone",
        "81.0 (95 % interval 79.4 to 82.6)",
        "n 800",
        "effective n 571",
    ]
    for part in [*parts, "assuming those who", "Mean of two items", "chapter 30-satisfaction", "contact-a-x"]:
        assert part in en
    for part in ("可信程度", "总体满意度，电话", "81.0（95%置信区间 79.4～82.6）", "两个题目的均值"):
        assert part in zh


def test_the_opening_is_the_first_sentence_without_its_stop_and_not_cut_inside_a_name(chapter: Chapter) -> None:
    templates = {"en": "{who} had {x:unit}. The others did not.", "zh": "{who}为{x:unit}。其他则不然。"}
    values = {"who": Text(en="st. John's. North", zh="圣约翰。北"), "x": VALUE}
    spoken = Spoken.of("a", templates, values, lambda id_, numbers, names: {"x": "a-x"}, chapter.names)
    plain = {language: re.sub(r"<[^>]+>", "", spoken.opening[language]) for language in ("en", "zh")}
    assert plain == {"en": "St. John&#39;s. North had 78.5 of 100 points", "zh": "圣约翰。北为78.5（满分100分）"}
    hidden = {"who": values["who"], "x": Number(78.5, "index", status="suppressed")}
    silent = Spoken.of("b", templates, hidden, lambda id_, numbers, names: {}, chapter.names)
    assert silent.opening["en"] == str(silent.again["en"]).removesuffix(".") != str(silent.again["en"])
