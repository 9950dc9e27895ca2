"""Everything a study's YAML says, read and checked: one Definition per study folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from manyi import places
from manyi.display import Displayed
from manyi.errors import InputError
from manyi.study.codebook import Codebook
from manyi.study.origin import Origin
from manyi.study.study import Margins, Study


@dataclass(frozen=True, repr=False)
class Definition(Displayed):
    """A study folder: its records, and the origin of each wave that has files."""

    folder: Path
    study: Study
    codebook: Codebook
    margins: Margins
    origins: dict[int, Origin]

    @property
    def name(self) -> str:
        """Return the name of the study: its folder under data/ (`retail`; `retail/orders` is one of its tables)."""
        data = places.data()
        return self.folder.relative_to(data).as_posix() if self.folder.is_relative_to(data) else self.folder.name

    def refuse(self, where: str, message: str, allowed: Iterable[object] = ()) -> NoReturn:
        """Raise an InputError for a contradiction; `where`: a file of the study and the key in it."""
        raise InputError(message, where=f"{self.name}/{where}", allowed=allowed)
