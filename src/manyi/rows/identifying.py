"""What identifies people in the raw files of a study, to search for it in what is published. It is never stored.

In: studies and a year; out: {value: its kind}. Every value of an item with the role `identifier`; in open answers and
columns that are not used, numbers and handles by their forms, addresses, and full names by a list of surnames.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from manyi.language.periods import Period
from manyi.rows.read.content import content_of
from manyi.rows.read.headers import headless, plain
from manyi.rows.read.personal_data import found_in
from manyi.rows.read.personal_names import names_in
from manyi.study.codebook import Item
from manyi.study.definitions import Definition
from manyi.study.origin import locate
from manyi.study.reading import definition

SHORTEST = 7  # letters and digits a value needs so as not to turn up by chance
COMMON = 0.05  # share of the rows: what more people have in common identifies nobody
HINT = re.compile(r"(?:\d\D{0,4}){6}|[@＠微薇号]|[Vv]x|[Ww]x|[Qq][Qq]|street|road|avenue|lane", re.IGNORECASE)
DAY = re.compile(r"\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?")
ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:路|街|巷|弄|大道)\d{1,5}(?:号|弄)(?:\d{1,4}(?:室|单元|栋|幢|楼))*"
    r"|\b\d{1,5} (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Way|Boulevard|Blvd)\b"
)


def identities(studies: Iterable[str], year: Period) -> dict[str, str]:
    """Return {value: kind} for what identifies people in the raw files of studies and tables up to a year."""
    values: dict[str, str] = {}
    for given in map(definition, studies):
        for wave in (wave for wave in given.origins if wave <= year):
            values |= dict(_of_wave(given, wave))
    return values


def _of_wave(given: Definition, wave: Period) -> Iterator[tuple[str, str]]:
    """Yield (value, kind) of the files of a wave."""
    items = given.codebook.items.values()
    ids, closed = (
        {plain(header) for item in items if chosen(item) for some in item.headers(wave).values() for header in some}
        for chosen in (_identifies, lambda item: not item.words and not item.written_in)
    )
    for file in given.origins[wave].files:
        content = content_of(locate(given.folder, wave, file, given.origins[wave]), file, headless(given, wave))
        shown = [plain(header) for header in content.header]
        looked_at = [at for at, header in enumerate(shown) if header in ids or header not in closed]
        cells: dict[int, Counter[str]] = {at: Counter() for at in looked_at}
        for row in content.rows:
            for at in looked_at:
                if at < len(row.cells) and row.cells[at]:
                    cells[at][row.cells[at].strip()] += 1
        for at in looked_at:
            yield from _whole(cells[at]) if shown[at] in ids else _inside(cells[at])


def _identifies(item: Item) -> bool:
    return "identifier" in item.roles


def _whole(cells: Counter[str]) -> Iterator[tuple[str, str]]:
    """Yield the values of a column of identifiers, except those many people share, days, and numbers met by chance."""
    most = max(5, COMMON * cells.total())
    for text, count in cells.items():
        signs = sum(map(str.isalnum, text))
        long = signs >= SHORTEST or not text.isascii() and signs >= 2
        if count <= most and long and not DAY.fullmatch(text):
            yield text, "identifier"


def _inside(cells: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what identifies somebody in free text."""
    for text in cells:
        if len(text) < 4:
            continue
        yield from ((name, "name") for name in names_in(text))
        if HINT.search(text):
            yield from ((value, kind) for kind, value in found_in(text) if sum(map(str.isalnum, value)) >= SHORTEST)
            yield from ((match[0], "address") for match in ADDRESS.finditer(text))
