"""Bytes of a text file -> characters -> records. One record is its first line number and its cells, as delivered."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from manyi.errors import InputError, place

Record = tuple[int, list[str]]
LOST = "\ufffd"  # stands where bytes were lost
DELIMITERS = (",", "\t", ";", "|")
csv.field_size_limit(16 * 2**20)


def text_of(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the characters of a file: in its declared encoding, else UTF-8 (with or without BOM), else GB18030.

    Trial decoding is strict. GB18030 reads almost any bytes, so a file that is UTF-8 but for a few damaged places
    is refused, not turned into nonsense. Raises InputError naming the line of the first undecodable byte.
    """
    if encoding is None:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
        try:
            return _strict(data, encoding)
        except UnicodeDecodeError as error:
            if data.startswith(codecs.BOM_UTF8) or encoding != "utf-8" or _mostly_utf8(data):
                raise _undecodable(error, name, encoding) from None
        encoding = "gb18030"
    try:
        return _strict(data, encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(error, name, encoding) from None
    except LookupError:
        raise InputError(f"no encoding {encoding!r}", where=name, allowed=["utf-8", "gb18030", "utf-16"]) from None


def damaged_text(data: bytes, name: str, encoding: str | None, places: int) -> str:
    """Return the characters of a file known to be damaged, LOST where bytes are not of its encoding (default UTF-8).

    Raises InputError when there are not as many such places as origin.yml says.
    """
    text = data.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")
    if text.count(LOST) != places:
        raise InputError(f"{text.count(LOST)} places are undecodable", where=name, allowed=[f"damaged: {places}"])
    return text


def _strict(data: bytes, encoding: str) -> str:
    return data.decode(encoding).removeprefix("\ufeff")


def _mostly_utf8(data: bytes) -> bool:
    """Say whether at least 95 % of the non-ASCII bytes are parts of valid UTF-8 characters."""
    high = sum(byte > 127 for byte in data)
    kept = sum(byte > 127 for byte in data.decode("utf-8", "ignore").encode())
    return kept >= 0.95 * high


def _undecodable(error: UnicodeDecodeError, name: str, encoding: str) -> InputError:
    line = error.object[: error.start].count(b"\n") + 1
    byte = error.object[error.start]
    return InputError(
        f"byte 0x{byte:02x} is not {encoding.upper()}; say the encoding in origin.yml, or repair the file",
        where=place(name, line),
    )


def delimiter_of(text: str) -> str:
    """Return the delimiter that parts the first line into most cells."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(
        DELIMITERS, key=lambda delimiter: (len(next(csv.reader([first], delimiter=delimiter), [])), delimiter == ",")
    )


def records_of(text: str, name: str, delimiter: str | None = None, strict: bool = True) -> Iterator[Record]:
    """Yield every record with the number of its first line; quoted cells may hold line breaks.

    Raises InputError where a quote is never closed, unless not strict.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text), strict=strict)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"not readable as a table: {error}", where=place(name, line)) from None
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1
