"""Where the files of a wave come from, and the proof that they are the files meant. raw/<year>/origin.yml."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from pydantic import Field

from manyi import places
from manyi.errors import InputError
from manyi.language.text import Strict, Text
from manyi.study.yaml_file import label


class File(Strict):
    """One delivered file; encoding and delimiter are detected when not said, the sheet is the first one.

    year_in: the column whose first four digits are the wave, where one file holds several; what has no year there is
    counted with the first wave that lists the file. damaged: how many places in the file are not of its encoding, and
    known to be lost; the records they are in are removed as broken, and quotes they left open are not an error.
    """

    name: str = Field(pattern=r"^[^/\\]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    year_in: str | None = None
    damaged: int = Field(default=0, ge=0)


class Origin(Strict):
    """The birth certificate of a wave's files."""

    producer: Text | str
    licence: Text | str
    retrieved: date
    how: Text | str  # how to get the files again
    files: list[File] = Field(min_length=1)


def locate(folder: Path, wave: int, file: File, origin: Origin) -> Path:
    """Return where a file lies: beside its origin.yml, else in the folder of delivered files.

    Raises InputError saying how to get the file when it is nowhere.
    """
    outside = places.delivered()
    where = [folder / "raw" / str(wave)]
    if outside:
        study = [outside / folder.name, outside]
        where += [base / sub for base in study for sub in (f"raw/{wave}", "raw", str(wave), ".")]
    for candidate in where:
        if (candidate / file.name).is_file():
            return candidate / file.name
    how = origin.how.en if isinstance(origin.how, Text) else origin.how
    raise InputError(
        f"the file {file.name} is missing; name its folder with DATA=, or get it again: {how}",
        where=f"{folder.name}/raw/{wave}",
    )


def content(path: Path, file: File) -> bytes:
    """Return the bytes of a file. Raises InputError when they are not those of origin.yml."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != file.sha256:
        raise InputError(
            f"the file is not the one in origin.yml: its sha256 is {digest}",
            where=label(path),
            allowed=[file.sha256],
        )
    return data
