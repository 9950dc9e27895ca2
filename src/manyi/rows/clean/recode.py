"""Delivered texts -> typed answers, and who was asked what. One row in and out: a respondent.

One column per item (`item__option` for options): float for scales, numbers and options, the key for categories, text
for words. An invalid answer becomes null, and so does an answer to a question that was not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from manyi.rows.clean.backend import one_of
from manyi.rows.clean.coded_texts import Meanings, Source, number
from manyi.study.answers import JOIN, Meaning, Value
from manyi.study.codebook import Codebook
from manyi.study.item_check import depths
from manyi.study.items import Item, Number

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine
from manyi.study.items import columns_of

Texts = dict[str, Value]


def typed(
    table: ibis.Table, book: Codebook, meanings: Meanings, sources: list[Source], names: Collection[str]
) -> dict[str, ibis.Value]:
    """Return one typed column per item or option (all null where an item was never delivered) of the read table."""
    import ibis

    by_item: dict[str, list[Source]] = {}
    for source in sources:
        by_item.setdefault(source.name, []).append(source)
    new: dict[str, ibis.Value] = {}
    for name, item in book.items.items():
        if name not in names:
            continue
        if item.words:
            new[name] = table[f"raw__{name}"] if f"raw__{name}" in table.columns else ibis.null("string")
        elif item.options:
            new |= _options(table, name, item, by_item.get(name, []), meanings)
        else:
            kind, column = "string" if item.categories else "float64", f"raw__{name}"
            delivered = column in table.columns
            new[name] = _single(table, column, meanings, kind, item.number) if delivered else ibis.null(kind)
    return new


def _single(
    table: ibis.Table, column: str, meanings: Meanings, kind: str = "float64", measured: Number | None = None
) -> ibis.Value:
    """Return one raw column, typed; a measured number without a code is read as written."""
    import ibis

    raw, nothing = table[column], ibis.null(kind)

    def expression(texts: Texts) -> ibis.Value:
        rest = nothing if measured is None else number(raw, measured)
        cases = [(text, nothing if value is None else value) for text, value in texts.items()]
        return raw.cases(*cases, else_=rest) if cases else rest

    return _by_wave(table, meanings[column], expression)


def _options(
    table: ibis.Table, name: str, item: Item, sources: list[Source], meanings: Meanings
) -> dict[str, ibis.Value]:
    """Return one 0/1 column per option, from the joined cell or the option's own column, whichever a wave has."""
    import ibis

    nothing = ibis.null("float64")
    single = {source.option: _single(table, source.column, meanings) for source in sources if source.option}
    answered = ibis.or_(*[table[s.column].notnull() for s in sources if s.option]) if single else None
    joined = next((source for source in sources if not source.option), None)
    new: dict[str, ibis.Value] = {}
    for option in item.options or ():
        value = nothing
        if joined is not None:
            value = _by_wave(table, meanings[joined.column], partial(_among, table[joined.column], option))
        if option in single:
            # Platforms leave unchosen options blank: a blank is 0 as soon as any option is answered.
            mark = ibis.ifelse(answered & table[f"raw__{name}__{option}"].isnull(), 0.0, single[option])
            value = ibis.coalesce(value, mark)
        new[f"{name}__{option}"] = value
    return new


def _among(raw: ibis.StringColumn, option: str, texts: Texts) -> ibis.Value:
    """Return whether a joined cell names an option; null if the cell is blank or holds only missing codes."""
    import ibis

    cell = ibis.literal(JOIN) + raw + ibis.literal(JOIN)
    hits = [cell.contains(f"{JOIN}{text}{JOIN}") for text, value in texts.items() if value == option]
    real = [cell.contains(f"{JOIN}{text}{JOIN}") for text, value in texts.items() if value is not None]
    if not real:
        return ibis.null("float64")
    chosen = ibis.ifelse(ibis.or_(*hits), 1.0, 0.0) if hits else ibis.literal(0.0)
    return ibis.ifelse(ibis.or_(*real).fill_null(False), chosen, ibis.null("float64"))


def _by_wave(
    table: ibis.Table, by_wave: Mapping[int, Mapping[str, Meaning]], expression: Callable[[Texts], ibis.Value]
) -> ibis.Value:
    """Return a single expression if all waves agree on what texts mean, otherwise a case by wave."""
    import ibis

    groups: list[tuple[list[int], Texts]] = []
    for wave, texts in by_wave.items():
        values = {text: meaning.value for text, meaning in texts.items()}
        for waves, shared in groups:
            if all(shared.get(text, value) == value for text, value in values.items()):
                waves.append(wave)
                shared.update(values)
                break
        else:
            groups.append(([wave], values))
    if len(groups) < 2:
        return expression(groups[0][1] if groups else {})
    rest = expression({})
    return ibis.cases(*[(one_of(table.wave, waves), expression(texts)) for waves, texts in groups], else_=rest)


def gate(table: ibis.Table, book: Codebook, name: str, answers: list[Any]) -> ibis.BooleanValue:
    """Return whether an item has one of these answers; null when it has none."""
    import ibis

    item = book.items[name]
    if item.options:
        columns = [table[f"{name}__{answer}"] for answer in answers]
        return ibis.or_(*[column == 1 for column in columns])
    if item.kind in ("scale", "number"):
        return one_of(table[name], [float(answer) for answer in answers])
    return one_of(table[name], [str(answer) for answer in answers])


def asked(
    table: ibis.Table, book: Codebook, meanings: Meanings, sources: list[Source], delivered: list[str], engine: Engine
) -> ibis.Table:
    """Return `position` and `asked__<item>` of delivered items with asked_if, gate by gate from the first.

    True or false; null if the gate itself was not answered (an answer is then kept).
    """
    import ibis

    gates = {gate for name in delivered for gate in book.items[name].asked_if}
    # Each level is materialised: otherwise the expression of a gate behind a gate would be repeated at every level.
    # Only gates and their flags are carried along, as copying hundreds of columns per level would dominate the cost.
    narrow = engine.keep(table.select("position", **typed(table, book, meanings, sources, gates)))
    deep = depths(book.items)
    for level in range(1, max(deep.values(), default=0) + 1):
        new: dict[str, ibis.Value] = {}
        for name in (name for name, depth in deep.items() if depth == level and name in delivered):
            conditions = book.items[name].asked_if.items()
            new[f"asked__{name}"] = ibis.and_(*[_open(narrow, book, key, answers) for key, answers in conditions])
        narrow = engine.keep(narrow.mutate(**new)) if new else narrow
    return narrow.select("position", *[column for column in narrow.columns if column.startswith("asked__")])


def _open(table: ibis.Table, book: Codebook, name: str, answers: list[Any]) -> ibis.BooleanValue:
    """Return whether a gate is open; one that was itself not asked is closed, one left empty is unknown."""
    here = gate(table, book, name, answers)
    return table[f"asked__{name}"] & here if f"asked__{name}" in table.columns else here


def unasked(table: ibis.Table, book: Codebook) -> dict[str, ibis.BooleanValue]:
    """Return by item whether a question was answered although it was not asked."""
    import ibis

    flags: dict[str, ibis.BooleanValue] = {}
    for name, item in book.items.items():
        if f"asked__{name}" in table.columns:
            columns = [table[column] for column in columns_of(item, name)]
            given = ibis.or_(*[column == 1 if item.options else column.notnull() for column in columns])
            flags[name] = (~table[f"asked__{name}"] & given).fill_null(False)
    return flags


def routed(table: ibis.Table, book: Codebook) -> ibis.Table:
    """Return the table without answers to questions that were not asked."""
    import ibis

    new: dict[str, ibis.Value] = {}
    for name, item in book.items.items():
        if f"asked__{name}" in table.columns:
            stands = table[f"asked__{name}"].fill_null(True)
            new |= {c: ibis.ifelse(stands, table[c], ibis.null(table[c].type())) for c in columns_of(item, name)}
    return table.mutate(**new)
