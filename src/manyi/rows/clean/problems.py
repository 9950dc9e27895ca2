"""Checks delivered answers against the codebook. In: the read table; out: the meaning of each distinct text, problems.

One row of problems is one wrong answer: wave, file, line, column, item, value, rule, message_en, message_zh. An answer
missing from a closed list is not a problem row but an error: then the codebook is wrong, not the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from manyi.errors import CHOICES, InputError, place
from manyi.language import words
from manyi.language.text import Text, legible
from manyi.rows.clean.backend import one_of
from manyi.rows.read.headers import also, raw_columns
from manyi.rows.read.personal_data import redact
from manyi.study.answers import JOIN, NUMBER, Meaning, meaning, plain
from manyi.study.codebook import Codebook
from manyi.study.definition import Definition
from manyi.study.items import Item, Number

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from manyi.rows.clean.backend import Engine
    from manyi.rows.read.files import Delivery


PROBLEMS = ["wave", "file", "line", "column", "item", "value", "rule", "message_en", "message_zh"]
LONGEST = 60  # characters of an answer that are printed
SLIPS = 0.02  # of answers, more often than which one point above a scale is no slip of the hand
FEW = 10  # a share of invalid answers is judged from this many answers on
MESSAGES = words.beside(__file__).section("problems", "messages")
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


Meanings = dict[str, dict[int, dict[str, Meaning]]]  # raw column -> wave -> delivered text -> meaning


def coded(book: Codebook, waves: list[int]) -> list[Source]:
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
    definition: Definition, texts: pd.DataFrame, columns: list[Source], rows: pa.Table
) -> tuple[Meanings, list[InputError]]:
    """Return what every distinct text means, and an error for each item and wave with answers outside a closed list."""
    by_column = {source.column: source for source in columns}
    by_text: Meanings = {source.column: {} for source in columns}
    unknown: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for text in texts.to_dict("records"):
        source, wave = by_column[text["column"]], int(text["wave"])
        several = source.item.kind == "options" and not source.option
        parts = text["value"].split(JOIN) if several else [text["value"]]
        for part in filter(str.strip, parts):
            read = by_text[source.column].setdefault(wave, {})
            if part not in read:
                read[part] = meaning(source.item, wave, part, source.option)
                if read[part].rule == "unmapped":
                    unknown.setdefault((source.column, wave), []).append((part, int(text["first"])))
    first = sorted(unknown.items(), key=lambda pair: pair[1][0][1])
    return by_text, [_unmapped(definition, by_column[column], wave, answers, rows) for (column, wave), answers in first]


def _unmapped(
    definition: Definition, source: Source, wave: int, answers: list[tuple[str, int]], rows: pa.Table
) -> InputError:
    """Return the error for the answers of an item that its codebook does not have."""
    value, first = answers[0]
    row = rows.slice(first, 1).to_pylist()[0]
    allowed = ["0", "1"] if source.option else [*source.item.code(wave), *(source.item.possible or [])]
    key = _short(value) if len(value) <= LONGEST else "<the answer>"  # cut short, it would mend nothing
    return InputError(
        f"{definition.name}, item {source.name}, wave {wave}: the codebook has no answer {_short(value)} "
        f"(allowed: {', '.join(map(str, allowed[:CHOICES]))}): add it, or codes: {{{wave}: {{{key}: ...}}}}, "
        f"or missing: {{{key}: dont_know}}{also([_short(answer) for answer, _ in answers[1:]])}",
        where=place(row["file"], row["line"], source.header(wave)),
    )


def _short(value: str) -> str:
    return repr(redact(value)[0][:LONGEST])


def mostly_invalid(
    definition: Definition, table: ibis.Table, engine: Engine, wrong: pd.DataFrame
) -> Iterator[InputError]:
    """Yield an error for each item and wave with more invalid answers than study.yml allows.

    wrong: one row per wave and raw column: n (invalid answers), value (the first of them).
    """
    if wrong.empty:
        return
    columns = sorted(set(wrong["column"]))
    counts = engine.pandas(table.group_by("wave").agg(**{column: table[column].count() for column in columns}))
    counts = counts.set_index("wave")
    for row in wrong.to_dict("records"):
        answered = int(counts.loc[row["wave"], row["column"]])
        limit = definition.study.quality.invalid
        if answered >= FEW and row["n"] > limit * answered:
            comma = re.fullmatch(r"\s*-?\d+,\d+\s*", row["value"])
            hint = "; decimal commas? set decimal: ',' for the file in origin.yml" if comma else ""
            yield InputError(
                f"{row['n']} of {answered} answers are invalid in {row['wave']}, more than {limit:.0%} "
                f"(the first: {redact(row['value'])[0][:LONGEST]!r}{hint})",
                where=f"{definition.name}, item {row['column'].removeprefix('raw__')}",
            )


def shifted_scales(definition: Definition, texts: pd.DataFrame, columns: list[Source]) -> Iterator[InputError]:
    """Yield an error for each scale that seems to be delivered one point off: as 0-4 instead of the codebook's 1-5.

    texts: one row per wave, raw column and distinct text, with n. Either the point below the scale occurs and its
    highest never does; or the point above occurs, more often than by slips, and its lowest never does.
    """
    scales = {source.column: source for source in columns if source.item.scale}
    for (wave, column), some in texts[texts["column"].isin(scales)].groupby(["wave", "column"]):
        source = scales[str(column)]
        scale = source.item.scale
        assert scale is not None  # noqa: S101 - only scales were taken
        counts = {str(text): n for text, n in some.groupby(some["value"].map(plain))["n"].sum().items()}
        codes = {plain(str(code)) for code in (*source.item.code(wave), *source.item.missing_at(wave))}  # type: ignore[arg-type]
        points = {int(text): n for text, n in counts.items() if re.fullmatch(r"-?\d{1,9}", text) and text not in codes}
        total = sum(points.values())
        if total < FEW:
            continue
        down = scale.low - 1 in points and scale.high not in points
        up = points.get(scale.high + 1, 0) > SLIPS * total and scale.low not in points
        if down or up:
            off, never, by = (scale.low - 1, scale.high, 1) if down else (scale.high + 1, scale.low, -1)
            pairs = ", ".join(f"{point - by}: {point}" for point in range(scale.low, scale.high + 1))
            shifted = f"if {scale.low - by} stands for {scale.low}, set codes: {{{wave}: {{{pairs}}}}}"
            yield InputError(
                f"{off} was answered {points[off]} times but {never} never: {shifted}; "
                f"if {off} is not an answer, set missing: {{{off}: ...}}",
                where=f"{definition.name}, item {source.name}, wave {wave}",
            )


def idle_codes(
    definition: Definition, meant: Meanings, columns: list[Source], waves: list[int]
) -> Iterator[InputError]:
    """Yield an error for each code that none of its waves delivered (unused missing codes are allowed).

    Codes carried over from an earlier wave need not be delivered.
    """
    used: dict[tuple[str, int], set[object]] = {}
    for source in columns:
        for wave, texts in meant[source.column].items():
            since = max((start for start in source.item.codes if start <= wave), default=0)
            used.setdefault((source.name, since), set()).update(m.code for m in texts.values() if m.code is not None)
    for name, item in definition.codebook.items.items():
        for since, codes in item.codes.items():
            until = min((start for start in item.codes if start > since), default=10_000)
            force = [w for w in definition.origins if since <= w < until and item.column(w) is not None]
            if not force or not set(force) <= set(waves) or item.words:
                continue
            for code, answer in codes.items():
                idle = code not in used.get((name, since), set()) and code not in item.carried(since)
                if idle and meaning(item, since, str(code)).value is not None:
                    message = f"wave {since}: the code {code!r} ({answer}) was never delivered; remove it"
                    yield InputError(message, where=f"{definition.name}/codebook.yml {name}.codes")


def wrong_rows(engine: Engine, table: ibis.Table, texts: pd.DataFrame, columns: list[Source]) -> pd.DataFrame:
    """Return the problems of the texts (columns wave, column, value, rule): one row per respondent and wrong answer."""
    if texts.empty:
        return problem_table([])
    affected = sorted(set(texts["column"]))
    long = engine.long(table.select("wave", "position", "file", "line", *affected), affected)
    bad = engine.small(texts[["wave", "column", "value", "rule"]])
    rows = engine.pandas(long.inner_join(bad, ["wave", "column", "value"])).sort_values(["position", "column"])
    by_column = {source.column: source for source in columns}
    return problem_table(
        problem(row, by_column[row["column"]], row["rule"], row["value"]) for row in rows.to_dict("records")
    )


def problem(row: dict[Any, Any], source: Source, rule: str, value: str) -> dict[str, Any]:
    """Return one row of the problems table, its value shortened and free of personal data."""
    item, limits = source.item, ""
    if rule in ("range", "whole", "step"):
        low, high = (item.scale.low, item.scale.high) if item.scale else (item.number.low, item.number.high)  # type: ignore[union-attr]
        limits = f" {low:g}-{high:g}"
    message = MESSAGES[rule]
    return {
        **{key: row[key] for key in ("wave", "file", "line")},
        "column": source.header(row["wave"]),
        "item": source.name,
        "value": legible(redact(str(value))[0][:LONGEST]),
        "rule": rule,
        "message_en": message.en + limits,
        "message_zh": message.zh + limits,
    }


def personal_data(delivery: Delivery) -> pd.DataFrame:
    """Return the problems of free text: which kinds of personal data were removed, and how many; never the text."""
    rule = _rule("personal_data", MESSAGES["personal_data"])
    return problem_table({**row, **rule, "value": f"{row['kind']} x {row['count']}"} for row in delivery.personal)


def error_cells(delivery: Delivery) -> pd.DataFrame:
    """Return the problems of free text that are errors of a spreadsheet."""
    rule = _rule("error", MESSAGES["error"])
    return problem_table({**row, **rule} for row in delivery.errors)


def _rule(rule: str, message: Text) -> dict[str, str]:
    return {"rule": rule, "message_en": message.en, "message_zh": message.zh}


def problem_table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return problems as a table, with all columns even if it is empty."""
    text = dict.fromkeys(set(PROBLEMS) - {"wave", "line"}, "str")
    return pd.DataFrame(list(rows), columns=PROBLEMS).astype({"wave": "int64", "line": "int64", **text})
