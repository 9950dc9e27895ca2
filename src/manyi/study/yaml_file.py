"""YAML files as records: safe, strict, and an error is one line that names the place.

In: one YAML file. Out: one pydantic record.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from manyi.errors import InputError, place

Record = TypeVar("Record")


MESSAGES = {
    "extra_forbidden": "unknown key",
    "dict_type": "keys and values are expected here, {key: value}",
    "model_type": "keys and values are expected here, {key: value}",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "a date is written like 2024-05-31"),
}
HINTS = {
    "cannot start any token": "indent with blanks, not tabs; quote a text that begins with @, ` or %",
    "did not find expected": "is a bracket or quote left open, or a text with a colon, comma or # not in quotes?",
    "mapping values are not allowed": "a text with a colon needs quotes",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which yes, no, on and off are words (they are answers here) and a key appears once."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    """Build a mapping; a key written twice is an error (YAML would silently keep the last)."""
    seen = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is written twice", key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)
    return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def label(path: Path) -> str:
    """Return how a file is named in messages: the last parts of its path from the study on, never the machine's."""
    parts = path.parts[-4:]
    return "/".join(parts[parts.index("raw") - 1 :] if "raw" in parts[1:] else parts[-2:])


def read_yaml(path: Path, kind: type[Record] | Any) -> Record:
    """Return the record in a YAML file.

    Raises InputError naming file, key path, value given and what was allowed.
    """
    try:
        content = yaml.load(path.read_text("utf-8-sig"), Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
    except FileNotFoundError:
        raise InputError("the file is missing", where=label(path)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8", where=place(label(path), line)) from None
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise InputError(*_syntax(error, path)) from None
    try:
        return TypeAdapter(kind).validate_python(content, context={"file": path.name})
    except ValidationError as error:
        message, keys = _first(error, content)
        raise InputError(message, where=place(label(path), _line(path, keys))) from None


def _syntax(error: Exception, path: Path) -> tuple[str, str]:
    """Return message and place of a YAML syntax error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = next((f" ({hint})" for sign, hint in HINTS.items() if sign in problem), "")
    return f"not readable as YAML: {problem}{hint}", place(label(path), mark.line + 1 if mark else None)


def _line(path: Path, keys: list[str | int]) -> int | None:
    """Return the line on which a key stands, or the deepest part of its path that is written."""
    node, line = yaml.compose(path.read_text("utf-8-sig"), Loader=_Loader), None
    for key in keys:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(key)]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            entries = {name.value: (value, name.start_mark.line + 1) for name, value in node.value}
            node, line = entries.get(str(key), (None, line))
    return line


def _first(error: ValidationError, content: Any) -> tuple[str, list[str | int]]:
    """Return the first of pydantic's errors as one line (key path, what is wrong, the value given), and the path."""
    # A misspelt key first: it explains the one that is missing.
    problems = sorted(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
    first = problems[0]
    kind, keys = first["type"], _keys(first["loc"], content, first["type"] == "missing")
    message = MESSAGES.get(kind, first["msg"].removeprefix("Value error, "))
    if kind in ("missing", "string_too_short") and keys and keys[-1] in ("en", "zh"):
        message = "the translation is missing; a text has both languages, {en: ..., zh: ...}"
    elif first.get("ctx", {}).get("class_name") == "Text":
        message = "a text has both languages, {en: ..., zh: ...}"
    given = first.get("input")
    shown = f" (given: {str(given)[:60]!r})" if isinstance(given, str | int | float | bool) else ""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    key = ".".join(map(str, keys))
    return (f"{key}: {message}{shown}{more}" if key else f"{message}{shown}{more}"), keys


def _keys(places: tuple[str | int, ...], content: Any, missing: bool) -> list[str | int]:
    """Return those parts of pydantic's path that are in the file, and the one that should be."""
    keys: list[str | int] = []
    for depth, part in enumerate(places, start=1):
        if part in content if isinstance(content, dict) else isinstance(content, list) and isinstance(part, int):
            keys.append(part)
            content = content[part]
        elif missing and depth == len(places):
            keys.append(part)
    return keys
