"""Bytes of a text file -> characters -> records. A record is its first line number and its cells, as delivered."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manyi.errors import InputError, place
from manyi.rows.read.encoding import certain, in_doubt, mostly_utf8

Record = tuple[int, list[str]]
LOST = "\ufffd"  # marks lost bytes
DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 50  # records used to find the delimiter
HINT = re.compile(r'"?sep=(?P<delimiter>[^\r\n"])"?[^\S\r\n]*(?:\r\n|\n|$)', re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
QUOTED_OR_CR = re.compile(r'(?P<quoted>"[^"]*")|\r(?!\n)')
LONGEST_LINE = 16 * 2**20  # bytes; a longer line is no answer, and would be copied several times before that is noticed
LONG_LINE = re.compile(rb"(?:\A|[\r\n])[^\r\n]{%d}" % LONGEST_LINE)
WIDEST = 100_000  # columns
HEAD = 2**20  # characters used to find the delimiter
csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True)
class Row:
    """A record: its row number as in a spreadsheet, the line it starts on, its cells."""

    number: int
    line: int
    cells: list[str]


def has_answer(cells: Iterable[str]) -> bool:
    """Return whether the cells of a record hold anything but space."""
    return any(map(str.strip, cells))


def is_record(row: Row, width: int, *, blank: bool) -> bool:
    """Return whether a row is a record: it holds something or, where a `blank` one counts, it has all its cells.

    This tells a respondent without answers from a blank line, except in a file with a single column.
    """
    return has_answer(row.cells) or blank and width > 1 and len(row.cells) == width


def text_of(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the characters of a file, decoded as declared or else as its bytes imply (`encoding.certain`).

    Raises InputError: a line longer than LONGEST_LINE; a byte invalid in the encoding, with its line; an ambiguous
    encoding, with the candidates.
    """
    if long := LONG_LINE.search(data):
        raise InputError(
            "a line of more than 16 MB is not a record", place(name, data.count(b"\n", 0, long.start() + 1) + 1)
        )
    used = encoding or certain(data)
    if used is None and not mostly_utf8(data):
        raise in_doubt(data, name)
    try:
        return data.decode(used or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise undecodable(error, name, used or "utf-8") from None


def damaged_text(data: bytes, name: str, encoding: str | None, places: int) -> str:
    """Return the characters of a damaged file, with LOST for bytes invalid in its encoding (default UTF-8).

    Raises InputError when the number of such places differs from the one in origin.yml.
    """
    text = data.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")
    if text.count(LOST) != places:
        raise InputError(f"{text.count(LOST)} places are undecodable", where=name, allowed=[f"damaged: {places}"])
    return text


def undecodable(error: UnicodeDecodeError, name: str, encoding: str, before: int = 0) -> InputError:
    """Return the error that names the byte and its line; before: lines before the bytes that were decoded."""
    line = before + error.object[: error.start].count(b"\n") + 1
    byte = error.object[error.start]
    return InputError(
        f"byte 0x{byte:02x} is not {encoding.upper()}; set another encoding: in origin.yml (ENCODING= for a new "
        "survey), or damaged: if it is lost (for a new survey: save the file anew as UTF-8)",
        where=place(name, line),
    )


def delimiter_of(text: str) -> str:
    """Return the delimiter that makes the first records most table-like: equal lengths, header included, many cells."""
    return max(DELIMITERS, key=lambda delimiter: (*_regular(text, delimiter), delimiter == ","))


def _regular(text: str, delimiter: str) -> tuple[bool, bool, float, int]:
    """Return how regular the first records are: whether most share a length, the first too, their share, the length."""
    lengths: list[int] = []
    head = text if len(text) <= HEAD else text[: text.rfind("\n", 0, HEAD) + 1 or None]
    try:
        for cells in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True):
            lengths += [len(cells)] if has_answer(cells) else []
            if len(lengths) == LOOKED_AT:
                break
    except csv.Error:
        lengths.append(0)
    usual, times = Counter(lengths).most_common(1)[0] if lengths else (0, 0)
    if usual < 2:
        return False, False, 0.0, 0
    share = times / len(lengths)
    return share > 0.8, lengths[0] == usual, share, usual


def records_of(text: str, name: str, delimiter: str | None = None, strict: bool = True) -> Iterator[Record]:
    """Yield every record, blank ones included, with its first line number; quoted cells may contain line breaks.

    A first line `sep=;` is Excel's way of naming the delimiter, not a record. Raises InputError for a record of more
    than WIDEST cells and, if strict, for a quote that is never closed.
    """
    text, line = _with_newlines(text), 1
    if hint := HINT.match(text):
        text, line, delimiter = text[hint.end() :], 2, delimiter or hint["delimiter"]
    yield from records_in(io.StringIO(text, newline=""), name, delimiter or delimiter_of(text), line, strict)


def records_in(lines: Iterable[str], name: str, delimiter: str, line: int = 1, strict: bool = True) -> Iterator[Record]:
    """Yield every record of some lines, the first of which is `line`. Raises as `records_of`."""
    reader, before = csv.reader(lines, delimiter=delimiter, strict=strict), line
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"not readable as a table: {error}", where=place(name, line)) from None
        if len(cells) > WIDEST:
            raise InputError(f"a record with {len(cells):,} cells does not come from a survey", where=place(name, line))
        yield line, cells
        line = reader.line_num + before


def _with_newlines(text: str) -> str:
    """Return the text with line feeds as record ends, converting those that end in CR alone."""
    outside = QUOTED.sub("", text) if "\r" in text else ""
    if "\n" in outside or "\r" not in outside:
        return text
    return QUOTED_OR_CR.sub(lambda match: match["quoted"] or "\n", text)
