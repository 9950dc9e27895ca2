from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from manyi.exhibits.chapter.findings import COUNTED
from manyi.exhibits.claims.claim import HEADINGS, SENTENCES
from manyi.exhibits.claims.sets import POINT, SEEN
from manyi.exhibits.tables.sample_tables import READ_SHARES, READ_WEIGHTS
from manyi.language import formats
from manyi.publish.readiness import ready


def phrase(*given: Any, **options: Any) -> str:
    """The name of an interval with what it assumes, as a sentence has it."""
    return "".join(formats.interval_parts(*given, **options))


@pytest.mark.parametrize(
    ("value", "unit", "en"),
    [
        (78.5123, "index", "78.5"), (0.70123, "percent", "70.1%"), (2.34, "points", "+2.3"), (-2.34, "points", "−2.3"),
        (0.012, "percentage_points", "+1.2"), (-0.0001, "points", "0.0"), (3012, "count", "3,012"),
        (4.125, "score", "4.12"), (-12.0, "nps", "−12.0"), (0.0001, "p", "<0.001"), (0.0341, "p", "0.034"),
        (2024, "year", "2024"), (float("nan"), "index", "–"),
    ],
)  # fmt: skip
def test_numbers_are_the_same_in_both_languages(value: float, unit: formats.Unit, en: str) -> None:
    assert formats.number(value, unit, "en") == en
    assert formats.number(value, unit, "zh") == en


def test_a_size_has_no_sign_and_a_table_cell_no_percent() -> None:
    assert formats.number(-2.34, "points", "en", sign=False) == "2.3"
    assert formats.number(0.5, "percent", "en", percent=False) == "50.0"


def test_ranges_lists_and_days_follow_the_language() -> None:
    assert formats.between(76.9, 80.1, "index", "en") == "76.9 to 80.1"
    assert formats.between(76.9, 80.1, "index", "zh") == "76.9～80.1"
    assert formats.listed(["a", "b", "c"], "en") == "a, b and c"
    assert formats.listed(["甲", "乙", "丙"], "zh") == "甲、乙和丙"
    assert formats.listed([], "en") == ""
    assert formats.listed(["one, two", "three"], "en") == "one, two; and three"
    first, last = date(2024, 3, 1), date(2024, 5, 31)
    assert formats.days(first, last, "en") == "1 March to 31 May 2024"
    assert formats.days(first, last, "zh") == "2024年3月1日至5月31日"
    assert formats.days(date(2023, 12, 30), date(2024, 1, 2), "zh") == "2023年12月30日至2024年1月2日"


def test_opt_in_samples_never_borrow_the_words_of_random_ones() -> None:
    margins = {"en": ["sex", "age group", "region"], "zh": ["性别", "年龄段", "地区"]}
    assert phrase("model", "zh", margins["zh"]) == "95%置信区间（假设受访者能代表同性别、年龄段、地区的人群）"
    assert phrase("model", "en", margins["en"]).endswith("of the same sex, age group and region")
    for basis in ("model", "census"):
        said = phrase(basis, "en").lower()
        assert not any(banned in said for banned in ("margin of", "representative", "random", "response rate"))


def test_a_one_sided_verdict_names_its_interval() -> None:
    assert formats.interval_name(0.95, "en") == "95 % interval"
    assert formats.interval_name(0.90, "en").startswith("90 % interval, 5 % on each side")
    assert formats.interval_name(0.90, "zh") == "每侧5%的90%置信区间"


def test_every_unit_has_decimals_and_a_head() -> None:
    assert set(formats.DECIMALS) == set(formats.HEAD)
    assert formats.difference_of("percent") == "percentage_points"
    assert formats.difference_of("index") == "points"


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Age group", "age group"), ("AirTrain", "AirTrain"), ("SFO as a whole", "SFO as a whole"),
     ("Free Wi-Fi", "free Wi-Fi"), ("First-contact resolution", "first-contact resolution"), ("", "")],
)  # fmt: skip
def test_a_label_keeps_the_capitals_of_names_inside_a_sentence(label: str, inside: str) -> None:
    assert formats.within(label) == inside


def test_a_list_stays_clear_when_its_words_hold_an_and() -> None:
    assert formats.listed(["Finance", "Travel and hotels"], "en") == "Finance, and Travel and hotels"


def test_an_interval_that_leaves_out_zero_never_seems_to_touch_it() -> None:
    assert formats.between(0.031, 2.4, "points", "en") == "+0.03 to +2.4"
    assert formats.between(-0.05, -0.0004, "percentage_points", "en") == "−5.0 to −0.04"
    assert formats.between(-0.031, 2.4, "points", "en") == "0.0 to +2.4"
    assert formats.between(0.01, 0.02, "index", "zh") == "0.0～0.0"  # a level, not a difference


def test_a_sample_without_weights_says_so() -> None:
    assert "no weighting" in phrase("model", "en")
    assert "no weighting" not in phrase("model", "en", delivered=True)
    assert "未加权" in phrase("model", "zh")
    assert phrase("design", "en") == "95 % interval"


def test_no_sentence_of_ours_borrows_the_words_of_random_samples() -> None:
    texts = [text for kinds in (SENTENCES, HEADINGS) for texts in kinds.sections.values() for text in texts.values()]
    texts += [READ_WEIGHTS, READ_SHARES, SEEN, POINT, COUNTED, *formats.INTERVAL.values(), *formats.ASSUMED.values()]
    assert ready.borrowed("model", [text[language] for text in texts for language in formats.LANGUAGES]) == ""
    assert ready.borrowed("model", ["with a response rate of"]) == "response rate"
    assert ready.borrowed("design", ["a random sample"]) == ""


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Age group", "age group"), ("AirTrain", "AirTrain"), ("SFO as a whole", "SFO as a whole"),
     ("Health Department", "Health Department"), ("Somerville as a place", "Somerville as a place"),
     ("Health (of all)", "health (of all)"), ("", "")],
)  # fmt: skip
def test_names_keep_their_capitals_inside_a_sentence(name: str, inside: str) -> None:
    proper = formats.proper_words(("How satisfied are you with Somerville?", "Is Health, or health, good in Boston?"))
    assert proper == {"Somerville", "Boston"}
    assert formats.within(name, proper) == inside


def test_an_interval_widened_for_many_comparisons_is_called_adjusted() -> None:
    assert formats.interval_name(0.95, "en", adjusted=True) == "adjusted 95 % interval"
    assert formats.interval_name(0.95, "zh", adjusted=True) == "校正后95%置信区间"
    assert formats.interval_name(0.95, "en") == "95 % interval"


def test_the_head_of_a_unit_is_what_it_is_and_the_ends_of_its_scale() -> None:
    assert (formats.HEAD["index"].en, formats.HEAD["nps"].zh) == ("index, 0–100", "净推荐值，−100～100")
    assert (formats.KIND["index"].en, formats.LIMITS["index"].en) == ("index", "0–100")
    assert formats.HEAD["minutes"] == formats.KIND["minutes"] and set(formats.LIMITS) <= set(formats.KIND)


def test_an_interval_without_its_ends_has_no_colon() -> None:
    assert formats.interval_name(0.90, "en", alone=True) + ":" == formats.interval_name(0.90, "en")
    assert formats.interval_name(0.95, "en", alone=True) == formats.interval_name(0.95, "en")
    assert formats.interval_name(0.90, "en", adjusted=True).startswith("adjusted 90 % interval")


def test_a_first_word_ends_where_a_name_is_put_together() -> None:
    firsts = {"After-sales index": "After", "resources, points": "resources", "Sex": "Sex", "": "", "(of all)": ""}
    assert {name: formats.first_word(name) for name in firsts} == firsts
