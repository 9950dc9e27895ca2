"""Reads the YAML of the studies: which studies and waves exist, and the Definition of each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from manyi import places
from manyi.errors import InputError
from manyi.study.codebook import Codebook
from manyi.study.definition import Definition
from manyi.study.origin import Origin
from manyi.study.study import Margins, Study
from manyi.study.yaml_file import read_yaml


def studies() -> list[str]:
    """Return the names of the studies, sorted: folders of data/ with a study.yml, and tables in folders inside them."""
    data = places.data()
    files = [*data.glob("*/study.yml"), *data.glob("*/*/study.yml")]
    return sorted(path.parent.relative_to(data).as_posix() for path in files)


def waves(study: str) -> list[int]:
    """Return the waves of a study that can be read, in order: in study.yml and with an origin.yml."""
    return sorted(definition(study).origins)


def definition(study: str) -> Definition:
    """Return a study's definition, cross-checked.

    Raises InputError: an unknown study, or anything wrong in its YAML.
    """
    from manyi.study.consistency import check_definition

    names = studies()
    if study not in names:
        raise InputError(f"no study {study!r}", where="study", allowed=names)
    folder = places.data() / study
    record: Study = read_yaml(folder / "study.yml", Study)
    codebook: Codebook = read_yaml(folder / "codebook.yml", Codebook)
    margins: Margins = read_yaml(folder / "margins.yml", Margins) if (folder / "margins.yml").exists() else {}
    checked = Definition(folder, record, codebook, margins, _origins(folder, record))
    check_definition(checked)
    return checked


def _origins(folder: Path, study: Study) -> dict[int, Origin]:
    """Return the origin of each wave; a raw folder missing from study.yml is an error, not ignored."""
    origins: dict[int, Origin] = {}
    for path in sorted((folder / "raw").glob("*/origin.yml")):
        year = path.parent.name
        if not re.fullmatch(r"\d{4}", year) or int(year) not in study.waves:
            raise InputError(f"raw/{year} is not a wave of study.yml", where=folder.name, allowed=sorted(study.waves))
        origins[int(year)] = read_yaml(path, Origin)
    return origins


def write_schemas(folder: Path) -> list[Path]:
    """Write JSON schemas of the YAML files, for use in editors, and return their paths."""
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
