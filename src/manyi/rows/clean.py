"""The whole way from delivered files to weighted rows, step by step; every step is one pass. One row: a respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from manyi.errors import InputError
from manyi.rows import careless, check
from manyi.rows.account import waterfall
from manyi.rows.definition import Definition
from manyi.rows.derive import derived, designed
from manyi.rows.engine import Engine, engine
from manyi.rows.read import Delivery, read_waves
from manyi.rows.recode import routed, typed
from manyi.rows.survey import frame_columns
from manyi.rows.weight import weighted

if TYPE_CHECKING:
    import ibis

REMOVED = ["wave", "file", "line", "rule", "value", "threshold"]


@dataclass(frozen=True)
class Books:
    """The frames of a Survey, before categories are pandas categories."""

    frame: pd.DataFrame
    problems: pd.DataFrame
    quarantine: pd.DataFrame
    waterfall: pd.DataFrame
    weighting: pd.DataFrame
    diagnostics: pd.DataFrame


def check_waves(definition: Definition, waves: list[int]) -> pd.DataFrame:
    """Read and check only; return the problems table."""
    delivery = read_waves(definition, waves)
    with engine() as on:
        return _checked(definition, waves, delivery, on)[1]


def clean_waves(definition: Definition, waves: list[int], careless_too: bool = False) -> Books:
    """Return the clean, weighted rows of these waves and their books.

    careless_too: keep the careless, to see what difference their removal makes.
    """
    delivery = read_waves(definition, waves)
    with engine() as on:
        table, problems = _checked(definition, waves, delivery, on)
        table = on.keep(careless.judged(table.select(*_wanted(definition, table)), definition))
        removed = careless.removed(table, careless_too)
        found = {name: table[f"own__{name}"] for name in REMOVED[3:]}
        gone = on.pandas(table.filter(removed).select("wave", "file", "line", **found))
        valid = designed(derived(table.filter(~removed), definition.codebook), definition, waves, on)
        done, margins, diagnostics = weighted(valid, definition, on)
        columns = frame_columns(definition.study, definition.codebook)
        frame = on.pandas(done.select("position", *columns)).sort_values("position", ignore_index=True)
    quarantine = pd.concat([pd.DataFrame(delivery.removed, columns=REMOVED), gone], ignore_index=True)
    quarantine = quarantine.astype({"wave": "int64", "line": "int64"})
    quarantine = quarantine.sort_values(["wave", "file", "line"], kind="stable", ignore_index=True)
    steps = waterfall(dict(delivery.delivered), quarantine, frame)
    return Books(frame[columns], problems, quarantine, steps, margins, diagnostics)


def _wanted(definition: Definition, table: ibis.Table) -> list[str]:
    """Return the columns that later steps need: delivered texts only of ids and weights, nothing about routing."""
    design = definition.study.design
    ids = {*definition.study.quality.duplicates, design.weight, design.stratum, design.psu}
    done = ("raw__", "asked__", "unasked__")
    return [name for name in table.columns if not name.startswith(done) or name.removeprefix("raw__") in ids]


def _checked(
    definition: Definition, waves: list[int], delivery: Delivery, on: Engine
) -> tuple[ibis.Table, pd.DataFrame]:
    """Return the typed and routed table, and the problems found on the way."""
    import pyarrow as pa

    book = definition.codebook
    rows = pa.concat_tables(delivery.tables)
    table = on.load(rows)
    columns = check.coded(book, waves)
    texts = check.distinct(on, table, columns)
    found = check.meanings(definition, texts, columns, rows)
    check.refuse_unused(definition, found, columns, waves)
    # A joined cell of several answers is not itself a text with a meaning; its parts are, and they are all known.
    texts["rule"] = [
        getattr(found[column][wave].get(value), "rule", None)
        for column, wave, value in zip(texts["column"], texts["wave"], texts["value"], strict=True)
    ]
    wrong = texts[texts["rule"].notna()]
    totals = wrong.groupby(["wave", "column"], as_index=False).agg(n=("n", "sum"), value=("value", "first"))
    check.refuse_invalid(definition, table, on, totals)
    delivered = [name for name in book.items if any(source.name == name for source in columns)]
    table = routed(typed(table, book, found, columns), book, delivered, on)
    table = on.keep(careless.asked_and_blank(table, book, waves, on))
    problems = [
        check.wrong_rows(on, table, wrong, columns),
        _unasked(definition, table, on, columns),
        check.personal_data(delivery),
    ]
    order = ["wave", "file", "line", "item", "rule"]
    return table, pd.concat(problems, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)


def _unasked(definition: Definition, table: ibis.Table, on: Engine, columns: list[check.Source]) -> pd.DataFrame:
    """Return the problems of answers to questions that were not asked. Raises InputError when there are too many."""
    gated = [name for name in table.columns if name.startswith("unasked__")]
    if not gated:
        return check.problem_table([])
    long = table.select("wave", "position", "file", "line", *gated)
    long = long.pivot_longer(gated, names_to="column", values_to="value")
    found = on.pandas(long.drop_null("value")).sort_values(["position", "column"], ignore_index=True)
    first = {source.name: source for source in reversed(columns)}
    found["item"] = found["column"].str.removeprefix("unasked__")
    totals = found.assign(column=[first[item].column for item in found["item"]])
    totals = totals.groupby(["wave", "column"], as_index=False).agg(n=("value", "size"), value=("value", "first"))
    try:
        check.refuse_invalid(definition, table, on, totals)
    except InputError as error:
        raise InputError(f"{error}: they were not asked, says asked_if") from None
    records = found.to_dict("records")
    return check.problem_table(check.problem(row, first[row["item"]], "routing", row["value"]) for row in records)
