"""Checks a study's YAML for consistency: every name it mentions exists, every answer it mentions can be given.

In: one Definition. Out: nothing, or an InputError of all contradictions: each part is checked whatever others hold, and
stops at its own first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from manyi.errors import InputError, together
from manyi.study.answers import code_form, heading, labels, plain
from manyi.study.codebook import Code, Derived, Item, Missing
from manyi.study.plan_check import claim_checks

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
    """Raise InputError at names and answers that do not exist, all of them at once."""
    errors = []
    for check in _checks(definition):
        try:
            check()
        except InputError as error:
            errors.append(error)
    if errors:
        raise together(errors)


def _checks(definition: Definition) -> Iterator[Callable[[], object]]:
    """Yield one check per part of the YAML."""
    book = definition.codebook
    entries: dict[str, Item | Derived] = {**book.items, **book.derived}
    yield from (partial(_name, definition, name, entry) for name, entry in entries.items())
    yield from (partial(_item, definition, name, item) for name, item in book.items.items())
    yield partial(_columns, definition)
    yield from (partial(_gate, definition, name) for name in book.items)
    yield partial(depths, book.items, definition.name)
    yield from (partial(_derived, definition, name, column) for name, column in book.derived.items())
    yield from (partial(rule, definition) for rule in (_own_name, _design, _duplicates, _attention, _careless))
    study = definition.study
    for part, rules in (("eligible", study.eligible), ("weighting.population", study.weighting.population)):
        yield from (partial(_limited, definition, part, name, allowed) for name, allowed in rules.items())
    yield from (partial(_banner, definition, name) for name in study.banner)
    yield from (partial(_margin, definition, name) for name in study.weighting.margins)
    yield from (partial(_targets, definition, name) for name in definition.margins)
    yield from claim_checks(definition)


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


def _name(definition: Definition, name: str, entry: Item | Derived) -> None:
    """Check what an item or derived column is called, and its module."""
    book, derived = definition.codebook, isinstance(entry, Derived)
    where = f"codebook.yml {'derived.' if derived else ''}{name}"
    if not NAME.fullmatch(name):
        definition.refuse(where, f"{name!r} cannot be a name: use lower-case letters, digits and single underscores")
    carried = name in DESIGN and getattr(definition.study.design, name) == name
    if name in RESERVED or name in DESIGN and not carried:
        definition.refuse(where, f"the name {name!r} is reserved: call it {name}_answer, for example")
    if derived and name in book.items:
        definition.refuse(where, "an item has the same name")
    if entry.module and book.modules and entry.module not in book.modules:
        definition.refuse(where, f"no module {entry.module!r}", book.modules)


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
    if item.written_in and item.written_in not in (item.categories or item.options or {}):
        definition.refuse(f"{where}.written_in", f"no answer {item.written_in!r}", item.possible or ())
    under = definition.codebook.items.get(item.written_under)
    if item.written_under and (not item.words or under is None or under.kind not in ("categories", "options")):
        closed = [key for key, other in definition.codebook.items.items() if other.kind in ("categories", "options")]
        definition.refuse(f"{where}.written_under", "an item of words names the item it was written under", closed)
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
        missing |= {code_form(code) for code in item.missing_at(wave)} - {code_form(code) for code in codes}
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
                    words = name == items[other].written_under or other == item.written_under
                    if before != key and not words and not (_groups(item, wave) ^ _groups(items[other], wave)):
                        definition.refuse(
                            f"codebook.yml {key}",
                            f"the column {header!r} is already used by {before}: name another column, or group its "
                            f"answers here, categories with codes: {{{wave}: {{...}}}}",
                        )


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


def _gate(definition: Definition, name: str) -> None:
    """Check that asked_if names existing answers."""
    for gate, answers in definition.codebook.items[name].asked_if.items():
        _need_answers(definition, gate, answers, f"codebook.yml {name}.asked_if")


def depths(items: Mapping[str, Item], study: str = "") -> dict[str, int]:
    """Return the number of gates before each item. Raises InputError if routing is circular."""
    known_depths: dict[str, int] = {}

    def depth(name: str, path: tuple[str, ...]) -> int:
        if name in path:
            raise InputError(f"asked_if is circular: {' -> '.join([*path, name])}", where=f"{study}/codebook.yml")
        if name not in known_depths:
            gates = [gate for gate in items[name].asked_if if gate in items]
            known_depths[name] = max((depth(gate, (*path, name)) + 1 for gate in gates), default=0)
        return known_depths[name]

    for name in items:
        depth(name, ())
    return known_depths


def _derived(definition: Definition, name: str, column: Derived) -> None:
    """Check that a derived column has items of the right kind, with the answers it names."""
    where = f"codebook.yml derived.{name}"
    for part in [*(column.index or []), *filter(None, [column.top, column.nps])]:
        item = _need_item(definition, part, where)
        if item.kind not in ("scale", "number") or (column.index and not item.scale):
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


def _own_name(definition: Definition) -> None:
    if definition.study.study != definition.name:
        definition.refuse("study.yml study", f"{definition.study.study!r} is in the folder {definition.name}")


def _design(definition: Definition) -> None:
    """Check the items of the sample design."""
    design = definition.study.design
    for part in ("stratum", "psu", "weight"):
        named = getattr(design, part)
        if named is not None:
            _need_item(definition, named, f"study.yml design.{part}")
    if design.weight and definition.codebook.items[design.weight].kind != "number":
        definition.refuse("study.yml design.weight", f"item {design.weight} is not a number")


def _duplicates(definition: Definition) -> None:
    for name in definition.study.quality.duplicates:
        _need_item(definition, name, "study.yml quality.duplicates")


def _attention(definition: Definition) -> None:
    for name, answers in definition.study.quality.attention.items():
        _need_answers(definition, name, answers, "study.yml quality.attention")


def _careless(definition: Definition) -> None:
    """Check that the rules of carelessness have the items they need."""
    book, quality = definition.codebook, definition.study.quality
    timers = book.with_role("duration")
    if quality.speeding and (len(timers) != 1 or book.items[timers[0]].kind != "number"):
        definition.refuse("study.yml quality.speeding", "needs exactly one number item with the role duration")
    if quality.straightlining and not book.with_role("grid"):
        definition.refuse("study.yml quality.straightlining", "needs scale items with the role grid")


def _limited(definition: Definition, part: str, name: str, allowed: list[Code] | dict[Any, float]) -> None:
    """Check one rule of who is in scope or in the population."""
    if isinstance(allowed, list):
        _need_answers(definition, name, allowed, f"study.yml {part}")
    elif _need_item(definition, name, f"study.yml {part}").kind not in ("scale", "number"):
        definition.refuse(f"study.yml {part}.{name}", "min and max need a scale or a number")


def _banner(definition: Definition, name: str) -> None:
    """Check that an item of the banner has groups."""
    if _need_item(definition, name, "study.yml banner").kind not in ("categories", "scale"):
        grouped = [key for key, item in definition.codebook.items.items() if item.kind in ("categories", "scale")]
        definition.refuse("study.yml banner", f"item {name} has no groups: one with categories or a scale", grouped)


def _margin(definition: Definition, name: str) -> None:
    """Check that a margin to be raked has categories and targets."""
    where = "study.yml weighting.margins"
    if _need_item(definition, name, where).kind != "categories":
        definition.refuse(where, f"item {name} has no categories")
    if name not in definition.margins:
        definition.refuse("margins.yml", f"no targets for the margin {name!r}", definition.margins)


def _targets(definition: Definition, name: str) -> None:
    for shares in definition.margins[name].by_wave().values():
        _need_answers(definition, name, shares, f"margins.yml {name}.targets")
