"""Headers of the files of a study whose descriptions have mistakes, so that `make check` names all kinds in one run.

In: a study; out: a line per column that the codebook names but no file has, and per column it does not mention.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from manyi import places
from manyi.errors import InputError, Mistake
from manyi.language.periods import Period
from manyi.rows.read.content import content_of
from manyi.rows.read.headers import headless, matched
from manyi.study import safe_yaml
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import Item
from manyi.study.origin import Origin, locate
from manyi.study.study import Study
from manyi.study.yaml_file import without_wrong_keys

COLUMNS = TypeAdapter(dict[Period, str | dict[str, str] | list[str] | None])
UNUSED = TypeAdapter(dict[Period, dict[str, str]])
NAMED = {"en": "-", "zh": "-"}


def undelivered(study: str) -> list[Mistake]:
    """Return the mistakes in the headers of a study's files; none if too little of its description can be read."""
    mistakes: list[Mistake] = []
    try:
        given = _columns_alone(places.data() / study)
        if given is None:
            return mistakes
        for wave, path, header in _headers(given):
            try:
                matched(given, wave, header, safe_yaml.label(path))
            except InputError as error:
                mistakes += error.mistakes
    except InputError:  # a file that is not YAML, or missing, which is already among the mistakes
        pass
    return mistakes


def _headers(given: Definition) -> Iterator[tuple[Period, Path, list[str]]]:
    for wave, origin in given.origins.items():
        for file in origin.files:
            path = locate(given.folder, wave, file, origin)
            yield wave, path, content_of(path, file, headless(given, wave)).header


def _columns_alone(folder: Path) -> Definition | None:
    """Return a definition that is only used for its columns and files; None if those cannot be read."""
    content: Any = safe_yaml.content_of(folder / "codebook.yml")
    written: Any = safe_yaml.content_of(folder / "study.yml")
    design = written.get("design") if isinstance(written, dict) else None
    replicates = isinstance(design, dict) and "replicates" in design  # items for its columns do not exist
    if replicates or not isinstance(content, dict) or "extends" in content:
        return None
    study = without_wrong_keys(folder / "study.yml", Study) or Study.model_construct()
    try:
        items = {
            str(name): Item.model_validate(
                {"text": NAMED, "short": NAMED, "words": True, "columns": COLUMNS.validate_python(about["columns"])}
            )
            for name, about in content["items"].items()
        }
        unused = UNUSED.validate_python(content.get("unused", {}))
    except (ValidationError, KeyError, TypeError, AttributeError):
        return None
    origins: dict[Period, Origin] = {}
    for path in sorted((folder / "raw").glob("*/origin.yml")):
        origin: Origin | None = without_wrong_keys(path, Origin, study.language)
        if origin:
            origins[Period(path.parent.name)] = origin
    return Definition(folder, study, Codebook(items=items, unused=unused), {}, origins)
