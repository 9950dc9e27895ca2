"""What kind of identifying number a run of digits is. In: a match in a text in plain digits. Out: a kind, or None.

A run is written in two ways. Tight: at most blanks, hyphens, dots and brackets between digits. Loose: any marks between
groups of digits, as in 138*1234*5678; there only common groupings count, or a list of sizes would be a number.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

# Each replaces one character by one, so that positions in the text stay the same.
_NUMERALS = dict(zip(map(ord, "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"), "001234567891123456789", strict=True))
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DIGIT_WORDS = {
    word: str(value)
    for value, words in enumerate(
        ("zero oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}  # fmt: skip

_GAP = r"[\s\-–—.·_/()]{0,3}"
TIGHT = re.compile(rf"(?<!\d)[+(]?\d(?:{_GAP}\d){{6,}}(?:{_GAP}[Xx](?![A-Za-z]))?")
LOOSE = re.compile(r"(?<!\d)[+(]?\d{1,11}(?:[^\w\n]{1,4}\d{1,11}){1,18}[Xx]?(?!\d)")
SPOKEN = re.compile(
    rf"\b(?:(?:double |triple )?(?:{'|'.join(_DIGIT_WORDS)})\b[\s,.-]{{0,3}}){{7,}}", re.IGNORECASE | re.ASCII
)
# Runs of digits made up entirely of dates, years or decimals; no mobile number is written like that.
_DATE = r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"
_HARMLESS = re.compile(rf"(?:(?:{_DATE}|(?:19|20)\d\d|\d{{1,4}}\.\d{{1,2}})(?:[ \-–—]|$)){{2,}}")
# Long numbers of no known kind that still identify nobody: a decimal, a recent date (an earlier one could be a date of
# birth), a number after a word for a model or a count, and a list of prices.
_NOBODYS = re.compile(r"\d+\.\d+|20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_ABOUT = re.compile(r"(?:型号|货号|款号|批次|版本|销量|浏览量|播放量|粉丝)[是为]?[:\s]{0,2}$")
_PRICES = re.compile(r"(?:\d{1,4}[\s/-]){2,}\d{1,4}")
_PRICED = re.compile(r"\s?[元块]")
_ID = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.IGNORECASE | re.ASCII
)
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
_PARTED = re.compile(r"\D*\d{0,2}1[3-9]\d\D+\d{4}\D+\d{4,6}")  # with a digit of something else at either end
_LANDLINE = re.compile(r"(?:86)?0\d{9,11}|[48]00\d{7}")
# North American numbers: area and exchange start with 2 to 9 (ATIS-0300051); abroad otherwise: a plus and E.164 digits.
_AMERICAN = re.compile(r"(?:\+?1[\s.\-–]{0,2})?\(?[2-9]\d\d\)?[\s.\-–/]{0,2}[2-9]\d\d[\s.\-–]\d{4,6}")
_SOCIAL = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4,6}")  # as the US assigns them
_ABROAD = re.compile(r"\+[1-9][\d\s().-]{7,}")


def plain(text: str) -> str:
    """Return a text in half-width characters, same length."""
    return text.translate(_WIDE)


def in_digits(text: str) -> str:
    """Return a text with every character that means a digit (三, 叁, ③, ３, ٣) as that digit, same length."""
    text = text.translate(_NUMERALS)
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(mark)) if not mark.isascii() and mark.isdigit() else mark for mark in text)


def identity_number(digits: str) -> bool:
    """Return whether 18 characters are a resident identity number (GB 11643: a date and an ISO 7064 MOD 11-2 check).

    The district is not looked up: a number with an unlisted one may belong to a person all the same.
    """
    return bool(_ID.fullmatch(digits)) and mod_11_2.is_valid(digits.upper())


def card_number(digits: str) -> bool:
    """Return whether 16-19 digits carry the check digit of a bank card (Luhn, ISO/IEC 7812)."""
    return bool(re.fullmatch(r"[0-9]{16,19}", digits)) and luhn.is_valid(digits)


def kind_of_tight(match: re.Match[str]) -> str | None:
    """Return the kind of a run found by TIGHT; None to keep it (a date, a list of short numbers)."""
    run, digits = match.group(), re.sub(r"[^0-9Xx]", "", match.group())
    if _HARMLESS.fullmatch(run):
        return None
    if checked := _by_check_digit(digits):
        return checked
    if re.search(r"1[3-9]\d{9}", digits):
        return "mobile"
    if _LANDLINE.fullmatch(digits):
        return "landline"
    if _nobodys(match):
        return None
    if _AMERICAN.fullmatch(run) or _ABROAD.fullmatch(run):
        return "phone"
    if _SOCIAL.fullmatch(run.lstrip("(")):
        return "ssn"
    return "number" if len(digits) >= 12 or re.search(r"\d{7}", run) else None


def kind_of_loose(match: re.Match[str]) -> str | None:
    """Return the kind of a run found by LOOSE; None where people do not group such a number that way."""
    groups = re.findall(r"\d+", match.group())
    digits = "".join(groups) + ("X" if match.group()[-1] in "Xx" else "")
    singly = len(groups) == len(digits)
    if _PRICED.match(match.string[match.end() :]) or not (singly or all(len(group) >= 2 for group in groups)):
        return None
    if checked := _by_check_digit(digits):
        return checked
    long = singly or sum(len(group) >= 3 for group in groups) >= len(groups) - 1
    climbing = all(int(a) < int(b) for a, b in pairwise(groups)) and len(set(map(len, groups))) == 1
    if long and not climbing and (_MOBILE.fullmatch(digits) or _PARTED.fullmatch(match.group())):
        return "mobile"
    return "landline" if long and not climbing and len(groups) <= 4 and _LANDLINE.fullmatch(digits) else None


def kind_of_spoken(match: re.Match[str]) -> str:
    """Return the kind of a run of English digit words."""
    digits, times = "", 1
    for word in re.findall(r"[a-z]+", match.group().lower()):
        if word in _DIGIT_WORDS:
            digits, times = digits + _DIGIT_WORDS[word] * times, 1
        else:
            times = {"double": 2, "triple": 3}[word]
    return "mobile" if _MOBILE.fullmatch(digits) else "number"


def _by_check_digit(digits: str) -> str | None:
    return "id" if identity_number(digits) else "card" if card_number(digits) else None


def _nobodys(match: re.Match[str]) -> bool:
    """Return whether a run of digits of no known kind is a decimal, a date, a model, a count or a list of prices."""
    before, run, after = match.string[: match.start()], match.group(), match.string[match.end() :]
    priced = _PRICES.fullmatch(run) and _PRICED.match(after)
    return bool(_NOBODYS.fullmatch(run) or _ABOUT.search(before[-8:]) or priced)
