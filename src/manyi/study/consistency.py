"""Checks a study's YAML for consistency: every name it mentions exists, every answer it mentions can be given.

In: one Definition. Out: nothing, or the first contradiction as an InputError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from manyi.errors import InputError
from manyi.study.answers import code_form, heading, labels, plain
from manyi.study.codebook import Derived, Item, Missing
from manyi.study.plan_check import check_claims

if TYPE_CHECKING:
    from manyi.study.definition import Definition


NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
DESIGN = ("weight", "stratum", "psu")  # columns of the frame, names reserved for the items that fill them
LONGEST = 100  # steps of a scale, as for a 0-100 slider
RESERVED = {
    *(
        "wave",
        "row",
        "file",
        "line",
        "position",
        "flags",
        "eligible",
        "in_population",
        "base_weight",
    ),  # columns of the frame
    *("item", "category", "estimate", "base", "status"),  # columns of tables of estimates
    *("raw", "asked", "blank", "unasked", "key", "margin", "own"),  # prefixes of intermediate columns
}


def check_definition(definition: Definition) -> None:
    """Raise InputError at the first name or answer that does not exist."""
    _names(definition)
    for name, item in definition.codebook.items.items():
        _item(definition, name, item)
    _columns(definition)
    _gates(definition)
    _derived(definition)
    _study(definition)
    _margins(definition)
    check_claims(definition)


def _need_item(definition: Definition, name: str, where: str) -> Item:
    """Return the item of this name."""
    if name not in definition.codebook.items:
        definition.refuse(where, f"no item {name!r} in codebook.yml", definition.codebook.items)
    return definition.codebook.items[name]


def _need_answers(definition: Definition, name: str, answers: Iterable[Any], where: str) -> None:
    """Check that an item exists and can have these answers."""
    allowed = _need_item(definition, name, where).possible
    for answer in answers:
        if allowed is not None and answer not in allowed:
            definition.refuse(where, f"item {name} has no answer {answer!r}", allowed)


def _names(definition: Definition) -> None:
    book = definition.codebook
    for name in [*book.items, *book.derived]:
        if not NAME.fullmatch(name):
            definition.refuse(
                "codebook.yml", f"{name!r} cannot be a name: use lower-case letters, digits and single underscores"
            )
        carried = name in DESIGN and getattr(definition.study.design, name) == name
        if name in RESERVED or name in DESIGN and not carried:
            definition.refuse(
                f"codebook.yml {name}", f"the name {name!r} is reserved: call it {name}_answer, for example"
            )
    for name in book.derived:
        if name in book.items:
            definition.refuse(f"codebook.yml derived.{name}", "an item has the same name")
    entries: Mapping[str, Any] = {**book.items, **book.derived}
    for name, entry in entries.items():
        if entry.module and book.modules and entry.module not in book.modules:
            definition.refuse(f"codebook.yml {name}", f"no module {entry.module!r}", book.modules)


def _item(definition: Definition, name: str, item: Item) -> None:
    """Check limits, columns and codes of one item."""
    where = f"codebook.yml {name}"
    if item.scale and item.scale.low >= item.scale.high or item.number and item.number.low > item.number.high:
        definition.refuse(where, "the lower limit is not below the upper one")
    if item.scale and item.scale.high - item.scale.low > LONGEST:
        definition.refuse(
            where, f"a scale has at most {LONGEST + 1} points: declare a number instead, {{min:, max:, unit:}}"
        )
    _missing_codes(definition, name, item)
    try:
        labels(item)
    except InputError as error:
        definition.refuse(where, str(error))
    for label in item.scale.labels if item.scale else ():
        if label not in (item.possible or ()):
            definition.refuse(where, f"label of {label}, which is not on the scale", item.possible or ())
    for wave, column in item.columns.items():
        if isinstance(column, dict | list) and item.kind != "options":
            definition.refuse(f"{where} columns.{wave}", "only an item with options has several columns")
        if isinstance(column, dict) and set(column) - set(item.options or ()):
            definition.refuse(f"{where} columns.{wave}", f"no option {min(set(column) - set(item.options or ()))!r}")
    for wave, codes in item.codes.items():
        if item.column(wave) is None:
            definition.refuse(f"{where} codes.{wave}", "codes for a wave in which the item has no column")
        for code, answer in codes.items():
            if not _codable(item, answer):
                allowed = [*(item.possible or ["a number"]), *get_args(Missing)]
                definition.refuse(f"{where} codes.{wave}.{code}", f"no answer {answer!r}", allowed)


def _missing_codes(definition: Definition, name: str, item: Item) -> None:
    """Refuse a missing code that is a point of the scale: 9 on 0-10 would discard the most satisfied."""
    if item.scale is None:
        return
    points = {plain(str(point)): point for point in item.scale.points}
    for wave in sorted(item.columns):
        codes = item.code(wave)
        missing = {code_form(code) for code, answer in codes.items() if answer in get_args(Missing)}
        missing |= {code_form(code) for code in item.missing} - {code_form(code) for code in codes}
        given = {answer for answer in codes.values() if not isinstance(answer, str)}
        for code in sorted(missing & points.keys()):
            if points[code] not in given:
                definition.refuse(
                    f"codebook.yml {name}.missing",
                    f"{code} is a point of the scale {item.scale.low}-{item.scale.high}, so it cannot also be missing; "
                    f"end the scale before it, or state in codes which delivered code means {code}",
                )


def _columns(definition: Definition) -> None:
    """Refuse a delivered column used by two items or options in a wave, unless one of them groups its codes."""
    items = definition.codebook.items
    for wave in sorted(definition.study.waves):
        taken: dict[str, tuple[str, str]] = {}
        for name, item in items.items():
            for option, headers in item.headers(wave).items():
                key = f"{name}.columns.{wave}" + (f".{option}" if option else "")
                for header in map(heading, headers):
                    other, before = taken.setdefault(header, (name, key))
                    if before != key and not (_groups(item, wave) ^ _groups(items[other], wave)):
                        definition.refuse(f"codebook.yml {key}", f"the column {header!r} is already used by {before}")


def _groups(item: Item, wave: int) -> bool:
    """Return whether an item groups the answers of a column, so that another may use them ungrouped."""
    return item.kind == "categories" and bool(item.code(wave))


def _codable(item: Item, answer: Any) -> bool:
    """Return whether a delivered code may be mapped to this answer."""
    if isinstance(answer, str) and answer in get_args(Missing):
        return True
    allowed = item.possible
    if item.kind == "options" and answer in (0, 1):
        return True
    return answer in allowed if allowed is not None else isinstance(answer, int | float)


def _gates(definition: Definition) -> None:
    """Check that asked_if names existing answers and has no cycle."""
    for name, item in definition.codebook.items.items():
        for gate, answers in item.asked_if.items():
            _need_answers(definition, gate, answers, f"codebook.yml {name}.asked_if")
    depths(definition.codebook.items, definition.name)


def depths(items: Mapping[str, Item], study: str = "") -> dict[str, int]:
    """Return the number of gates before each item. Raises InputError if routing is circular."""
    known_depths: dict[str, int] = {}

    def depth(name: str, path: tuple[str, ...]) -> int:
        if name in path:
            raise InputError(f"asked_if is circular: {' -> '.join([*path, name])}", where=f"{study}/codebook.yml")
        if name not in known_depths:
            known_depths[name] = max((depth(gate, (*path, name)) + 1 for gate in items[name].asked_if), default=0)
        return known_depths[name]

    for name in items:
        depth(name, ())
    return known_depths


def _derived(definition: Definition) -> None:
    for name, column in definition.codebook.derived.items():
        where = f"codebook.yml derived.{name}"
        for part in [*(column.index or []), *filter(None, [column.top, column.nps])]:
            if _need_item(definition, part, where).kind not in ("scale", "number") or (
                column.index and not definition.codebook.items[part].scale
            ):
                definition.refuse(where, f"item {part} is not a scale")
        _limits(definition, column, where)
        for part, answers in (column.all or {}).items():
            _need_answers(definition, part, answers, where)


def _limits(definition: Definition, column: Derived, where: str) -> None:
    """Check that nps uses a 0-10 scale, and that at_least splits the answers in two."""
    part = column.nps or column.top
    item = definition.codebook.items[part] if part else None
    limits = (item.scale or item.number) if item else None
    if limits is None:
        return
    if column.nps and (limits.low not in (0, 1) or limits.high != 10):
        definition.refuse(
            f"{where}.nps", f"item {part} has the scale {limits.low:g}-{limits.high:g}, but nps needs 0-10"
        )
    if column.at_least is not None and not limits.low < column.at_least <= limits.high:
        definition.refuse(
            f"{where}.at_least",
            f"every or no answer of {part} ({limits.low:g}-{limits.high:g}) is at least {column.at_least}",
        )


def _study(definition: Definition) -> None:
    """Check what study.yml says about items."""
    study, items = definition.study, definition.codebook.items
    if study.study != definition.name:
        definition.refuse("study.yml study", f"{study.study!r} is in the folder {definition.name}")
    for part in ("stratum", "psu", "weight"):
        named = getattr(study.design, part)
        if named is not None:
            _need_item(definition, named, f"study.yml design.{part}")
    if study.design.weight and items[study.design.weight].kind != "number":
        definition.refuse("study.yml design.weight", f"item {study.design.weight} is not a number")
    for name in study.quality.duplicates:
        _need_item(definition, name, "study.yml quality.duplicates")
    for name, answers in study.quality.attention.items():
        _need_answers(definition, name, answers, "study.yml quality.attention")
    timers = definition.codebook.with_role("duration")
    if study.quality.speeding and (len(timers) != 1 or items[timers[0]].kind != "number"):
        definition.refuse("study.yml quality.speeding", "needs exactly one number item with the role duration")
    if study.quality.straightlining and not definition.codebook.with_role("grid"):
        definition.refuse("study.yml quality.straightlining", "needs scale items with the role grid")
    for part, rules in (("eligible", study.eligible), ("weighting.population", study.weighting.population)):
        for name, allowed in rules.items():
            if isinstance(allowed, list):
                _need_answers(definition, name, allowed, f"study.yml {part}")
            elif _need_item(definition, name, f"study.yml {part}").kind not in ("scale", "number"):
                definition.refuse(f"study.yml {part}.{name}", "min and max need a scale or a number")


def _margins(definition: Definition) -> None:
    for name in definition.study.weighting.margins:
        item = _need_item(definition, name, "study.yml weighting.margins")
        if item.kind != "categories":
            definition.refuse("study.yml weighting.margins", f"item {name} has no categories")
        if name not in definition.margins:
            definition.refuse("margins.yml", f"no targets for the margin {name!r}", definition.margins)
    for name, margin in definition.margins.items():
        for shares in margin.by_wave().values():
            _need_answers(definition, name, shares, f"margins.yml {name}.targets")
