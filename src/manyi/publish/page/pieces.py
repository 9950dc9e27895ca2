"""The parts that pages are assembled from: a chapter's piece for a page, its marks and drawings, stored as files.

Each is only read by the pages that show it: a page is made again if its own pieces have changed, and the first page
if any marks, or one of the drawings it shows, have changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from manyi.publish.page.sheets import Sheet

DIGESTS = "drawings.json"


@dataclass(frozen=True)
class Heading:
    """One heading of the page: its level there (2-6), its id and its words."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Mark:
    """Something on a page that can be linked to: its kind, its id and its words."""

    kind: str  # heading, or the kind of an exhibit: figure, table, sentence, notice ...
    id: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A chapter in one language; the summary's `headlines`, big number and answer, go under the title instead."""

    body: str
    headings: list[Heading]
    headlines: list[str]
    first: Mapping[str, Any] | None = None  # the record of the first screen (exhibits.chapter.screen_record)
    marks: list[Mark] = field(default_factory=list)  # in the order of the chapter


Pieces = Mapping[str, Piece]  # of a chapter, by name


def name_of(sheet: Sheet, language: str) -> str:
    """Return the name of the pieces a page shows in a language."""
    return f"{sheet.name}.{language}"


def findings_in(pieces: Iterable[Piece]) -> set[str]:
    """Return the ids of the drawings shown with findings."""
    return {finding["exhibit"] for piece in pieces if piece.first for finding in piece.first["findings"]}


def save_pieces(pieces: Pieces, drawings: Mapping[str, Mapping[str, str]], folder: Path) -> None:
    """Write the pieces of a chapter and, separately, their marks, its drawings, and the digest of each drawing."""
    for name, piece in pieces.items():
        _write(folder / f"{name}.json", asdict(piece))
    for language, of_language in drawings.items():
        named = {name: piece for name, piece in pieces.items() if name.endswith(f".{language}")}
        _write(folder / marks_file(language), {name: asdict(piece)["marks"] for name, piece in named.items()})
        _write(folder / f"drawings.{language}.json", of_language)
    digests = {
        language: {id_: hashlib.sha256(html.encode()).hexdigest() for id_, html in of_language.items()}
        for language, of_language in drawings.items()
    }
    _write(folder / DIGESTS, digests)


def read_pieces(folder: Path, sheet: Sheet | None, language: str) -> Pieces:
    """Return the piece of one page in full, if the chapter is on it; of the others only their marks."""
    marks = _read(folder / marks_file(language))
    pieces = {name: Piece("", [], [], marks=_marks(given)) for name, given in marks.items()}
    if sheet and (name := name_of(sheet, language)) in pieces:
        record = _read(folder / f"{name}.json")
        headings = [Heading(**heading) for heading in record["headings"]]
        pieces[name] = Piece(**record | {"headings": headings, "marks": _marks(record["marks"])})
    return pieces


def read_drawings(folders: Iterable[Path], ids: set[str], language: str) -> dict[str, str]:
    """Return the drawings of these ids."""
    drawings: dict[str, str] = {}
    for folder in folders:
        if ids & digests_of(folder, language).keys():
            every = _read(folder / f"drawings.{language}.json")
            drawings |= {id_: html for id_, html in every.items() if id_ in ids}
    return drawings


def digests_of(folder: Path, language: str) -> Mapping[str, str]:
    """Return the digest of every drawing of a chapter, by id."""
    return _read(folder / DIGESTS)[language]


def marks_file(language: str) -> str:
    """Return the name of the file with the marks of all pieces in a language."""
    return f"marks.{language}.json"


def _marks(records: Iterable[dict[str, str]]) -> list[Mark]:
    return [Mark(**record) for record in records]


def _write(file: Path, record: object) -> None:
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _read(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
