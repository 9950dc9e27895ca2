"""Checks delivered answers against the codebook. In: the read table and what its texts mean; out: problems and errors.

One row of problems is one wrong answer: wave, file, line, column, item, value, rule, message_en, message_zh.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from manyi.errors import InputError
from manyi.language import words
from manyi.language.periods import Period
from manyi.language.text import Text, legible
from manyi.rows.clean.coded_texts import LONGEST, Meanings, Source
from manyi.rows.read.personal_data import redact
from manyi.study.answers import meaning, plain
from manyi.study.definitions import Definition
from manyi.study.items import UNLIMITED

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine
    from manyi.rows.read.delivery import Delivery


PROBLEMS = ["wave", "file", "line", "column", "item", "value", "rule", "message_en", "message_zh"]
SLIPS = 0.02  # share of answers above which a point beyond the scale is no slip of the hand
FEW = 10  # answers needed before a share of invalid ones is judged
MESSAGES = words.beside(__file__).section("problems", "messages")


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
            hint = _about_commas(row["value"], definition, row["wave"])
            yield InputError(
                f"{row['n']} of {answered} answers are invalid in {row['wave']}, more than {limit:.0%} "
                f"(the first: {redact(row['value'])[0][:LONGEST]!r}{hint})",
                where=f"{definition.name}, item {row['column'].removeprefix('raw__')}",
            )


def _about_commas(value: str, definition: Definition, wave: Period) -> str:
    """Return a hint about a number with a comma; "" where it has none."""
    if not re.fullmatch(r"\s*-?\d+,\d+\s*", value):
        return ""
    if any(file.decimal == "," for file in definition.origins[wave].files):
        return "; points and commas are swapped as decimal: ',' in origin.yml says: do all its files have commas?"
    return "; decimal commas? set decimal: ',' for the file in origin.yml"


def shifted_scales(definition: Definition, texts: pd.DataFrame, columns: list[Source]) -> Iterator[InputError]:
    """Yield an error for each scale that seems to be delivered one point off: as 0-4 instead of the codebook's 1-5.

    texts: one row per wave, raw column and distinct text, with n. Either the point below the scale occurs and its
    highest never does; or the point above occurs, more often than slips explain, and its lowest never does.
    """
    scales = {source.column: source for source in columns if source.item.scale}
    for (wave, column), some in texts[texts["column"].isin(scales)].groupby(["wave", "column"]):
        source = scales[str(column)]
        scale = source.item.scale
        assert scale is not None  # noqa: S101 - only scales were taken
        points = _points(some, source, Period(str(wave)))
        total = sum(points.values())
        if total < FEW:
            continue
        down = scale.low - 1 in points and scale.high not in points
        up = points.get(scale.high + 1, 0) > SLIPS * total and scale.low not in points
        if down or up:
            where = f"{definition.name}, item {source.name}, wave {wave}"
            yield InputError(
                _shifted(scale.low, scale.high, points, Period(str(wave)), by=1 if down else -1), where=where
            )


def _shifted(low: int, high: int, points: dict[int, int], wave: Period, by: int) -> str:
    """Return what to write for a scale delivered `by` points too low."""
    off, never = (low - 1, high) if by > 0 else (high + 1, low)
    pairs = ", ".join(f"{point - by}: {point}" for point in range(low, high + 1))
    return (
        f"{off} was answered {points[off]} times but {never} never: if {low - by} stands for {low}, "
        f"set codes: {{{wave}: {{{pairs}}}}}; if {off} is not an answer, set missing: {{{off}: ...}}"
    )


def _points(texts: pd.DataFrame, source: Source, wave: Period) -> dict[int, int]:
    """Return how often each whole number that is not a code was answered."""
    counts = {str(text): n for text, n in texts.groupby(texts["value"].map(plain))["n"].sum().items()}
    codes = {plain(str(code)) for code in (*source.item.code(wave), *source.item.missing_at(wave))}
    return {int(text): n for text, n in counts.items() if re.fullmatch(r"-?\d{1,9}", text) and text not in codes}


def idle_codes(
    definition: Definition, meant: Meanings, columns: list[Source], waves: list[Period]
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
        limits = f" {low:g}-{high:g}" if high < UNLIMITED else f" {low:g}-"
    message = MESSAGES[rule]
    return {
        **{key: row[key] for key in ("wave", "file", "line")}, "column": source.header(row["wave"]),
        "item": source.name, "value": legible(redact(str(value))[0][:LONGEST]), "rule": rule,
        "message_en": message.en + limits, "message_zh": message.zh + limits,
    }  # fmt: skip


def personal_data_removed(delivery: Delivery) -> pd.DataFrame:
    """Return the problems of free text: which kinds of personal data were removed, and how many; never the text."""
    rule = _rule_columns("personal_data", MESSAGES["personal_data"])
    return problem_table({**row, **rule, "value": f"{row['kind']} x {row['count']}"} for row in delivery.personal)


def error_cells(delivery: Delivery) -> pd.DataFrame:
    """Return the problems of free text that are errors of a spreadsheet."""
    rule = _rule_columns("error", MESSAGES["error"])
    return problem_table({**row, **rule} for row in delivery.errors)


def _rule_columns(rule: str, message: Text) -> dict[str, str]:
    return {"rule": rule, "message_en": message.en, "message_zh": message.zh}


def problem_table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return problems as a table, with all columns even if it is empty."""
    text = dict.fromkeys(set(PROBLEMS) - {"wave", "line"}, "str")
    return pd.DataFrame(list(rows), columns=PROBLEMS).astype({"wave": "int64", "line": "int64", **text})
