"""Many records at once, as columns of text: exactly what reading them one by one would give, or nothing where in doubt.

Only blocks in which every record is one line of as many cells as the first are read this way, by Arrow. Anything
else - blank lines, breaks or quotes inside cells, cells that are missing - is left to `decode.records_in`, so that
records, lines and errors are the same whoever reads them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from manyi.rows.read.decode import Record, records_in
from manyi.rows.read.parsing.cell_texts import answers_as_text

if TYPE_CHECKING:
    import pyarrow as pa

QUOTE, NEWLINE, RETURN = 34, 10, 13  # bytes
VISIBLE = r"[^\pZ\pC]"  # this leaves out, among others, all that Python counts as space


@dataclass(frozen=True)
class Block:
    """Consecutive records: columns of text, and the line of the first; records: the same one by one."""

    line: int
    columns: list[pa.Array]
    records: Callable[[], Iterator[Record]]

    @property
    def size(self) -> int:
        """Return how many records there are."""
        return len(self.columns[0])

    @property
    def lines(self) -> range:
        """Return the line of each record."""
        return range(self.line, self.line + self.size)

    @cached_property
    def coded(self) -> list[pa.DictionaryArray]:
        """Return each column as numbers, and the distinct texts they represent."""
        return [column.dictionary_encode() for column in self.columns]

    def has_blank(self) -> bool:
        """Return whether a record may have nothing but space in its cells."""
        import pyarrow.compute as pc

        blank: pa.Array | None = None
        for column in self.columns:
            here = pc.invert(pc.match_substring_regex(column, VISIBLE))
            blank = here if blank is None else pc.and_(blank, here)
            if not pc.any(blank).as_py():
                return False
        return True

    def may_repeat(self, header: list[str], alike: Callable[[str], str]) -> bool:
        """Return whether every column somewhere holds its header, as `alike` writes both."""
        cells = sorted(
            zip((coded.dictionary for coded in self.coded), header, strict=True), key=lambda pair: len(pair[0])
        )
        return all(any(alike(cell) == name for cell in some.to_pylist()) for some, name in cells)


def of_text(text: str, delimiter: str, line: int) -> Block | None:
    """Return the records of some whole lines, or None where a record may be more or less than a line."""
    import pyarrow as pa
    import pyarrow.csv as arrow

    data = text.encode()
    if text.startswith("\ufeff") or not delimiter.isascii() or not _a_record_a_line(data, ord(delimiter)):
        return None
    names = [str(at) for at in range(len(next(csv.reader([text[: text.find("\n") + 1 or None]], delimiter=delimiter))))]
    try:
        table = arrow.read_csv(
            pa.BufferReader(data),
            arrow.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
            arrow.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    if len(names) < 2 or table.num_rows != data.count(b"\n") + (not data.endswith(b"\n")):
        return None
    columns = [pa.concat_arrays(column.chunks) for column in table.columns]
    return Block(line, columns, lambda: records_in(io.StringIO(text, newline=""), "", delimiter, line))


def _a_record_a_line(data: bytes, delimiter: int) -> bool:
    """Return whether quotes enclose whole cells only, with no quote or line break inside any of them."""
    if b"\0" in data or data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b'"' not in data:
        return True
    marks = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    quotes = np.flatnonzero(marks == QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    breaks = np.flatnonzero(marks == NEWLINE)
    return bool(
        np.isin(marks[opening - 1], (delimiter, NEWLINE)).all()
        and np.isin(marks[closing + 1], (delimiter, NEWLINE, RETURN)).all()
        and (np.searchsorted(breaks, opening) == np.searchsorted(breaks, closing)).all()
    )


def of_batch(batch: pa.RecordBatch, decimal: str, line: int, records: Callable[[], Iterator[Record]]) -> Block | None:
    """Return the rows of a part of a parquet file as text, or None where a column holds lists."""
    import pyarrow as pa

    if any(pa.types.is_nested(column.type) for column in batch.columns):
        return None
    return Block(line, [_as_text(column, decimal) for column in batch.columns], records)


def _as_text(column: pa.Array, decimal: str) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
    texts = pa.array(answers_as_text(coded.dictionary.to_pylist(), decimal), pa.string())
    return pc.fill_null(texts.take(coded.indices), "")
