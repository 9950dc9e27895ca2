"""YAML files as records: safe and strict, with errors as one line that names the place.

In: one YAML file. Out: one pydantic record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from manyi.errors import InputError, place, together
from manyi.language.text import message_of
from manyi.language.yaml_tree import composed
from manyi.study.safe_yaml import Loader, content_of, label, text_of

Record = TypeVar("Record")
MESSAGES = {
    "extra_forbidden": "unknown key",
    "dict_type": "a mapping is expected here, {key: value}",
    "model_type": "a mapping is expected here, {key: value}",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "a date is written like 2024-05-31"),
}
BOTH = "a text has both languages, {en: ..., zh: ...}, unless study.yml names the only one, language: en"


def language_in(content: Any) -> str | None:
    """Return the only language a description names; a misspelt one is an error of its own line, not of every text."""
    given = content.get("language") if isinstance(content, dict) else None
    return ("zh" if given == "zh" else "en") if given else None


def read_yaml(path: Path, kind: type[Record] | Any, language: str | None = None) -> Record:
    """Return the record in a YAML file; texts may be in one language only where that is given, here or in the file.

    Raises InputError naming file, line, key path, given value and what is allowed, with every other wrong key attached.
    """
    content = content_of(path)
    language = language or language_in(content)
    try:
        return TypeAdapter(kind).validate_python(content, context={"file": path.name, "language": language})
    except ValidationError as error:
        text, wrong = text_of(path), _described(error, content).items()
        raise together(
            [InputError(message, where=place(label(path), _line(text, list(keys)))) for keys, message in wrong]
        ) from None


def without_wrong_keys(path: Path, kind: type[Record] | Any, language: str | None = None) -> Record | None:
    """Return the record in a YAML file without its wrong keys, to check the rest; None if the rest is not a record."""
    content = deepcopy(content_of(path))
    context = {"file": path.name, "language": language or language_in(content)}
    try:
        return TypeAdapter(kind).validate_python(content, context=context)
    except ValidationError as error:
        wrong = list(_described(error, content))
    if any(len(keys) < 2 for keys in wrong):
        return None
    for *outer, last in sorted(wrong, key=_in_order, reverse=True):  # of a list, counted from its end
        part: Any = content
        for key in outer:
            part = part[key]
        if not isinstance(part, dict | list) or isinstance(part, dict) and last not in part:
            return None
        del part[last]  # type: ignore[arg-type]
    try:
        return TypeAdapter(kind).validate_python(content, context=context)
    except ValidationError:
        return None


def _in_order(keys: tuple[str | int, ...]) -> list[str]:
    return [f"{key:09}" if isinstance(key, int) else str(key) for key in keys]


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every bilingual text of a file: the line it starts on, and its words; nothing where it is not YAML."""
    try:
        left = [composed(text_of(path), Loader)]
    except (yaml.YAMLError, InputError):
        return
    while left:
        node = left.pop()
        if isinstance(node, yaml.SequenceNode):
            left += node.value
        elif isinstance(node, yaml.MappingNode):
            values = {str(key.value): value for key, value in node.value}
            left += values.values()
            if values.keys() == {"en", "zh"}:
                yield from ((text.start_mark.line + 1, str(text.value)) for text in values.values())


def line_of(path: Path, keys: Sequence[str]) -> int | None:
    """Return the line of the nearest place below these keys, in this order; levels between them may be left out.

    A list entry is named by its `id`, or by itself. Keys that do not occur are dropped from the end. None without any,
    or where the file cannot be read.
    """
    try:
        places = list(_places(composed(text_of(path), Loader)))
    except (yaml.YAMLError, InputError):
        return None
    for count in range(len(keys), 0, -1):
        for at, line in places:
            left = iter(at)
            if at[-1] == keys[count - 1] and all(key in left for key in keys[:count]):
                return line
    return None


def _places(root: yaml.Node | None) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the path and line of everything below a node, the nearest first."""
    level: list[tuple[tuple[str, ...], yaml.Node | None]] = [((), root)]
    for path, node in level:  # the list grows while it is being read
        entries: list[tuple[str, yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            entries = [(str(key.value), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            entries = [(_called(entry), entry, entry) for entry in node.value]
        for name, key, value in entries:
            yield (*path, name), key.start_mark.line + 1
            level.append(((*path, name), value))


def _called(entry: yaml.Node) -> str:
    """Return the id of an entry of a list, or the entry itself."""
    if isinstance(entry, yaml.MappingNode):
        return next((str(value.value) for key, value in entry.value if key.value == "id"), "")
    return str(entry.value)


def _line(text: str, keys: list[str | int]) -> int | None:
    """Return the line of a key, or of the deepest part of its path that exists."""
    node, line = composed(text, Loader), None
    for key in keys:
        if isinstance(node, yaml.SequenceNode):
            if int(key) >= len(node.value):
                return line
            node = node.value[int(key)]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            entries = {name.value: (value, name.start_mark.line + 1) for name, value in node.value}
            node, line = entries.get(str(key), (None, line))
    return line


def _described(error: ValidationError, content: Any) -> dict[tuple[str | int, ...], str]:
    """Return {path of a wrong key: the first error pydantic finds there, with the value given}."""
    described: dict[tuple[str | int, ...], str] = {}
    for problem in sorted(error.errors(include_url=False), key=_order):
        keys = _keys(problem["loc"], content, problem["type"] == "missing")
        described.setdefault(tuple(keys), _message(problem, keys))
    return described


def _order(problem: Any) -> int:
    """Return the place of an error in the report: misspelt keys first, which explain missing ones; other layouts last.

    Where two layouts are allowed (missing codes, or those by wave), a wrong value comes before a key that fits one.
    """
    if problem["loc"][-1:] == ("[key]",):
        return 3
    return {"extra_forbidden": 0, "literal_error": 1}.get(problem["type"], 2)


def _message(problem: Any, keys: list[str | int]) -> str:
    """Return one of pydantic's errors as a line: key path, what is wrong, the value given."""
    kind = problem["type"]
    message = MESSAGES.get(kind, message_of(problem))
    if kind in ("missing", "string_too_short") and keys and keys[-1] in ("en", "zh"):
        message = f"the translation is missing; {BOTH}"
    elif problem.get("ctx", {}).get("class_name") == "Text":
        message = BOTH
    given = problem.get("input")
    shown = f" (given: {str(given)[:60]!r})" if isinstance(given, str | int | float | bool) else ""
    key = ".".join(map(str, keys))
    return f"{key}: {message}{shown}" if key else f"{message}{shown}"


def _keys(places: tuple[str | int, ...], content: Any, missing: bool) -> list[str | int]:
    """Return the parts of pydantic's path that are in the file, plus the missing one."""
    keys: list[str | int] = []
    for depth, part in enumerate(places, start=1):
        within = content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
        if part in within:
            keys.append(part)
            content = content[part]
        elif missing and depth == len(places):
            keys.append(part)
    return keys
