"""Checks every item of a codebook: its name, limits, columns, codes, routing, and what is derived from it.

In: one Definition. Out: one check per part, each an InputError at its first contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from manyi.errors import InputError
from manyi.study.answers import code_form, heading, labels, plain
from manyi.study.codebook import Derived
from manyi.study.items import Item, Missing

if TYPE_CHECKING:
    from manyi.study.definitions import Definition


NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
DESIGN = ("weight", "stratum", "psu")  # columns of the frame, names reserved for the items that fill them
LONGEST = 100  # steps of a scale, as for a 0-100 slider
FRAME = "wave row file line position flags eligible in_population base_weight"  # columns of the frame
ESTIMATES = "item category estimate base status"  # columns of tables of estimates
PREFIXES = "raw asked blank unasked key margin own"  # of intermediate columns
RESERVED = frozenset(f"{FRAME} {ESTIMATES} {PREFIXES}".split())


def item_checks(definition: Definition) -> Iterator[Callable[[], object]]:
    """Yield one check for each name, item, gate and derived column of the codebook, and for its columns together."""
    book = definition.codebook
    entries: dict[str, Item | Derived] = {**book.items, **book.derived}
    yield from (partial(_name, definition, name, entry) for name, entry in entries.items())
    yield from (partial(_item, definition, name, item) for name, item in book.items.items())
    yield partial(_columns, definition)
    yield from (partial(_gate, definition, name) for name in book.items)
    yield partial(depths, book.items, definition.name)
    yield from (partial(_derived, definition, name, column) for name, column in book.derived.items())


def _name(definition: Definition, name: str, entry: Item | Derived) -> None:
    """Check what an item or derived column is called, and its module."""
    book, derived = definition.codebook, isinstance(entry, Derived)
    where = f"codebook.yml {'derived.' if derived else ''}{name}"
    if not NAME.fullmatch(name):
        definition.refuse(where, f"{name!r} cannot be a name: use lower-case letters, digits and single underscores")
    kept = isinstance(entry, Item) and bool(entry.categories)  # a column of its own beside that of the design
    carried = name in DESIGN and getattr(definition.study.design, name) == name and not kept
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
    try:
        labels(item)
    except InputError as error:
        definition.refuse(where, str(error))
    _missing_codes(definition, name, item)
    for label in item.scale.labels if item.scale else ():
        if label not in (item.possible or ()):
            definition.refuse(where, f"label of {label}, which is not on the scale", item.possible or ())
    if item.written_in and item.written_in not in (item.categories or item.options or {}):
        definition.refuse(f"{where}.written_in", f"no answer {item.written_in!r}", item.possible or ())
    under = definition.codebook.items.get(item.written_under)
    if item.written_under and (not item.words or under is None or under.kind not in ("categories", "options")):
        closed = [key for key, other in definition.codebook.items.items() if other.kind in ("categories", "options")]
        definition.refuse(f"{where}.written_under", "an item of words names the item it was written under", closed)
    _delivered(definition, where, item)


def _delivered(definition: Definition, where: str, item: Item) -> None:
    """Check the headers and codes under which each wave delivered an item."""
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
    """Refuse a missing code that is an answer too: 9 on 0-10 would discard the most satisfied.

    The codes of a wave may call a label missing where that wave cannot be trusted; a point of a scale they may not.
    """
    scale = item.scale
    points: dict[str, Any] = {plain(str(point)): point for point in scale.points} if scale else {**labels(item)}
    what = f"a point of the scale {scale.low}-{scale.high}" if scale else "an answer of this item"
    instead = "end the scale before it" if scale else "leave one of the two out"
    for wave in sorted(item.columns):
        codes = item.code(wave)
        missing = {code_form(code) for code in item.missing_at(wave)} - {code_form(code) for code in codes}
        if scale:
            missing |= {code_form(code) for code, answer in codes.items() if answer in get_args(Missing)}
        for code in sorted(missing & points.keys()):
            if points[code] not in codes.values():
                definition.refuse(
                    f"codebook.yml {name}.missing",
                    f"{code} is {what}, so it cannot also be missing; {instead}, or state in codes which delivered "
                    f"code means {code}",
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
        definition.need_answers(gate, answers, f"codebook.yml {name}.asked_if")


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
        item = definition.item(part, where)
        if item.kind not in ("scale", "number") or (column.index and not item.scale):
            definition.refuse(where, f"item {part} is not a scale")
    _limits(definition, column, where)
    for part, answers in (column.all or {}).items():
        definition.need_answers(part, answers, where)


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
    if column.nps and item and item.scale and item.scale.reverse:
        definition.refuse(
            f"{where}.nps", f"10 is the bad end of {part}, so that who gives it would count as a promoter"
        )
    if column.at_least is not None and not limits.low < column.at_least <= limits.high:
        definition.refuse(
            f"{where}.at_least",
            f"every or no answer of {part} ({limits.low:g}-{limits.high:g}) is at least {column.at_least}",
        )
