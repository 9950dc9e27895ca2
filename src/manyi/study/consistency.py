"""Checks a study's YAML for consistency: every name it mentions exists, every answer it mentions can be given.

In: one Definition. Out: nothing, or an InputError with all contradictions: each part is checked on its own, and
its check stops at its first contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from manyi.errors import InputError, together
from manyi.study.item_check import item_checks
from manyi.study.items import Code
from manyi.study.plan_check import claim_checks

if TYPE_CHECKING:
    from manyi.study.definitions import Definition


def check_definition(definition: Definition) -> None:
    """Raise InputError for names and answers that do not exist, all of them at once."""
    _raise_all(_checks(definition))


def check_items(definition: Definition) -> None:
    """Raise InputError for contradictions within the codebook, whatever study.yml says."""
    _raise_all(item_checks(definition))


def _raise_all(checks: Iterator[Callable[[], object]]) -> None:
    errors = []
    for check in checks:
        try:
            check()
        except InputError as error:
            errors.append(error)
    if errors:
        raise together(errors)


def _checks(definition: Definition) -> Iterator[Callable[[], object]]:
    """Yield one check per part of the YAML."""
    yield from item_checks(definition)
    yield from (partial(rule, definition) for rule in (_own_name, _design, _duplicates, _attention, _careless))
    study = definition.study
    for part, rules in (("eligible", study.eligible), ("weighting.population", study.weighting.population)):
        yield from (partial(_limited, definition, part, name, allowed) for name, allowed in rules.items())
    yield from (partial(_banner, definition, name) for name in study.banner)
    yield from (partial(_margin, definition, name) for name in study.weighting.margins)
    yield from (partial(_targets, definition, name) for name in definition.margins)
    yield from claim_checks(definition)


def _own_name(definition: Definition) -> None:
    if definition.study.study != definition.name:
        definition.refuse("study.yml study", f"{definition.study.study!r} is in the folder {definition.name}")


def _design(definition: Definition) -> None:
    """Check the items of the sample design."""
    design = definition.study.design
    for part in ("stratum", "psu", "weight"):
        named = getattr(design, part)
        if named is not None:
            definition.item(named, f"study.yml design.{part}")
    if design.replicates:
        where = "study.yml design.replicates"
        if not design.weight:
            definition.refuse(where, "replicates belong to a weight: name its item, weight: ...")
        if design.stratum or design.psu or definition.study.weighting.margins:
            definition.refuse(where, "replicates stand for strata, clusters and raking: leave these out")
        if design.weights:
            definition.refuse(where, "further weights have no replicates: leave out weights")
    for name, further in design.weights.items():
        where = f"study.yml design.weights.{name}"
        if further.item and definition.item(further.item, where).kind != "number":
            definition.refuse(where, f"item {further.item} is not a number")
        for margin in further.margins:
            if definition.item(margin, where).kind != "categories":
                definition.refuse(where, f"item {margin} has no categories")
    if design.weight and definition.codebook.items[design.weight].kind != "number":
        definition.refuse("study.yml design.weight", f"item {design.weight} is not a number")


def _duplicates(definition: Definition) -> None:
    for name in definition.study.quality.duplicates:
        definition.item(name, "study.yml quality.duplicates")


def _attention(definition: Definition) -> None:
    for name, answers in definition.study.quality.attention.items():
        definition.need_answers(name, answers, "study.yml quality.attention")


def _careless(definition: Definition) -> None:
    """Check that the rules of carelessness have the items they need."""
    book, quality = definition.codebook, definition.study.quality
    timers = book.with_role("duration")
    if quality.speeding and (len(timers) != 1 or book.items[timers[0]].kind != "number"):
        definition.refuse("study.yml quality.speeding", "needs exactly one number item with the role duration")
    if quality.straightlining and not book.with_role("grid"):
        definition.refuse("study.yml quality.straightlining", "needs scale items with the role grid")


def _limited(definition: Definition, part: str, name: str, allowed: list[Code] | dict[Any, float]) -> None:
    """Check one rule on who is in scope or in the population."""
    if isinstance(allowed, list):
        definition.need_answers(name, allowed, f"study.yml {part}")
    elif definition.item(name, f"study.yml {part}").kind not in ("scale", "number"):
        definition.refuse(f"study.yml {part}.{name}", "min and max need a scale or a number")


def _banner(definition: Definition, name: str) -> None:
    """Check that an item of the banner has groups."""
    if definition.item(name, "study.yml banner").kind not in ("categories", "scale"):
        grouped = [key for key, item in definition.codebook.items.items() if item.kind in ("categories", "scale")]
        definition.refuse("study.yml banner", f"item {name} has no groups: one with categories or a scale", grouped)


def _margin(definition: Definition, name: str) -> None:
    """Check that a margin to be raked has categories and targets."""
    where = "study.yml weighting.margins"
    if definition.item(name, where).kind != "categories":
        definition.refuse(where, f"item {name} has no categories")
    if name not in definition.margins:
        definition.refuse("margins.yml", f"no targets for the margin {name!r}", definition.margins)


def _targets(definition: Definition, name: str) -> None:
    for shares in definition.margins[name].by_wave().values():
        definition.need_answers(name, shares, f"margins.yml {name}.targets")
