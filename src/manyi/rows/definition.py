"""Everything that is said about a study in YAML, read and checked: one Definition per study folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from manyi import places
from manyi.errors import InputError
from manyi.rows.codebook import Codebook
from manyi.rows.documents import read_yaml
from manyi.rows.margins import Margins
from manyi.rows.origin import Origin
from manyi.rows.study import Study


@dataclass(frozen=True)
class Definition:
    """A study folder: its records, and the origin of each wave whose files are there."""

    folder: Path
    study: Study
    codebook: Codebook
    margins: Margins
    origins: dict[int, Origin]

    @property
    def name(self) -> str:
        """Return the name of the study: its folder below data/ (`retail`; `retail/orders` is a table of it)."""
        data = places.data()
        return self.folder.relative_to(data).as_posix() if self.folder.is_relative_to(data) else self.folder.name

    def refuse(self, where: str, message: str, allowed: Iterable[object] = ()) -> NoReturn:
        """Raise the InputError of a contradiction; `where`: a file of the study and the key in it."""
        raise InputError(message, where=f"{self.name}/{where}", allowed=allowed)


def studies() -> list[str]:
    """Return the names of the studies, sorted: folders of data/ with a study.yml, and tables in folders inside them."""
    data = places.data()
    found = [*data.glob("*/study.yml"), *data.glob("*/*/study.yml")]
    return sorted(path.parent.relative_to(data).as_posix() for path in found)


def waves(study: str) -> list[int]:
    """Return the waves of a study that can be read, in order: in study.yml and with an origin.yml."""
    return sorted(definition(study).origins)


def definition(study: str) -> Definition:
    """Return a study's definition, cross-checked.

    Raises InputError: an unknown study, or anything wrong in its YAML.
    """
    from manyi.rows.consistency import check_definition

    known = studies()
    if study not in known:
        raise InputError(f"no study {study!r}", where="study", allowed=known)
    folder = places.data() / study
    record: Study = read_yaml(folder / "study.yml", Study)
    codebook: Codebook = read_yaml(folder / "codebook.yml", Codebook)
    margins: Margins = read_yaml(folder / "margins.yml", Margins) if (folder / "margins.yml").exists() else {}
    found = Definition(folder, record, codebook, margins, _origins(folder, record))
    check_definition(found)
    return found


def _origins(folder: Path, study: Study) -> dict[int, Origin]:
    """Return the origin of each wave; a raw folder that study.yml does not know is an error, not ignored."""
    origins: dict[int, Origin] = {}
    for path in sorted((folder / "raw").glob("*/origin.yml")):
        year = path.parent.name
        if not re.fullmatch(r"\d{4}", year) or int(year) not in study.waves:
            raise InputError(f"raw/{year} is not a wave of study.yml", where=folder.name, allowed=sorted(study.waves))
        origins[int(year)] = read_yaml(path, Origin)
    return origins


def write_schemas(folder: Path) -> list[Path]:
    """Write the JSON schemas of the YAML files for editors; return their paths."""
    from pydantic import TypeAdapter

    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, Any] = {"study": Study, "codebook": Codebook, "margins": Margins, "origin": Origin}
    paths = []
    for name, kind in kinds.items():
        schema = TypeAdapter(kind).json_schema(by_alias=True)
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        paths.append(path)
    return paths
