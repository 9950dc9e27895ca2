"""Which encoding a text file is in, where that is certain; where it is not, what it would say in each candidate.

GB18030 reads almost any bytes, so it is believed only where the result looks like Chinese: of what is not ASCII, PART
are Chinese punctuation or among the thousand most used characters (frequent.txt, after the frequencies of jieba's
dictionary). Chinese survey exports reach .80 to .99, Western, Korean, Japanese, Cyrillic and Big5 text below .35.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from pathlib import Path

from manyi.errors import InputError, place
from manyi.rows.read.redact import redact

PART = 0.6
CANDIDATES = ("gb18030", "cp1252", "big5", "shift_jis", "euc_kr", "cp1251", "utf-16-le", "utf-16-be")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def certain(data: bytes) -> str | None:
    """Return the encoding that the bytes themselves say; None where only a person can know."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in data and (wide := _wide(data)):
        return wide
    if _reads(data, "utf-8"):
        return "utf-8"
    return "gb18030" if not mostly_utf8(data) and _reads(data, "gb18030") and _chinese(data) else None


def in_doubt(data: bytes, name: str, whole: bool = True) -> InputError:
    """Return the error that asks for the encoding, with the first doubtful words in each that could be meant.

    whole: the bytes are those of the file, so that the line is known.
    """
    bad = _first_wrong(data)
    start = max(data.rfind(mark, 0, bad) for mark in (b",", b"\t", b";", b"|", b'"', b"\n", b"\r")) + 1
    cell = re.split(rb'[,\t;|"\r\n]', data[start:])[0][:40]
    possible = [
        encoding for encoding in CANDIDATES if _reads(data, encoding) and _assigned(cell.decode(encoding, "ignore"))
    ]
    read = {encoding: redact(cell.decode(encoding, "ignore"))[0][:20] for encoding in possible}
    options = ", ".join(f"{encoding} ({words!r})" for encoding, words in read.items())
    where = place(name, data[:bad].count(b"\n") + 1 if whole else None)
    wrong = f"byte 0x{data[bad]:02x} is not UTF-8" if whole else "the file does not say the encoding of its words"
    return InputError(f"{wrong}; it could be {options}: say encoding: in origin.yml", where)


def _first_wrong(data: bytes) -> int:
    """Return the place of the first byte that is not UTF-8; of the first not ASCII where all are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return next((index for index, byte in enumerate(data) if byte > 127), 0)


def _reads(data: bytes, encoding: str) -> bool:
    """Say whether the bytes are of an encoding, and hold no character that no text has."""
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _assigned(text: str) -> bool:
    """Say whether a text has no character of private use, as Chinese encodings make of others."""
    return all(unicodedata.category(one) != "Co" for one in text)


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 bytes without a mark are: commas, digits and line ends have a zero byte, always one side."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > 10 * even else "utf-16-be" if even > 10 * odd else None
    return encoding if encoding and _reads(data, encoding) else None


def mostly_utf8(data: bytes) -> bool:
    """Say whether at least 95 % of the non-ASCII bytes are parts of valid UTF-8 characters: a damaged file."""
    high = sum(byte > 127 for byte in data)
    kept = sum(byte > 127 for byte in data.decode("utf-8", "ignore").encode())
    return kept >= 0.95 * high


@functools.cache
def _frequent() -> frozenset[str]:
    text = (Path(__file__).parent / "frequent.txt").read_text("utf-8")
    return frozenset("".join(text.split()))


def _chinese(data: bytes) -> bool:
    """Say whether bytes read as GB18030 look like Chinese."""
    strange = [one for one in data.decode("gb18030") if one > "\x7f"]
    usual = _frequent()
    hits = sum(one in usual or "\u3000" <= one <= "\u303f" or "\uff00" <= one <= "\uffef" for one in strange)
    return hits >= PART * len(strange)
