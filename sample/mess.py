"""What real exports get wrong, planted and counted. One row is a respondent, answers as texts.

Added rows never belong to the sample drawn: people under 18, careless answers (each with at least two signs), and
second submissions. Changed cells do: don't-knows, text where a number belongs, impossible values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from manyi.study.codebook import Codebook
from sample import words
from sample.encode import OTHER, missing, texts_of
from sample.files import Layout

# How many of each in a wave of a study; shares are of the answers given.
UNDER_AGE, CARELESS, DUPLICATES, SPEEDERS = 45, 90, 24, 30
NOT_APPLICABLE, DONT_KNOW, LEFT_OUT, FAILED_ATTENTION = 0.010, 0.006, 0.004, 0.03
TEXT_NUMBERS = ["约5分钟", "大概3次", "十几", "好几次", "半小时左右", "1~2"]
PERSONAL, HOSTILE = 12, 11
RECORDED = {"products", "chance", "product"}  # written by the platform, not by people
SUGGESTED = 0.4  # of those who wrote what dissatisfied them


@dataclass
class Mess:
    """The texts of a wave while they are spoilt, and what was done (name -> how many)."""

    texts: pd.DataFrame
    codebook: Codebook
    wave: int
    layout: Layout
    rng: np.random.Generator
    done: dict[str, int] = field(default_factory=dict)

    def filled(self, column: str) -> np.ndarray:
        """Return the rows that have an answer in this column."""
        values = self.texts[column].to_numpy()
        return np.flatnonzero((values != self.layout.skipped) & (values != self.layout.blank) & (values != ""))

    def put(self, column: str, rows: np.ndarray, values: str | list[str], what: str) -> None:
        """Write values into some rows of a column and count them."""
        changed = self.texts[column].to_numpy(copy=True)
        changed[rows] = values
        self.texts[column] = changed
        self.done[what] = self.done.get(what, 0) + len(rows)

    def some(self, rows: np.ndarray, of: float) -> np.ndarray:
        """Return a random share of some rows."""
        return rows[self.rng.random(len(rows)) < of]

    def pick(self, rows: np.ndarray, count: int) -> np.ndarray:
        """Return `count` of some rows, in order."""
        return np.sort(self.rng.choice(rows, min(count, len(rows)), replace=False))


def missing_answers(mess: Mess) -> None:
    """Turn some answers into not applicable, don't know and blank."""
    for name, item in mess.codebook.items.items():
        if name not in mess.texts or item.options or name in RECORDED or not item.missing or "attention" in item.roles:
            continue
        gates = any(name in other.asked_if for other in mess.codebook.items.values())
        kinds = {"not_applicable": NOT_APPLICABLE, "dont_know": DONT_KNOW}
        for kind, of in kinds.items():
            codes = [c for c, k in item.missing.items() if k == kind and str(c) not in ("(跳过)", "-3")]
            if codes and not gates:
                mess.put(name, mess.some(mess.filled(name), of), missing(item, kind, mess.layout), kind)
        if not gates:
            mess.put(name, mess.some(mess.filled(name), LEFT_OUT), mess.layout.blank, "left_out")


def impossible_values(mess: Mess) -> None:
    """Put text where a number belongs, and numbers and answers outside the codebook."""
    for name, item in mess.codebook.items.items():
        if name not in mess.texts or not item.asked_if or name in RECORDED:
            continue
        if item.number:
            rows = mess.pick(mess.filled(name), 9)
            mess.put(name, rows[:6], list(mess.rng.permutation(TEXT_NUMBERS)[: len(rows[:6])]), "text_for_number")
            mess.put(name, rows[6:], ["-5", "99999", "12000"][: len(rows[6:])], "out_of_range")
        elif item.scale and not item.code(mess.wave) and "attention" not in item.roles:
            rows = mess.pick(mess.filled(name), 3)
            mess.put(name, rows, [str(item.scale.high + 1)] * len(rows), "out_of_range")
            full = mess.pick(mess.filled(name), 20)
            wide = [str(v).translate({48 + k: 0xFF10 + k for k in range(10)}) for v in mess.texts[name].iloc[full]]
            mess.put(name, full, wide, "full_width_digits")


def stray_blanks(mess: Mess) -> None:
    """Leave blanks behind labels."""
    for name, item in mess.codebook.items.items():
        if item.categories and name in mess.texts:
            rows = mess.pick(mess.filled(name), 12)
            mess.put(name, rows, [f"{v} " for v in mess.texts[name].iloc[rows]], "stray_blanks")


def attention(mess: Mess) -> None:
    """Answer the attention check: as told, but for a few who are otherwise careful."""
    for name in mess.codebook.with_role("attention"):
        item = mess.codebook.items[name]
        texts, rows = texts_of(item, mess.wave), mess.filled(name)
        failed = mess.some(rows, FAILED_ATTENTION)
        mess.put(name, failed, list(mess.rng.choice([texts[3], texts[5]], len(failed))), "failed_attention_only")


def fast(mess: Mess) -> None:
    """Let some careful people be very fast: one sign alone removes nobody."""
    rows = mess.pick(np.flatnonzero(mess.texts["seconds"].astype(float) > 120), SPEEDERS)
    mess.put("seconds", rows, [str(v) for v in mess.rng.integers(38, 60, len(rows))], "fast_only")


def careless(mess: Mess, grids: list[list[str]], whole: np.ndarray) -> None:
    """Add people who rushed, gave one answer all down the grids, and failed the attention check."""
    chosen = mess.pick(whole, CARELESS)
    added = mess.texts.iloc[chosen].copy()
    added["seconds"] = [str(v) for v in mess.rng.integers(25, 50, len(added))]
    for grid in grids:
        same = mess.rng.choice([1, 2, 3, 5], len(added))
        for column in grid:
            texts = texts_of(mess.codebook.items[column], mess.wave)
            was = added[column].to_numpy()
            added[column] = np.where(was == mess.layout.skipped, was, [texts[value] for value in same])
    for name, item in mess.codebook.items.items():
        if name in added and item.scale and item.scale.high == 10:
            was = added[name].to_numpy()
            random = mess.rng.integers(1, 11, len(added)).astype(str)
            added[name] = np.where(was == mess.layout.skipped, was, random)
    _add(mess, added, "careless")


def under_age(mess: Mess, keep: list[str]) -> None:
    """Add people under 18: the questionnaire ended for them at the age question."""
    added = mess.texts.iloc[mess.pick(np.arange(len(mess.texts)), UNDER_AGE)].copy()
    for name in added.columns:
        if name not in keep:
            added[name] = mess.layout.skipped
    added["age_group"] = texts_of(mess.codebook.items["age_group"], mess.wave)["under_18"]
    added["seconds"] = [str(v) for v in mess.rng.integers(6, 25, len(added))]
    _add(mess, added, "under_age")


def duplicates(mess: Mess) -> None:
    """Add second submissions by the same member; half of them changed an answer."""
    added = mess.texts.iloc[mess.pick(mess.filled("overall"), DUPLICATES)].copy()
    texts = texts_of(mess.codebook.items["overall"], mess.wave)
    changed = np.arange(len(added)) % 2 == 0
    added["overall"] = np.where(changed, list(texts.values())[-2], added["overall"])
    mess.texts = pd.concat([mess.texts, added], ignore_index=True)
    mess.done["duplicates"] = len(added)


def open_answers(mess: Mess, themes: list[str | None], text: str, suggestion: str) -> None:
    """Write the open answers, then put personal data and hostile text into some."""
    wrote = np.array([theme is not None for theme in themes])
    more = wrote & (mess.rng.random(len(themes)) < SUGGESTED)
    for column, values in ((text, words.verbatims(themes, mess.rng)), (suggestion, words.suggestions(more, mess.rng))):
        mess.texts[column] = np.where(np.array(values) == "", mess.texts[column], np.array(values, dtype=object))
    answered = np.flatnonzero(wrote)
    rows = mess.pick(answered, PERSONAL + HOSTILE)
    mess.rng.shuffle(rows)
    mess.put(text, rows[:PERSONAL], [words.personal(mess.rng) for _ in range(PERSONAL)], "personal_data")
    mess.put(text, rows[PERSONAL:], words.hostile(HOSTILE), "hostile_text")


def other_words(mess: Mess) -> None:
    """Put what "other, please say" was, between the marks of 问卷星, behind the option's name."""
    for name, item in mess.codebook.items.items():
        if item.options and name in mess.texts:
            named = mess.texts[name].str.contains(OTHER, regex=False).to_numpy()
            others = [f"{OTHER}〖{mess.rng.choice(words.OTHERS)}〗" for _ in range(int(named.sum()))]
            was = mess.texts[name].iloc[np.flatnonzero(named)]
            values = [text.replace(OTHER, more) for text, more in zip(was, others, strict=True)]
            mess.put(name, np.flatnonzero(named), values, "other_words")


def _add(mess: Mess, added: pd.DataFrame, what: str) -> None:
    """Append rows as new panel members."""
    taken = len(mess.texts)
    added["member"] = [f"M{mess.wave % 100:02d}{9_000_000 + taken + k:07d}" for k in range(len(added))]
    mess.texts = pd.concat([mess.texts, added], ignore_index=True)
    mess.done[what] = len(added)
