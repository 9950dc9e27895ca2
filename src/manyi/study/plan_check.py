"""Checks that every name and answer in a study's claims exists. Input: a definition; output: nothing, or one error.

This runs before any file is read: a misspelt answer would otherwise be reported as a group with too few people.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from manyi.study.codebook import Code, Item
from manyi.study.plan import Claims, Where

if TYPE_CHECKING:
    from manyi.study.definition import Definition


def check_claims(definition: Definition) -> None:
    """Raise InputError at the first item or answer in the claims that is not in the codebook."""
    for where, name in _names(definition.study.claims):
        _need(definition, name, where)
    for where, asked in _answers(definition.study.claims):
        for name, answers in asked.items():
            item = _need(definition, name, where)
            allowed = item.possible if item else _of_column(definition, name)
            for answer in answers if isinstance(answers, list) else ():
                if allowed is not None and answer not in allowed:
                    definition.refuse(f"study.yml claims {where}", f"item {name} has no answer {answer!r}", allowed)


def _names(claims: Claims) -> Iterable[tuple[str, str]]:
    for key in ("outcome", "family", "segments", "held", "incidences"):
        named = getattr(claims, key)
        yield from ((key, name) for name in ([named] if isinstance(named, str) else named))
    yield from (("crossed", by) for by, _ in claims.crossed)
    for battery in (*claims.batteries, *claims.persistent):
        yield from ((battery.id, name) for name in battery.items)
    for model in claims.models:
        yield from ((model.id, name) for name in (model.outcome, *model.drivers, *model.controls))
    for comparison in claims.comparisons:
        yield from ((comparison.id, name) for name in (comparison.item, *comparison.controls))
    for duration in claims.durations:
        yield from ((duration.id, name) for name in (duration.item, duration.by) if name)
    for priority in claims.priorities:
        yield from ((priority.id, name) for name in (priority.item, priority.by))
    for rate in claims.rates:
        yield from ((rate.id, name) for name in (rate.item, rate.by, rate.reasons) if name)


def _answers(claims: Claims) -> Iterable[tuple[str, Where]]:
    for statement in claims.statements:
        yield statement.id, {statement.item: statement.answers, **statement.where}
    for comparison in claims.comparisons:
        yield comparison.id, {comparison.item: comparison.answers}
        yield comparison.id, comparison.a
        yield comparison.id, comparison.b
    for rate in claims.rates:
        yield rate.id, {rate.item: rate.answers, **rate.where}
    yield from ((model.id, model.where) for model in claims.models)
    yield from ((duration.id, duration.where) for duration in claims.durations)


def _of_column(definition: Definition, name: str) -> list[Code] | None:
    """Return the values of a derived column or option: 0 and 1, or None for an index or a score."""
    rule = definition.codebook.derived.get(name)
    return None if rule and (rule.index or rule.nps) else [0, 1]


def _need(definition: Definition, name: str, where: str) -> Item | None:
    """Return the item of this name; None for a derived column or one option of an item (their answers are 0 and 1)."""
    book = definition.codebook
    item, _, option = name.partition("__")
    if name in book.derived or (option and item in book.items and option in (book.items[item].options or {})):
        return None
    if name not in book.items:
        definition.refuse(f"study.yml claims {where}", f"no item {name!r}", [*book.items, *book.derived])
    return book.items[name]
