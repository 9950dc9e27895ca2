"""Words for what no codebook names: statistics, choices of method. One place for all.

One row is a key as the ledger keeps it, with its words in both languages; "How sure?" prints these, never the key.
"""

from __future__ import annotations

import re

import pandas as pd

from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("vocabulary")

# Said of a number of an item only where it is more than the item's plain level.
LEVELS = frozenset({"mean", "share", "nps", "count"})
STATISTICS = WORDS.section("statistics")
CHOICES = WORDS.section("choices")
GROUPS = {("choice", key): text for key, text in CHOICES.items()} | {
    ("goods", "appliances"): WORDS["appliances"],
    ("", "others"): WORDS["others"],
}
SPELLED = WORDS.section("spelled")  # Chinese labels as forms have them: as prose does
RANGE = re.compile(r"(?<=\d)~(?=\d)")
HELD = "held:"  # choice: the make-up by an item is that of the wave before
SAME = WORDS["same"]
BY = WORDS["by"]
OR = WORDS["or"]
WHY = WORDS.section("why")
AGAINST = WORDS["against"]
AGAINST_GROUP = "against:"  # before the column of the group that a difference is from; no column: all others
METHODS = WORDS.section("methods")
# Models of drivers are named by their parts: 'lmg, linear, complete', 'johnson-linear-weighted-imputed'.
MODEL_PARTS = WORDS.section("model_parts")


def spelled(label: str, language: Language) -> str:
    """Return the label of an answer as prose has it: 女性 for 女, 18～24岁 for 18~24岁."""
    if language == "en":
        return label
    return SPELLED[label].zh if label in SPELLED else RANGE.sub(formats.TO["zh"], label)


def against(a: Text, b: Text) -> Text:
    """Return what a difference of two groups is of: 'callers against store visitors'."""
    return AGAINST.fill(a=a, b=b)


def why_left_out(rows: pd.DataFrame) -> Text:
    """Return why the suppressed rows of a table are not printed."""
    return why(*rows.loc[rows["status"] == "suppressed", "reason"]) if "reason" in rows else why()


def why(*reasons: object) -> Text:
    """Return why numbers are not printed, from the reasons of their rows (`stats.estimate.suppress`)."""
    texts = list(dict.fromkeys(WHY[reason] for reason in map(str, reasons) if reason in WHY)) or [WHY["any"]]
    return Text.joined(texts, OR)


def method(key: str, language: Language) -> str:
    """Return what a method is called; one that bears the names of people is called so in both languages."""
    key = key.partition(":")[0]  # after it stands what a method found, as with letters
    if key in METHODS:
        return METHODS[key][language]
    parts = key.replace(", ", "-").split("-")
    if not all(part in MODEL_PARTS for part in parts):
        return key
    return formats.MARKS["enumerated"][language].join(MODEL_PARTS[part][language] for part in parts)
