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

Rule = Literal["text", "range", "whole", "unmapped"]
Value = str | float | None
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
OTHER = r"〖[^〗]*〗"  # what 问卷星 puts behind "other, please say": free text, dropped
JOIN = "┋"  # U+250B, between several answers in one cell, after reading
YES = {"1", "是", "yes", "true", "选中", "已选", "√"}
NO = {"0", "否", "no", "false", "未选中", "未选", "-"}


@dataclass(frozen=True)
class Meaning:
    """An answer's value (None: missing), and the rule it breaks, if any, and the declared code that was used."""

    value: Value = None
    rule: Rule | None = None
    code: Code | None = None


def plain(text: str) -> str:
    """Return a text without full-width forms, outer and doubled blanks; "3.0" and "03" are "3"."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if NUMBER.fullmatch(text) and math.isfinite(float(text)) and float(text).is_integer() and abs(float(text)) < 2**53:
        return str(int(float(text)))
    return text


def meaning(item: Item, wave: int, text: str, option: str = "") -> Meaning:
    """Return what one delivered text means; `option` when the column is that of one option of the item."""
    said = plain(text)
    codes = {plain(str(code)): (code, answer) for code, answer in item.code(wave).items()}
    if said in codes:
        code, answer = codes[said]
        found = _answer(item, answer, option)
        return Meaning(found.value, found.rule, code)
    if said in {plain(str(code)) for code in item.missing}:
        return Meaning()
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
        low, high, whole = float(item.scale.low), float(item.scale.high), True
    else:
        assert item.number is not None  # noqa: S101 - the caller asks for scale and number only
        low, high, whole = item.number.low, item.number.high, item.number.whole
        for unit in (item.number.unit.zh, item.number.unit.en):
            said = said.removesuffix(plain(unit)).rstrip()
    if not NUMBER.fullmatch(said):
        return Meaning(rule="text")
    value = float(said)
    if not low <= value <= high:
        return Meaning(rule="range")
    return Meaning(rule="whole") if whole and not value.is_integer() else Meaning(value)
