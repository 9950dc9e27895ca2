"""A wave: a year, or 2024Q1, 2024H1, 2024-03, 2024-W05, 2024-spring, wave-3. In: as written; out: a whole number in order.

Rows and results hold the number (a year is its own); files, settings and columns of results hold the text; sentences
hold the words. The number alone gives the other two, so nothing has to be carried along.

The command line reads a wave before it knows whether there is anything to do, so slow imports wait until they are used.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from manyi.language.formats import Language
    from manyi.language.text import Text

SEASONS = ("spring", "summer", "autumn", "winter")
YEARS = range(1900, 2200)
FORMS = "2024, 2024Q1, 2024H1, 2024-03, 2024-W05, 2024-spring or wave-3"
# kind: how it is written, parts a year has, and what the number is: the year times `factor`, and the part above `base`.
KINDS: dict[str, tuple[str, int, int, int]] = {
    "quarter": (r"(?P<year>\d{4})-?Q(?P<part>[1-4])", 4, 10, 0),
    "month": (r"(?P<year>\d{4})-(?P<part>0[1-9]|1[0-2])", 12, 100, 0),
    "week": (r"(?P<year>\d{4})-?W(?P<part>0[1-9]|[1-4]\d|5[0-3])", 53, 1000, 100),
    "half": (r"(?P<year>\d{4})-?H(?P<part>[12])", 2, 1000, 200),
    "season": (rf"(?P<year>\d{{4}})-(?P<part>{'|'.join(SEASONS)})", 4, 1000, 300),
}
WRITTEN = {"quarter": "{}Q{}", "month": "{}-{:02}", "week": "{}-W{:02}", "half": "{}H{}"}
NUMBERED = re.compile(r"wave-([1-9]\d{0,2})")
PARTED = re.compile(r"-(?=\d{4}(?!\d)|wave)")


class Period(int):
    """When a wave took place: ordered, hashed and compared as a whole number, and written as in study.yml.

    A plain year is its own number. `Period(number)` takes the number, `Period.of` what people write.
    """

    @classmethod
    def of(cls, written: object) -> Period:
        """Return the wave of a text or a year. Raises ValueError for anything else."""
        text = str(written).strip()
        if re.fullmatch(r"[0-9]{4}", text) and int(text) in YEARS:
            return cls(text)
        if match := NUMBERED.fullmatch(text):
            return cls(match[1])
        for pattern, _, factor, base in KINDS.values():
            if (match := re.fullmatch(pattern, text, re.ASCII)) and int(match["year"]) in YEARS:
                part = match["part"]
                if base == KINDS["week"][-1]:
                    date.fromisocalendar(int(match["year"]), int(part), 1)  # not every year has 53
                return cls(
                    int(match["year"]) * factor + base + (1 + SEASONS.index(part) if part in SEASONS else int(part))
                )
        raise ValueError(f"{text!r} is not a wave: write {FORMS}")

    @cached_property
    def parts(self) -> tuple[str, int, int]:
        """Return the kind, the year (0 for a numbered wave) and the part of it (0 for a whole year)."""
        number = int(self)
        if number < 1000:
            return "wave", 0, number
        for kind, (_, most, factor, base) in KINDS.items():
            year, part = divmod(number, factor)
            if year in YEARS and 1 <= part - base <= most:
                return kind, year, part - base
        return "year", number, 0

    @property
    def at(self) -> float:
        """Return the position on an axis of time: the year, plus the share of it that has passed."""
        kind, year, part = self.parts
        return float(part) if kind == "wave" else year if kind == "year" else year + (part - 1) / KINDS[kind][1]

    @property
    def step(self) -> float:
        """Return the distance to the next such wave on that axis."""
        kind = self.parts[0]
        return 1 / KINDS[kind][1] if kind in KINDS else 1

    def holds(self, year: int, month: int) -> bool:
        """Return whether it includes a month; False for a wave that does not consist of months."""
        kind, of_year, part = self.parts
        return (
            kind in ("quarter", "month", "half") and of_year == year and (month - 1) * KINDS[kind][1] // 12 == part - 1
        )

    @property
    def days(self) -> tuple[date, date]:
        """Return its first and last calendar day: those of the year for a season, of the current year for a numbered wave."""
        kind, year, part = self.parts
        if kind == "week":
            return date.fromisocalendar(year, part, 1), date.fromisocalendar(year, part, 7)
        several = 12 // KINDS[kind][1] if kind in ("quarter", "month", "half") else 12
        year, last = year or date.today().year, several * part if several < 12 else 12
        return date(year, last - several + 1, 1), date(year, last, calendar.monthrange(year, last)[1])

    @property
    def words(self) -> Text:
        """Return what it is called in a sentence."""
        from manyi.language.period_words import in_words

        return in_words(*self.parts, self.days[0])

    def __str__(self) -> str:
        kind, year, part = self.parts
        if kind in WRITTEN:
            return WRITTEN[kind].format(year, part)
        return (
            f"wave-{part}" if kind == "wave" else f"{year}-{SEASONS[part - 1]}" if kind == "season" else str(int(self))
        )

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    __repr__ = __str__

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read it in a YAML file as `of` does."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.of, json_schema_input_schema=core_schema.str_schema())


def listed_waves(waves: Iterable[Period], language: Language) -> str:
    """Return waves one after the other: 2021, 2022 and 2023, where years share the one 年 of Chinese."""
    from manyi.language import formats
    from manyi.language.period_words import years_listed

    waves = list(waves)
    if any(wave.parts[0] != "year" for wave in waves):
        return formats.listed([wave.words[language] for wave in waves], language)
    return years_listed([str(wave) for wave in waves], language)


def span(before: int, now: int) -> str:
    """Return two waves as results write them: 2023-2024."""
    return f"{Period(before)}-{Period(now)}"


def spanned(text: str) -> list[Period]:
    """Return the waves in such a text, if any."""
    try:
        return [Period.of(part) for part in PARTED.split(text)]
    except ValueError:
        return []
