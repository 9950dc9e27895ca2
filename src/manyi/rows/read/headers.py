"""The header of a delivered file, matched with the codebook. Row out: a raw column and the positions of its cells.

A raw column is called `raw__<item>`, or `raw__<item>__<option>` where each option has a column of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from manyi.errors import InputError, place, together
from manyi.language.periods import Period
from manyi.study.answers import heading as plain
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import Item, in_force

NAMED = 9  # mistakes of the same kind that a message names besides the first


@dataclass(frozen=True)
class Column:
    """A raw column: its item, its option if that has its own column, and the places of its cells in a record."""

    name: str
    item_name: str
    item: Item
    option: str
    places: tuple[int, ...]


def joined(rows: list[list[str]]) -> list[str]:
    """Return one header from several rows; a blank cell in an upper row repeats the one to its left (merged cells)."""
    width = max(map(len, rows))
    parts = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for row in parts[:-1]:
        for index in range(1, width):
            row[index] = row[index] or row[index - 1]
    return [" ".join(filter(None, dict.fromkeys(column))) for column in zip(*parts, strict=True)]


def raw_name(name: str, option: str = "") -> str:
    """Return the name of a raw column."""
    return f"raw__{name}__{option}" if option else f"raw__{name}"


def raw_columns(item: Item, name: str, waves: list[Period]) -> dict[str, str]:
    """Return {raw column: option} of an item over all waves, in order."""
    return {raw_name(name, option): option for wave in waves for option in item.headers(wave)}


def raw_of(name: str, columns: tuple[str, ...]) -> list[str]:
    """Return the raw columns of an item among a table's columns."""
    return [column for column in columns if column == f"raw__{name}" or column.startswith(f"raw__{name}__")]


def renamed(header: list[str], names: Mapping[int, str], file: str) -> list[str]:
    """Return a header with the columns renamed as origin.yml says. Raises InputError: no such column."""
    if beyond := next((at for at in names if at > len(header)), None):
        message = f"headers in origin.yml names column {beyond}, but the file has {len(header)} columns"
        raise InputError(message, where=file)
    return [names.get(at, cell) for at, cell in enumerate(header, start=1)]


def told_apart(shown: list[str]) -> dict[int, str]:
    """Return a name for every column whose header occurs more than once: {2: "Rating (1)", 3: "Rating (2)"}."""
    times, before, taken = Counter(shown), Counter[str](), set(shown)
    names: dict[int, str] = {}
    for at, column in enumerate(shown, start=1):
        while column and times[column] > 1 and at not in names:
            before[column] += 1
            if (name := f"{column} ({before[column]})") not in taken:
                names[at] = name
    return names


def refuse_twice(shown: list[str], file: str) -> None:
    """Raise InputError where a header of a file occurs twice."""
    if names := told_apart(shown):
        twice = shown[next(iter(names)) - 1]
        places = [str(at) for at, column in enumerate(shown, start=1) if column == twice]
        raise InputError(
            f"the header occurs twice (columns {' and '.join(places)}): write under the file in origin.yml "
            f"headers: {names}, and these names in codebook.yml",
            where=place(file, column=twice),
        )


def matched(definition: Definition, wave: int, header: list[str], file: str) -> list[Column]:
    """Return the raw columns of a file.

    Raises InputError: a duplicate header, missing columns, columns neither mapped nor declared unused.
    """
    shown = [plain(cell) for cell in header]
    refuse_twice(shown, file)
    columns, absent, spelled = [], [], dict[str, str]()
    times = Counter(column.lower() for column in shown)
    cased = {lower: column for column in shown if times[lower := column.lower()] == 1}
    for name, item in definition.codebook.items.items():
        for option, headers in item.headers(wave).items():
            wanted = [_as_shown(plain(text), shown, cased) for text in headers]
            _refuse_spellings(map(plain, headers), wanted, spelled, file)
            absent += [(name, text) for text in wanted if text not in shown]
            places = tuple(shown.index(text) for text in wanted if text in shown)
            columns.append(Column(raw_name(name, option), name, item, option, places))
    used = {index for column in columns for index in column.places}
    left = [column for index, column in enumerate(shown) if column and index not in used]
    declared = unused_in(definition.codebook, wave)
    left = [column for column in left if not declared(column)]
    errors = [_absent(definition, absent, left or shown, file)] if absent else []
    errors += [_unmentioned(wave, left, file)] if len(left) > len(absent) else []  # else they may be renamed
    if errors:
        raise together(errors)
    return columns


def _refuse_spellings(headers: Iterable[str], wanted: list[str], spelled: dict[str, str], file: str) -> None:
    """Raise InputError if the codebook spells a column in two ways, which would hide that two items share it."""
    for text, column in zip(headers, wanted, strict=True):
        if spelled.setdefault(column, text) != text:
            raise InputError(f"the codebook names it {spelled[column]!r} and {text!r}: spell it in one way",
                             where=place(file, column=column))  # fmt: skip


def _as_shown(wanted: str, shown: list[str], cased: dict[str, str]) -> str:
    """Return a header with the file's use of capitals, unless two of its headers differ only in that."""
    return wanted if wanted in shown else cased.get(wanted.lower(), wanted)


def headless(definition: Definition, wave: int) -> bool:
    """Return whether columns without a header are declared unused: unused: {2024: {"": row names}}."""
    return any(not plain(pattern) for pattern in in_force(definition.codebook.unused, wave) or {})


def also(others: list[str]) -> str:
    """Return what a message about the first of several mistakes adds about the rest: a few by name, then a count."""
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"; the same for {len(others)} more: {'; '.join(others[:NAMED])}{more}" if others else ""


def unused_in(book: Codebook, wave: int) -> Callable[[str], bool]:
    """Return a function that checks whether a header is declared unused in a wave."""
    patterns = list(in_force(book.unused, wave) or {})
    return lambda column: any(_fits(column, pattern) for pattern in patterns)


def _fits(column: str, pattern: str) -> bool:
    """Return whether a header is declared unused, by name or by a shell pattern (which may start with a star)."""
    whole = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", pattern)).strip()
    return column == plain(pattern) or fnmatchcase(column, whole) or column.lower() == plain(pattern).lower()


def _unmentioned(wave: int, left: list[str], file: str) -> InputError:
    """Return the error for columns that belong to no item and are not declared unused."""
    return InputError(
        f"codebook.yml does not mention this column in {wave}: map it to an item, or write "
        f"unused: {{{wave}: {{{left[0]!r}: why}}}}" + also([f"column {column}" for column in left[1:]]),
        where=place(file, column=left[0]),
    )


def _absent(definition: Definition, absent: list[tuple[str, str]], left: list[str], file: str) -> InputError:
    """Return the error for missing headers; it lists the unmapped ones, since one of them is probably a renaming."""
    name, wanted = absent[0]
    others = also([f"column {header} ({item})" for item, header in absent[1:]])
    mapping = f"{definition.name}/codebook.yml {name}.columns"
    return InputError(f"the column is absent ({mapping}){others}", place(file, column=wanted), filter(None, left))
