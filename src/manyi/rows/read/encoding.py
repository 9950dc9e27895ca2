"""The encoding of a text file if it is certain; otherwise how the file would read in each candidate.

GB18030 can decode almost any bytes, so it is accepted only where the result looks like Chinese: at least PART of the
non-ASCII characters are Chinese punctuation or among the thousand most frequent characters (frequent.txt, from the
frequencies in jieba's dictionary). Chinese survey exports score .80 to .99; Western, Korean, Japanese, Cyrillic and
Big5 text below .35.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from pathlib import Path

from manyi.errors import InputError, place
from manyi.rows.read.personal_data import redact

PART = 0.6
CANDIDATES = ("gb18030", "cp1252", "big5", "shift_jis", "euc_kr", "cp1251", "utf-16-le", "utf-16-be")
# First and last character of a script, and its share of a text; half-width kana result from other encodings.
SCRIPTS = {"shift_jis": ("\u3041", "\u30fe", 0.15), "euc_kr": ("\uac00", "\ud7a3", 0.7)}
OPENING = 200_000  # bytes searched for a script
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def certain(data: bytes) -> str | None:
    """Return the encoding that the bytes themselves establish; None where only a person can tell."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in data and (wide := _wide(data)):
        return wide
    if _reads(data, "utf-8"):
        return "utf-8"
    return "gb18030" if not mostly_utf8(data) and _reads(data, "gb18030") and _chinese(data) else None


def in_doubt(data: bytes, name: str, whole: bool = True) -> InputError:
    """Return the error that asks for the encoding, showing the first doubtful words in each candidate.

    whole: the bytes are the whole file, so the line number can be given.
    """
    bad = _first_wrong(data)
    start = max(data.rfind(mark, 0, bad) for mark in (b",", b"\t", b";", b"|", b'"', b"\n", b"\r")) + 1
    cell = re.split(rb'[,\t;|"\r\n]', data[start:])[0][:40]
    possible = [
        encoding for encoding in CANDIDATES if _reads(data, encoding) and _assigned(cell.decode(encoding, "ignore"))
    ]
    if not possible:
        return InputError("not a text in any encoding: is it packed, a workbook or a statistics file?", where=name)
    possible.sort(key=lambda encoding: not _in_its_script(data, encoding))
    read = {encoding: redact(cell.decode(encoding, "ignore"))[0][:20] for encoding in possible}
    options = ", ".join(f"{encoding} ({words!r})" for encoding, words in read.items())
    where = place(name, data[:bad].count(b"\n") + 1 if whole else None)
    wrong = f"byte 0x{data[bad]:02x} is not UTF-8" if whole else "the file does not declare the encoding of its text"
    return InputError(
        f"{wrong}; it could be {options}: set encoding: in origin.yml (ENCODING= for a new survey)", where
    )


def _first_wrong(data: bytes) -> int:
    """Return the position of the first byte that is not UTF-8, or of the first non-ASCII one if all are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return next((index for index, byte in enumerate(data) if byte > 127), 0)


def _reads(data: bytes, encoding: str) -> bool:
    """Return whether the bytes decode in an encoding, without null characters."""
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _assigned(text: str) -> bool:
    """Return whether a text is free of private-use characters, which Chinese encodings make of foreign bytes."""
    return all(unicodedata.category(character) != "Co" for character in text)


def _in_its_script(data: bytes, encoding: str) -> bool:
    """Return whether the bytes, read as Japanese or Korean, hold as many kana or hangul as such text does."""
    first, last, least = SCRIPTS.get(encoding, ("", "", 2.0))
    strange = [character for character in data[:OPENING].decode(encoding, "ignore") if character > "\x7f"]
    return sum(first <= character <= last for character in strange) > max(4, least * len(strange))  # two prove nothing


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 variant of bytes without a BOM: ASCII characters put their zero byte always on one side."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > 10 * even else "utf-16-be" if even > 10 * odd else None
    return encoding if encoding and _reads(data, encoding) else None


def mostly_utf8(data: bytes) -> bool:
    """Return whether at least 95 % of the non-ASCII bytes belong to valid UTF-8 characters, as in a damaged file."""
    high = sum(byte > 127 for byte in data)
    kept = sum(byte > 127 for byte in data.decode("utf-8", "ignore").encode())
    return kept >= 0.95 * high


@functools.cache
def _frequent() -> frozenset[str]:
    text = (Path(__file__).parent / "frequent.txt").read_text("utf-8")
    return frozenset("".join(text.split()))


def _chinese(data: bytes) -> bool:
    """Return whether the bytes, read as GB18030, look like Chinese."""
    strange = [character for character in data.decode("gb18030") if character > "\x7f"]
    usual = _frequent()
    hits = sum(mark in usual or "\u3000" <= mark <= "\u303f" or "\uff00" <= mark <= "\uffef" for mark in strange)
    return hits >= PART * len(strange)
