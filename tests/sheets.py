"""How full the sheets of printed pages are: python -m tests.sheets build/pdf/annual-2024/*.pdf

Reads where Chromium put text in a PDF (positions and sizes, not letters): the height of a sheet its text reaches, and
whether the last line is a heading. Says which sheets are under a fifth full, but for the last of a page, and where a
heading is stranded; exit code 1 when there is any.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

HEIGHT, TOP, BOTTOM = 841.92, 56.7, 51.0  # points of A4, and of its margins (20 and 18 mm)
LEAST = 0.2
HEADING = 11.3  # points: text is 10, the title of a figure 11.2, the smallest heading 11.5
HEAD = re.compile(rb"(?<!\d)(\d+) 0 obj\s*(.*?)(?:stream\r?\n|endobj)", re.DOTALL)
LENGTH = re.compile(rb"/Length\s+(\d+)")
KIDS, CONTENTS = re.compile(rb"/Kids\s*\[(.*?)\]", re.DOTALL), re.compile(rb"/Contents\s+(\d+) 0 R")
KID = re.compile(rb"(\d+) 0 R")
NUMBER = rb"-?[\d.]+"
OPERATION = re.compile(rb"((?:%s\s+){6})(cm|Tm)|(%s)\s+Tf|\b(q|Q|BT|Tj|TJ)\b" % (NUMBER, NUMBER))


class Line(NamedTuple):
    """A piece of text: its distance from the upper edge of the paper, and its size, in points."""

    down: float
    size: float


def sheets(file: Path) -> list[list[Line]]:
    """Return the text of every sheet of a PDF, from top to bottom, without what stands in the margins."""
    objects = dict(_objects(file.read_bytes()))
    heads = {number: head for number, (head, _) in objects.items()}
    contents = (CONTENTS.search(page) for page in _in_order(heads))
    return [sorted(_lines(*objects[int(content[1])])) for content in contents if content]


def _objects(data: bytes) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """Yield the number of each object of a PDF, what it says of itself, and its stream."""
    at = 0
    while head := HEAD.search(data, at):
        length = LENGTH.search(head[2]) if head[0].endswith(b"\n") else None
        at = head.end() + (int(length[1]) if length else 0)
        yield int(head[1]), (head[2], data[head.end() : at])


def _in_order(objects: dict[int, bytes]) -> Iterator[bytes]:
    """Yield the sheets as they follow each other, from the root of their tree."""
    inner = {number: body for number, body in objects.items() if re.search(rb"/Type\s*/Pages\b", body)}
    lists = {number: KIDS.search(body) for number, body in inner.items()}
    below = {number: [int(kid) for kid in KID.findall(kids[1])] for number, kids in lists.items() if kids}
    children = {kid for kids in below.values() for kid in kids}

    def leaves(number: int) -> Iterator[bytes]:
        if number not in below:
            yield objects[number]
        for kid in below.get(number, ()):
            yield from leaves(kid)

    for root in below.keys() - children:
        yield from leaves(root)


def _lines(head: bytes, stream: bytes) -> Iterator[Line]:
    """Yield the pieces of text of a content stream inside the margins."""
    content = zlib.decompress(stream) if b"FlateDecode" in head else stream
    now, text, size, kept = np.eye(3), np.eye(3), 0.0, []
    for numbers, placed, sized, word in OPERATION.findall(content):
        if placed:
            a, b, c, d, e, f = map(float, numbers.split())
            matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]])
            now, text = (matrix @ now, text) if placed == b"cm" else (now, matrix)
        elif sized:
            size = float(sized)
        elif word == b"q":
            kept.append(now)
        elif word == b"Q":
            now = kept.pop()
        elif word == b"BT":
            text = np.eye(3)
        else:
            at = text @ now
            down = HEIGHT - at[2, 1]
            if TOP < down < HEIGHT - BOTTOM:
                yield Line(round(down, 1), round(size * abs(at[1, 1]), 1))


def fill(sheet: list[Line]) -> float:
    """Return the part of a sheet its text reaches down to."""
    return (sheet[-1].down - TOP) / (HEIGHT - TOP - BOTTOM) if sheet else 0.0


def faults(file: Path) -> Iterator[str]:
    """Yield what is wrong with the sheets of a page."""
    printed = sheets(file)
    for number, sheet in enumerate(printed, 1):
        if number < len(printed) and fill(sheet) < LEAST:
            yield f"{file.name}: sheet {number} of {len(printed)} is {fill(sheet):.0%} full"
        if number < len(printed) and sheet and sheet[-1].size > HEADING:
            yield f"{file.name}: sheet {number} ends with a heading"


def main(files: list[Path]) -> int:
    """Print how full each sheet is and what is wrong, and return how many faults there are."""
    for file in files:
        print(file.name, *(f"{fill(sheet):.0%}" for sheet in sheets(file)))
    wrong = [fault for file in files for fault in faults(file)]
    print(f"{len(files)} pages, {len(wrong)} faults", *wrong, sep="\n  ")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(min(main([Path(argument) for argument in sys.argv[1:]]), 1))
