import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.rows.read.personal_data import card_number, identity_number, redact


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        ("打我电话13812345678谢谢", "打我电话[mobile]谢谢", "mobile"),
        ("１３８１２３４５６７８", "[mobile]", "mobile"),
        ("138 1234 5678", "[mobile]", "mobile"),
        ("138-1234-5678。", "[mobile]。", "mobile"),
        ("+86 138　1234　5678", "[mobile]", "mobile"),
        ("电话010-62345678", "电话[landline]", "landline"),
        ("(0755)26001234", "[landline]", "landline"),
        ("zhang.san@example.com", "[email]", "email"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]", "email"),
        ("身份证11010519491231002X", "身份证[id]", "id"),
        ("卡号4111 1111 1111 1111", "卡号[card]", "card"),
        ("卡号6222 0000 0000 0000 5", "卡号[number]", "number"),
        ("Tel13812345678", "Tel[mobile]", "mobile"),
        ("订单号:JD2024-0315A", "订单号:[order]", "order"),
        ("我的微信号是 abc_12345 加我", "我的微信号是 [wechat] 加我", "wechat"),
        ("编号 7654321", "编号 [number]", "number"),
    ],
)
def test_kinds(text, kept, kind):
    assert redact(text) == (kept, {kind: 1})


@pytest.mark.parametrize(
    "text", ["等了45分钟", "2024-03-15打的电话", "10分里给9分", "找了3 4次,5 6天没回", "400块", "微信客服很慢"]
)
def test_what_is_not_personal_stays(text):
    assert redact(text) == (text, {})


def test_check_digits():
    assert identity_number("11010519491231002X")
    assert not identity_number("110105194912310021")
    assert not identity_number("11010519491331002X")
    assert card_number("4111111111111111")
    assert not card_number("4111111111111112")


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", " ", "-", "  "]),
    st.booleans(),
    st.text("慢好,。!0123456789 电话xX@微信", max_size=15),
    st.text("慢好,。!0123456789 电话xX@微信", max_size=15),
)
def test_no_planted_mobile_is_ever_left(mobile, gap, wide, before, after):
    written = gap.join([mobile[:3], mobile[3:7], mobile[7:]])
    if wide:
        written = written.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    kept, kinds = redact(before + written + after)
    left = re.sub(r"\D", "", kept)
    assert mobile not in left
    assert sum(kinds.values()) >= 1
