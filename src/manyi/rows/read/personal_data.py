"""Removes personal data from free text before it is stored. In: an answer. Out: the answer with marks like [mobile].

Only the kinds and their counts are ever reported, never the text. Names and addresses of houses are not detected: say
so wherever verbatims are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from manyi.rows.read.identifying_numbers import (
    LOOSE,
    SPOKEN,
    TIGHT,
    in_digits,
    kind_of_loose,
    kind_of_spoken,
    kind_of_tight,
    plain,
)  # fmt: skip

Kind = Callable[[re.Match[str]], str | None]

_AT = r"(?:\s?[@#]\s?|\s?[\[({<【]\s?(?:at|@|艾特)\s?[\])}>】]\s?|艾特|圈a)"
_DOT = r"(?:\s?\.\s?|[。,、·]|\s?[\[({<【]\s?(?:dot|点|\.)\s?[\])}>】]\s?|\s+dot\s+|点)"
_ENDS = r"(?:com|cn|net|org|edu|gov|io|me|info|hk|tw|uk|de|jp)"
_NAMED = r"(?:号码|号|账号|帐号|\s?id|\s?no\.?)?(?:[^\w\n]|是|为|叫){0,4}"
_ACCOUNT = r"(?P<own>@?[A-Za-z0-9][\w.-]{4,31})"
# At most 64 characters before the @ (RFC 5321): without a limit, a long answer is rescanned from every character.
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+")
_HIDDEN_EMAIL = re.compile(
    rf"[\w.+-]{{1,64}}{_AT}[a-z0-9-]{{1,40}}(?:{_DOT}[a-z0-9-]{{1,40}}){{0,3}}{_DOT}{_ENDS}(?![a-z])"
    rf"|[\w.+-]{{1,64}}\s+at\s+[a-z0-9-]{{1,40}}(?:\s+dot\s+[a-z0-9-]{{1,40}}){{0,3}}\s+dot\s+{_ENDS}(?![a-z])",
    re.IGNORECASE | re.ASCII,
)
_ORDER = re.compile(
    r"(?:订单|运单|快递单|单号|order)(?:编号|号码|号|\s?no\.?|\s?number)?[^\w\n]{0,3}(?P<own>[A-Za-z0-9-]{0,40}\d[A-Za-z0-9-]{4,60})",
    re.IGNORECASE,
)
_WECHAT = re.compile(
    r"(?:[微威薇徽vV]\s?[❤♥💗]|(?:[微威薇徽]|wei)\s?信(?:号|同号|联系)?|[加➕+]\s?[微威薇徽卫]|薇(?=[^\w\n])|weixin|wei\s?xin|wechat|vx|wx|v信|(?:[加➕+]\s?v|(?<![A-Za-z])v(?=[:\s]))|qq|扣扣|企鹅)"
    rf"{_NAMED}(?P<own>[A-Za-z0-9][\w-]{{4,19}})",
    re.IGNORECASE | re.ASCII,
)
_ACCOUNTS = re.compile(
    r"(?:telegram|电报|纸飞机|t\.me/|(?<![A-Za-z])tg(?![A-Za-z])|whatsapp|instagram|(?<![A-Za-z])ins(?![A-Za-z])|推特|twitter|微博|抖音|小红书|飞机号"
    r"|(?<![A-Za-z])line(?:\s?id|(?=\s?:))|(?<![A-Za-z])signal(?=\s?:))"
    rf"{_NAMED}{_ACCOUNT}",
    re.IGNORECASE | re.ASCII,
)
# GA 36: province, office, then five characters, six for new energy, of which at most two (three) are letters.
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]\s?[A-HJ-NP-Z]\s?[·•・.\-—]?\s?"
    r"(?=(?:[A-Z挂学警港澳]?\d){3})[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警港澳](?![A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_DEGREES = r"\d{1,3}(?:\.\d+)?\s?°(?:\s?\d{1,2}(?:\.\d+)?\s?['′’](?:\s?\d{1,2}(?:\.\d+)?\s?(?:[\"″”]|''))?)?"
_NORTH = r"[北南]纬\D{0,2}\d{1,2}(?:\.\d+)?度?(?:\d{1,2}(?:\.\d+)?分)?(?:\d{1,2}(?:\.\d+)?秒)?"
_EAST = r"[东西]经\D{0,2}\d{1,3}(?:\.\d+)?度?(?:\d{1,2}(?:\.\d+)?分)?(?:\d{1,2}(?:\.\d+)?秒)?"
_ALONG, _ACROSS = r"-?\d{1,2}\.\d{3,}", r"-?1?\d{1,2}\.\d{3,}"
_SOCIAL = re.compile(
    r"(?:ssn|ss\s?#|social\s+security(?:\s+(?:number|no\.?))?|社会安全号码?|社安号码?)[\W_]{0,4}"
    r"(?P<own>\d{3}[\s.-]?\d\d[\s.-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_POSITION = re.compile(
    rf"(?:[北南]纬|[东西]经|[NSEW]\s?)?{_DEGREES}\s?[NSEW]?[\s,;/]{{0,3}}(?:[北南]纬|[东西]经|[NSEW]\s?)?{_DEGREES}\s?[NSEW]?"
    rf"|{_NORTH}[\s,;]{{0,3}}{_EAST}|{_EAST}[\s,;]{{0,3}}{_NORTH}"
    rf"|(?:[NS]\s?{_ALONG}|{_ALONG}\s?[NS])[\s,;/]{{0,3}}(?:[EW]\s?{_ACROSS}|{_ACROSS}\s?[EW])(?![a-z])"
    rf"|lat(?:itude)?\W{{0,3}}{_ALONG}\W{{0,3}}(?:lng|lon|long|longitude)\W{{0,3}}{_ACROSS}"
    r"|(?<![\d.])-?1?\d{1,2}\.\d{4,}\s?[,;/]\s?-?1?\d{1,2}\.\d{4,}(?![\d.])"
    r"|(?<![\d.])-?1?\d{1,2}\.\d{5,}\s-?1?\d{1,2}\.\d{5,}(?![\d.])",
    re.IGNORECASE,
)


def _always(kind: str) -> Kind:
    return lambda match: kind


# The patterns, in this order, and the kind each finds.
_SEARCHES: list[tuple[re.Pattern[str], Kind]] = [
    (_EMAIL, _always("email")),
    (_HIDDEN_EMAIL, _always("email")),
    (_ORDER, _always("order")),
    (_WECHAT, _always("wechat")),
    (_ACCOUNTS, _always("account")),
    (_SOCIAL, _always("ssn")),
    (_PLATE, _always("plate")),
    (_POSITION, _always("position")),
    (SPOKEN, kind_of_spoken),
    (LOOSE, kind_of_loose),
    (TIGHT, kind_of_tight),
]
# The same, with 三 read as 3.
_SPELT: list[tuple[re.Pattern[str], Kind]] = [
    (_WECHAT, _always("wechat")), (LOOSE, kind_of_loose), (TIGHT, kind_of_tight),
]  # fmt: skip
_NUMERAL = re.compile(r"[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖①②③④⑤⑥⑦⑧⑨⓪]|[^\W\D0-9]")
FEWEST_NUMERALS = 3  # within a spelt-out number


def redact(text: str) -> tuple[str, Counter[str]]:
    """Return the text with every identifying number or handle replaced by its kind, and the count of each kind."""
    counts: Counter[str] = Counter()
    readable = plain(text)
    for pattern, kind in _SEARCHES:
        if (kept := _replace(text, readable, pattern, kind, counts)) != text:
            text, readable = kept, plain(kept)
    if len(_NUMERAL.findall(text)) >= FEWEST_NUMERALS:
        for pattern, kind in _SPELT:
            text = _replace(text, in_digits(plain(text)), pattern, _of_spelt(kind, text), counts)
    return text, counts


def found_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of every identifying number or handle, to look for it elsewhere; two may overlap."""
    readable = plain(text)
    for pattern, kind in _SEARCHES:
        for match in pattern.finditer(readable):
            if name := kind(match):
                yield name, text[slice(*match.span("own" if "own" in pattern.groupindex else 0))]


def _of_spelt(kind: Kind, text: str) -> Kind:
    """Return a kind that spares a date beside 张三, and 一二三四五六七, a list of sizes or days."""

    def of(match: re.Match[str]) -> str | None:
        numerals = len(_NUMERAL.findall(text[slice(*match.span())]))
        name = kind(match) if numerals >= FEWEST_NUMERALS else None
        return None if name == "number" else name

    return of


def _replace(text: str, readable: str, pattern: re.Pattern[str], kind: Kind, counts: Counter[str]) -> str:
    """Return the text with each match (or its group `own`) in the readable form, of the same length, as its kind."""
    pieces, last = [], 0
    for match in pattern.finditer(readable):
        if name := kind(match):
            start, end = match.span("own") if "own" in pattern.groupindex else match.span()
            pieces += [text[last:start], f"[{name}]"]
            last = end
            counts[name] += 1
    return "".join(pieces) + text[last:] if pieces else text
