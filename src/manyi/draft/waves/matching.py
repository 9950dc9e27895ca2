"""The columns of a new file, matched with those of the wave before. In: codebook and headers; out: which is which.

A header is the same whatever its case, blanks, full-width forms or leading asterisk. Where a question has moved (Q7 is
now Q9) or was renamed, the words of its header and label decide, then its position among those with its question
number; such a match must be confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from manyi.rows.read.headers import unused_in
from manyi.study.answers import heading
from manyi.study.codebook import Codebook

ALIKE = 0.72  # share of the characters of two headers, numbers aside, that must agree for a match
ENDS = 0.8  # the same where one header begins or ends with the other
PLACE = 0.5  # likeness of a match by position alone
LEAST = 3  # least characters of words to be compared at all
FEWEST = 4  # least characters of a header that may be part of another
NUMBER = re.compile(r"^\W*(?:[Qq]\d+|第?\d+题?)(?:[A-Za-z](?=_))?(?:[\W_]+|(?=[A-Z\u4e00-\u9fff]))")


@dataclass(frozen=True)
class Match:
    """A column of an item (or of one option, if each has its own): its header before and now, None if it is gone.

    alike: the likeness of the words, 1 for the same header.
    """

    item: str
    option: str
    before: str
    now: str | None
    alike: float = 1.0


@dataclass
class Matched:
    """Every column of the codebook with its match, and the new headers without one."""

    columns: list[Match]
    unused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def matched_columns(
    book: Codebook, last: int, year: int, labels: Mapping[str, str], order: Sequence[str] = ()
) -> Matched:
    """Match the columns of the codebook in the wave `last` with the headers of a file: {header: label or ""}.

    If the codebook already names the column of this year, that name is searched for.
    order: the headers of that wave's file, to match questions without a word in common by their position.
    """
    free = {heading(header): header for header in labels if header.strip()}
    wanted = [
        (name, option, header)
        for name, item in book.items.items()
        for option, headers in item.headers(year if year in item.columns else last).items()
        for header in headers
    ]
    result = {at: Match(*wanted[at], same) for at, same in _by_header([part[2] for part in wanted], free)}
    before = unused_in(book, last)
    unused = [header for text, header in free.items() if before(text)]
    free = {text: header for text, header in free.items() if header not in unused}
    for alike, at, text in _pairs({at: part for at, part in enumerate(wanted) if at not in result}, free, labels, book):
        if at not in result and text in free:
            result[at] = Match(*wanted[at], free.pop(text), round(alike, 2))
    for at, text in _by_place({at: part[2] for at, part in enumerate(wanted) if at not in result}, free, order):
        result[at] = Match(*wanted[at], free.pop(text), PLACE)
    columns = [result.get(at, Match(*column, None, 0.0)) for at, column in enumerate(wanted)]
    return Matched(columns, unused, list(free.values()))


def _by_header(wanted: Sequence[str], free: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yield (position among the wanted, new header) for headers equal but for capitals, which are then not free."""
    cased = {text.lower(): text for text in free}
    shared: dict[str, str] = {}  # a column used by two items, one of them grouped
    for at, text in enumerate(map(heading, wanted)):
        key = text if text in free else cased.get(text.lower(), text)
        if same := free.pop(key, None) or shared.get(key):
            shared[key] = same
            yield at, same


def _pairs(
    wanted: Mapping[int, tuple[str, str, str]], free: Mapping[str, str], labels: Mapping[str, str], book: Codebook
) -> list[tuple[float, int, str]]:
    """Return (likeness, position among the wanted, new header) of possible matches, the best first."""
    pairs = []
    for at, (name, option, header) in wanted.items():
        item = book.items[name]
        texts = [header, *(() if option else (item.text.en, item.text.zh))]
        for text, new in free.items():
            theirs = [part for part in (new, labels.get(new, "")) if part]
            alike = max(likeness(ours, other) for ours in texts for other in theirs)
            if alike >= ALIKE:
                pairs.append((alike, at, text))
    return sorted(pairs, key=lambda pair: -pair[0])


def _by_place(wanted: Mapping[int, str], free: Mapping[str, str], order: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (position among the wanted, new header) if a question has equally many columns left on both sides."""
    places = {heading(header): place for place, header in enumerate(order)}
    ordered = sorted(
        (at for at, header in wanted.items() if heading(header) in places), key=lambda at: places[heading(wanted[at])]
    )
    numbers = dict.fromkeys(_number(wanted[at]) for at in ordered)
    for number in filter(None, numbers):
        ours = [at for at in ordered if _number(wanted[at]) == number]
        theirs = [text for text in free if _number(text) == number]
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)


def _number(header: str) -> str:
    number = re.match(r"\W*(?:[Qq]|第)?(\d+)", heading(header))
    return number[1] if number else ""


def likeness(first: str, second: str) -> float:
    """Return the likeness of the words of two headers, without question numbers: 0 to 1."""
    ours, theirs = sorted(map(_words, (first, second)), key=len)
    if len(ours) < LEAST:  # Q6A and Q8A only have a letter in common
        return 0.0
    if ours == theirs:
        return 0.99
    part = len(ours) >= FEWEST and 3 * len(ours) >= len(theirs) and (theirs.startswith(ours) or theirs.endswith(ours))
    return max(SequenceMatcher(None, ours, theirs, autojunk=False).ratio(), ENDS if part else 0.0)


def _words(header: str) -> str:
    """Return the letters and digits of a header without its question number, if anything is left."""
    text = heading(header)
    return re.sub(r"[\W_]+", "", NUMBER.sub("", text) or text).lower()
