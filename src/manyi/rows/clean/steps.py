"""All the steps from delivered files to weighted rows, each a single pass. One row: a respondent."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from manyi.display import listed
from manyi.errors import InputError, together
from manyi.language.periods import Period
from manyi.rows.clean import careless
from manyi.rows.clean.backend import Engine
from manyi.rows.clean.checked_texts import checked_answers
from manyi.rows.clean.connect import engine
from manyi.rows.clean.derive import derived, designed
from manyi.rows.clean.weight import weighted
from manyi.rows.read.delivery import Delivery
from manyi.rows.read.files import read_waves
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Books, frame_columns, waterfall
from manyi.study.definitions import Definition

if TYPE_CHECKING:
    import ibis

REMOVED = ["wave", "file", "line", "rule", "value", "threshold"]


def check_waves(definition: Definition, waves: list[Period]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read and check only; return the problems and the quarantine."""
    delivery = read_waves(definition, waves, definition.study.rows_in_memory)
    with closing(delivery), engine() as on:
        table, problems = _judged(definition, waves, delivery, on)
        valid = table.filter(~careless.removed(table, False))
        _refuse_lonely(definition, designed(derived(valid, definition.codebook), definition, waves, on), on)
        return problems, _quarantine(delivery, table, False, on)


def clean_waves(
    definition: Definition, waves: list[Period], careless_too: bool = False, file: Path | None = None
) -> Books:
    """Return the clean, weighted rows of these waves and their books.

    careless_too: keep careless respondents, to see what difference their removal makes. file: where rows are written,
    without coming into memory, when they are more than the study's `rows_in_memory`.
    """
    delivery = read_waves(definition, waves, definition.study.rows_in_memory)
    with closing(delivery), engine() as on:
        table, problems = _judged(definition, waves, delivery, on)
        quarantine = _quarantine(delivery, table, careless_too, on)
        removed = careless.removed(table, careless_too)
        done_with = [name for name in table.columns if name.startswith(("asked__", "blank__", "own__"))]
        table = table.filter(~removed).drop(*done_with)
        _refuse_empty(definition, waves, delivery, quarantine)
        valid = designed(derived(table, definition.codebook), definition, waves, on)
        done, margins, diagnostics = _sound(definition, valid, on)
        done = done.select("position", *frame_columns(definition.study, definition.codebook))
        many = sum(delivery.delivered.values()) - len(quarantine) > definition.study.rows_in_memory
        rows = _kept(done, file if many else None, definition.study.rows_in_memory, on)
    kept = rows.counted(["wave", "eligible"]) if isinstance(rows, StoredRows) else rows
    _refuse_more_than_asked(definition, kept)
    steps = waterfall(dict(delivery.delivered), quarantine, kept)
    return Books(rows, problems, quarantine, steps, margins, diagnostics)


def _kept(done: ibis.Table, file: Path | None, most: int, on: Engine) -> Any:
    """Return the rows in order of delivery: in memory, or, where they are many, as the file they are written to."""
    if file is None:
        return on.pandas(done).sort_values("position", ignore_index=True).drop(columns="position")
    on.write(done.order_by("position").drop("position"), file)
    return StoredRows(file, most)


def _judged(
    definition: Definition, waves: list[Period], delivery: Delivery, on: Engine
) -> tuple[ibis.Table, pd.DataFrame]:
    """Return the checked table, which says who is not a valid respondent and why, and the problems found on the way."""
    table, problems = checked_answers(definition, waves, delivery, on)
    evidence = careless.evidence(table, definition, waves)
    if definition.study.quality.speeding is not None:  # used more than once
        evidence = on.keep(evidence)
    verdicts = careless.judged(evidence, definition)
    # They say nothing about most respondents, so that little has to be joined.
    some = on.keep(verdicts.filter((verdicts.flags > 0) | verdicts.own__rule.notnull()))  # noqa: PD004
    table = table.left_join(some, "position").drop("position_right")
    return table.mutate(flags=table.flags.fill_null(0)), problems


def _refuse_more_than_asked(definition: Definition, kept: pd.DataFrame) -> None:
    """Raise InputError where more people answered than study.yml says were invited, or began."""
    for wave, answered in kept["wave"].value_counts().items():
        facts = definition.study.waves[Period(str(wave))]
        for what, most in (("were invited", facts.invited), ("began", facts.begun)):
            if most is not None and answered > most:
                definition.refuse(f"study.yml waves.{wave}", f"{answered:,} answered and only {most:,} {what}")


def _refuse_lonely(definition: Definition, table: ibis.Table, on: Engine) -> None:
    """Raise InputError for a stratum with a single cluster unless study.yml says how to handle it."""
    if definition.study.design.lonely != "fail":
        return
    strata = on.pandas(table.group_by("wave", "stratum").agg(clusters=table.psu.nunique()))
    alone = strata[strata["clusters"] == 1].sort_values(["wave", "stratum"], ignore_index=True)
    if len(alone):
        raise InputError(
            f"a single cluster in stratum {listed(alone['stratum'], 10)}, so its variance is unknown: merge strata in "
            "the codebook, or say in study.yml how to handle it, design: {lonely: adjust}",
            where=f"{definition.name}, wave {alone['wave'][0]}",
            allowed=("adjust", "average", "certainty", "remove"),
        )


def _sound(definition: Definition, table: ibis.Table, on: Engine) -> tuple[ibis.Table, pd.DataFrame, pd.DataFrame]:
    """Return the weighted rows, margins and diagnostics. Raises InputError: both kinds of mistakes at once."""
    errors = []
    try:
        _refuse_lonely(definition, table, on)
    except InputError as error:
        errors.append(error)
    try:
        result = weighted(table, definition, on)
    except InputError as error:
        errors.append(error)
    if errors:
        raise together(errors)
    return result


def _refuse_empty(definition: Definition, waves: list[Period], delivery: Delivery, quarantine: pd.DataFrame) -> None:
    """Raise InputError for a wave whose records were all removed."""
    removed = quarantine["wave"].value_counts()
    for wave in waves:
        if delivery.delivered[wave] <= removed.get(int(wave), 0):
            raise InputError(
                f"wave {wave} has no valid respondents: make check lists why each record was removed",
                where=definition.name,
            )


def _quarantine(delivery: Delivery, table: ibis.Table, careless_too: bool, on: Engine) -> pd.DataFrame:
    """Return the records removed while reading or by a rule, in order of delivery."""
    reasons = {name: table[f"own__{name}"] for name in REMOVED[3:]}
    gone = on.pandas(table.filter(careless.removed(table, careless_too)).select("wave", "file", "line", **reasons))
    quarantine = pd.concat([pd.DataFrame(delivery.removed, columns=REMOVED), gone], ignore_index=True)
    quarantine = quarantine.astype({"wave": "int64", "line": "int64"})
    return quarantine.sort_values(["wave", "file", "line"], kind="stable", ignore_index=True)
