"""Reads the YAML of the studies: which studies and waves exist, and the Definition of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from manyi import places
from manyi.errors import InputError, together
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import Item
from manyi.study.origin import Origin
from manyi.study.safe_yaml import content_of, text_of
from manyi.study.study import Design, Margins, Study
from manyi.study.yaml_file import language_in, read_yaml, without_wrong_keys

REPLICATE = "replicate_"  # followed by a number: the items of replicate weights


def studies() -> list[str]:
    """Return the names of the studies, sorted: folders of data/ with a study.yml, and tables in folders inside them."""
    data = places.data()
    files = [*data.glob("*/study.yml"), *data.glob("*/*/study.yml")]
    return sorted(path.parent.relative_to(data).as_posix() for path in files)


def tables(study: str) -> list[str]:
    """Return the tables of a study, as names: retail/orders."""
    return [name for name in studies() if name.startswith(f"{study}/")]


def extended(description: Path) -> Path | None:
    """Return the file of another study that a description extends, even if it is missing; None if it extends none."""
    content = content_of(description) if "extends:" in text_of(description) else None
    named = content.get("extends") if isinstance(content, dict) else None
    return places.data() / str(named) / description.name if named else None


def waves(study: str) -> list[Period]:
    """Return the waves of a study that can be read, in order: those in study.yml that have an origin.yml."""
    return sorted(definition(study).origins)


def definition(study: str, weight: str | None = None) -> Definition:
    """Return a study's definition, cross-checked; weight: one of `design.weights` instead of the study's own.

    Without it, the weight of the report being built. Raises InputError: an unknown study or weight, or anything
    wrong in its YAML, all reported at once.
    """
    from manyi.study.consistency import check_definition

    names, weight = studies(), places.weight(study) if weight is None else weight
    if study not in names:
        raise InputError(f"no study {study!r}", where="study", allowed=names)
    folder, errors = places.data() / study, list[InputError]()
    targets = folder / f"margins-{weight}.yml" if weight else folder / "margins.yml"
    targets = targets if targets.exists() else folder / "margins.yml"
    record: Study | None = _read(folder / "study.yml", Study, errors)
    language = record.language if record else _language(folder / "study.yml")
    codebook: Codebook | None = _read(folder / "codebook.yml", Codebook, errors, language)
    margins: Margins | None = _read(targets, Margins, errors, language) if targets.exists() else {}
    origins = _origins(folder, record, errors) if record else {}
    if errors or record is None or codebook is None or margins is None:
        raise together([*errors, *_contradictions(folder, targets, language)])
    checked = Definition(folder, record, with_replicates(codebook, record), margins, origins)
    checked = weighing(checked, weight) if weight else checked
    check_definition(checked)
    return checked


def _contradictions(folder: Path, targets: Path, language: str | None) -> Sequence[InputError]:
    """Return the contradictions besides the wrong keys of a study: those of the codebook alone where study.yml makes no
    sense without them, none where the codebook makes no sense.
    """
    from manyi.study.consistency import check_definition, check_items

    try:
        record: Study | None = without_wrong_keys(folder / "study.yml", Study, language)
        codebook: Codebook | None = without_wrong_keys(folder / "codebook.yml", Codebook, language)
        margins: Margins | None = without_wrong_keys(targets, Margins, language) if targets.exists() else {}
    except InputError:  # not YAML at all, which is already among the errors
        return ()
    if codebook is None or margins is None:
        return ()
    try:
        if record is None:
            waves = {wave for item in codebook.items.values() for wave in item.columns}
            bare = Study.model_construct(waves=dict.fromkeys(sorted(waves)), design=Design())
            check_items(Definition(folder, bare, codebook, margins, {}))
        else:
            check_definition(Definition(folder, record, with_replicates(codebook, record), margins, {}))
    except InputError as error:
        return (error,)
    return ()


def weighing(definition: Definition, weight: str) -> Definition:
    """Return a definition with another of its weights as its own. Raises InputError: no such weight or item."""
    weights = definition.study.design.weights
    if weight not in weights:
        definition.refuse("study.yml design.weights", f"no weight {weight!r}", weights)
    study, item = definition.study.weighing(weight), weights[weight].item
    if study.design.called is None:
        named = definition.item(item, f"study.yml design.weights.{weight}").short if item else None
        called = named or Text(en=weight, zh=weight)
        study = study.model_copy(update={"design": study.design.model_copy(update={"called": called})})
    if item:
        delivered = definition.item(item, f"study.yml design.weights.{weight}")
        without = [wave for wave in study.waves if delivered.column(wave) is None]
        study = study.model_copy(update={"design": study.design.model_copy(update={"unweighted": without})})
    return replace(definition, study=study)


def with_replicates(codebook: Codebook, study: Study) -> Codebook:
    """Return the codebook with an item for each column of replicate weights, which nobody has to write."""
    if study.design.replicates is None:
        return codebook
    first = min(study.waves)
    items = {
        f"{REPLICATE}{position}": Item.model_validate({
            "text": called, "short": called, "columns": {first: header}, "roles": ["weight"],
            "number": {"min": 0, "unit": {"en": "×", "zh": "×"}},
        })
        for position, header in enumerate(study.design.replicates.columns, start=1)
        for called in [{"en": header, "zh": header}]
    }  # fmt: skip
    return codebook.model_copy(update={"items": {**codebook.items, **items}})


def _read(path: Path, kind: Any, errors: list[InputError], language: str | None = None) -> Any:
    """Return the record in a file, or None with its error appended."""
    try:
        return read_yaml(path, kind, language)
    except InputError as error:
        errors.append(error)
        return None


def _language(path: Path) -> str | None:
    """Return the language of a study whose study.yml has a mistake, so that its other files are not blamed for it.

    A file that is not YAML, or names an unknown language, may well have meant one, so texts in either are accepted.
    """
    try:
        content = content_of(path)
    except InputError:
        return "en"
    return language_in(content) if isinstance(content, dict) else "en"


def _origins(folder: Path, study: Study, errors: list[InputError]) -> dict[Period, Origin]:
    """Return the origin of each wave; a raw folder missing from study.yml is an error, not ignored."""
    origins: dict[Period, Origin] = {}
    for path in sorted((folder / "raw").glob("*/origin.yml")):
        wave = next((wave for wave in study.waves if str(wave) == path.parent.name), None)
        if wave is None:
            message = f"raw/{path.parent.name} is not a wave of study.yml"
            errors.append(InputError(message, where=folder.name, allowed=sorted(study.waves)))
        elif origin := _read(path, Origin, errors, study.language):
            origins[wave] = origin
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
