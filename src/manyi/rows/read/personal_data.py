"""Removes personal data from free text before it is stored. In: an answer. Out: the answer with marks like [mobile].

Only the kinds and their counts are ever reported, never the text. Names and addresses are not detected: say so
wherever verbatims are shown.
"""

from __future__ import annotations

import re
from collections import Counter

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

# Full-width to half-width, one character for one, so that positions in the text stay the same.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GAP = r"[\s\-–—.·_/()]{0,3}"
_RUN = re.compile(rf"(?<!\d)[+(]?\d(?:{_GAP}\d){{6,}}(?:{_GAP}[Xx](?![A-Za-z]))?")
# Runs of digits made up entirely of dates, years or decimals; no mobile number is written like that.
_DATE = r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"
_HARMLESS = re.compile(rf"(?:(?:{_DATE}|(?:19|20)\d\d|\d{{1,4}}\.\d{{1,2}})(?:[ \-–—]|$)){{2,}}")
# Long numbers of no known kind that still identify nobody: a decimal, a recent date (an earlier one could be a date of
# birth), a number after a word for a model or a count, and a list of prices.
_NOBODYS = re.compile(r"\d+\.\d+|20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_ABOUT = re.compile(r"(?:型号|货号|款号|批次|版本|销量|浏览量|播放量|粉丝)[是为]?[:\s]{0,2}$")
_PRICES = re.compile(r"(?:\d{1,4}[\s/-]){2,}\d{1,4}")
_WORDS = {
    # At most 64 characters before the @ (RFC 5321): without a limit, a long answer is rescanned from every character.
    "email": re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+"),
    "order": re.compile(
        r"(?:订单|运单|快递单|单号|order)(?:编号|号码|号|\s?no\.?|\s?number)?[^\w\n]{0,3}(?P<own>[A-Za-z0-9-]{0,40}\d[A-Za-z0-9-]{4,60})",
        re.IGNORECASE,
    ),
    "wechat": re.compile(
        r"(?:[微威薇徽]\s?信号?|加\s?[微威薇]|weixin|wechat|vx|wx|v信|加\s?v|qq)(?:号码|号|\s?id)?(?:[^\w\n]|是|为){0,3}(?P<own>[A-Za-z0-9][\w-]{4,19})",
        re.IGNORECASE | re.ASCII,
    ),
}
_ID = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.IGNORECASE | re.ASCII
)


def redact(text: str) -> tuple[str, Counter[str]]:
    """Return the text with every identifying number or handle replaced by its kind, and the count of each kind."""
    counts: Counter[str] = Counter()
    for kind, pattern in _WORDS.items():
        text = _replace(text, pattern, lambda match, kind=kind: kind, counts)
    return _replace(text, _RUN, _kind_of_number, counts), counts


def identity_number(digits: str) -> bool:
    """Return whether 18 characters are a resident identity number (GB 11643: a date and an ISO 7064 MOD 11-2 check).

    The district is not looked up: a number with an unlisted one may belong to a person all the same.
    """
    return bool(_ID.fullmatch(digits)) and mod_11_2.is_valid(digits.upper())


def card_number(digits: str) -> bool:
    """Return whether 16-19 digits carry the check digit of a bank card (Luhn, ISO/IEC 7812)."""
    return bool(re.fullmatch(r"[0-9]{16,19}", digits)) and luhn.is_valid(digits)


def _kind_of_number(match: re.Match[str]) -> str | None:
    """Return the kind of a run of digits; None to keep it (a date, a list of short numbers)."""
    digits = re.sub(r"[^0-9Xx]", "", match.group())
    if _HARMLESS.fullmatch(match.group()):
        return None
    if identity_number(digits):
        return "id"
    if card_number(digits):
        return "card"
    if re.search(r"1[3-9]\d{9}", digits):
        return "mobile"
    if re.fullmatch(r"(?:86)?0\d{9,11}|[48]00\d{7}", digits):
        return "landline"
    long = len(digits) >= 12 or re.search(r"\d{7}", match.group())
    return "number" if long and not _nobodys(match) else None


def _nobodys(match: re.Match[str]) -> bool:
    """Return whether a run of digits of no known kind is a decimal, a date, a model, a count or a list of prices."""
    before, run, after = match.string[: match.start()], match.group(), match.string[match.end() :]
    priced = _PRICES.fullmatch(run) and re.match(r"\s?[元块]", after)
    return bool(_NOBODYS.fullmatch(run) or _ABOUT.search(before[-8:]) or priced)


def _replace(text: str, pattern: re.Pattern[str], kind: object, counts: Counter[str]) -> str:
    """Replace each match (or its group `own`); matching uses half-width characters, cutting the original text."""
    pieces, last = [], 0
    for match in pattern.finditer(text.translate(_PLAIN)):
        name = kind(match)  # type: ignore[operator]
        if name is None:
            continue
        start, end = match.span("own") if "own" in pattern.groupindex else match.span()
        pieces += [text[last:start], f"[{name}]"]
        last = end
        counts[name] += 1
    return "".join(pieces) + text[last:]
