"""Delivered texts -> typed and routed answers, with the problems found on the way. One row: a respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from manyi.errors import InputError, together
from manyi.language.periods import Period
from manyi.rows.clean import careless
from manyi.rows.clean.backend import Engine
from manyi.rows.clean.coded_texts import Meanings, Source, coded, distinct, meanings
from manyi.rows.clean.problems import (
    error_cells,
    idle_codes,
    mostly_invalid,
    personal_data_removed,
    problem,
    problem_table,
    shifted_scales,
    wrong_rows,
)
from manyi.rows.clean.recode import asked, routed, typed, unasked
from manyi.rows.read.delivery import Delivery
from manyi.rows.read.headers import raw_of
from manyi.rows.read.texts import SWAPPED
from manyi.study.definitions import Definition

if TYPE_CHECKING:
    import ibis


def checked_answers(
    definition: Definition, waves: list[Period], delivery: Delivery, on: Engine
) -> tuple[ibis.Table, pd.DataFrame]:
    """Return the typed and routed table, and the problems found on the way."""
    book = definition.codebook
    if delivery.spool is not None:
        on.expect_many()
    read = delivery.table(on)
    columns = coded(book, waves)
    texts = distinct(on, read, columns)
    meant, errors = meanings(definition, texts, columns, delivery.place_of)
    errors += [*shifted_scales(definition, texts, columns), *idle_codes(definition, meant, columns, waves)]
    # A joined cell of several answers has no meaning of its own; its parts do, and all of them are known here.
    texts["rule"] = [
        getattr(meant[column][wave].get(value), "rule", None)
        for column, wave, value in zip(texts["column"], texts["wave"], texts["value"], strict=True)
    ]
    wrong = texts[texts["rule"].notna() & (texts["rule"] != "unmapped")]
    totals = wrong.groupby(["wave", "column"], as_index=False).agg(n=("n", "sum"), value=("value", "first"))
    errors += mostly_invalid(definition, read, on, totals)
    if errors:
        raise together(errors)
    table = on.keep(_answers(definition, read, meant, columns, on))
    of_answers = [wrong_rows(on, read, wrong, columns), _unasked(definition, table, read, on, columns)]
    return routed(table, book), _in_order(
        [*of_answers, personal_data_removed(delivery), error_cells(delivery)], delivery
    )


def _in_order(problems: list[pd.DataFrame], delivery: Delivery) -> pd.DataFrame:
    """Return all problems as one table, their values as delivered where points and commas were swapped to read them."""
    order = ["wave", "file", "line", "item", "rule"]
    rows = pd.concat(problems, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)
    swapped = rows["file"].isin(delivery.commas) & rows["rule"].isin(["text", "range", "whole", "step"])
    rows.loc[swapped, "value"] = rows.loc[swapped, "value"].map(lambda text: text.translate(SWAPPED))
    return rows


def _answers(
    definition: Definition, read: ibis.Table, meant: Meanings, columns: list[Source], on: Engine
) -> ibis.Table:
    """Return what later steps need: typed answers, who was asked, blanks, and ids and weights as delivered."""
    book, design = definition.codebook, definition.study.design
    delivered = [name for name in book.items if any(source.name == name for source in columns)]
    table = read
    if any(book.items[name].asked_if for name in delivered):
        table = read.inner_join(asked(read, book, meant, columns, delivered, on), "position")
    ids = {*definition.study.quality.duplicates, design.weight, design.stratum, design.psu}
    return table.select(
        *("wave", "position", "file", "line"),
        *[name for name in table.columns if name.startswith("asked__") or name.removeprefix("raw__") in ids],
        **typed(table, book, meant, columns, book.items),
        **careless.blanks(table, book),
    )


def _unasked(
    definition: Definition, table: ibis.Table, read: ibis.Table, on: Engine, columns: list[Source]
) -> pd.DataFrame:
    """Return the problems of answers to questions that were not asked. Raises InputError when there are too many."""
    import ibis

    answered = unasked(table, definition.codebook)
    if not answered:
        return problem_table([])
    some = table.filter(ibis.or_(*answered.values()))
    flags = {f"unasked__{name}": flag for name, flag in unasked(some, definition.codebook).items()}
    given = _delivered_texts(on.keep(some.select("position", **flags)), read, on)
    first = {source.name: source for source in reversed(columns)}
    named = given.assign(column=[first[item].column for item in given["item"]])
    totals = named.groupby(["wave", "column"], as_index=False).agg(n=("value", "size"), value=("value", "first"))
    if errors := list(mostly_invalid(definition, read, on, totals)):
        raise together([InputError(f"{error}: according to asked_if, they were not asked") for error in errors])
    records = given.to_dict("records")
    return problem_table(problem(row, first[row["item"]], "routing", row["value"]) for row in records)


def _delivered_texts(flagged: ibis.Table, read: ibis.Table, on: Engine) -> pd.DataFrame:
    """Return wave, position, file, line, item and delivered value of each answer with a flag `unasked__<item>`.

    The respondents were looked for first, so that texts are pivoted for only a few of them.
    """
    import ibis

    flags = [name for name in flagged.columns if name != "position"]
    some, texts = flagged.inner_join(read, "position"), {}
    for flag in flags:
        delivered = ibis.coalesce(*[some[column] for column in raw_of(flag.removeprefix("unasked__"), read.columns)])
        texts[flag] = ibis.ifelse(some[flag], delivered, ibis.null("string"))
    long = on.long(some.select("wave", "position", "file", "line", **texts), flags)
    given = on.pandas(long.drop_null("value")).sort_values(["position", "column"], ignore_index=True)
    return given.assign(item=given["column"].str.removeprefix("unasked__"))
