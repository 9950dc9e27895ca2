"""Texts with personal data planted in them, and with what only looks like it. One row: text, what must go, kind.

Numbers are made from the rules of each kind, in the ways people write them: spaced, hyphenated, full-width, in words,
with marks between the groups.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

SENTENCES = [
    "物流太慢了，{}，请尽快处理",
    "{}",
    "打了三次没人接{}真失望",
    "客服让我留下{}。到现在没回",
    "质量一般，{} 谢谢",
    "<b>{}</b>不错",
    "2019-11-12买的，{}，花了599元",
    "差评！！{}！！",
    "安装师傅说{}，我没记住",
    "收货人张三{}，退货",
    "1台{}2次",
]
DOMAINS = ["example.com", "mail.example.cn", "example.com.cn"]
WIDE = {ord("0") + k: 0xFF10 + k for k in range(10)}
PLAIN = {wide: narrow for narrow, wide in WIDE.items()} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NUMERALS = {ord(mark): str(value) for value, mark in enumerate("零一二三四五六七八九")} | {ord("幺"): "1"}
LOOKALIKES = [
    "等了{a}分钟",
    "2019-{m:02d}-{d:02d} {h:02d}:{s:02d}:{s:02d}买的",
    "2019年{m}月{d}日下单",
    "{m}/{d}/2020收到",
    "价格{p}.00元，贵了{a}元",
    "iPhone 11 (A{p}) 128GB",
    "JSQ{a}-HWA型号",
    "麒麟810 {p}mAh",
    "{a}.{d}米宽，{p}毫米长",
    "打客服电话{a}个都没人接",
    "双11比618便宜{a}块",
    "订单太多了",
    "订单{a}天没发货",
    "微信客服很慢",
    "加了微信也没人理",
    "邮箱没有回复",
    "QQ群里都说好",
    "{a}% 好评",
    "第{a}次购买，{d}分满分10分",
    "1500和2000瓦，{a}升",
    "水温{a}度，{d}小时",
    "2017、2018、2019年都买过",
    "12315投诉",
    "GB 11643-1999标准",
    "评分{d}.{m}，排名{p}",
    "客服热线只说{a}句",
    "vx是什么意思",
    "单号查不到",
    "尺寸608*633*{a}",
    "{h}:{s:02d}到{h}:{s:02d}之间",
    "身份证不用带",
    "卡号输不进去",
    "@客服 在吗",
    "买了3 4次，5 6天才到",
    "10001套餐",
    "ABC-{a}X",
    "满{p}减{a}",
    "wifi连不上",
    "4G 5G都行",
    "2016 2017 2018 2019年都买",
    "从1299.00降到1199.00",
    "100 200 300 400元都有",
    "20191112买的",
    "销量1405092",
    "10.1.2.15版本",
    "3.14159265",
    "2019.11.12-2020.01.15",
    "5999.00-5499.00=500",
    "1 2 3 4 5 6 7 8颗螺丝",
    "0.42 0.88 3.53 4.94",
    "每月{a},{p},{p}字",
    "2019-11-12 2019-12-01",
    "400多块",
    "800元不到",
    "{p}-{p}之间",
    "1920*1080",
    "型号86181234A",
    "64GB+{a}GB",
    "1234",
    "{h}、{s}、{a}、{d}、{m}码都有",
    "13、14、15、16、17、18号",
    "128、256、512GB",
    "一二三四五六七八",
    "一九九八年到二零一六年",
    "三百五十一块",
    "新Mate60Pro很好",
    "京A座1203",
    "苏B2C模式",
    "look at apple.com",
    "给他@小王，谢谢",
    "{p}-{a}-{p}元",
    "123,456,789元",
    "12,345,678次播放",
    "3.1415 2.7182",
    "北纬30度的茶",
    "v领毛衣v1.{d}.{m}",
    "one two three",
    "微博热搜第一",
    "小红书推荐",
    "tg是什么",
    "130、140、150、160",
]


@dataclass(frozen=True)
class Planted:
    """A text; the digits or letters that must not survive redaction ('' in a look-alike); the kind."""

    text: str
    secret: str
    kind: str


def left(secret: str, kind: str, kept: str) -> bool:
    """Whether the secret, or seven digits of it in a row, is still there, however it is spaced."""
    plain = kept.translate(PLAIN)
    if kind in ("email", "disguised", "wechat", "account", "order", "plate"):
        return secret.lower() in re.sub(r"\s", "", plain).lower()
    digits = re.sub(r"\D", "", plain.translate(NUMERALS))
    return any(secret[k : k + 7] in digits for k in range(len(secret) - 6))


def corpus(count: int, seed: int) -> list[Planted]:
    """Return that many texts, half with something planted."""
    rng = random.Random(seed)
    kinds = [
        mobile, landline, email, identity, card, order, wechat,
        spelt, parted, disguised, account, phone, social, plate, position,
    ]  # fmt: skip
    made = []
    for k in range(count):
        if k % 2:
            made.append(Planted(rng.choice(SENTENCES).format(_look(rng)), "", "look-alike"))
            continue
        kind = kinds[k // 2 % len(kinds)]
        written, secret = kind(rng)
        made.append(Planted(rng.choice(SENTENCES).format(written), secret, kind.__name__))
    return made


def mobile(rng: random.Random) -> tuple[str, str]:
    """A mobile number, 1[3-9] and nine digits."""
    number = f"1{rng.randint(3, 9)}{rng.randrange(10**9):09d}"
    lead = rng.choice(["", "电话", "手机号:", "tel ", "+86 ", "(+86)", "86-", "联系我"])
    return lead + _written(rng, [number[:3], number[3:7], number[7:]]), number


def landline(rng: random.Random) -> tuple[str, str]:
    """An area code and seven or eight digits, not starting with 0 or 1."""
    area = rng.choice(["010", "021", "0755", "0571", "025", "0431"])
    local = (
        f"{rng.randint(2, 8)}{rng.randrange(10**7):07d}"
        if len(area) == 3 or rng.random() < 0.5
        else f"{rng.randint(2, 8)}{rng.randrange(10**6):06d}"
    )
    mark = rng.choice(["-", " ", "", "－", "—", ")"])
    written = f"({area}){local}" if mark == ")" else f"{area}{mark}{local}"
    return rng.choice(["座机", "电话：", "", "固话 "]) + (
        written.translate(WIDE) if rng.random() < 0.25 else written
    ), local


def email(rng: random.Random) -> tuple[str, str]:
    """An address of a reserved domain."""
    name = rng.choice(["zhang.san", "li_si", "wang5", "a.b-c", "user"]) + str(rng.randrange(10**4))
    at = rng.choice(["@", "@", "＠", " @ "])
    return (
        f"{rng.choice(['邮箱', 'email:', '发到', ''])}{name}{at}{rng.choice(DOMAINS)}",
        name,
    )


def identity(rng: random.Random) -> tuple[str, str]:
    """A resident identity number with a right check character."""
    area = rng.choice(["110105", "440305", "310115", "510107"])
    born = f"{rng.randint(1950, 2005)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"{area}{born}{rng.randrange(1000):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(w * int(c) for w, c in zip(weights, body, strict=True)) % 11]
    number = body + (check.lower() if rng.random() < 0.2 else check)
    return rng.choice(["身份证", "身份证号：", "", "证件号 "]) + _written(
        rng, [number[:6], number[6:14], number[14:]]
    ), number


def card(rng: random.Random) -> tuple[str, str]:
    """A bank card number with a right Luhn digit."""
    body = rng.choice(["622202", "621700", "436742", "4111"])
    body += "".join(str(rng.randrange(10)) for _ in range(rng.choice([15, 18]) - len(body)))
    doubled = [int(c) * (2 if k % 2 == 0 else 1) for k, c in enumerate(reversed(body))]
    number = body + str(-sum(v - 9 if v > 9 else v for v in doubled) % 10)
    return rng.choice(["卡号", "银行卡：", "", "打到 "]) + _written(
        rng, [number[k : k + 4] for k in range(0, len(number), 4)]
    ), number


def order(rng: random.Random) -> tuple[str, str]:
    """An order or parcel number, named as one."""
    number = rng.choice(["", "JD", "SF", "YT"]) + str(rng.randrange(10**9, 10**14))
    lead = rng.choice(
        ["订单号", "订单号：", "订单编号:", "运单号", "快递单号 ", "单号是", "订单 ", "order no. ", "物流单号:"]
    )
    return lead + (number.translate(WIDE) if rng.random() < 0.2 else number), number


def wechat(rng: random.Random) -> tuple[str, str]:
    """A WeChat or QQ name, named as one."""
    name = rng.choice(["wx_", "abc", "zhang-san", "lili_", "good"]) + str(rng.randrange(100, 10**6))
    lead = rng.choice(
        ["微信", "微信号：", "加我微信 ", "vx:", "VX ", "wechat ", "加v信", "微信号是", "威信：", "加微 ", "QQ："]
    )
    if lead == "QQ：":
        name = str(rng.randrange(10**5, 10**10))
    return lead + name, name


def spelt(rng: random.Random) -> tuple[str, str]:
    """A mobile number in Chinese numerals, all or some of it."""
    number = f"1{rng.randint(3, 9)}{rng.randrange(10**9):09d}"
    one = rng.choice("一幺")
    words = ["零一二三四五六七八九"[int(digit)] if digit != "1" else one for digit in number]
    if rng.random() < 0.3:
        words[3:7] = number[3:7]
    mark = rng.choice(["", "", " ", "-", "，"])
    return rng.choice(["电话", "", "手机号："]) + mark.join(
        "".join(words[k:j]) for k, j in ((0, 3), (3, 7), (7, 11))
    ), number


def parted(rng: random.Random) -> tuple[str, str]:
    """A mobile number with marks between its groups."""
    number = f"1{rng.randint(3, 9)}{rng.randrange(10**9):09d}"
    mark = rng.choice(["、", "*", "，", ",", "~", "|", "——", "…", "##", " , "])
    groups = rng.choice([(3, 7), (3, 6), (4, 8), (4, 7)])
    return rng.choice(["电话", "", "打"]) + mark.join(
        [number[: groups[0]], number[slice(*groups)], number[groups[1] :]]
    ), number


def disguised(rng: random.Random) -> tuple[str, str]:
    """An e-mail address that machines are not meant to read."""
    name = rng.choice(["zhang.san", "li_si", "wang", "user"]) + str(rng.randrange(10, 10**4))
    at, dot = rng.choice([("[at]", "."), ("(at)", "[dot]"), (" at ", " dot "), ("@", "，"), ("#", "."), ("＠", "。")])
    return rng.choice(["邮箱", "", "mail: "]) + f"{name}{at}example{dot}com", name


def account(rng: random.Random) -> tuple[str, str]:
    """A name on another network, or a WeChat name behind one of its nicknames."""
    name = rng.choice(["abc_", "zhang", "lili-", "good"]) + str(rng.randrange(100, 10**6))
    lead = ["telegram ", "Telegram：@", "tg:", "电报号 ", "＋V：", "+v", "加薇", "薇：", "t.me/", "ins:", "加卫星 "]
    return rng.choice(lead) + name, name


def phone(rng: random.Random) -> tuple[str, str]:
    """A telephone number of North America."""
    area, exchange, line = f"{rng.randint(2, 9)}{rng.randrange(100):02d}", rng.randint(200, 999), rng.randrange(10**4)
    form = rng.choice(["({}) {}-{:04d}", "{}-{}-{:04d}", "{}.{}.{:04d}", "+1 {} {} {:04d}", "{} {} {:04d}"])
    return rng.choice(["call ", "", "Tel: "]) + form.format(area, exchange, line), f"{area}{exchange}{line:04d}"


def social(rng: random.Random) -> tuple[str, str]:
    """A social security number of the United States."""
    number = f"{rng.choice([123, 219, 457, 772])}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}"
    return rng.choice(["SSN ", "", "my ssn is "]) + number, number.replace("-", "")


def plate(rng: random.Random) -> tuple[str, str]:
    """A number plate: province, office, five characters, six for new energy."""
    tail = rng.choice(
        [
            f"{rng.randrange(10**5):05d}",
            f"{rng.choice('DFAB')}{rng.randrange(10**5):05d}",
            f"Q{rng.randrange(10**3):03d}L",
        ]
    )
    lead = rng.choice("京沪粤苏浙川") + rng.choice("ABCDE")
    return rng.choice(["车牌", "", "车号："]) + lead + rng.choice(["", "·", " ", "-"]) + tail, tail


def position(rng: random.Random) -> tuple[str, str]:
    """Where somebody is, in degrees."""
    north, east = f"{rng.uniform(20, 45):.5f}", f"{rng.uniform(90, 125):.5f}"
    form = rng.choice(["{}, {}", "{},{}", "北纬{}，东经{}", "{0}°N {1}°E", "{0}，{1}", "{0} {1}"])
    return rng.choice(["定位", "", "坐标："]) + form.format(north, east), (north + east).replace(".", "")


def _look(rng: random.Random) -> str:
    return rng.choice(LOOKALIKES).format(
        a=rng.randint(2, 99),
        d=rng.randint(1, 28),
        m=rng.randint(1, 12),
        h=rng.randint(0, 23),
        s=rng.randint(0, 59),
        p=rng.randint(1000, 9999),
    )


def _written(rng: random.Random, groups: list[str]) -> str:
    """Return a number as people write it."""
    text = rng.choice(["", "", " ", "-", "  ", "—", "."]).join(groups)
    if rng.random() < 0.08:
        text = " ".join("".join(groups))
    return text.translate(WIDE) if rng.random() < 0.25 else text
