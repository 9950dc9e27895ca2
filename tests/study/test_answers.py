import pytest

from manyi.errors import InputError
from manyi.study.answers import DECLARED, Meaning, as_id, meaning, plain
from manyi.study.items import Item
from tests.rows.conftest import item, words

SCALE = {"from": 1, "to": 5, "labels": {1: {"en": "Poor", "zh": "差"}, 5: {"en": "Good", "zh": "好"}}}


def make(**kind):
    return Item.model_validate(item("X", {2023: "x"}, **kind))


def test_numbers_are_written_in_many_ways():
    assert [plain(text) for text in ("3.0", " ３ ", "03", "3.50", "1e2", "-0", "a  b")] == [
        *("3", "3", "3", "3.5", "100", "0", "a b")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4", Meaning(4.0)),
        ("４.0", Meaning(4.0)),
        ("Good", Meaning(5.0)),
        (" 差 ", Meaning(1.0)),
        ("6", Meaning(rule="range")),
        ("2.5", Meaning(rule="whole")),
        ("很好", Meaning(rule="text")),
        ("nan", Meaning(rule="text")),
        ("98", Meaning()),
    ],
)
def test_scale(text, found):
    assert meaning(make(scale=SCALE, missing={98: "not_applicable"}), 2023, text) == found


def test_codes_are_in_force_from_their_wave_on():
    rating = make(scale=SCALE, codes={2022: {1: 5, 5: 1, "Blank": "missing"}, 2023: {}})
    assert meaning(rating, 2021, "1").value == 1.0
    assert meaning(rating, 2022, "1") == Meaning(5.0, None, 1)
    assert meaning(rating, 2022, "Blank") == Meaning(None, None, "Blank")
    assert meaning(rating, 2022, "3").value == 3.0
    assert meaning(rating, 2023, "1").value == 1.0
    assert meaning(rating, 2023, "Blank").rule == "text"


def test_a_number_may_carry_its_unit():
    time = make(number={"min": 0, "max": 600, "unit": {"en": "seconds", "zh": "秒"}, "whole": True})
    assert [meaning(time, 2023, text).value for text in ("85", "85秒", "85 seconds")] == [85.0] * 3
    assert [meaning(time, 2023, text).rule for text in ("601", "8.5", "85分")] == ["range", "whole", "text"]


def test_categories_stand_for_themselves_in_both_languages():
    sex = make(categories={"f": {"en": "Women", "zh": "女"}, "m": {"en": "Men", "zh": "男"}}, codes={2023: {1: "m"}})
    said = ["f", "Women", "女", "１"]
    assert [meaning(sex, 2023, text).value for text in said] == ["f", "f", "f", "m"]
    assert meaning(sex, 2023, "2").rule == "unmapped"


def test_an_options_own_column():
    uses = make(options={"app": words("App"), "web": words("Web")}, codes={2024: {2: 0, 7: "web"}})
    assert [meaning(uses, 2023, text, "app").value for text in ("1", "是", "App", "0", "否")] == [1, 1, 1, 0, 0]
    assert meaning(uses, 2023, "Web", "app").rule == "unmapped"
    assert [meaning(uses, 2024, text, "web").value for text in ("2", "7")] == [0, 1]


def test_a_label_for_two_answers_is_an_error():
    twice = make(categories={"a": {"en": "Other", "zh": "甲"}, "b": {"en": "Other", "zh": "乙"}})
    with pytest.raises(InputError, match="'Other' stands for both a and b"):
        meaning(twice, 2023, "甲")


@pytest.mark.parametrize("text", ["5²", "5₂", "½", "5①", "1⁄2", "²", "TRUE", "5,5"])
def test_what_only_looks_like_a_number_is_none(text):
    time = make(number={"min": 0, "max": 600, "unit": {"en": "seconds", "zh": "秒"}})
    assert meaning(time, 2023, text) == Meaning(rule="text")


def test_half_points_only_where_the_codebook_has_them():
    halves = make(scale={**SCALE, "step": 0.5})
    assert [meaning(halves, 2023, text).value for text in ("4.5", "4.50", "4")] == [4.5, 4.5, 4.0]
    assert [meaning(halves, 2023, text).rule for text in ("4.3", "5.5")] == ["step", "range"]
    assert meaning(make(scale=SCALE), 2023, "4.5") == Meaning(rule="whole")
    assert halves.possible == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]


@pytest.mark.parametrize("text", ["#N/A", "＃N/A", "#DIV/0!", "#NAME?", "#WERT!", "Err:502", "#UNCOMPUTED!"])
def test_an_error_of_a_spreadsheet_is_no_answer(text):
    assert meaning(make(scale=SCALE), 2023, text) == Meaning(rule="error")
    assert meaning(make(scale=SCALE, missing={"#N/A": "refused"}), 2023, "#N/A") == Meaning()
    assert meaning(make(categories={"#great": {"en": "#1", "zh": "#WOW!"}}), 2023, "#WOW!").value == "#great"


def test_a_code_the_file_declares_missing_is_missing():
    assert meaning(make(scale=SCALE), 2023, f"{DECLARED}5") == Meaning()


def test_an_id_has_one_form():
    room = make(number={"min": 0, "max": 10**15, "unit": {"en": "rooms", "zh": "号"}})
    assert {as_id(room, text) for text in ("7", "7.0", "07", "７", "7\u00a0", "7号", " 7 号")} == {"7"}
    assert as_id(room, "12345678901234567") == "12345678901234567"
    assert {as_id(make(words=True), text) for text in ("A 07", "Ａ　07", " A\u00a007")} == {"A 07"}
    assert as_id(make(words=True), "A7") != as_id(make(words=True), "A07")
