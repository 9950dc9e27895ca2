"""A large csv or parquet file -> records, a part at a time: like `content`, but without the whole file in memory.

The first records come one by one, the rest many at once where nothing about them is in doubt (`blocks`).

Delimited text is UTF-8 or has a byte order mark, or origin.yml names its encoding: guessing another would
need the whole file. Everything after the records (types, codes, lines of errors) is the same for files of any size.
"""

from __future__ import annotations

import codecs
import hashlib
from collections import deque
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from manyi.errors import InputError
from manyi.rows.read.blocks import Block, of_batch, of_text
from manyi.rows.read.decode import HEAD, HINT, Record, delimiter_of, records_in, undecodable
from manyi.rows.read.encoding import MARKS
from manyi.rows.read.parsing.arrow import cells_of, described_columns
from manyi.rows.read.parsing.cell_texts import Refused
from manyi.rows.read.workbooks import Parsed
from manyi.study.origin import File, require_listed

if TYPE_CHECKING:
    import pyarrow as pa

LARGE = 256 * 2**20  # bytes from which a file is read in parts
SIZABLE = 16 * 2**20  # the same for a file whose encoding is certain
PACKED = 2 * 2**20  # the same for a parquet file, which takes an eighth of the room
BLOCK = 16 * 2**20  # bytes hashed and decoded together
PART = 8 * 2**20  # characters whose records are read together
BATCH = 100_000  # rows of a parquet file read together
OPENING = 1_000  # records always read one by one: those searched for a header, question wording and row names
KINDS = (".csv", ".tsv", ".txt", ".parquet")


def is_large(path: Path, file: File) -> bool:
    """Return whether a file is read in parts: it is large and has no special settings."""
    if path.suffix.lower() not in KINDS or file.damaged or file.codebook:
        return False
    size = path.stat().st_size
    if path.suffix.lower() == ".parquet":
        return size >= min(PACKED, LARGE)
    return size >= LARGE or size >= SIZABLE and bool(file.encoding or _is_utf8(path))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                if "\0" in decoder.decode(block):
                    return False
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def opening_of(file: File) -> int:
    """Return how many records of a file come one by one before many may come at once."""
    return max([OPENING, *file.header_rows, *file.not_respondents])


def records(path: Path, file: File, name: str) -> Iterator[Record | Block]:
    """Yield every record of a large file, its header first, with its line (of parquet: its row, the header being 0).

    Raises InputError: not the file in origin.yml, a byte that is not in its encoding, not readable.
    """
    opening = opening_of(file)
    if path.suffix.lower() == ".parquet":
        require_listed(path, file)
        return _of_columns(path, name, file.decimal, opening)
    return _of_text(path, name, _checked(path, file, name), file.delimiter, opening)


def described(path: Path) -> Parsed:
    """Return the labels and questions that a parquet file stores, no rows; none for other and damaged files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.suffix.lower() != ".parquet":
        return Parsed([])
    try:
        about = described_columns(pq.read_schema(path))
        return Parsed([], about["labels"], about["questions"])
    except (pa.ArrowException, OSError):
        return Parsed([])


def _checked(path: Path, file: File, name: str) -> str:
    """Return the encoding of a text file once all of it decodes and its hash is the listed one."""
    with path.open("rb") as source:
        start = source.read(4)
        marked = next((encoding for mark, encoding in MARKS if start.startswith(mark)), "utf-8")
        encoding = file.encoding or marked
        source.seek(0)
        digest, decoder, lines = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 0
        while block := source.read(BLOCK):
            digest.update(block)
            _decode_block(decoder, block, False, lines, name, encoding)
            lines += block.count(b"\n")
        _decode_block(decoder, b"", True, lines, name, encoding)
    require_listed(path, file, digest.hexdigest())
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def _decode_block(
    decoder: codecs.IncrementalDecoder, block: bytes, last: bool, lines: int, name: str, encoding: str
) -> None:
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError as error:
        raise undecodable(error, name, encoding, lines) from None


def _of_text(path: Path, name: str, encoding: str, delimiter: str | None, opening: int) -> Iterator[Record | Block]:
    with path.open(encoding=encoding, newline="") as source:
        head, line = source.read(HEAD + 1), 1
        source.seek(0)
        if hint := HINT.match(head):
            source.readline()
            head, line, delimiter = head[hint.end() :], 2, delimiter or hint["delimiter"]
        delimiter = delimiter or delimiter_of(head)
        lines = _Lines(source)
        yield from islice(records_in(lines, name, delimiter, line), opening)
        while text := source.read(PART) + source.readline():
            if block := of_text(text, delimiter, line + lines.count):
                lines.count += block.size
                yield block
                continue
            lines.first = deque(StringIO(text, newline=""))
            for record in records_in(lines, name, delimiter, line + lines.count):
                yield record
                if not lines.first:  # the rest begins with a record
                    break


class _Lines:
    """Lines of a text already read, then of the rest of its file, on demand; count: how many were taken."""

    def __init__(self, source: TextIO) -> None:
        self.source, self.first, self.count = source, deque[str](), 0

    def __iter__(self) -> Iterator[str]:
        while line := self.first.popleft() if self.first else self.source.readline():
            self.count += 1
            yield line


def _of_columns(path: Path, name: str, decimal: str, opening: int) -> Iterator[Record | Block]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as source:
            yield 0, list(source.schema_arrow.names)
            line = 1
            for batch in source.iter_batches(BATCH):
                for part in (batch.slice(0, opening), batch.slice(opening)):
                    one_by_one = partial(_rows_of, part, decimal, line)
                    block = of_batch(part, decimal, line, one_by_one) if line > opening else None
                    yield from [block] if block else one_by_one()
                    line += part.num_rows
    except Refused as error:
        raise InputError(str(error), where=name) from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"not readable as parquet: {error}", where=name) from None


def _rows_of(batch: pa.RecordBatch, decimal: str, line: int) -> Iterator[Record]:
    import pyarrow as pa

    return enumerate(cells_of(pa.Table.from_batches([batch]), decimal), start=line)
