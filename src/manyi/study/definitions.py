"""Everything a study's YAML says, read and checked: one Definition per study folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from manyi import places
from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.language.periods import Period
from manyi.study.codebook import Codebook
from manyi.study.items import Item
from manyi.study.origin import Origin
from manyi.study.study import Margins, Study
from manyi.study.yaml_file import line_of


@dataclass(frozen=True, repr=False)
class Definition(Displayed):
    """A study folder: its records, and the origin of each wave that has files."""

    folder: Path
    study: Study
    codebook: Codebook
    margins: Margins
    origins: dict[Period, Origin]

    @property
    def name(self) -> str:
        """Return the name of the study: its folder under data/ (`retail`; `retail/orders` is one of its tables)."""
        data = places.data()
        return self.folder.relative_to(data).as_posix() if self.folder.is_relative_to(data) else self.folder.name

    def item(self, name: str, where: str) -> Item:
        """Return the item of this name. Raises InputError at `where` if there is none."""
        if name not in self.codebook.items:
            self.refuse(where, f"no item {name!r} in codebook.yml", self.codebook.items)
        return self.codebook.items[name]

    def need_answers(self, name: str, answers: Iterable[Any], where: str) -> None:
        """Raise InputError at `where` unless the item exists and can have these answers."""
        allowed = self.item(name, where).possible
        for answer in answers:
            if allowed is not None and answer not in allowed:
                self.refuse(where, f"item {name} has no answer {answer!r}", allowed)

    def refuse(self, where: str, message: str, allowed: Iterable[object] = ()) -> NoReturn:
        """Raise an InputError for a contradiction; `where`: a file of the study and the key in it."""
        raise InputError(message, where=self.at(where), allowed=allowed)

    def at(self, where: str) -> str:
        """Return a place for messages: `study.yml claims wait` -> `parks/study.yml, line 9: claims wait`.

        where: a file of the study, then the keys that lead to the place (a claim by its id).
        """
        file, _, key = where.partition(" ")
        line = line_of(self.folder / file, re.split(r"[. ]", key)) if key else None
        return f"{place(f'{self.name}/{file}', line)}{f': {key}' if key else ''}"
