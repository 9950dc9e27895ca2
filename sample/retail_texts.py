"""Reviews in Chinese: one text per review, on planted themes. Written by hand after reading real ones, none copied.

A theme comes as a complaint in plain words, as one that no list of keywords holds, or, not being complained of, as
praise ("物流倒是不慢"), which a list of keywords without negation would take for a complaint.
"""

from __future__ import annotations

import numpy as np

# Theme -> complaints; {n} a small number, {g} the goods.
COMPLAINTS: dict[str, list[str]] = {
    "customer_service": [
        "客服态度太差了",
        "问客服半天没人回",
        "客服爱答不理",
        "客服推来推去，没人管",
        "打了{n}次客服电话都不接",
        "售后态度恶劣",
        "客服只会复制粘贴，答非所问",
        "卖家说话很冲",
        "联系不上客服",
        "客服态度不好",
        "商家不理人",
        "客服说话不算数",
        "售后踢皮球",
        "客服反应迟钝，{n}小时才回一句",
    ],
    "logistics": [
        "物流太慢了，等了{n}天",
        "快递不送上门",
        "发货慢得要命",
        "包装破损，盒子都烂了",
        "快递员态度差，扔在门口就走",
        "说好{n}天到，一直没到",
        "物流信息一直不更新",
        "快递丢件了",
        "配送不及时",
        "送货一点都不快",
        "发货不及时",
        "快递把{g}摔坏了",
        "迟迟不发货",
    ],
    "returns": [
        "退货太麻烦",
        "申请退款{n}天了还没退",
        "不给退货",
        "换货要我自己出运费",
        "退货被拒绝",
        "退款迟迟不到账",
        "说好七天无理由，结果不让退",
        "换了一个还是坏的，再换就不肯了",
        "退货流程太繁琐",
        "运费险不赔",
        "退换货很不方便",
        "拆了就不能退",
    ],
    "quality": [
        "{g}用了{n}天就坏了",
        "质量太差",
        "做工粗糙",
        "{g}有异味",
        "{g}有划痕",
        "质量不好",
        "跟描述不符，材质很薄",
        "{g}是坏的",
        "用着用着就没反应了",
    ],
    "price": [
        "刚买就降价了{n}块",
        "不给保价",
        "价格虚高，先涨后降",
        "买完第二天就便宜了",
        "优惠券用不了，活动是忽悠人的",
        "价格不实惠",
    ],
    "authenticity": [
        "感觉是假货",
        "{g}不是正品",
        "卖的是翻新机一样的东西",
        "虚假宣传",
        "欺骗消费者",
        "怀疑是高仿",
    ],
}
HIDDEN: dict[str, list[str]] = {
    "customer_service": ["那边的人一副爱买不买的样子", "打字问了好多遍，像对着墙说话", "那个小姑娘一问三不知"],
    "logistics": ["从南到北绕了一圈，等得花都谢了", "箱子像被踩过", "过了{n}天才拿到手"],
    "returns": ["想还回去，门都没有", "钱压在他们那里{n}天", "寄回去以后就没下文了"],
    "quality": ["一碰就掉渣", "才{n}天就罢工了", "中看不中用"],
    "price": ["早知道晚两天下单", "白白多花了{n}块", "买亏了"],
    "authenticity": ["扫码查不到", "跟专柜的味道两样", "包装上的字都印歪了"],
}
PRAISE: dict[str, list[str]] = {
    "customer_service": ["客服态度倒是不错", "客服回复不慢", "客服挺有耐心"],
    "logistics": ["物流很快", "物流倒是不慢", "快递小哥很好", "发货挺及时"],
    "returns": ["退货还算方便", "退款挺快", "换货倒不麻烦"],
    "quality": ["质量还行", "做工不差", "质量没问题"],
    "price": ["价格便宜", "价格不贵", "活动力度大"],
    "authenticity": ["是正品", "应该不是假货"],
}
PLAIN = ["很失望", "不会再买了", "差评", "一言难尽", "不推荐", "心累", "就这样吧", "后悔买了", "浪费时间", "无语"]
GOOD = [
    "很满意，{g}很好用",
    "质量很好，{g}和描述一样",
    "物流很快，包装完好",
    "客服很耐心，解答详细",
    "第{n}次购买了，一如既往的好",
    "性价比高",
    "正品，放心",
    "家里人都说好",
    "用了{n}天，没有问题",
    "好评",
    "不错不错",
    "送货上门，态度也好",
    "价格实惠，推荐购买",
    "{g}收到了，很喜欢",
]
MIDDLE = [
    "一般般",
    "还可以吧",
    "凑合用",
    "中规中矩",
    "和想象的有差距",
    "{g}一般，价格还行",
    "没有特别的感觉",
    "物流一般",
    "先用着看",
]
GOODS = {
    "life": ["套餐", "团购券", "保洁服务"],
    "large_appliances": ["冰箱", "空调", "洗衣机", "电视"],
    "small_appliances": ["电饭煲", "吹风机", "热水壶", "加湿器"],
    "phones_computers": ["手机", "笔记本", "平板", "充电器"],
    "apparel": ["衣服", "鞋子", "包", "裤子"],
    "beauty": ["面霜", "口红", "面膜", "洗发水"],
    "food": ["牛奶", "坚果", "大米", "酒"],
    "baby": ["奶粉", "纸尿裤", "玩具", "童车"],
    "home": ["沙发", "床单", "台灯", "柜子"],
    "books": ["书", "笔", "本子", "教辅"],
}
JOINTS = ["，", "，", "。", "！", "，而且", "；", " ", "，关键是"]
ENDS = ["", "", "。", "！", "！！", "~"]


def negative(category: str, themes: set[str], praised: set[str], hidden: float, rng: np.random.Generator) -> str:
    """Return a negative review that complains of these themes, and praises others."""
    parts = [
        _clause((HIDDEN if rng.random() < hidden else COMPLAINTS)[theme], category, rng) for theme in sorted(themes)
    ]
    rng.shuffle(parts)
    if not parts or rng.random() < 0.35:
        parts.append(_clause(PLAIN, category, rng))
    for theme in sorted(praised):
        # Praise comes first, "but" follows: the order people write in.
        parts.insert(0, _clause(PRAISE[theme], category, rng) + str(rng.choice(["，但是", "，就是", "，不过"])))
    return _joined(parts, rng)


def other(rating: str, category: str, rng: np.random.Generator) -> str:
    """Return a positive or neutral review."""
    bank = GOOD if rating == "positive" else MIDDLE
    chosen = rng.choice(len(bank), int(rng.integers(1, 4 if rating == "positive" else 3)), replace=False)
    return _joined([_filled(bank[k], category, rng) for k in chosen], rng)


def _joined(parts: list[str], rng: np.random.Generator) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += ("" if text.endswith(("但是", "就是", "不过")) else str(rng.choice(JOINTS))) + part
    return text + str(rng.choice(ENDS))


def _clause(bank: list[str], category: str, rng: np.random.Generator) -> str:
    return _filled(bank[rng.integers(len(bank))], category, rng)


def _filled(sentence: str, category: str, rng: np.random.Generator) -> str:
    return sentence.format(n=rng.integers(2, 15), g=str(rng.choice(GOODS[category])))
