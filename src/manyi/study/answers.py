"""What a delivered text means as an answer to an item in a wave. One text in, one Meaning out; no data needed.

Codes in force come first, then the item's missing codes, then an answer's key and its labels in both languages, which
stand for themselves.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from manyi.errors import InputError
from manyi.study.codebook import Code, Item, Missing

Rule = Literal["text", "range", "whole", "step", "error", "unmapped"]
Value = str | float | None
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
OTHER = r"〖[^〗]*〗"  # what 问卷星 puts behind "other, please say": free text, dropped
JOIN = "┋"  # U+250B, between several answers in one cell, after reading
DECLARED = "␀"  # before a code that a statistics file itself declares missing
# What a spreadsheet shows in place of a value; German, French and Spanish editions have names of their own.
ERROR = re.compile(
    r"#(?:N/A|N/D|NV|NAME\?|NOM\s?\?|GETTING_DATA|[¡]?(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY"
    r"|UNKNOWN|UNCOMPUTED|WERT|BEZUG|ZAHL|VALEUR|NOMBRE|VALOR)!)|Err:5\d\d"
)
YES = {"1", "是", "yes", "true", "选中", "已选", "√"}
NO = {"0", "否", "no", "false", "未选中", "未选", "-"}


@dataclass(frozen=True)
class Meaning:
    """An answer's value (None: missing), and the rule it breaks, if any, and the declared code that was used."""

    value: Value = None
    rule: Rule | None = None
    code: Code | None = None


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text without full-width forms, outer and doubled blanks; 5² stays 5², for it is not 52."""
    if not text.isascii():
        text = "".join(one if _raised(one) else unicodedata.normalize("NFKC", one) for one in text)
        text = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", text).strip()


def _raised(character: str) -> bool:
    """Say whether a character is a number written in another way: ², ₂, ½, ①, ⑴."""
    return character.isnumeric() and not character.isdecimal()


def heading(text: str) -> str:
    """Return a column's header without what exports add: BOM, blanks, full-width forms, a leading asterisk."""
    text = unicodedata.normalize("NFKC", text.replace("\ufeff", "")).strip()
    return re.sub(r"\s+", " ", text.lstrip("*")).strip()


def plain(text: str) -> str:
    """Return a text in the one form in which texts are compared: `folded`; "3.0" and "03" are "3", "2.50" is "2.5"."""
    text = folded(text)
    if not NUMBER.fullmatch(text) or not math.isfinite(value := float(text)) or abs(value) >= 2**53:
        return text
    return str(int(value)) if value.is_integer() else text.rstrip("0") if "e" not in text.lower() else text


def code_form(code: Code) -> str:
    """Return the form in which a declared code is looked up: '077' in quotes is that text only, and 77 a number."""
    text = folded(str(code))
    return text if re.match(r"[+-]?0\d", text) else plain(text)


def as_id(item: Item, text: str) -> str:
    """Return an id in one form: 7, 7.0, 07 and ７ of a number item are one cluster, and so are "A 1" and "Ａ　1"."""
    return plain(_without_unit(item, folded(text))) if item.kind in ("scale", "number") else folded(text)


def _without_unit(item: Item, text: str) -> str:
    """Return a folded text without the unit of a number item behind it."""
    for unit in (item.number.unit.zh, item.number.unit.en) if item.number else ():
        text = text.removesuffix(folded(unit)).rstrip()
    return text


def meaning(item: Item, wave: int, text: str, option: str = "") -> Meaning:
    """Return what one delivered text means; `option` when the column is that of one option of the item."""
    said = plain(text)
    codes = {code_form(code): (code, answer) for code, answer in item.code(wave).items()}
    if found_code := codes.get(folded(text)) or codes.get(said):
        code, answer = found_code
        found = _answer(item, answer, option)
        return Meaning(found.value, found.rule, code)
    if {folded(text), said} & {code_form(code) for code in item.missing} or said.startswith(DECLARED):
        return Meaning()
    if ERROR.fullmatch(said):
        return Meaning(rule="error")
    if option:
        return _mark(item, option, said)
    if item.kind in ("scale", "number"):
        return _number(item, said)
    key = labels(item).get(said)
    return Meaning(key) if key is not None else Meaning(rule="unmapped")


@lru_cache(maxsize=512)
def _labels(answers: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, en, zh in answers:
        for words in (key, en, zh):
            if found.setdefault(plain(words), key) != key:
                raise InputError(f"the label {words!r} stands for both {found[plain(words)]} and {key}")
    return found


def labels(item: Item) -> dict[str, str]:
    """Return {key or label: key} of a closed list of answers. Raises InputError when a label stands for two answers."""
    answers = item.categories or item.options or {}
    return _labels(tuple((key, text.en, text.zh) for key, text in answers.items()))


def _answer(item: Item, answer: Any, option: str) -> Meaning:
    """Return the meaning of the right-hand side of a code."""
    if answer in get_args(Missing):
        return Meaning()
    if option:
        return Meaning(1.0 if answer in (1, option) else 0.0)
    return Meaning(float(answer)) if item.kind in ("scale", "number") else Meaning(str(answer))


def _mark(item: Item, option: str, said: str) -> Meaning:
    """Return whether an option's own column says it was chosen: 1 or 0, yes or no, or the option's own name."""
    if said.lower() in YES or labels(item).get(said) == option:
        return Meaning(1.0)
    return Meaning(0.0) if said.lower() in NO else Meaning(rule="unmapped")


def _number(item: Item, said: str) -> Meaning:
    """Return a number within the limits of a scale or number item; its unit may be written behind it."""
    if item.scale:
        named = {plain(words[lang]): value for value, words in item.scale.labels.items() for lang in ("en", "zh")}
        said = str(named.get(said, said))
        low, high, step = float(item.scale.low), float(item.scale.high), item.scale.step
    else:
        assert item.number is not None  # noqa: S101 - the caller asks for scale and number only
        low, high, step = item.number.low, item.number.high, 1.0 if item.number.whole else 0.0
        said = _without_unit(item, said)
    if not NUMBER.fullmatch(said):
        return Meaning(rule="text")
    value = float(said)
    if not low <= value <= high:
        return Meaning(rule="range")
    if step and not (value / step).is_integer():
        return Meaning(rule="whole" if step == 1 else "step")
    return Meaning(value)
