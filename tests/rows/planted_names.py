"""Open answers with a full name planted in them, and others that only look like it. One row: text, the name or ''.

Surnames are drawn from lists made for this, an eighth of them rarer than those the search knows; names stand in the
ways people write them, some of which the search does not know (in small letters, a name without a title).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from manyi.rows.read.personal_names import names_in

CHINESE = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "黄",
    "赵",
    "吴",
    "周",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "郭",
    "何",
    "林",
    "高",
    "罗",
    "郑",
    "梁",
    "谢",
    "宋",
    "唐",
    "许",
    "韩",
    "邓",
    "冯",
    "曹",
    "彭",
    "曾",
    "肖",
    "田",
    "董",
    "潘",
    "袁",
    "蔡",
    "蒋",
    "余",
    "邝",
    "缪",
    "粟",
    "佟",
    "揭",
]
GIVEN = [
    "伟",
    "芳",
    "娜",
    "秀英",
    "敏",
    "静",
    "丽华",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明轩",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "桂英",
    "子涵",
    "浩然",
]
ENGLISH = [
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Davis",
    "Miller",
    "Wilson",
    "Moore",
    "Taylor",
    "Anderson",
    "Thomas",
    "Jackson",
    "White",
    "Harris",
    "Martin",
    "Clark",
    "Lewis",
    "Lee",
    "Walker",
    "Hall",
    "Allen",
    "King",
    "Wright",
    "Scott",
    "Green",
    "Baker",
    "Adams",
    "Nelson",
    "Carter",
    "Ashworth",
    "Pemberton",
    "Okafor",
    "Kowalski",
    "Lindqvist",
]
FIRST = [
    "Mary",
    "John",
    "Linda",
    "Robert",
    "Susan",
    "David",
    "Emma",
    "Paul",
    "Karen",
    "Mark",
    "Grace",
    "Daniel",
    "Olga",
    "Peter",
    "Aisha",
    "Tom",
    "Laura",
    "Ben",
    "Julia",
    "Ivan",
]
TITLED = [
    "{}医生态度很好",
    "前台的{}女士一直微笑",
    "{}先生帮我办的",
    "我叫{}，等了两小时",
    "收货人{}没收到",
    "感谢{}老师",
    "客服{}不错",
    "找{}反映过三次",
]
SAID = [
    "{} at the desk was very kind",
    "Please thank {} for the help",
    "I spoke to {}.",
    "my name is {}",
    "Nurse {} was rude",
    "served by {} again",
]
CHINESE_OTHERS = [
    "服务周到，高兴",
    "任何时候都方便",
    "安全检查太慢",
    "等了一个小时",
    "何时能解决？",
    "白跑一趟",
    "王牌产品不错",
    "黄色的车很漂亮",
    "马上就到了",
    "金额不对",
    "经理态度很差",
    "石头路不好走",
    "江边的公园",
    "方向指示不清",
    "价格比别家高老师也说贵",
    "希望医生多一点",
    "夏天太热",
    "小区物业师傅很好",
    "曾经来过",
    "万事如意",
]
ENGLISH_OTHERS = [
    "The queue was long",
    "Terminal Hall was cold",
    "Burger King was closed",
    "Please add Green Bins",
    "No Price list",
    "Very Long wait",
    "Good food, Fair price",
    "North Hill gate",
    "Thank you All",
    "Free Wifi and Power",
    "Security was slow",
    "New Moore lounge is nice",
    "On Christmas Day it was shut",
    "Clean rooms",
    "Starbucks Coffee was good",
    "Gate A12 far",
    "Dear Sir",
    "Main Street exit closed",
]


@dataclass(frozen=True)
class Counted:
    """How many names were found whole, and of the texts in which something was found, how many hold a name."""

    planted: int
    found: int
    touched: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / self.planted

    @property
    def precision(self) -> float:
        return self.right / max(1, self.touched)


def corpus(count: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Return {language: (text, name or '')}, half with a name, an eighth of those in English in small letters."""
    draw = random.Random(seed)  # noqa: S311 - made-up texts
    made: dict[str, list[tuple[str, str]]] = {"zh": [], "en": []}
    for _ in range(count):
        name = draw.choice(CHINESE) + draw.choice(GIVEN)
        made["zh"] += [(draw.choice(TITLED).format(name), name), (draw.choice(CHINESE_OTHERS), "")]
        name = f"{draw.choice(FIRST)} {draw.choice(ENGLISH)}"
        name = name.lower() if draw.random() < 1 / 8 else name
        made["en"] += [(draw.choice(SAID).format(name), name), (draw.choice(ENGLISH_OTHERS), "")]
    return made


def measured(texts: dict[str, list[tuple[str, str]]]) -> dict[str, Counted]:
    """Return what is found in the texts of each language."""
    counted = {}
    for language, rows in texts.items():
        met = [(name, list(names_in(text))) for text, name in rows]
        counted[language] = Counted(
            sum(bool(name) for name, _ in met), sum(name in found for name, found in met if name),
            sum(bool(found) for _, found in met), sum(bool(name and found) for name, found in met),
        )  # fmt: skip
    return counted
