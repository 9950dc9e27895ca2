"""What a delivered text means as an answer to an item in a wave. One text in, one Meaning out; no data needed.

The wave's codes are tried first, then the item's missing codes, then the answers' keys and their labels in both
languages.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from manyi.errors import InputError
from manyi.study.items import Code, Item, Missing

Rule = Literal["text", "range", "whole", "step", "error", "unmapped"]
Value = str | float | None
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
OTHER = r"〖[^〗]*〗"  # free text that 问卷星 appends to "other, please specify"; dropped
JOIN = "┋"  # U+250B, between several answers in one cell, after reading
DECLARED = "␀"  # prefix of a code that a statistics file itself declares missing
# Error values of spreadsheets, including those of the German, French and Spanish editions.
ERROR = re.compile(
    r"#(?:N/A|N/D|NV|NAME\?|NOM\s?\?|GETTING_DATA|[¡]?(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY"
    r"|UNKNOWN|UNCOMPUTED|MERGED|WERT|BEZUG|ZAHL|VALEUR|NOMBRE|VALOR)!)|Err:5\d\d"
)
# Invisible characters that copying adds: zero-width spaces, byte order and direction marks, soft hyphens.
# Joiners are not included: some scripts need them inside a word.
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
YES = {"1", "是", "yes", "y", "true", "选中", "已选", "√"}
NO = {"0", "否", "no", "n", "false", "未选中", "未选", "-"}


@dataclass(frozen=True)
class Meaning:
    """An answer's value (None: missing), the rule it breaks, if any, and the declared code that was applied."""

    value: Value = None
    rule: Rule | None = None
    code: Code | None = None


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text with half-width characters, single spaces, no invisible ones; 5² stays 5², since it is not 52."""
    if not text.isascii():
        seen = text.translate(INVISIBLE)
        text = "".join(
            character if _raised(character) else unicodedata.normalize("NFKC", character) for character in seen
        )
        text = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", text).strip()


def _raised(character: str) -> bool:
    """Return whether a character is a superscript, subscript, fraction or enclosed number: ², ₂, ½, ①, ⑴."""
    return character.isnumeric() and not character.isdecimal()


def heading(text: str) -> str:
    """Return a column header without what exports add: invisible marks, spaces, full width, a leading asterisk."""
    text = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).strip()
    return re.sub(r"\s+", " ", text.lstrip("*")).strip()


def plain(text: str) -> str:
    """Return a text in its canonical form for comparison: `folded`, with "3.0" and "03" as "3", "2.50" as "2.5"."""
    text = folded(text)
    if not NUMBER.fullmatch(text) or not math.isfinite(value := float(text)) or abs(value) >= 2**53:
        return text
    return str(int(value)) if value.is_integer() else text.rstrip("0") if "e" not in text.lower() else text


def code_form(code: Code) -> str:
    """Return the form in which a declared code is looked up: a quoted '077' matches only that text; 77 is a number."""
    text = folded(str(code))
    return text if re.match(r"[+-]?0\d", text) else plain(text)


def as_id(item: Item, text: str) -> str:
    """Return an id in canonical form: 7, 7.0, 07 and ７ of a number item are one cluster, as are "A 1" and "Ａ　1"."""
    return plain(_without_unit(item, folded(text))) if item.kind in ("scale", "number") else folded(text)


def _without_unit(item: Item, text: str) -> str:
    """Return a folded text without the trailing unit of a number item."""
    for unit in (item.number.unit.zh, item.number.unit.en) if item.number else ():
        text = text.removesuffix(folded(unit)).rstrip()
    return text


def meaning(item: Item, wave: int, text: str, option: str = "") -> Meaning:
    """Return the meaning of a delivered text; `option` is given for a column that holds a single option."""
    form = plain(text)
    codes = {code_form(code): (code, answer) for code, answer in item.code(wave).items()}
    if found_code := codes.get(folded(text)) or codes.get(form):
        code, answer = found_code
        read = _answer(item, answer, option)
        return Meaning(read.value, read.rule, code)
    if {folded(text), form} & {code_form(code) for code in item.missing_at(wave)} or form.startswith(DECLARED):
        return Meaning()
    if ERROR.fullmatch(form):
        return Meaning(rule="error")
    if option:
        return _mark(item, option, form)
    if item.kind in ("scale", "number"):
        return _number_within(item, form)
    key = labels(item).get(form)
    return Meaning(key) if key is not None else Meaning(rule="unmapped")


@lru_cache(maxsize=512)
def _labels(answers: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, en, zh in answers:
        for words in (key, en, zh):
            if keys.setdefault(plain(words), key) != key:
                raise InputError(f"the label {words!r} stands for both {keys[plain(words)]} and {key}")
    return keys


def labels(item: Item) -> dict[str, str]:
    """Return {key or label: key} of a closed list of answers. Raises InputError if a label is ambiguous."""
    answers = item.categories or item.options or {}
    return _labels(tuple((key, text.en, text.zh) for key, text in answers.items()))


def _answer(item: Item, answer: Any, option: str) -> Meaning:
    """Return the meaning of the right-hand side of a code."""
    if answer in get_args(Missing):
        return Meaning()
    if option:
        return Meaning(1.0 if answer in (1, option) else 0.0)
    return Meaning(float(answer)) if item.kind in ("scale", "number") else Meaning(str(answer))


def _mark(item: Item, option: str, form: str) -> Meaning:
    """Return whether a single option's column marks it as chosen: 1 or 0, yes or no, or the option's name."""
    if form.lower() in YES or labels(item).get(form) == option:
        return Meaning(1.0)
    return Meaning(0.0) if form.lower() in NO else Meaning(rule="unmapped")


def _number_within(item: Item, form: str) -> Meaning:
    """Return a number within the limits of a scale or number item; it may be followed by its unit."""
    if item.scale:
        named = {plain(words[lang]): value for value, words in item.scale.labels.items() for lang in ("en", "zh")}
        form = str(named.get(form, form))
        low, high, step = float(item.scale.low), float(item.scale.high), item.scale.step
    else:
        assert item.number is not None  # noqa: S101 - callers pass only scales and numbers
        low, high, step = item.number.low, item.number.high, 1.0 if item.number.whole else 0.0
        form = _without_unit(item, form)
    if not NUMBER.fullmatch(form):
        return Meaning(rule="text")
    value = float(form)
    if not low <= value <= high:
        return Meaning(rule="range")
    if step and not (value / step).is_integer():
        return Meaning(rule="whole" if step == 1 else "step")
    return Meaning(value)
