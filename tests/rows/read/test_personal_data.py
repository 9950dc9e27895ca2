import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.rows.read.identifying_numbers import card_number, identity_number
from manyi.rows.read.personal_data import redact


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


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        ("一三八一二三四五六七八", "[mobile]", "mobile"),
        ("我的电话是幺三八零零一三八零零零", "我的电话是[mobile]", "mobile"),
        ("手机一三八-1234-五六七八", "手机[mobile]", "mobile"),
        ("138、1234、5678", "[mobile]", "mobile"),
        ("138*1234*5678", "[mobile]", "mobile"),
        ("138,1234,5678", "[mobile]", "mobile"),
        ("1*3*8*1*2*3*4*5*6*7*8", "[mobile]", "mobile"),
        ("①③⑧①②③④⑤⑥⑦⑧", "[mobile]", "mobile"),
        ("zhang[at]example.com", "[email]", "email"),
        ("zhang(at)example(dot)com", "[email]", "email"),
        ("zhang at example dot com", "[email]", "email"),
        ("zhang@example，com", "[email]", "email"),
        ("zhang.san#163.com", "[email]", "email"),
        ("zhang＠163。com", "[email]", "email"),
        ("＋V：abc12345", "＋V：[wechat]", "wechat"),
        ("+V abc12345", "+V [wechat]", "wechat"),
        ("加薇abc12345", "加薇[wechat]", "wechat"),
        ("薇：abc12345", "薇：[wechat]", "wechat"),
        ("➕V abc_123", "➕V [wechat]", "wechat"),
        ("tg: @abc_def", "tg: @[account]", "account"),
        ("Telegram @abcdef1", "Telegram @[account]", "account"),
        ("t.me/abcdef", "t.me/[account]", "account"),
        ("(415) 555-2671", "[phone]", "phone"),
        ("415-555-2671", "[phone]", "phone"),
        ("415.555.2671", "[phone]", "phone"),
        ("+1 415 555 2671", "[mobile]", "mobile"),
        ("+44 20 7946 0958", "[phone]", "phone"),
        ("SSN 123-45-6789", "SSN [ssn]", "ssn"),
        ("078-05-1120", "[ssn]", "ssn"),
        ("京A12345", "[plate]", "plate"),
        ("粤B·D12345", "[plate]", "plate"),
        ("沪A-D12345", "[plate]", "plate"),
        ("粤b12345", "[plate]", "plate"),
        ("39.9042, 116.4074", "[position]", "position"),
        ("北纬39.9042，东经116.4074", "[position]", "position"),
        ("39°54′15″N 116°24′26″E", "[position]", "position"),
        ("one three eight one two three four five six seven eight", "[mobile]", "mobile"),
        ("my number is four one five, five five five, two six seven one", "my number is [number]", "number"),
        ("壹叁捌壹贰叁肆伍陆柒捌", "[mobile]", "mobile"),
        ("QQ一二三四五六七八", "QQ[wechat]", "wechat"),
        ("010、6234、5678", "[landline]", "landline"),
        ("(010)6234*5678", "[landline]", "landline"),
        ("110105、19491231、002X", "[id]", "id"),
        ("4111*1111*1111*1111", "[card]", "card"),
        ("加卫星abc123456", "加卫星[wechat]", "wechat"),
        ("1 3 8 1 2 3 4 5 6 7 8", "[mobile]", "mobile"),
        ("微信号：一三八零零一三八零零零", "微信号：[wechat]", "wechat"),
        ("V：abc12345", "V：[wechat]", "wechat"),
        ("137——1234——5678", "[mobile]", "mobile"),
        ("1370(1234)567", "[mobile]", "mobile"),
        ("企鹅号 12345678", "企鹅号 [wechat]", "wechat"),
        ("138.1234、5678", "[mobile]", "mobile"),
        ("手机：138 1234，5678", "手机：[mobile]", "mobile"),
    ],
)
def test_disguises(text, kept, kind):
    assert redact(text) == (kept, {kind: 1})


@pytest.mark.parametrize(
    "text",
    [
        "13、14、15、16、17、18码都有",
        "13,14,15,16,17,18",
        "一二三四五六七八",
        "一九九八年到二零一六年",
        "第一、第二、第三",
        "三百五十一块",
        "1、2、3、4、5、6、7、8、9、10、11",
        "新Mate60Pro很好",
        "京A座1203",
        "川A级服务",
        "look at apple.com",
        "给他@小王，谢谢",
        "300-200-4000元",
        "100-20-3000块",
        "10:20:30到11:20:30",
        "2024、2023、2022年",
        "尺寸608*633*1100",
        "1920*1080*60",
        "128、256、512GB",
        "版本10.1234, 12.5",
        "v 领毛衣 v1.2.3",
        "one two three four",
        "微博热搜第一",
        "抖音上看到的",
        "小红书推荐",
        "ins风格",
        "苏B2C模式",
        "云A1234",
        "3.1415 2.71828",
        "wechat pay is good",
        "微信支付很方便",
        "加微信没人理",
        "vx是什么意思",
        "tg是什么",
        "1200、1300、1400元",
        "130、140、150、160",
        "1500,1600,1700,18元",
        "2019-11-12、2019-12-13",
        "138、256、1024",
        "满200减20，满300减30",
        "购买了100,200,300",
        "1,234,567,890",
        "123,456,789元",
        "12,345,678次播放",
    ],
)
def test_what_looks_like_a_disguise_stays(text):
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
