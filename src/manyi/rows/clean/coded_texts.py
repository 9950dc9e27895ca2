"""What delivered texts mean: every distinct text of a column with a closed list, a scale or a number, looked up once.

In: the read table and the codebook. Out: the meaning of each text by raw column and wave. An answer missing from a
closed list is an error: then the codebook is wrong, not the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from manyi.errors import CHOICES, InputError, place
from manyi.language.periods import Period
from manyi.rows.clean.backend import one_of
from manyi.rows.read.headers import also, raw_columns
from manyi.rows.read.personal_data import redact
from manyi.study.answers import JOIN, NUMBER, Meaning, meaning, plain
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import Item, Number

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine


LONGEST = 60  # characters of an answer that are printed
PLAIN_NUMBER = r"^\s*[+-]?\d+(\.\d+)?\s*$"


@dataclass(frozen=True)
class Source:
    """A raw column: the item it belongs to, and the option when each option has its own column."""

    column: str
    name: str
    item: Item
    option: str = ""

    def header(self, wave: int) -> str:
        """Return the delivered header(s) in a wave."""
        return " + ".join(self.item.headers(wave).get(self.option, []))


PlaceOf = Callable[[int], tuple[str, int]]  # from the position of a respondent to file and line
Meanings = dict[str, dict[int, dict[str, Meaning]]]  # raw column -> wave -> delivered text -> meaning


def coded(book: Codebook, waves: list[Period]) -> list[Source]:
    """Return the raw columns whose texts have a meaning: all except free text."""
    sources: list[Source] = []
    for name, item in book.items.items():
        if not item.words:
            sources += [Source(column, name, item, option) for column, option in raw_columns(item, name, waves).items()]
    return sources


def number(raw: ibis.StringColumn, item: Number) -> ibis.FloatingColumn:
    """Return a plainly written number, with or without its unit; null for any other text."""
    import ibis

    units = "|".join(re.escape(unit) for unit in (item.unit.zh, item.unit.en))
    bare = raw.re_replace(rf"\s*({units})\s*$", "")
    return ibis.ifelse(bare.re_search(PLAIN_NUMBER), bare.strip(), ibis.null("string")).cast("float64")


def _notable(table: ibis.Table, source: Source) -> ibis.StringColumn:
    """Return the texts that need a meaning: all of them, except numbers that are plainly valid."""
    import ibis

    raw, limits = table[source.column], source.item.number
    if limits is None:
        return raw
    value = number(raw, limits)
    right = value.between(limits.low, limits.high)
    if limits.whole:
        right = right & (value == value.floor())
    special = [*source.item.missing_codes, *(code for codes in source.item.codes.values() for code in codes)]
    coded_numbers = [float(text) for text in (plain(str(code)) for code in special) if re.fullmatch(NUMBER, text)]
    if coded_numbers:
        right = right & ~one_of(value, coded_numbers)
    return ibis.ifelse(right.fill_null(False), ibis.null("string"), raw)


def distinct(engine: Engine, table: ibis.Table, columns: list[Source]) -> pd.DataFrame:
    """Return one row per wave, raw column and distinct notable text: n, first (position in the order of delivery)."""
    notable = table.select("wave", "position", **{source.column: _notable(table, source) for source in columns})
    long = engine.long(notable, [source.column for source in columns]).drop_null("value")
    groups = long.group_by("wave", "column", "value").agg(n=long.count(), first=long.position.min())
    return engine.pandas(groups).sort_values(["wave", "column", "first", "value"], ignore_index=True)


def meanings(
    definition: Definition, texts: pd.DataFrame, columns: list[Source], place_of: PlaceOf
) -> tuple[Meanings, list[InputError]]:
    """Return what every distinct text means, and an error for each item and wave with answers outside a closed list."""
    by_column = {source.column: source for source in columns}
    by_text: Meanings = {source.column: {} for source in columns}
    unknown: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for text in texts.to_dict("records"):
        source, wave = by_column[text["column"]], Period(text["wave"])
        several = source.item.kind == "options" and not source.option
        parts = text["value"].split(JOIN) if several else [text["value"]]
        for part in filter(str.strip, parts):
            read = by_text[source.column].setdefault(wave, {})
            if part not in read:
                read[part] = meaning(source.item, wave, part, source.option)
                if read[part].rule == "unmapped":
                    unknown.setdefault((source.column, wave), []).append((part, int(text["first"])))
    first = sorted(unknown.items(), key=lambda pair: pair[1][0][1])
    errors = [_unmapped(definition, by_column[column], wave, texts, place_of) for (column, wave), texts in first]
    return by_text, errors


def _unmapped(
    definition: Definition, source: Source, wave: int, answers: list[tuple[str, int]], place_of: PlaceOf
) -> InputError:
    """Return the error for the answers of an item that its codebook does not have."""
    value, first = answers[0]
    allowed = ["0", "1"] if source.option else [*source.item.code(wave), *(source.item.possible or [])]
    key = _short(value) if len(value) <= LONGEST else "<the answer>"  # a shortened one could not be pasted
    return InputError(
        f"{definition.name}, item {source.name}, wave {wave}: the codebook has no answer {_short(value)} "
        f"(allowed: {', '.join(map(str, allowed[:CHOICES]))}): add it, or codes: {{{wave}: {{{key}: ...}}}}, "
        f"or missing: {{{key}: dont_know}}{also([_short(answer) for answer, _ in answers[1:]])}",
        where=place(*place_of(first), source.header(wave)),
    )


def _short(value: str) -> str:
    return repr(redact(value)[0][:LONGEST])
