"""Open answers in Chinese: one text per respondent, on a planted theme; a few with personal data or hostile text.

Numbers belong to nobody: mobile prefixes 142 and 143 are not assigned, addresses are of example.com, the identity
number is the worked example of GB 11643.
"""

from __future__ import annotations

import numpy as np

# Theme -> sentences; {n} becomes a small number, {p} a party, {t} a thing.
WORST: dict[str, list[str]] = {
    "wait": [
        "等了{n}分钟才有人接",
        "排队排了{n}分钟，太久了",
        "一直提示坐席忙，等得着急",
        "转人工等了{n}分钟，响应太慢",
        "消息发过去半天没人回",
        "{p}接通太慢，每次都要等很长时间",
        "高峰时段等待时间太长",
        "回复慢，{n}分钟回一句话",
    ],
    "unsolved": [
        "问题到现在也没解决",
        "说了半天还是没给解决办法",
        "只会说抱歉，{t}的事一直没处理",
        "答应处理{t}，后来没有下文",
        "工单关了但问题还在",
        "给的方案没有用，{t}还是老样子",
        "没解决，最后自己想办法弄好的",
    ],
    "repeat": [
        "同一个问题说了{n}遍",
        "被转来转去，每换一个人都要重新说一遍",
        "转接了{n}次，每次都要报一遍信息",
        "前后联系了{n}次才弄清楚{t}",
        "{p}和门店互相推，我来回打电话",
        "记录没有交接，重复提供{t}的凭证",
    ],
    "attitude": [
        "{p}语气不耐烦",
        "态度敷衍，像在念稿子",
        "推诿责任，说不归他们管",
        "问多两句就不高兴了",
        "态度冷淡，没说完就挂电话",
    ],
    "bot": [
        "机器人听不懂我说的话",
        "智能客服答非所问",
        "机器人一直重复同样的话，找不到人工入口",
        "说{t}，它给我回了别的内容",
        "语音识别老是误判，绕了{n}圈",
    ],
    "process": [
        "流程太繁琐，要交{n}种材料",
        "办{t}手续复杂",
        "入口藏得太深，找不到在哪里反馈",
        "要下载APP、注册、验证，太麻烦",
    ],
    "other": ["服务时间太短，下班就没人", "收费没有提前说清楚", "听不懂方言", "短信打扰太多", "{t}的说明和实际不一样"],
    "none": ["没有", "无", "都挺好的", "没有不满意的地方", "暂无", "总体满意，没有特别不满", "挺好，等待时间也不长"],
}
SUGGESTIONS = [
    "希望能更快转到人工", "多培训新来的客服", "处理进度主动发短信告诉我", "一次说清楚需要什么材料",
    "高峰期多安排几个人", "机器人要能听懂常见问题", "保持现在的服务就好", "无", "没有建议",
    "客服之间要共享记录，不用每次重复说", "延长服务时间",
    "少一点套话，直接解决问题", "回访可以做得更好", "收费标准提前说明", "希望退换货更方便",
]  # fmt: skip
OTHERS = ["增加夜间服务", "支持方言", "老年人专线", "减少推销", "统一客服号码"]
SLOTS = {
    "p": ["客服", "接线员", "在线客服", "店员", "坐席"],
    "t": ["退款", "换货", "发票", "账单", "物流", "维修", "会员积分"],
}
HOSTILE = [
    "<script>alert('满意')</script>太慢了",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "很生气😡😡，等太久了👎",
    "我叫\U00020bb7野，名字里的\U0002070e字系统打不出来",  # rare characters outside the basic plane
    "\u202e满意不满意\u202c",  # right-to-left override
    '他说:"稍等一下",\n然后就没有然后了',  # a quoted line break
    "'; DROP TABLE survey; --",
    "</td></tr></table><b>服务差",
    "N/A",
]
PERSONAL = [
    "请回电{mobile}，问题还没解决", "我的手机号是{mobile}，打了{n}次都没人接", "订单号{order}一直没有退款",
    "联系我 {wide}", "发邮件到 user{n}@example.com 没人理", "身份证11010519491231002X 提交了三遍还说没收到",
    "加我微信 wx_user{n}8{n}6 说", "电话{spaced}随时可以打",
]  # fmt: skip


def verbatims(themes: list[str | None], rng: np.random.Generator) -> list[str]:
    """Return one text per theme; an empty one for None."""
    return ["" if theme is None else _filled(WORST[theme], rng) for theme in themes]


def suggestions(answered: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Return a suggestion where answered, else an empty text."""
    return [_filled(SUGGESTIONS, rng) if yes else "" for yes in answered]


def personal(rng: np.random.Generator) -> str:
    """Return a text with a number or an address in it that must not reach a report."""
    return _filled(PERSONAL, rng)


def hostile(count: int) -> list[str]:
    """Return texts that break careless programs; the last is 10,000 characters long."""
    long = ("这件事说来话长。" * 1250)[:10_000]
    return [*(HOSTILE[k % len(HOSTILE)] for k in range(count - 1)), long]


def _filled(sentences: list[str], rng: np.random.Generator) -> str:
    """Return one of the sentences, its slots filled."""
    mobile = f"14{rng.integers(2, 4)}{rng.integers(0, 10**8):08d}"
    return sentences[rng.integers(len(sentences))].format(
        n=rng.integers(2, 40),
        p=SLOTS["p"][rng.integers(len(SLOTS["p"]))],
        t=SLOTS["t"][rng.integers(len(SLOTS["t"]))],
        mobile=mobile,
        wide=mobile.translate({ord("0") + k: ord("\uff10") + k for k in range(10)}),
        spaced=f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        order=f"2024{rng.integers(0, 10**14):014d}",
    )
