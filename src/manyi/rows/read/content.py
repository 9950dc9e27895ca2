"""A delivered file of any format -> its header and records. This module knows nothing of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from manyi.errors import InputError, place
from manyi.rows.read import large_files
from manyi.rows.read.answer_rows import widened
from manyi.rows.read.blocks import Block
from manyi.rows.read.companion import Described, codebook_of, described_records
from manyi.rows.read.decode import (
    LOOKED_AT,
    Record,
    Row,
    damaged_text,
    has_answer,
    is_record,
    records_of,
    text_of,
)
from manyi.rows.read.headers import joined, plain, renamed
from manyi.rows.read.workbooks import Parsed, columnar_file, statistics_file, workbook
from manyi.study.answers import DECLARED
from manyi.study.origin import File, Listed, content
from manyi.study.safe_yaml import label

WORKBOOKS, STATISTICS, COLUMNS = (
    (".xlsx", ".xlsm", ".xls"),
    (".sav", ".zsav", ".dta"),
    (".parquet", ".feather", ".arrow"),
)
TEXTS = (".csv", ".tsv", ".txt", ".asc", ".dat")


@dataclass(frozen=True)
class Content:
    """A file's header, the records below it, and what the file says about its columns.

    labels: {header: {code: label}}; questions: {header: wording}; sets: multiple-response sets, each with name, label,
    columns and the counted code; weight: the column declared as weight. more: what follows the rows, in a file read
    in blocks; some of it may be blank rows. as_delivered: the header before origin.yml renamed columns.
    """

    header: list[str]
    rows: Iterator[Row]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    sets: list[dict[str, Any]] = field(default_factory=list)
    weight: str = ""
    more: Iterator[Row | Block] = field(default_factory=lambda: iter(()))
    as_delivered: list[str] = field(default_factory=list)


def content_of(path: Path, file: File, row_names: bool, in_blocks: bool = False) -> Content:
    """Return the content of a file. row_names: a column without a header may come first (R, pandas).

    in_blocks: the rows of a large file, except the first, may come many at once, as `more`.

    Raises InputError: not the file in origin.yml, unreadable, empty, or without its header rows.
    """
    name, kind = label(path), path.suffix.lower()
    book = _read_companion(path, file.codebook) if file.codebook else Described([])
    parsed, records, more = _open_content(path, file, book, in_blocks)
    headless = kind in STATISTICS or kind in COLUMNS or bool(book.layout)  # no header row: records count from 1
    rows: Iterator[Row] = (Row(at, line, cells) for at, (line, cells) in enumerate(records, start=not headless))
    header, rows = _below_header(rows, file.header_rows, name)
    rows = (row for row in rows if is_record(row, len(header), blank=kind not in WORKBOOKS))
    as_delivered, rows = _with_row_names(header, rows, row_names, name)
    header = renamed(as_delivered, file.headers, name)
    if file.layout:
        header, rows = widened(header, rows, file.layout.long, name)
    labels = {plain(column): about for column, about in parsed.labels.items()}
    questions = {plain(column): about for column, about in parsed.questions.items()}
    delivered = Content(header, rows, labels, questions, parsed.sets, parsed.weight, more, as_delivered)
    return _with_companion(delivered, book)


def _open_content(
    path: Path, file: File, book: Described, in_blocks: bool
) -> tuple[Parsed, Iterator[Record], Iterator[Row | Block]]:
    """Return what a file says about its columns, its records, and what follows them in a file read in blocks."""
    name, kind, nothing = label(path), path.suffix.lower(), iter(list[Row | Block]())
    if large_files.is_large(path, file):
        parsed = large_files.described(path)
        parts = large_files.records(path, file, name)
        if file.layout or not in_blocks:
            return parsed, chain.from_iterable(map(_one_by_one, parts)), nothing
        opening = [record for part in islice(parts, large_files.opening_of(file)) for record in _one_by_one(part)]
        return parsed, iter(opening), _numbered(parts, len(opening) + 1)
    data = content(path, file)
    if not data.strip():
        raise InputError("the file is empty", where=name)
    parsed = Parsed([])
    if kind in STATISTICS or kind in COLUMNS:
        read = statistics_file if kind in STATISTICS else columnar_file
        parsed = read(data, name, kind, file.encoding, file.decimal)
    records = iter(enumerate(parsed.rows)) if parsed.rows else _record_rows(data, name, kind, file, book)
    return parsed, records, nothing


def _one_by_one(part: Record | Block) -> Iterable[Record]:
    """Return the records of a part of a file."""
    return part.records() if isinstance(part, Block) else [part]


def _numbered(records: Iterable[Record | Block], number: int) -> Iterator[Row | Block]:
    for record in records:
        if isinstance(record, Block):
            yield record
            number += record.size
        else:
            yield Row(number, *record)
            number += 1


def _read_companion(path: Path, listed: Listed) -> Described:
    """Return what the codebook beside a data file says. Raises InputError if it is absent or not the one listed."""
    beside = path.with_name(listed.name)
    if not beside.is_file():
        raise InputError(f"its codebook {listed.name} is not beside it", where=label(path))
    return codebook_of(content(beside, listed), label(beside))


def _with_companion(content: Content, book: Described) -> Content:
    """Return the content with what its codebook says: labels, wordings, and a mark on codes declared missing."""
    variables = book.by_header(content.header)
    labels = {header: variable.values for header, variable in variables.items() if variable.kind != "multiple"}
    wordings = {header: variable.label for header, variable in variables.items()}
    marked = [
        (at, variables[plain(cell)].missing) for at, cell in enumerate(content.header) if plain(cell) in variables
    ]
    marked = [(at, codes) for at, codes in marked if codes]
    rows = (_marked(row, marked) for row in content.rows) if marked else content.rows
    labels = content.labels | {header: text for header, text in labels.items() if text}
    wordings = content.questions | {header: text for header, text in wordings.items() if text}
    return replace(content, rows=rows, labels=labels, questions=wordings)


def _marked(row: Row, columns: list[tuple[int, frozenset[str]]]) -> Row:
    cells = list(row.cells)
    for at, codes in columns:
        if at < len(cells) and cells[at].strip() in codes:
            cells[at] = DECLARED + cells[at].strip()
    return Row(row.number, row.line, cells)


def _record_rows(data: bytes, name: str, kind: str, file: File, book: Described) -> Iterator[Record]:
    """Yield the records of a workbook or a text file, blank ones included."""
    if kind in WORKBOOKS:
        header = max(file.header_rows, default=0)
        return enumerate(workbook(data, name, file.sheet, file.decimal, header).rows, start=1)
    if kind not in TEXTS:
        kinds = [ending.removeprefix(".") for ending in (*TEXTS, *WORKBOOKS, *STATISTICS, *COLUMNS)]
        raise InputError(f"no reader for {kind or 'a file without an extension'}", where=name, allowed=kinds)
    if file.damaged:
        text = damaged_text(data, name, file.encoding, file.damaged)
        return records_of(text, name, file.delimiter, strict=False)
    text = text_of(data, name, file.encoding)
    if book.layout == "fixed":
        lines: Iterator[Record] = ((line, [words]) for line, words in enumerate(text.splitlines(), start=1))
    else:
        lines = records_of(text, name, file.delimiter or ("," if book.layout else None))
    return described_records(book, lines, name) if book.layout else lines


def _below_header(rows: Iterator[Row], wanted: list[int], name: str) -> tuple[list[str], Iterator[Row]]:
    """Return the header, from the given rows or the first non-blank one, and the rows below it."""
    parts = []
    for row in rows:
        if row.number in wanted if wanted else has_answer(row.cells):
            parts.append(row.cells)
        if row.number >= wanted[-1] if wanted else parts:
            break
    if not parts or not any(cell.strip() for part in parts for cell in part):
        raise InputError(f"row {wanted[0]} holds no headers" if wanted else "the file has no rows", where=name)
    return (joined(parts) if len(parts) > 1 else parts[0]), rows


def _with_row_names(
    header: list[str], rows: Iterator[Row], declared: bool, name: str
) -> tuple[list[str], Iterator[Row]]:
    """Add the blank header of a row-name column where the file omits it (R's write.table)."""
    opening = list(islice(rows, LOOKED_AT))
    longer = [row for row in opening if len(row.cells) == len(header) + 1]
    if len(longer) == len(opening) and any(row.cells[-1].strip() for row in longer):
        if not declared:
            raise InputError(
                f"every row has {len(header) + 1} cells but the header has {len(header)}: if they start with a name, "
                'write in codebook.yml unused: {<wave>: {"": row names}}',
                where=place(name, longer[0].line),
            )
        header = ["", *header]
    return header, chain(opening, rows)
