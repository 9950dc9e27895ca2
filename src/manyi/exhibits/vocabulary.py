"""Words for what no codebook names: statistics, choices of method, all in one place.

One row is a key as the ledger keeps it, with its words in both languages; "How sure?" prints these, never the key.
"""

from __future__ import annotations

import re

import pandas as pd

from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("vocabulary")

# Used for a number of an item only if it is not simply the item's level.
LEVELS = frozenset({"mean", "share", "nps", "count"})
STATISTICS = WORDS.section("statistics")
CHOICES = WORDS.section("choices")
GROUPS = {("choice", key): text for key, text in CHOICES.items()} | {
    ("goods", "appliances"): WORDS["appliances"],
    ("", "others"): WORDS["others"],
}
SPELLED = WORDS.section("spelled")  # Chinese labels as in forms: as in prose
RANGE = re.compile(r"(?<=\d)~(?=\d)")
HELD = "held:"  # choice: composition by an item as in the wave before
SAME = WORDS["same"]
BY = WORDS["by"]
OR = WORDS["or"]
WHY = WORDS.section("why")
AGAINST = WORDS["against"]
AGAINST_GROUP = "against:"  # precedes the column of the group that a difference is taken from; no column: all others
METHODS = WORDS.section("methods")
LETTERS = ": "  # between the key of a method and its result
# Models of drivers are named by their parts: 'lmg, linear, complete', 'johnson-linear-weighted-imputed'.
MODEL_PARTS = WORDS.section("model_parts")


def spelled(label: str, language: Language) -> str:
    """Return the label of an answer as written in prose: 女性 for 女, 18～24岁 for 18~24岁."""
    if language == "en":
        return label
    return SPELLED[label].zh if label in SPELLED else RANGE.sub(formats.TO["zh"], label)


def against(a: Text, b: Text) -> Text:
    """Return a description of a difference of two groups: 'callers against store visitors'."""
    return AGAINST.fill(a=a, b=b)


def why_left_out(rows: pd.DataFrame) -> Text:
    """Return why the suppressed rows of a table are not printed."""
    return why(*rows.loc[rows["status"] == "suppressed", "reason"]) if "reason" in rows else why()


def why(*reasons: object) -> Text:
    """Return why numbers are not printed, from the reasons of their rows (`stats.estimate.suppress`)."""
    texts = list(dict.fromkeys(WHY[reason] for reason in map(str, reasons) if reason in WHY)) or [WHY["any"]]
    return Text.joined(texts, OR)


def with_letters(key: str, letters: str) -> str:
    """Return a method of letters with those of the groups that a group is higher than."""
    return f"{key}{LETTERS}{letters}" if letters else key


def letters_of(key: str) -> list[str]:
    """Return the letters of the groups that a group is higher than, from the method of its number."""
    return key.partition(LETTERS)[2].split()


def method(key: str, language: Language) -> str:
    """Return the name of a method; one named after people has the same name in both languages."""
    key = key.partition(LETTERS)[0]
    if key in METHODS:
        return METHODS[key][language]
    parts = key.replace(", ", "-").split("-")
    if not all(part in MODEL_PARTS for part in parts):
        return key
    return formats.MARKS["enumerated"][language].join(MODEL_PARTS[part][language] for part in parts)
