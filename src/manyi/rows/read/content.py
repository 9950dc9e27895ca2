"""A delivered file of any format -> its header and records. This module knows nothing of the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from manyi.errors import InputError, place
from manyi.rows.read.decode import LOOKED_AT, Record, damaged_text, records_of, text_of
from manyi.rows.read.headers import joined
from manyi.rows.read.workbooks import statistics_file, workbook
from manyi.study.origin import File, content
from manyi.study.yaml_file import label

WORKBOOKS, STATISTICS, COLUMNS = (".xlsx", ".xlsm", ".xls"), (".sav", ".zsav", ".dta"), (".parquet", ".feather", ".arrow")
TEXTS = (".csv", ".tsv", ".txt", ".asc", ".dat")


@dataclass(frozen=True)
class Row:
    """A non-blank record: its row number as in a spreadsheet, the line it starts on, its cells."""

    number: int
    line: int
    cells: list[str]


@dataclass(frozen=True)
class Content:
    """A file's header, the records below it, and what the file says of its columns.

    labels: {header: {code: label}}; questions: {header: wording}.
    """

    header: list[str]
    rows: Iterator[Row]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)


def content_of(path: Path, file: File, row_names: bool) -> Content:
    """Return the content of a file. row_names: a column without a header may come first (R, pandas).

    Raises InputError: not the file in origin.yml, unreadable, empty, or without its header rows.
    """
    data, name = content(path, file), label(path)
    if not data.strip():
        raise InputError("the file is empty", where=name)
    records: Iterator[tuple[int, list[str]]]
    first, labels, questions = 1, dict[str, dict[str, str]](), dict[str, str]()
    if path.suffix.lower() in STATISTICS:
        parsed = statistics_file(data, name, path.suffix.lower(), file.encoding, file.decimal)
        labels, questions = parsed.labels, parsed.questions
        records, first = enumerate(parsed.rows), 0  # no header row in these formats
    else:
        records = _records(data, name, path.suffix.lower(), file)
    rows: Iterator[Row] = (Row(number, line, cells) for number, (line, cells) in enumerate(records, start=first))
    header, rows = _below_header(rows, file.header_rows, name)
    header, rows = _with_row_names(header, rows, row_names, name)
    return Content(header, rows, labels, questions)


def _records(data: bytes, name: str, kind: str, file: File) -> Iterator[Record]:
    """Yield the records of a workbook or a text file, blank ones included."""
    if kind in WORKBOOKS:
        return enumerate(workbook(data, name, file.sheet, file.decimal).rows, start=1)
    if kind not in TEXTS:
        kinds = [ending.removeprefix(".") for ending in (*TEXTS, *WORKBOOKS, *STATISTICS, *COLUMNS)]
        raise InputError(f"no reader for {kind or 'a file without an extension'}", where=name, allowed=kinds)
    if file.damaged:
        text = damaged_text(data, name, file.encoding, file.damaged)
        return records_of(text, name, file.delimiter, strict=False)
    return records_of(text_of(data, name, file.encoding), name, file.delimiter)


def _below_header(rows: Iterator[Row], wanted: list[int], name: str) -> tuple[list[str], Iterator[Row]]:
    """Return the header, from the given rows or the first non-blank one, and the non-blank rows below it."""
    parts = []
    for row in rows:
        if row.number in wanted if wanted else any(map(str.strip, row.cells)):
            parts.append(row.cells)
        if row.number >= wanted[-1] if wanted else parts:
            break
    if not parts or not any(cell.strip() for part in parts for cell in part):
        raise InputError(f"row {wanted[0]} holds no headers" if wanted else "the file has no rows", where=name)
    below = (row for row in rows if any(map(str.strip, row.cells)))
    return (joined(parts) if len(parts) > 1 else parts[0]), below


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
