"""Derived columns, scope and sample design, computed row by row from clean answers. A row: a respondent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from manyi.errors import InputError, place
from manyi.language.periods import Period
from manyi.rows.clean.backend import one_of
from manyi.rows.clean.recode import gate
from manyi.study.answers import DECLARED, as_id
from manyi.study.codebook import Codebook, Derived
from manyi.study.definitions import Definition

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine


Scope = Mapping[str, list[Any] | dict[Any, float]]


def derived(table: ibis.Table, book: Codebook) -> ibis.Table:
    """Add the derived columns, each missing where any part of it is."""
    return table.mutate(**{name: _derived(table, book, column) for name, column in book.derived.items()})


def _derived(table: ibis.Table, book: Codebook, column: Derived) -> ibis.FloatingValue:
    """Return one derived column; the rules are in the docstring of `Derived`."""
    import ibis

    nothing = ibis.null("float64")
    if column.index:
        parts = []
        for name in column.index:
            scale = book.items[name].scale
            assert scale is not None  # noqa: S101 - checked with the codebook
            share = (table[name] - scale.low) / float(scale.high - scale.low) * 100.0
            parts.append(100.0 - share if scale.reverse else share)
        return sum(parts[1:], parts[0]) / float(len(parts))
    if column.top:
        return as_float(table[column.top] >= float(column.at_least or 0))
    if column.nps:
        score = table[column.nps]
        return ibis.cases((score >= 9, 100.0), (score >= 7, 0.0), (score.notnull(), -100.0), else_=nothing)
    parts = [gate(table, book, name, answers) for name, answers in (column.all or {}).items()]
    answered = ibis.and_(*[part.notnull() for part in parts])
    return ibis.ifelse(answered, as_float(ibis.and_(*parts)), nothing)


def as_float(flag: ibis.BooleanValue) -> ibis.FloatingValue:
    """Return 1.0, 0.0, or null where the flag is null."""
    import ibis

    return ibis.cases((flag, 1.0), (~flag, 0.0), else_=ibis.null("float64"))


def within(table: ibis.Table, definition: Definition, scope: Scope, waves: list[Period]) -> ibis.BooleanValue:
    """Return whether a respondent meets every rule; a missing answer fails, a question not asked in the wave passes."""
    import ibis

    rules = [ibis.literal(True)]
    for name, allowed in scope.items():
        if isinstance(allowed, list):
            met = gate(table, definition.codebook, name, allowed)
        else:
            met = table[name].between(allowed.get("min", -1e300), allowed.get("max", 1e300))
        asked = [wave for wave in waves if definition.codebook.items[name].column(wave) is not None]
        rules.append(~one_of(table.wave, asked) | met.fill_null(False))
    return ibis.and_(*rules)


def designed(table: ibis.Table, definition: Definition, waves: list[Period], engine: Engine) -> ibis.Table:
    """Add `row`, `base_weight`, `stratum`, `psu`, `in_population` and `eligible`.

    Raises InputError where a wave that should have weights, strata or clusters was delivered without them, or a weight
    is missing, zero or negative.
    """
    import ibis

    study = definition.study
    _refuse_undelivered(definition, waves)
    row = table.wave.cast("string") + ":" + table.file + ":" + table.line.cast("string")
    table = table.mutate(row=row, base_weight=_base_weight(table, definition))
    stratum = _identity(table, definition, study.design.stratum)
    table = table.mutate(stratum=ibis.literal("all") if stratum is None else stratum)
    in_population = within(table, definition, study.weighting.population, waves)
    if study.design.weighted_only:
        in_population = in_population & (table.base_weight > 0).fill_null(False)
    table = table.mutate(
        psu=_psu(table, definition),
        in_population=in_population,
        eligible=in_population & within(table, definition, study.eligible, waves),
    )
    table = table if engine.many else engine.keep(table)
    _refuse_unusable(table, definition, engine)
    return table.mutate(base_weight=table.base_weight.fill_null(0.0))


def _refuse_undelivered(definition: Definition, waves: list[Period]) -> None:
    """Raise InputError for a wave without the column of its weight, stratum or cluster."""
    design = definition.study.design
    without = {"weight": design.unweighted, "psu": design.unclustered}
    for part, item in (("weight", design.weight), ("stratum", design.stratum), ("psu", design.psu)):
        for wave in waves:
            if item and wave not in without.get(part, []) and definition.codebook.items[item].column(wave) is None:
                where = f"{definition.name}/study.yml design.{part}"
                raise InputError(f"wave {wave} has no column for {item}", where=where)


def _identity(table: ibis.Table, definition: Definition, item: str | None) -> ibis.StringValue | None:
    """Return an item as an id: the key of a category, else the normalised text; null for a missing code."""
    import ibis

    if item is None:
        return None
    asked = definition.codebook.items[item]
    if asked.categories:
        return table[item]
    raw = table[f"raw__{item}"].strip()
    codes = [*asked.missing_codes, *(code for codes in asked.codes.values() for code in codes)]
    nobody = raw.startswith(DECLARED) | one_of(raw, [as_id(asked, str(code)) for code in codes])
    return ibis.ifelse(nobody & table[item].isnull(), ibis.null("string"), raw)


def _base_weight(table: ibis.Table, definition: Definition) -> ibis.FloatingValue:
    import ibis

    design = definition.study.design
    if design.weight is None:
        return ibis.literal(1.0)
    return ibis.ifelse(one_of(table.wave, design.unweighted), 1.0, table[design.weight])


def _psu(table: ibis.Table, definition: Definition) -> ibis.StringValue:
    """Return the cluster: unique across strata, shared by waves unless ids are reassigned; else the row itself."""
    import ibis

    design = definition.study.design
    named = _identity(table, definition, design.psu)
    if named is None:
        return table.row
    named = ibis.ifelse(one_of(table.wave, design.unclustered), ibis.null("string"), named)
    if design.stratum is not None:
        named = table.stratum + "/" + named
    if design.psu_renewed:
        named = table.wave.cast("string") + "/" + named
    return ibis.coalesce(named, table.row)


def _refuse_unusable(table: ibis.Table, definition: Definition, engine: Engine) -> None:
    """Raise InputError for the first respondent without a usable weight or stratum."""
    design = definition.study.design
    if not design.weight and not design.stratum:
        return
    wanted = [f"raw__{item}" for item in (design.weight, design.stratum) if item]
    wrong = table.filter(_unusable(table, definition)).order_by("position").limit(1)
    first = engine.pandas(wrong.select("wave", "file", "line", "stratum", *wanted))
    if first.empty:
        return
    record = first.iloc[0]
    stratum = record["stratum"] is None or record["stratum"] != record["stratum"]
    item = design.stratum if stratum else design.weight
    raw = record[f"raw__{item}"]
    column = definition.codebook.items[str(item)].column(Period(record["wave"]))
    delivered = repr(raw) if isinstance(raw, str) else "blank"
    message = f"the stratum is {delivered}" if stratum else f"the weight is {delivered}, not a number above 0"
    raise InputError(message, where=place(record["file"], int(record["line"]), str(column)))


def _unusable(table: ibis.Table, definition: Definition) -> ibis.BooleanValue:
    """Return who has no stratum or no usable weight.

    A respondent out of scope may have weight 0, or none where there is no raking: it enters no estimate.
    """
    if not definition.study.design.weight:
        return table.stratum.isnull()
    weight, raked = table.base_weight, bool(definition.study.weighting.margins)
    sound = (weight > 0) & ~weight.isinf() & ~weight.isnan()
    idle = ~table.eligible & ((weight == 0) | (weight.isnull() & ~(table.in_population & raked)))
    return table.stratum.isnull() | ~(sound | idle).fill_null(False)
