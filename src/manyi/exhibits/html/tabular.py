"""Data as tables: units in the heads, interval in the cell, n per row, and what each number rests on.

Input: Data. Output: one `Table`, as HTML; no merged cells, no random ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits.data import FLAG, Column, Data, Row, mark
from manyi.exhibits.html import markup
from manyi.exhibits.html.how_sure import count, rests_on
from manyi.exhibits.html.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, slug
from manyi.language import formats, words
from manyi.language.formats import Language
from manyi.language.text import Text
from manyi.table import NONE, Attributes, Head, Line, Table

WORDS = words.beside(__file__).section("table")

KEY_HEADS = WORDS.section("key_heads")
RESTS = (WORDS["sized"], WORDS["tested"])


def table(
    data: Data, names: Names, ids: Mapping[str, str], caption: Markup | str, language: Language, *, rests: bool = False
) -> Markup:
    """Return the table of the data; `ids` are ledger ids by entry key, '' leaves a number without one of its own.

    `rests`: with a last column for effective n and test, if the numbers of a single column have any.
    """
    counts = bases(data)
    rested = _resting(data, language) if rests and not rest_apart(data, language) else []
    heads = _heads(data, names, language, counts)
    heads += [Head(_rests_head(data, language), number=True)] if rested else []
    rows = [_row(data, row, names, ids, language, counts, rested) for row in data]
    units = {column.unit for column in data.columns}
    return Table(caption, heads, rows, data={"unit": units.pop() if len(units) == 1 else ""}).__html__()


def rest_apart(data: Data, language: Language) -> bool:
    """Return whether effective n and tests need a table of their own, because several columns have them."""
    return len(_resting(data, language)) > 1


def resting(data: Data, names: Names, title: str, language: Language) -> Markup:
    """Return a table of the same shape with the effective n and test of each number; nothing if there are none.

    The effective n of a grid, which has n in every cell, are only in results.csv: here they would double its size.
    """
    columns = _resting(data, language)
    if not columns:
        return Markup()
    if data.tinted and not any(number.p == number.p for row in data for number in row.numbers.values()):
        return tag("p", WORDS["sized_elsewhere"][language])
    texts = [column.heading(names, language) for column in columns] if columns[1:] else [_rests_head(data, language)]
    heads = [Head(key_head(data, key, names, language)) for key in data.keys]
    heads += [Head(text[:1].upper() + text[1:], number=True) for text in texts]
    rows = []
    for row in data:
        first, *others = _keys(data, row, names, language)
        rows.append(Line(first, [*others, *_rests(row, language, columns)]))
    return Table(WORDS["rests_title"][language].format(title=title), heads, rows).__html__()


def _resting(data: Data, language: Language) -> list[Column]:
    """Return the columns with a number that has an effective n or a test."""
    return [
        column
        for column in data.columns
        if any(column.name in row.numbers and rests_on(row.numbers[column.name], language) for row in data)
    ]


def _rests_head(data: Data, language: Language) -> str:
    sized, tested = (text[language] for text in RESTS)
    numbers = [number for row in data for number in row.numbers.values()]
    parts = [sized] * any(n.n_eff == n.n_eff for n in numbers) + [tested] * any(n.p == n.p for n in numbers)
    text = formats.MARKS["comma"][language].join(parts)
    return text[:1].upper() + text[1:]


def _rests(row: Row, language: Language, columns: Sequence[Column]) -> list[str]:
    cells = (row.numbers.get(column.name) for column in columns)
    return [(rests_on(number, language) if number else "") or "–" for number in cells]


def bases(data: Data) -> str:
    """Return where n is printed: 'column' if a row has one n, 'cell' if its numbers have different ones, else ''."""
    of_rows = [{number.base for number in row.numbers.values() if number.base == number.base} for row in data]
    return "cell" if any(len(sizes) > 1 for sizes in of_rows) else "column" if any(of_rows) else ""


def _heads(data: Data, names: Names, language: Language, counts: str) -> list[Head]:
    words_of = [key_head(data, key, names, language) for key in data.keys]
    words_of += [data.heads[name][language] for name in _texts(data)]
    several = len({column.unit for column in data.columns}) > 1
    numbers = [
        Head(head(data, index, names, language), number=True, data={"unit": column.unit if several else ""})
        for index, column in enumerate(data.columns)
    ]
    numbers += [Head(WORDS["base"][language], number=True)] if counts == "column" else []
    return [*map(Head, words_of), *numbers]


def key_head(data: Data, key: str, names: Names, language: Language) -> str:
    """Return the words above a key column."""
    if key in data.heads:
        return data.heads[key][language]
    if key in KEY_HEADS:
        return KEY_HEADS[key][language]
    try:
        return names.of("item", key, language)
    except InputError:
        return WORDS["what"][language]


def head(data: Data, index: int, names: Names, language: Language) -> str:
    """Return the words above a number column: what, unit, and that the interval is in the cell.

    If several groups are side by side, the caption gives unit and interval once for all.
    """
    column = data.columns[index]
    text, unit = column.heading(names, language), formats.HEAD[column.unit][language]
    if len(data.columns) > 2 and len({(other.unit, isinstance(other.head, tuple)) for other in data.columns}) == 1:
        return text
    if mixed(data, column.name):
        unit = text
    worded = column.unit == "score" and isinstance(column.head, Text)  # the chapter's words: not every score is a mean
    if unit.lower() not in text.lower() and column.unit not in ("count", "rank", "ratio") and not worded:
        text += formats.MARKS["comma"][language] + unit
    numbers = numbers_of(data, column)
    if column.unit == "score" and (scale := names.scale(numbers, language)):
        text += formats.MARKS["comma"][language] + scale
    levels = {(number.level, number.adjusted) for number in numbers if not number.certain}
    named = (formats.interval_name(level, language, adjusted, alone=True) for level, adjusted in sorted(levels))
    text = text[:1].upper() + text[1:]
    return formats.bracketed(text, formats.listed(list(named), language), language) if levels else text


def _row(
    data: Data, row: Row, names: Names, ids: Mapping[str, str], language: Language, counts: str,
    rested: Sequence[Column],
) -> Line:  # fmt: skip
    first, *cells = _keys(data, row, names, language)
    cells += [row.words[name][language] if name in row.words else "–" for name in _texts(data)]
    about: list[Attributes] = [NONE] * len(cells)
    single = len(data.columns) == 1
    for column in data.columns:
        entry, number = row.key if single else f"{row.key}-{slug(column.name)}", row.numbers.get(column.name)
        scale = _scale(data, column, number, names, language)
        cell = _cell(row, number, ids.get(entry, ""), language, mixed(data, column.name), scale)
        if counts == "cell" and number is not None and number.base == number.base:
            cell = markup.join([cell, " ", tag("span", f"n\u00a0{count(number.base, language)}", class_="n")])
        cells.append(cell)
        unit = number.unit if number is not None and mixed(data, column.name) else ""
        about.append({"unit": unit, "tint": data.tint(number) if number is not None else ""})
    if counts == "column":
        cells.append(count(next((n.base for n in row.numbers.values() if n.base == n.base), float("nan")), language))
    cells += _rests(row, language, rested)
    return Line(first, cells, of_cells=[*about, *[NONE] * (len(cells) - len(about))])


def _keys(data: Data, row: Row, names: Names, language: Language) -> list[str]:
    return [data.label(row, key, names, language) if row.keys.get(key) else "–" for key in data.keys]


def mixed(data: Data, column: str) -> bool:
    """Return whether a column has numbers of several units: then each gives its own, and the head gives none."""
    return len({row.numbers[column].unit for row in data if column in row.numbers}) > 1


def _scale(data: Data, column: Column, number: Number | None, names: Names, language: Language) -> str:
    """Return what a mean is out of, if its column has means of several scales, so that the head cannot say it."""
    if column.unit != "score" or number is None or names.scale(numbers_of(data, column), language):
        return ""
    scale = names.scale([number], language)
    return formats.OUT_OF[language].format(scale=scale) if scale else ""


def numbers_of(data: Data, column: Column) -> list[Number]:
    """Return the numbers of a column."""
    return [row.numbers[column.name] for row in data if column.name in row.numbers]


def _cell(
    row: Row, number: Number | None, id_: str, language: Language, own_unit: bool = False, scale: str = ""
) -> Markup | str:
    if number is None:
        return "–"
    if number.hidden:
        return mark(row)
    text = formats.number(number.value, number.unit, language, percent=own_unit)
    value = markup.data(number, id_, text, first=True) if id_ else Markup(text)
    value += (formats.after(number.unit, language) if own_unit else "") + scale
    value += FLAG if number.status == "flagged" else ""
    if number.certain:
        return value
    # The ends are in the number's own data-low and data-high: a wide table would have them all twice.
    ends = formats.between(number.low, number.high, number.unit, language, percent=False)
    return value + " " + tag("small", WORDS["interval_cell"][language].format(ends=ends))


def _texts(data: Data) -> list[str]:
    return list(dict.fromkeys(name for row in data for name in row.words))
