"""Checks that every name and answer in a study's claims exists and can be claimed. In: a definition; out: its errors.

This runs before any file is read: a misspelt answer would otherwise be reported as a group with too few people, and a
claim about an item of several answers would stop a report halfway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Literal

from manyi.study.codebook import Codebook
from manyi.study.items import Code, Item
from manyi.study.plan import Battery, Claims, Comparison, Statement, Where

if TYPE_CHECKING:
    from manyi.study.definitions import Definition

Need = Literal["numbers", "0 and 1", "groups", "predictors", "several answers", "answers"]
Use = tuple[str, str, Need]  # the name of a claim, a column it mentions, what the column must hold
NUMERIC = frozenset({"scale", "number", "score", "0 and 1"})
KINDS: dict[Need, frozenset[str]] = {
    "numbers": NUMERIC,
    "0 and 1": frozenset({"0 and 1"}),
    "groups": frozenset({"categories", "scale", "0 and 1"}),
    "predictors": NUMERIC | {"categories"},
    "several answers": frozenset({"options"}),
    "answers": NUMERIC | {"categories"},
}
INSTEAD: dict[Need, str] = {
    "numbers": "name a scale, a number or a derived column, or claim a share of its answers",
    "0 and 1": "name the answers it is the share of, answers: [...], or a derived column of 0 and 1",
    "groups": "name an item with categories",
    "predictors": "name a scale, a number, an item with categories or a derived column",
    "several answers": "name an item with options",
    "answers": "name a scale, a number, an item with categories or a derived column",
}


def claim_checks(definition: Definition) -> Iterator[Callable[[], None]]:
    """Yield one check for each column a claim names, and for each group of respondents or set of answers."""
    plan, book = definition.study.claims, definition.codebook
    yield partial(_delta, definition)
    batteries = {battery.id for battery in plan.batteries}
    named = [use for use in uses(plan) if not (use[0] == "crossed" and use[1] in batteries)]
    yield from (partial(_column, definition, *use) for use in dict.fromkeys(named))
    weighed: list[Statement | Comparison] = [*plan.statements, *plan.comparisons]
    yield from (partial(_one_unit, definition, battery) for battery in (*plan.batteries, *plan.persistent))
    yield from (partial(_weight, definition, claim) for claim in weighed if claim.weight)
    for where, asked in _answers_named(plan):
        others = [name for name in asked if (where, name) not in {use[:2] for use in named}]
        yield from (partial(_column, definition, where, name, "answers") for name in others)
        declared = [name for name in asked if known_column(book, name)]
        yield from (partial(_possible, definition, where, name, asked[name]) for name in declared)


def _delta(definition: Definition) -> None:
    """Refuse a smallest difference of interest that no two means can reach: everything would be about the same."""
    plan, item = definition.study.claims, definition.codebook.items.get(definition.study.claims.outcome)
    limits = (item.scale or item.number) if item else None
    span = limits.high - limits.low if limits else {"nps": 200.0}.get(plan.unit, 100.0)
    if plan.delta >= span:
        definition.refuse(
            "study.yml claims delta", f"{plan.delta:g} is all that {plan.outcome} can differ by, {span:g}, or more"
        )


def _one_unit(definition: Definition, battery: Battery) -> None:
    """Refuse a battery whose means have several units: they are drawn on one axis."""
    book = definition.codebook
    numbers = {name: item.number.unit.en for name, item in book.items.items() if item.number}
    units = {name: numbers.get(name) or book.unit(name) for name in battery.items if known_column(book, name)}
    if battery.of == "mean" and len(set(units.values())) > 1:
        told = ", ".join(f"{name} ({unit})" for name, unit in units.items())
        definition.refuse(f"study.yml claims {battery.id}", f"items of several units in one battery: {told}")


def _weight(definition: Definition, claim: Statement | Comparison) -> None:
    """Refuse a weight the design does not name."""
    weights = definition.study.design.weights
    if claim.weight not in weights:
        definition.refuse(f"study.yml claims {claim.id}", f"no weight {claim.weight!r} under design.weights", weights)


def known_column(book: Codebook, name: str) -> bool:
    """Return whether a name is that of an item, a derived column or one option of an item (`item__option`)."""
    item, _, option = name.partition("__")
    several = book.items[item].options if option and item in book.items else None
    return name in book.derived or name in book.items or bool(several and option in several)


def _column(definition: Definition, claim: str, name: str, need: Need) -> None:
    """Refuse a column that does not exist or does not hold what the claim needs."""
    book, where = definition.codebook, f"study.yml claims {claim}"
    if not known_column(book, name):
        definition.refuse(where, f"no item {name!r}", [*book.items, *book.derived])
    kind = _kind(book, name)
    if kind in KINDS[need] or (claim == "outcome" and "/" in definition.name):  # tables of a study have no headline
        return
    if kind == "options":
        example = f"{name}__{next(iter(book.items[name].options or ['option']))}"
        definition.refuse(where, f"item {name} takes several answers: name one of them, {example}")
    definition.refuse(where, f"{name} holds {kind}, but this needs {need}: {INSTEAD[need]}")


def _kind(book: Codebook, name: str) -> str:
    """Return what a column holds: the kind of its item, score (index, nps), or 0 and 1."""
    if rule := book.derived.get(name):
        return "score" if rule.index or rule.nps else "0 and 1"
    return book.items[name].kind if name in book.items else "0 and 1"


def _possible(definition: Definition, claim: str, name: str, answers: object) -> None:
    """Refuse an answer that nobody can give."""
    item: Item | None = definition.codebook.items.get(name)
    allowed: list[Code] | None = item.possible if item else [0, 1]
    if _kind(definition.codebook, name) == "score" or allowed is None:
        return
    for answer in answers if isinstance(answers, list) else ():
        if answer not in allowed:
            definition.refuse(f"study.yml claims {claim}", f"item {name} has no answer {answer!r}", allowed)


def uses(claims: Claims) -> Iterator[Use]:
    """Yield every column a claim names."""
    yield "outcome", claims.outcome, "numbers"
    yield from (("family", name, "numbers") for name in claims.family)
    yield from (("segments", name, "groups") for name in claims.segments)
    yield from (("held", name, "groups") for name in claims.held)
    yield from (("incidences", name, "several answers") for name in claims.incidences)
    yield from (("crossed", name, "groups") for pair in claims.crossed for name in pair)
    for battery in (*claims.batteries, *claims.persistent):
        yield from ((battery.id, name, _of(battery.of, [])) for name in battery.items)
    for model in claims.models:
        yield model.id, model.outcome, "numbers"
        yield from ((model.id, name, "predictors") for name in (*model.drivers, *model.controls))
    for statement in claims.statements:
        yield statement.id, statement.item, _of(statement.of, statement.answers)
    for comparison in claims.comparisons:
        yield comparison.id, comparison.item, _of(comparison.of, comparison.answers)
        yield from ((comparison.id, name, "predictors") for name in comparison.controls)
    yield from _grouped(claims)


def _grouped(claims: Claims) -> Iterator[Use]:
    """Yield the columns of claims about groups."""
    for timed in claims.durations:
        yield timed.id, timed.item, "numbers"
        yield from ((timed.id, name, "groups") for name in [timed.by] if name)
    for priority in claims.priorities:
        yield priority.id, priority.item, "numbers"
        yield priority.id, priority.by, "groups"
    for rate in claims.rates:
        yield rate.id, rate.item, _of("share", rate.answers)
        yield rate.id, rate.by, "groups"
        yield from ((rate.id, name, "several answers") for name in [rate.reasons] if name)


def _of(kind: str, answers: list[Code]) -> Need:
    """Return what an item must hold for a share (of answers) or a mean."""
    return "answers" if answers else "0 and 1" if kind == "share" else "numbers"


def _answers_named(claims: Claims) -> Iterator[tuple[str, Where]]:
    """Yield every group of respondents and set of answers a claim names."""
    for statement in claims.statements:
        yield statement.id, {statement.item: statement.answers}
        yield statement.id, statement.where
    for comparison in claims.comparisons:
        yield comparison.id, {comparison.item: comparison.answers}
        yield comparison.id, comparison.a
        yield comparison.id, comparison.b
    for rate in claims.rates:
        yield rate.id, {rate.item: rate.answers}
        yield rate.id, rate.where
    yield from ((model.id, model.where) for model in claims.models)
    for timed in claims.durations:
        yield timed.id, timed.where
        yield timed.id, timed.ended
