"""A large csv or parquet file -> records, a part at a time: what `content` does, without the file in memory.

Delimited text is UTF-8 or has a byte order mark, or origin.yml names its encoding: no other is guessed, as that would
take all of it. Everything after the records (types, codes, lines of errors) is the same for files of any size.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

from manyi.errors import InputError
from manyi.rows.read.decode import HEAD, HINT, Record, delimiter_of, records_in, undecodable
from manyi.rows.read.encoding import MARKS
from manyi.rows.read.parser import Refused, cells_of
from manyi.study.origin import File, require_listed

LARGE = 256 * 2**20  # bytes from which a file is read in parts
BLOCK = 16 * 2**20  # bytes hashed and decoded together
BATCH = 50_000  # rows of a parquet file read together
KINDS = (".csv", ".tsv", ".txt", ".parquet")


def is_large(path: Path, file: File) -> bool:
    """Return whether a file is read in parts: one of some size that nothing special was said about."""
    special = file.damaged or file.codebook
    return path.suffix.lower() in KINDS and not special and path.stat().st_size >= LARGE


def records(path: Path, file: File, name: str) -> Iterator[Record]:
    """Yield every record of a large file, its header first, with its line (of parquet: its row, the header being 0).

    Raises InputError: not the file in origin.yml, a byte that is not in its encoding, not readable.
    """
    if path.suffix.lower() == ".parquet":
        require_listed(path, file)
        return _of_columns(path, name, file.decimal)
    return _of_text(path, name, _checked(path, file, name), file.delimiter)


def _checked(path: Path, file: File, name: str) -> str:
    """Return the encoding of a text file, all of which decodes, and whose hash is the one listed."""
    with path.open("rb") as source:
        start = source.read(4)
        marked = next((encoding for mark, encoding in MARKS if start.startswith(mark)), "utf-8")
        encoding = file.encoding or marked
        source.seek(0)
        digest, decoder, lines = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 0
        while block := source.read(BLOCK):
            digest.update(block)
            _decode(decoder, block, False, lines, name, encoding)
            lines += block.count(b"\n")
        _decode(decoder, b"", True, lines, name, encoding)
    require_listed(path, file, digest.hexdigest())
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def _decode(decoder: codecs.IncrementalDecoder, block: bytes, last: bool, lines: int, name: str, encoding: str) -> None:
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError as error:
        raise undecodable(error, name, encoding, lines) from None


def _of_text(path: Path, name: str, encoding: str, delimiter: str | None) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as source:
        opening, line = source.read(HEAD + 1), 1
        source.seek(0)
        if hint := HINT.match(opening):
            source.readline()
            opening, line, delimiter = opening[hint.end() :], 2, delimiter or hint["delimiter"]
        yield from records_in(source, name, delimiter or delimiter_of(opening), line)


def _of_columns(path: Path, name: str, decimal: str) -> Iterator[Record]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as source:
            yield 0, list(source.schema_arrow.names)
            line = 1
            for batch in source.iter_batches(BATCH):
                rows = cells_of(pa.Table.from_batches([batch]), decimal)
                yield from enumerate(rows, start=line)
                line += batch.num_rows
    except Refused as error:
        raise InputError(str(error), where=name) from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"not readable as parquet: {error}", where=name) from None
