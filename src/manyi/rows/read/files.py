"""Delivered files -> one table. One row in: a record of a file; one row out: a respondent, every answer as delivered.

Columns out: wave, position (order of delivery), file, line, and the raw columns of `headers` as strings, blank as null;
several answers in one cell or spread over columns are joined by one mark. Free text is redacted here, so that nothing
after this step has seen a phone number.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyi.errors import InputError, place
from manyi.language.text import legible
from manyi.rows.read.decode import LOST, Record, damaged_text, records_of, text_of
from manyi.rows.read.headers import Column, matched, plain, raw_columns, sources
from manyi.rows.read.redact import redact
from manyi.rows.read.workbooks import statistics_file, workbook
from manyi.study.answers import JOIN, OTHER
from manyi.study.codebook import Item
from manyi.study.definition import Definition
from manyi.study.origin import File, content, locate
from manyi.study.yaml_file import label

if TYPE_CHECKING:
    import pyarrow as pa


CHUNK = 50_000  # records turned into Arrow at a time, so that Python strings of a whole file are never held


@dataclass
class Delivery:
    """What was found in the files: the respondents, and what is not one."""

    names: list[str]  # every raw column of any wave
    tables: list[pa.Table] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)  # rows of the quarantine table
    personal: list[dict[str, Any]] = field(default_factory=list)  # wave file line column item kind count
    delivered: Counter[int] = field(default_factory=Counter)  # records per wave, those removed included

    @property
    def respondents(self) -> int:
        """Return how many respondents there are so far."""
        return sum(table.num_rows for table in self.tables)


def read_waves(definition: Definition, waves: list[int]) -> Delivery:
    """Return everything delivered for these waves.

    Raises InputError: a file missing, not the one of origin.yml or unreadable; a needed column absent or twice; a
    column nobody declared; a wave without respondents.
    """
    items = definition.codebook.items
    delivery = Delivery([raw for name, item in items.items() for raw in raw_columns(item, name, waves)])
    for wave in waves:
        before = delivery.respondents
        for file in definition.origins[wave].files:
            _read_file(definition, wave, file, delivery)
        if delivery.respondents == before:
            raise InputError(f"wave {wave} has no respondents", where=f"{definition.name}/raw/{wave}")
    return delivery


def _records(path: Path, file: File) -> Iterator[Record]:
    """Yield the records of a file of any kind."""
    data, name = content(path, file), label(path)
    kind = path.suffix.lower()
    if kind in (".xlsx", ".xlsm", ".xls"):
        return workbook(data, name, file.sheet)
    if kind in (".sav", ".zsav", ".dta"):
        return statistics_file(path, name)
    if kind in (".csv", ".tsv", ".txt"):
        if file.damaged:
            text = damaged_text(data, name, file.encoding, file.damaged)
            return records_of(text, name, file.delimiter, strict=False)
        return records_of(text_of(data, name, file.encoding), name, file.delimiter)
    kinds = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "sav", "zsav", "dta"]
    raise InputError(f"no reader for {kind or 'a file without ending'}", where=name, allowed=kinds)


def _read_file(definition: Definition, wave: int, file: File, delivery: Delivery) -> None:
    """Add the respondents of one file to the delivery."""
    path = locate(definition.folder, wave, file, definition.origins[wave])
    records = _records(path, file)
    _, header = next(records, (0, []))
    columns = matched(definition, wave, header, label(path))
    shown = [plain(cell) for cell in header]
    headless = [index for index, column in enumerate(shown) if not column]
    year = _year_place(file, shown, label(path))
    first = file.name not in {one.name for w, o in definition.origins.items() if w < wave for one in o.files}
    chunk: list[Record] = []
    for line, cells in records:
        rule = _not_a_respondent(cells, shown, bool(file.damaged))
        if year is not None and not _of_wave("" if rule else cells[year], wave, first):
            continue
        delivery.delivered[wave] += 1
        if rule:
            found, wanted = (str(len(cells)), str(len(shown))) if rule == "broken_record" else ("", "")
            at = {"wave": wave, "file": path.name, "line": line}
            delivery.removed.append({**at, "rule": rule, "value": found, "threshold": wanted})
            continue
        for index in headless:
            if cells[index].strip():
                raise InputError(f"column {index + 1} has answers but no header", where=place(label(path), line))
        chunk.append((line, cells))
        if len(chunk) == CHUNK:
            delivery.tables.append(_table(definition, wave, path.name, columns, chunk, delivery))
            chunk = []
    if chunk:
        delivery.tables.append(_table(definition, wave, path.name, columns, chunk, delivery))


def _year_place(file: File, shown: list[str], name: str) -> int | None:
    """Return where in a record the year stands; None when the whole file is of one wave."""
    if file.year_in is None:
        return None
    if plain(file.year_in) not in shown:
        raise InputError("the column of the year is absent", place(name, column=file.year_in), filter(None, shown))
    return shown.index(plain(file.year_in))


def _of_wave(text: str, wave: int, first: bool) -> bool:
    """Return whether a record is of a wave; without a year it is counted with the first wave of the file."""
    year = re.match(r"\s*((?:19|20)\d\d)(?!\d)", text)
    return int(year.group(1)) == wave if year else first


def _not_a_respondent(cells: list[str], shown: list[str], damaged: bool = False) -> str | None:
    """Return the rule by which a record is none: the header once more, or cells that do not fit the header."""
    if plain(cells[0]) == shown[0] and [plain(cell) for cell in cells] == shown:
        return "repeated_header"
    if damaged and any(LOST in cell for cell in cells):
        return "broken_record"
    fits = len(cells) == len(shown) or len(cells) > len(shown) and not any(map(str.strip, cells[len(shown) :]))
    return None if fits else "broken_record"


def _table(
    definition: Definition, wave: int, file: str, columns: list[Column], chunk: list[Record], delivery: Delivery
) -> pa.Table:
    """Return a chunk of records as Arrow, free text redacted."""
    import pyarrow as pa

    size, start = len(chunk), delivery.respondents
    lines = [line for line, _ in chunk]
    free = set(_free_text(definition))
    found: dict[str, list[str | None]] = {}
    for column in columns:
        texts = _texts([[cells[index] for _, cells in chunk] for index in column.places], column.item)
        if column.item_name in free:
            at = {
                "wave": wave,
                "file": file,
                "column": " + ".join(sources(column.item, wave)[column.option]),
                "item": column.item_name,
            }
            texts = _redacted(texts, lines, at, delivery)
        found[column.name] = texts
    nothing = [None] * size
    return pa.table(
        {
            "wave": pa.array([wave] * size, pa.int64()),
            "position": pa.array(range(start, start + size), pa.int64()),
            "file": pa.array([file] * size, pa.string()),
            "line": pa.array(lines, pa.int64()),
            **{name: pa.array(found.get(name, nothing), pa.string()) for name in delivery.names},
        }
    )


def _texts(parts: list[list[str]], item: Item) -> list[str | None]:
    """Return what was delivered for an item; None where it is blank.

    Several answers are joined by one mark; what was written behind "other, please say" is dropped here, before
    anything can keep it.
    """
    cells: list[Any] = list(zip(*parts, strict=True)) if item.options else parts[0]
    known = {cell: _text(cell, item) for cell in set(cells)}  # closed answers repeat: each distinct cell is read once
    return [known[cell] for cell in cells]


def _text(cell: str | tuple[str, ...], item: Item) -> str | None:
    """Return one answer, or the several of `_texts` joined; None when blank."""
    if isinstance(cell, tuple):
        answers = JOIN.join(re.sub(OTHER, "", part) for part in cell).replace(item.separator, JOIN).split(JOIN)
        return JOIN.join(filter(str.strip, answers)) or None
    text = re.sub(OTHER, "", cell) if item.categories else cell
    blank = {str(code) for code in item.missing} if item.words else ()
    return text if text and not text.isspace() and text not in blank else None


def _free_text(definition: Definition) -> list[str]:
    """Return the items whose words are kept: not identifiers, not ids of the design; verbatims always are."""
    design, book = definition.study.design, definition.codebook
    ids = {*book.with_role("identifier"), design.stratum, design.psu, *definition.study.quality.duplicates}
    ids -= set(book.with_role("verbatim"))
    return [name for name, item in book.items.items() if item.words and name not in ids]


def _redacted(texts: list[str | None], lines: list[int], at: dict[str, Any], delivery: Delivery) -> list[str | None]:
    """Return the texts without personal data; note how many of each kind, by line."""
    clean: list[str | None] = []
    for text, line in zip(texts, lines, strict=True):
        kept, kinds = redact(legible(_unescaped(text or "")))
        clean.append(kept if kept.strip() else None)
        delivery.personal += [{**at, "line": line, "kind": kind, "count": count} for kind, count in kinds.items()]
    return clean


def _unescaped(text: str) -> str:
    """Return a text without HTML entities, also those escaped twice: a number written in them is still a number."""
    return html.unescape(html.unescape(text)) if "&" in text else text
