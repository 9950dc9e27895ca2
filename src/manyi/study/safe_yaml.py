"""YAML read safely: only plain objects, no number taken for another, no key given twice, no file that explodes.

In: one YAML file. Out: its content, unchecked (`yaml_file` makes records of it), or an InputError naming file and line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from manyi.errors import InputError, place
from manyi.language.yaml_tree import weigh

# Raised by yaml's constructors on odd values.
STUMBLES = (TypeError, ValueError, KeyError, AttributeError, OverflowError)
HINTS = {
    "cannot start any token": "indent with spaces, not tabs; quote text that starts with @, ` or %",
    "did not find expected": "is a bracket or quote left open, or text with a colon, comma or # unquoted?",
    "mapping values are not allowed": "a text with a colon needs quotes",
}
LARGEST = 4 * 2**20  # bytes of a file
DIGITS = 15  # of a whole number; not every reader keeps more digits exactly


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which yes, no, on and off are strings (they are answers here) and duplicate keys are errors."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
DECIMAL = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+(?:[eE][-+]?\d+)?")


def _plain_number(loader: Any, node: yaml.ScalarNode) -> int | float:
    """Return a number in plain notation; what YAML would read differently (077 as 63) must be quoted."""
    text = str(node.value)
    if not DECIMAL.fullmatch(text):
        raise _wrong(
            node, f"{text[:40]} could be a code or a number: write '{text[:40]}', in quotes, or a plain number"
        )
    if len(text.lstrip("+-").partition(".")[0]) > DIGITS:
        raise _wrong(node, f"{text[:40]} has more than {DIGITS} digits: write it in quotes if it is a code")
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)


def _wrong(node: yaml.Node, message: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def _built(loader: Any, node: yaml.ScalarNode) -> Any:
    """Return a value as YAML builds it; one that does not fit its tag (!!bool maybe, 2024-13-01) is an error."""
    try:
        return yaml.SafeLoader.yaml_constructors[node.tag](loader, node)
    except STUMBLES as error:
        kind = node.tag.rpartition(":")[2]
        why = f" ({error})" if isinstance(error, ValueError) else ""
        raise _wrong(node, f"{str(node.value)[:40]!r} is no {kind}{why}") from None


for _tag, _constructor in {"int": _plain_number, "float": _plain_number, "bool": _built, "timestamp": _built}.items():
    Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _constructor)


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    """Build a mapping; a duplicate key is an error (YAML would silently keep the last)."""
    seen = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int | float) or isinstance(key, bool):
            quoted = f": write '{key_node.value}', in quotes" if isinstance(key_node, yaml.ScalarNode) else ""
            raise _wrong(key_node, f"a key is a word or a number{quoted}")
        if key in seen:
            raise _wrong(key_node, f"key {key!r} is written twice")
        seen.add(key)
    loader.flatten_mapping(node)
    return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def label(path: Path) -> str:
    """Return a file's name for messages: its path from the study folder on, never the full path."""
    parts = path.parts[-4:]
    return "/".join(parts[parts.index("raw") - 1 :] if "raw" in parts[1:] else parts[-2:])


def content_of(path: Path) -> Any:
    """Return what a YAML file holds, unchecked. Raises InputError naming file and line where it is not safe YAML."""
    text = text_of(path)
    try:
        weigh(text, Loader)
        return yaml.load(text, Loader=Loader)  # noqa: S506 - Loader is a safe loader
    except (yaml.YAMLError, *STUMBLES) as error:
        raise InputError(*_syntax(error, path)) from None


def text_of(path: Path) -> str:
    """Return the text of a file, refusing non-files and oversized ones."""
    if path.exists() and not path.is_file():
        raise InputError("not a file", where=label(path))
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"larger than {LARGEST / 2**20:.0f} MB: not a description of a study", where=label(path))
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InputError("the file is missing", where=label(path)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8", where=place(label(path), line)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=label(path)) from None


def _syntax(error: Exception, path: Path) -> tuple[str, str]:
    """Return message and place of a YAML syntax error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split()) or type(error).__name__
    hint = next((f" ({hint})" for sign, hint in HINTS.items() if sign in problem), "")
    return f"not readable as YAML: {problem}{hint}", place(label(path), mark.line + 1 if mark else None)
