"""HTML tables: caption, scope on every head, units in the heads, interval in the cell, n per row.

Input: Data. Output: one `<table>`; no merged cells, no random ids, the same bytes every time.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits import markup, words
from manyi.exhibits.data import FLAG, Data, Row, mark
from manyi.exhibits.markup import tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, slug
from manyi.exhibits.sure import count
from manyi.exhibits.words import Language
from manyi.rows.codebook import Text

BASE = Text(en="n", zh="n")
WHAT = Text(en="Group", zh="组别")
KEY_HEADS = {
    "item": Text(en="Question", zh="题目"),
    "driver": Text(en="Driver", zh="驱动因素"),
    "wave": Text(en="Year", zh="年份"),
    "category": Text(en="Answer", zh="回答"),
    "step": Text(en="Step", zh="步骤"),
    "specification": Text(en="Choice", zh="设定"),
}
INTERVAL = {"en": "{} ({})", "zh": "{}（{}）"}


def table(data: Data, names: Names, ids: Mapping[str, str], caption: Markup | str, language: Language) -> Markup:
    """Return the table of the data; `ids` are ledger ids by entry key, '' leaves a number without one of its own."""
    counts = bases(data)
    head = markup.join(
        tag("th", text, scope="col", class_=kind) for text, kind in _heads(data, names, language, counts)
    )
    body = markup.join(_row(data, row, names, ids, language, counts) for row in data)
    return tag("table", tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body), class_="numbers")


def bases(data: Data) -> str:
    """Return where n stands: 'column' when a row has one, 'cell' when its numbers rest on different ones, else ''."""
    of_rows = [{number.base for number in row.numbers.values() if number.base == number.base} for row in data]
    return "cell" if any(len(found) > 1 for found in of_rows) else "column" if any(of_rows) else ""


def _heads(data: Data, names: Names, language: Language, counts: str) -> list[tuple[str, str]]:
    keys = [(key_head(data, key, names, language), "") for key in data.keys]
    texts = [(data.heads[name][language], "") for name in _texts(data)]
    numbers = [(head(data, index, names, language), "number") for index in range(len(data.columns))]
    return [*keys, *texts, *numbers, *([(BASE[language], "number")] if counts == "column" else [])]


def key_head(data: Data, key: str, names: Names, language: Language) -> str:
    """Return the words above a key column."""
    if key in data.heads:
        return data.heads[key][language]
    if key in KEY_HEADS:
        return KEY_HEADS[key][language]
    try:
        return names.of("item", key, language)
    except InputError:
        return WHAT[language]


def head(data: Data, index: int, names: Names, language: Language) -> str:
    """Return the words above a number column: what, unit, and that the interval is in the cell.

    Where several groups stand side by side, the caption says unit and interval once for all.
    """
    column = data.columns[index]
    text, unit = column.heading(names, language), words.HEAD[column.unit][language]
    if len(data.columns) > 2 and len({(one.unit, isinstance(one.head, tuple)) for one in data.columns}) == 1:
        return text
    if mixed(data, column.name):
        unit = text
    own = column.unit == "score" and isinstance(column.head, Text)  # the chapter's words: not every score is a mean
    if unit.lower() not in text.lower() and column.unit not in ("count", "rank") and not own:
        text = {"en": f"{text}, {unit}", "zh": f"{text}，{unit}"}[language]
    levels = {n.level for row in data if (n := row.numbers.get(column.name)) is not None and not n.certain}
    named = (words.interval_name(level, language).rstrip(":") for level in sorted(levels))
    text = text[:1].upper() + text[1:]
    return INTERVAL[language].format(text, words.listed(list(named), language)) if levels else text


def _row(data: Data, row: Row, names: Names, ids: Mapping[str, str], language: Language, counts: str) -> Markup:
    first, *others = (data.label(row, key, names, language) if row.keys.get(key) else "–" for key in data.keys)
    cells = [tag("th", first, scope="row"), *(tag("td", other) for other in others)]
    cells += [tag("td", row.words[name][language] if name in row.words else "–") for name in _texts(data)]
    single = len(data.columns) == 1
    for column in data.columns:
        entry, number = row.key if single else f"{row.key}-{slug(column.name)}", row.numbers.get(column.name)
        cell = _cell(row, number, ids.get(entry, ""), language, mixed(data, column.name))
        if counts == "cell" and number is not None and number.base == number.base:
            cell = markup.join([cell, " ", tag("span", f"n\u00a0{count(number.base, language)}", class_="n")])
        cells.append(tag("td", cell, class_="number"))
    if counts == "column":
        base = next((n.base for n in row.numbers.values() if n.base == n.base), float("nan"))
        cells.append(tag("td", count(base, language), class_="number"))
    return tag("tr", *cells)


def mixed(data: Data, column: str) -> bool:
    """Return whether a column holds numbers of several units: then each says its own, and the head says none."""
    return len({row.numbers[column].unit for row in data if column in row.numbers}) > 1


def _cell(row: Row, number: Number | None, id_: str, language: Language, own_unit: bool = False) -> Markup | str:
    if number is None:
        return "–"
    if number.hidden:
        return mark(row)
    text = words.number(number.value, number.unit, language, percent=own_unit)
    value = markup.data(number, language, id_, text, first=True) if id_ else Markup(text)
    value += words.after(number.unit, language) if own_unit else ""
    value += FLAG if number.status == "flagged" else ""
    if number.certain:
        return value
    # The ends stand in the number's own data-low and data-high: a wide table would say them all twice.
    ends = tag("span", words.between(number.low, number.high, number.unit, language, percent=False), class_="interval")
    return value + {"en": Markup(" ({})"), "zh": Markup("（{}）")}[language].format(ends)


def _texts(data: Data) -> list[str]:
    return list(dict.fromkeys(name for row in data for name in row.words))
