"""Delivered files -> one table. One row in: a record of a file; one row out: a respondent, every answer as delivered.

Columns out: wave, position (order of delivery), file, line, and `raw__<item>` strings, blank as null: `raw__<item>__<option>`
where each option has its own column, mentions in several columns joined in one cell. Free text is redacted here, so that
nothing after this step has seen a phone number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from manyi.errors import InputError, place
from manyi.rows.codebook import Item, in_force
from manyi.rows.decode import Record, records_of, text_of
from manyi.rows.definition import Definition
from manyi.rows.documents import label
from manyi.rows.meaning import JOIN, OTHER
from manyi.rows.origin import File, content, locate
from manyi.rows.redact import redact
from manyi.rows.sheets import statistics_file, workbook

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 50_000  # records turned into Arrow at a time, so that Python strings of a whole file are never held


@dataclass
class Delivery:
    """What was found in the files: the table, and what is not a respondent."""

    tables: list[pa.Table] = field(default_factory=list)
    removed: list[dict[str, object]] = field(default_factory=list)  # rows of the quarantine table
    problems: list[dict[str, object]] = field(default_factory=list)  # wave file line item kind count


def plain(header: str) -> str:
    """Return a header without what exports put around it: BOM, blanks, full-width forms, a leading asterisk."""
    text = unicodedata.normalize("NFKC", header.replace("\ufeff", "")).strip()
    return re.sub(r"\s+", " ", text.lstrip("*")).strip()


def sources(item: Item, wave: int) -> dict[str, list[str]]:
    """Return {suffix of the raw column: headers}; empty when the item was not asked in the wave."""
    column = item.column(wave)
    if column is None:
        return {}
    if isinstance(column, dict):
        return {f"__{option}": [header] for option, header in column.items()}
    return {"": [column] if isinstance(column, str) else column}


def raw_columns(item: Item, name: str, waves: list[int]) -> list[str]:
    """Return the names of an item's raw columns over all waves, in order."""
    suffixes = {suffix: None for wave in waves for suffix in sources(item, wave)}
    return [f"raw__{name}{suffix}" for suffix in suffixes]


def read_waves(definition: Definition, waves: list[int]) -> Delivery:
    """Return everything delivered for these waves.

    Raises InputError: a file missing, not the one of origin.yml or unreadable; a needed column absent or twice; a
    column nobody declared; a wave without respondents.
    """
    delivery = Delivery()
    names = {
        column: None for name, item in definition.codebook.items.items() for column in raw_columns(item, name, waves)
    }
    for wave in waves:
        before = sum(table.num_rows for table in delivery.tables)
        for file in definition.origins[wave].files:
            _read_file(definition, wave, file, list(names), delivery)
        if sum(table.num_rows for table in delivery.tables) == before:
            raise InputError(f"wave {wave} has no respondents", where=f"{definition.name}/raw/{wave}")
    return delivery


def _records(path: Path, file: File) -> Iterator[Record]:
    """Yield the records of a file of any kind."""
    data, name = content(path, file), label(path)
    kind = path.suffix.lower()
    if kind in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        return workbook(data, name, file.sheet)
    if kind in (".sav", ".zsav", ".dta"):
        return statistics_file(path, name)
    if kind in (".csv", ".tsv", ".txt"):
        return records_of(text_of(data, name, file.encoding), name, file.delimiter)
    raise InputError(
        f"no reader for {kind or 'a file without ending'}", where=name, allowed=["csv", "xlsx", "xls", "sav"]
    )


def _read_file(definition: Definition, wave: int, file: File, names: list[str], delivery: Delivery) -> None:
    """Add the respondents of one file to the delivery."""
    path = locate(definition.folder, wave, file, definition.origins[wave])
    name = label(path)
    records = _records(path, file)
    _, header = next(records, (0, []))
    where = _columns(definition, wave, header, name)
    shown = [plain(cell) for cell in header]
    chunk: list[tuple[int, list[str | None]]] = []
    for line, cells in records:
        if cells[:1] and plain(cells[0]) == shown[0] and [plain(cell) for cell in cells] == shown:
            delivery.removed.append(_gone(wave, path.name, line, "repeated_header", "", ""))
        elif (
            len(cells) != len(header) and any(cell.strip() for cell in cells[len(header) :]) or len(cells) < len(header)
        ):
            delivery.removed.append(_gone(wave, path.name, line, "broken_record", f"{len(cells)}", f"{len(header)}"))
        else:
            chunk.append((line, [_cell(cells, *source) for source in where.values()]))
        if len(chunk) == CHUNK:
            _flush(definition, wave, path.name, list(where), names, chunk, delivery)
    _flush(definition, wave, path.name, list(where), names, chunk, delivery)


def _gone(wave: int, file: str, line: int, rule: str, value: str, threshold: str) -> dict[str, object]:
    return {"wave": wave, "file": file, "line": line, "rule": rule, "value": value, "threshold": threshold}


def _cell(cells: list[str], places: tuple[int, ...], item: Item) -> str | None:
    """Return what was delivered; None when it is blank.

    Several answers, in one cell or spread over columns, are joined by one mark; what was written behind "other,
    please say" is dropped here, before anything can keep it.
    """
    if item.kind not in ("categories", "options"):
        value = cells[places[0]]
        return value if value.strip() else None
    values = [re.sub(OTHER, "", cells[index]) for index in places]
    if item.kind == "options":
        values = [value.replace(item.separator, JOIN) for value in values]
    return JOIN.join(value for value in values if value.strip(f"{JOIN} ")) or None


def _columns(
    definition: Definition, wave: int, header: list[str], name: str
) -> dict[str, tuple[tuple[int, ...], Item]]:
    """Return {raw column: its places in a record, item}, having checked that every column is wanted or declared unused."""
    where: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        where.setdefault(plain(cell), []).append(index)
    for column, places in where.items():
        if column and len(places) > 1:
            raise InputError(
                f"the header is there twice (columns {places[0] + 1} and {places[1] + 1})", place(name, column=column)
            )
    found: dict[str, tuple[tuple[int, ...], Item]] = {}
    used = set()
    for item_name, item in definition.codebook.items.items():
        for suffix, headers in sources(item, wave).items():
            for wanted in map(plain, headers):
                if wanted not in where:
                    known = f"{definition.name}/codebook.yml {item_name}.columns"
                    raise InputError(f"the column is absent ({known})", place(name, column=wanted), [*where])
                used.add(wanted)
            found[f"raw__{item_name}{suffix}"] = (tuple(where[plain(wanted)][0] for wanted in headers), item)
    unused = [plain(pattern) for pattern in in_force(definition.codebook.unused, wave) or {}]
    for column in where:
        if column and column not in used and not any(column == p or fnmatchcase(column, p) for p in unused):
            raise InputError(
                f"codebook.yml says nothing about this column in {wave}: map it to an item or name it under unused",
                where=place(name, column=column),
            )
    return found


def _flush(
    definition: Definition, wave: int, file: str, found: list[str], names: list[str], chunk: list, delivery: Delivery
) -> None:
    """Turn a chunk of records into Arrow, free text redacted, and empty it."""
    import pyarrow as pa

    if not chunk:
        return
    lines = [line for line, _ in chunk]
    columns = dict(zip(found, zip(*(cells for _, cells in chunk), strict=True), strict=True))
    for item in _free_text(definition):
        if f"raw__{item}" in columns:
            columns[f"raw__{item}"] = _redacted(columns[f"raw__{item}"], lines, (wave, file, item), delivery)
    start = sum(table.num_rows for table in delivery.tables)
    size = len(chunk)
    delivery.tables.append(
        pa.table(
            {
                "wave": pa.array([wave] * size, pa.int64()),
                "position": pa.array(range(start, start + size), pa.int64()),
                "file": pa.array([file] * size, pa.string()),
                "line": pa.array(lines, pa.int64()),
                **{name: pa.array(columns.get(name, [None] * size), pa.string()) for name in names},
            }
        )
    )
    chunk.clear()


def _free_text(definition: Definition) -> list[str]:
    """Return the items whose words are kept: not identifiers, not ids of the design."""
    design = definition.study.design
    keys = {
        *definition.codebook.with_role("identifier"),
        design.stratum,
        design.psu,
        *definition.study.quality.duplicates,
    }
    return [name for name, item in definition.codebook.items.items() if item.words and name not in keys]


def _redacted(texts: tuple, lines: list[int], at: tuple[int, str, str], delivery: Delivery) -> list[str | None]:
    """Return the texts without personal data; note how many of each kind, by line."""
    clean: list[str | None] = []
    for text, line in zip(texts, lines, strict=True):
        kept, kinds = redact(text) if text else (None, {})
        clean.append(kept)
        wave, file, item = at
        delivery.problems += [
            {"wave": wave, "file": file, "line": line, "item": item, "kind": kind, "count": count}
            for kind, count in kinds.items()
        ]
    return clean
