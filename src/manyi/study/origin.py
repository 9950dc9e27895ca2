"""Where the files of a wave come from, and the hashes that identify them. raw/<year>/origin.yml."""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from manyi import places
from manyi.errors import InputError
from manyi.language.text import Strict, Text
from manyi.study.safe_yaml import label

# Python codecs that are not file encodings: they escape, compress or depend on the machine's settings.
NOT_OF_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "charmap", "mbcs", "oem"}

Row = Annotated[int, Field(ge=1, le=1_000_000_000)]  # numbered as in a spreadsheet


class Long(Strict):
    """The columns of a file with a row per answer: whose it is, to which question, and what it says."""

    id: str
    question: str
    answer: str


class Layout(Strict):
    """How rows and columns relate to respondents and questions, where it is not one row per respondent."""

    long: Long


class Listed(Strict):
    """A file by name and content; on its own, the codebook that came with a data file (Triple-S or DDI)."""

    name: str = Field(pattern=r"^[^/\\]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class File(Listed):
    """One delivered file; encoding and delimiter are detected unless given, the sheet is the first visible one.

    header: the header row, or several whose cells are joined; anything above is ignored.
    not_respondents: rows that hold no answers (question wording, totals). decimal: the decimal separator.
    left_out: records that are not finished questionnaires of respondents: {rule: {column: [values]}}, "" for blank.
    headers: names by the position of their column, from 1, where the file repeats a name or has none.
    layout: for a file with a row per answer. codebook: the codebook that accompanies the file.
    year_in: the column whose first four digits are the wave, where a file holds several waves; a record without a year
    belongs to the first wave that lists the file. damaged: the number of places in the file that are invalid in its
    encoding and known to be lost; records containing them are removed as broken, and unclosed quotes are tolerated.
    """

    encoding: str | None = None
    delimiter: str | None = Field(default=None, pattern=r"^[^\w\s\"]$|^\t$|^ $")
    sheet: str | None = None
    header: Row | Annotated[list[Row], Field(min_length=1, max_length=5)] | None = None
    headers: dict[Annotated[int, Field(ge=1)], Annotated[str, Field(min_length=1)]] = {}
    not_respondents: list[Row] = []
    left_out: dict[
        Literal["preview", "unfinished"], dict[str, Annotated[list[str | int | bool], Field(min_length=1)]]
    ] = {}
    layout: Layout | None = None
    codebook: Listed | None = None
    decimal: Literal[".", ","] = "."
    year_in: str | None = None
    damaged: int = Field(default=0, ge=0)

    @field_validator("encoding")
    @classmethod
    def _canonical(cls, name: str | None) -> str | None:
        """Return an encoding under Python's canonical name, which other libraries understand too."""
        if name is None:
            return None
        try:
            "a".encode(name).decode(name)
            canonical = codecs.lookup(name).name
        except (LookupError, ValueError):
            canonical = "undefined"
        if canonical.replace("_", "-") in NOT_OF_FILES:
            raise ValueError(f"no encoding {name!r}: use utf-8, gb18030, big5, cp1252, shift_jis, utf-16 ...")
        return canonical

    @property
    def header_rows(self) -> list[int]:
        """Return the header rows, in order; empty when the header is the first non-blank row."""
        return [self.header] if isinstance(self.header, int) else sorted(self.header or [])

    @model_validator(mode="after")
    def _rows_of_answers(self) -> Self:
        """Refuse not_respondents in a long layout, where a row is not a respondent anyway."""
        if self.layout and self.not_respondents:
            raise ValueError(
                "not_respondents and layout: {long: ...} exclude each other: name the rows' id under left_out"
            )
        return self


class Origin(Strict):
    """The provenance of a wave's files."""

    producer: Text | str
    licence: Text | str
    retrieved: date
    how: Text | str  # how to get the files again
    files: list[File] = Field(min_length=1)

    @property
    def delivered(self) -> list[Listed]:
        """Return every file the rows are made of: data, and the codebooks that came with them."""
        return [listed for file in self.files for listed in (file, file.codebook) if listed]

    @model_validator(mode="after")
    def _no_file_twice(self) -> Self:
        """Refuse a file listed twice, under one name or two: everyone in it would be counted twice."""
        before: list[File] = []
        for file in self.files:
            for other in before:
                sheets = {file.sheet, other.sheet}
                if file.sha256 == other.sha256 and (len(sheets) == 1 or None in sheets):
                    raise ValueError(f"{file.name!r} has the same sha256 as {other.name!r}: list it once")
                if file.name == other.name and file.sha256 != other.sha256:
                    raise ValueError(f"{file.name!r} is listed twice with different sha256: list it once")
            before.append(file)
        return self


def locate(folder: Path, wave: int, file: Listed, origin: Origin) -> Path:
    """Return the path of a file: beside its origin.yml, or else in the folder of delivered files.

    Raises InputError, saying how to obtain the file, when it is in neither.
    """
    outside = places.delivered()
    where = [folder / "raw" / str(wave)]
    if outside:
        study = [outside / folder.name, outside]
        where += [base / sub for base in study for sub in (f"raw/{wave}", "raw", str(wave), ".")]
    for candidate in where:
        if path := _in(candidate, file.name):
            return path
    how = origin.how.en if isinstance(origin.how, Text) else origin.how
    raise InputError(
        f"the file {file.name} is missing; give its folder with DATA=, or download it again: {how}",
        where=f"{folder.name}/raw/{wave}",
    )


def _in(folder: Path, name: str) -> Path | None:
    """Return a file of a folder, even if its name is in another Unicode normal form (zip files from macOS)."""
    if (folder / name).is_file():
        return folder / name
    if name.isascii() or not folder.is_dir():
        return None
    wanted = unicodedata.normalize("NFC", name)
    alike = (path for path in folder.iterdir() if unicodedata.normalize("NFC", path.name) == wanted)
    return next((path for path in alike if path.is_file()), None)


def content(path: Path, file: Listed) -> bytes:
    """Return the bytes of a file. Raises InputError when they are not those of origin.yml."""
    data = path.read_bytes()
    require_listed(path, file, hashlib.sha256(data).hexdigest())
    return data


def require_listed(path: Path, file: Listed, digest: str = "") -> None:
    """Raise InputError where a file is not the one in origin.yml; digest: its hash, if already computed."""
    digest = digest or places.sha256(path)
    if digest != file.sha256:
        raise InputError(
            f"the file is not the one in origin.yml: its sha256 is {digest}",
            where=label(path),
            allowed=[file.sha256],
        )
