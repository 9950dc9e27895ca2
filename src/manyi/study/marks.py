"""Open points in the descriptions of a study: guesses, questions for the researcher, texts still to be written.

In: YAML files. Out: one row per open point. A point is a mark in a line, and is settled by deleting the mark:

    scale: {from: 1, to: 5}  # CONFIRM which end is good: ...     the data cannot tell
    basis: model  # GUESS: ...                                     right as far as the data can tell
    population: TODO                                               to be written

As long as one is left, the report says DRAFT on every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from manyi.errors import place
from manyi.study.safe_yaml import label

MARK = re.compile(r"#\s*(?P<kind>GUESS|CONFIRM)\b:?\s*(?P<about>.*)")
STUB = re.compile(r"\b(?:TODO|FIXME)\b|To be written\b|待补充")


@dataclass(frozen=True)
class OpenPoint:
    """One mark: its file and line, its kind (GUESS, CONFIRM, TODO), and its text."""

    file: Path
    line: int
    kind: str
    about: str

    def __str__(self) -> str:
        return f"{place(label(self.file), self.line)}: {self.kind}: {self.about}"


def descriptions(folder: Path) -> list[Path]:
    """Return the YAML files of a study's folder and of its tables, and the origins of their waves."""
    return sorted({*folder.glob("*.yml"), *folder.glob("*/*.yml"), *folder.glob("**/raw/*/origin.yml")})


def open_points(files: Iterable[Path]) -> list[OpenPoint]:
    """Return every open point of these files, in order; a file that is not there has none."""
    points = []
    for file in files:
        lines = file.read_text("utf-8-sig", "replace").splitlines() if file.is_file() else []
        for number, line in enumerate(lines, start=1):
            written, _, comment = line.partition("#")
            if mark := MARK.search(line):
                points.append(
                    OpenPoint(file, number, mark["kind"], f"{written.strip()[:60]} ({mark['about'].strip()})")
                )
            elif STUB.search(written) or STUB.match(comment.strip()):
                points.append(OpenPoint(file, number, "TODO", written.strip()[:60] or comment.strip()[:60]))
    return points
