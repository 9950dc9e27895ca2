"""The answers of one column in a wave, counted and as shares. In: counts of texts and the item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from manyi.rows.read.personal_data import redact
from manyi.study.answers import DECLARED, meaning
from manyi.study.items import Item

MOST = 12  # texts without a meaning that are named one by one
BLANK, MISSING, UNKNOWN = "blank", "missing", "unknown"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
Answer = str | float


@dataclass
class Spread:
    """The answers of one column: {answer: count}, and the number of blank, missing and unknown texts."""

    answers: Counter[Answer] = field(default_factory=Counter)
    codes: dict[str, Answer] = field(default_factory=dict)  # {text: answer}
    texts: Counter[str] = field(default_factory=Counter)  # count of each text with an answer
    aside: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def shares(self) -> dict[Answer, float]:
        """Return {answer: share of the answers}."""
        total = self.answers.total() or 1
        return {answer: count / total for answer, count in self.answers.items()}

    def part(self, kind: str) -> float:
        """Return the share of records that are blank, missing or unknown."""
        return self.aside[kind] / ((self.answers.total() + self.aside.total()) or 1)


def spread(item: Item, wave: int, texts: Mapping[str, int], option: str = "") -> Spread:
    """Return what these texts (with counts; "" for blank) mean in the codebook of a wave."""
    result = Spread()
    for text, count in texts.items():
        if not text.strip():
            result.aside[BLANK] += count
            continue
        read = meaning(item, wave, text, option)
        if read.rule is not None:
            result.aside[UNKNOWN] += count
            result.unknown[text] += count
        elif read.value is None:
            result.aside[MISSING] += count
        else:
            result.answers[read.value] += count
            result.codes[text] = read.value
            result.texts[text] += count
    return result


def unknown_texts(unknown: Mapping[str, int]) -> str:
    """Return texts with their counts, the most frequent first; for many numbers, their count and range."""
    texts = Counter({text.removeprefix(DECLARED): count for text, count in unknown.items()})
    if len(texts) > MOST and all(NUMBER.fullmatch(text.strip()) for text in texts):
        ends = sorted(texts, key=float)
        return f"{len(texts)} numbers from {ends[0].strip()} to {ends[-1].strip()} ({texts.total():,} records)"
    told = ", ".join(f"{redact(text)[0][:40]!r} ({count})" for text, count in texts.most_common(MOST))
    return told + (f" and {len(texts) - MOST} more" if len(texts) > MOST else "")


def differing(before: Spread, now: Spread) -> float:
    """Return the total variation between the answers of two waves."""
    old, new = before.shares(), now.shares()
    return sum(abs(old.get(answer, 0.0) - new.get(answer, 0.0)) for answer in old.keys() | new.keys()) / 2


def shown(text: str) -> str:
    """Return a text of the file fit for a message: short, and free of personal data."""
    return repr(redact(text)[0][:40])


def answer_text(answer: Answer) -> str:
    """Return an answer as written: a key, or a point without needless digits."""
    return f"{answer:g}" if isinstance(answer, float) else answer
