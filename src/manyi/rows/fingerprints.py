"""The digests of what a study's results are made of. In: a definition and its waves; out: sha256 by file.

Raw files and origin.yml count byte by byte, the descriptions (every *.yml of the study) by what they say up to the last
wave: adding a wave does not change the digest of last year's results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from manyi import places
from manyi.language.periods import YEARS, Period
from manyi.study.definitions import Definition
from manyi.study.origin import locate, require_listed
from manyi.study.reading import extended
from manyi.study.safe_yaml import content_of, label

# Keys below which a number is an answer, even one that looks like a year, and lists whose entries are waves.
ANSWERS = frozenset({"categories", "options", "labels", "missing", "asked_if", "eligible", "attention", "population"})
LISTS_OF_WAVES = frozenset({"unweighted", "unclustered", "waves"})


def data_sha256(definition: Definition, waves: list[Period]) -> str:
    """Return the hash of what the results up to the last of these waves are made of."""
    return together(inputs(definition, waves).values())


def inputs(definition: Definition, waves: list[Period]) -> dict[str, str]:
    """Return {file: sha256}: the delivered files of the waves, and the descriptions without the parts for later waves.

    Raises InputError where a file is missing or is not the one in origin.yml.
    """
    digests = _raw(definition, waves)
    for name, path in _described(definition):
        tree = until(content_of(path), waves[-1])
        digests[name] = _sha256(repr(_asked(tree) if path.name == "codebook.yml" else tree).encode())
    return digests


def content_sha256(definition: Definition, waves: list[Period]) -> str:
    """Return the hash of every byte the rows of these waves may depend on, comments and later waves included."""
    described = (_sha256(path.read_bytes()) for _, path in _described(definition))
    return together([*_raw(definition, waves).values(), *described])


def together(digests: Iterable[str]) -> str:
    """Return one hash of several."""
    return _sha256("".join(digests).encode())


def _raw(definition: Definition, waves: list[Period]) -> dict[str, str]:
    digests = {}
    for wave in waves:
        origin = definition.folder / "raw" / str(wave) / "origin.yml"
        digests[label(origin)] = _sha256(origin.read_bytes())
        for file in definition.origins[wave].delivered:
            require_listed(locate(definition.folder, wave, file, definition.origins[wave]), file)
            digests[f"{definition.name}/raw/{wave}/{file.name}"] = file.sha256
    return digests


def _described(definition: Definition) -> list[tuple[str, Path]]:
    """Return name and path of the descriptions of a study, and of the files of other studies they extend."""
    named = []
    for path in sorted(definition.folder.glob("*.yml")):
        named.append((f"{definition.name}/{path.name}", path))
        if (other := extended(path)) and other.is_file():
            named.append((other.relative_to(places.data()).as_posix(), other))
    return named


def until(tree: Any, last: int, key: str = "") -> Any:
    """Return what a description says about waves up to the last; `key`: the key it belongs to.

    Whatever becomes empty without later waves is left out too.
    """
    if isinstance(tree, list):
        return [until(entry, last) for entry in tree if not _later(entry, last, key)]
    if not isinstance(tree, dict):
        return tree
    if tree and all(isinstance(name, int) and name in YEARS for name in tree):
        return {wave: part for wave, part in tree.items() if wave <= last}
    answers = {name for name, part in tree.items() if name in ANSWERS and not _by_wave(name, part)}
    parts = {name: part if name in answers else until(part, last, name) for name, part in tree.items()}
    return {name: part for name, part in parts.items() if part or not tree[name]}


def _by_wave(name: str, part: Any) -> bool:
    """Return whether answers are given by wave: `missing: {2014: {0: blank}}`."""
    return name == "missing" and isinstance(part, dict) and all(isinstance(codes, dict) for codes in part.values())


def _later(entry: Any, last: int, key: str) -> bool:
    """Return whether a list entry is a later wave, or about one."""
    wave = entry.get("wave") if isinstance(entry, dict) else entry if key in LISTS_OF_WAVES else None
    return isinstance(wave, int) and wave > last


def _asked(book: dict[str, Any]) -> dict[str, Any]:
    """Return a codebook without items that have no column, what is computed from them, and modules without others."""
    items = {name: item for name, item in book["items"].items() if any((item.get("columns") or {}).values())}
    gone = book["items"].keys() - items.keys()
    derived = {name: rule for name, rule in book.get("derived", {}).items() if not gone & set(_parts(rule))}
    modules = {item.get("module") for item in (*items.values(), *derived.values())}
    named = {name: text for name, text in book.get("modules", {}).items() if name in modules}
    return {**book, "items": items, "derived": derived, "modules": named}


def _parts(rule: dict[str, Any]) -> list[str]:
    """Return the items a derived column is computed from."""
    return [*rule.get("index", []), *rule.get("all", {}), *(rule[key] for key in ("top", "nps") if key in rule)]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
