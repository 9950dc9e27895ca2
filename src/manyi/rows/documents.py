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
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        raise InputError(_first(error), where=label(path)) from None


def _syntax(error: Exception, path: Path) -> tuple[str, str]:
    """Return message and place of a YAML syntax error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"not readable as YAML: {problem}", place(label(path), mark.line + 1 if mark else None)


def _first(error: ValidationError) -> str:
    """Return the first of pydantic's errors as one line: key path, what is wrong, the value given."""
    problems = error.errors(include_url=False)
    first = problems[0]
    key = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("function-", "constrained-")))
    message = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    given = first.get("input")
    shown = f" (given: {str(given)[:60]!r})" if isinstance(given, str | int | float | bool) else ""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{key}: {message}{shown}{more}" if key else f"{message}{shown}{more}"
