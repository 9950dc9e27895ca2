"""The contents of a delivered column, counted. In: a DeliveredColumn; out: its Profile. Nothing is guessed here."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from manyi.draft import lexicon
from manyi.rows.read.delivered import DeliveredColumn
from manyi.study.answers import DECLARED, NUMBER, OTHER, folded, plain

FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%m/%d/%y", "%d/%m/%y")
SHOWN = 6  # number of answers whose counts are given as evidence
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?")


@dataclass(frozen=True)
class Profile:
    """A column with its answers counted: blanks, codes declared missing and "NA" are not answers.

    nothing: {text: count} of texts that programs write for an empty cell.
    """

    column: DeliveredColumn
    counts: Counter[str]
    nothing: Counter[str]
    declared: Counter[str]

    @property
    def header(self) -> str:
        """Return the header as delivered."""
        return self.column.header

    @property
    def answered(self) -> int:
        """Return the number of answers."""
        return self.counts.total()

    @cached_property
    def numbers(self) -> dict[float, int] | None:
        """Return {number: count}; None unless every answer is a number."""
        values: Counter[float] = Counter()
        for text, count in self.counts.items():
            if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
                return None
            values[float(text)] += count
        return dict(sorted(values.items())) or None

    @cached_property
    def integers(self) -> dict[int, int] | None:
        """Return {whole number: count}; None unless every answer is one."""
        if not self.numbers or not all(value.is_integer() and abs(value) < 2**53 for value in self.numbers):
            return None
        return {int(value): count for value, count in self.numbers.items()}

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last day; None unless nearly every answer is a date in one form."""
        texts = [text.partition("T")[0].partition(" ")[0] for text in self.counts]
        for form in FORMATS if texts else ():
            days = sorted(day for text in texts if (day := _day(text, form)))
            if len(days) >= 0.98 * len(texts):
                return days[0], days[-1]
        return None

    @cached_property
    def clock(self) -> bool:
        """Return whether nearly every answer is a time of day."""
        return bool(self.counts) and sum(bool(CLOCK.fullmatch(text)) for text in self.counts) > 0.9 * len(self.counts)

    def label(self, code: str) -> str:
        """Return the file's label of a code, '' for none."""
        return self.column.labels.get(code, "")

    def evidence(self, texts: Iterable[str] | None = None) -> str:
        """Return the counts of these answers (by default the most frequent) as a line."""
        shown = list(texts) if texts is not None else [text for text, _ in self.counts.most_common()]
        parts = ", ".join(f"{_brief(self.label(text) or text)} {self.counts[text]}" for text in shown[:SHOWN])
        return f"{parts}{f' and {len(shown) - SHOWN} more' if len(shown) > SHOWN else ''}"


def profiled(column: DeliveredColumn) -> Profile:
    """Return the profile of a column."""
    counts: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    declared: Counter[str] = Counter()
    missing = {plain(code) for code in column.missing}
    for raw, count in Counter(column.cells).items():
        text = folded(re.sub(OTHER, "", raw).removeprefix(DECLARED))
        form = plain(text)
        kind = declared if form in missing or text in column.missing else nothing if _void(text, column) else counts
        if text:
            kind[form] += count
    return Profile(column, counts, nothing, declared)


def _void(text: str, column: DeliveredColumn) -> bool:
    return lexicon.says_nothing(text) and text not in column.labels


def _day(text: str, form: str) -> date | None:
    try:
        day = datetime.strptime(text, form).date()  # noqa: DTZ007 - days have no zone
    except ValueError:
        return None
    return day if 1980 <= day.year <= 2100 else None


def _brief(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
