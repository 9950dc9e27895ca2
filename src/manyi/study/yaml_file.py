"""YAML files as records: safe and strict, with errors as one line that names the place.

In: one YAML file. Out: one pydantic record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from manyi.errors import InputError, place, together

Record = TypeVar("Record")


MESSAGES = {
    "extra_forbidden": "unknown key",
    "dict_type": "a mapping is expected here, {key: value}",
    "model_type": "a mapping is expected here, {key: value}",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "a date is written like 2024-05-31"),
}
STUMBLES = (
    TypeError,
    ValueError,
    KeyError,
    AttributeError,
    OverflowError,
)  # raised by yaml's constructors on odd values
HINTS = {
    "cannot start any token": "indent with spaces, not tabs; quote text that starts with @, ` or %",
    "did not find expected": "is a bracket or quote left open, or text with a colon, comma or # unquoted?",
    "mapping values are not allowed": "a text with a colon needs quotes",
}


BOTH = "a text has both languages, {en: ..., zh: ...}, unless study.yml names the only one, language: en"
LARGEST = 4 * 2**20  # bytes of a file
DEEPEST = 40  # levels of nested lists and mappings
MOST = 200_000  # values, counting aliases each time they are used
DIGITS = 15  # of a whole number: not every reader keeps more than these exactly


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which yes, no, on and off are strings (they are answers here) and duplicate keys are errors."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
DECIMAL = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+(?:[eE][-+]?\d+)?")


def _number(loader: Any, node: yaml.ScalarNode) -> int | float:
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


for _tag, _constructor in {"int": _number, "float": _number, "bool": _built, "timestamp": _built}.items():
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _constructor)


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


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def label(path: Path) -> str:
    """Return a file's name for messages: its path from the study folder on, never the full path."""
    parts = path.parts[-4:]
    return "/".join(parts[parts.index("raw") - 1 :] if "raw" in parts[1:] else parts[-2:])


def read_yaml(path: Path, kind: type[Record] | Any, language: str | None = None) -> Record:
    """Return the record in a YAML file; texts may be in one language only where that is given, here or in the file.

    Raises InputError naming file, line, key path, given value and what is allowed, with every other wrong key attached.
    """
    content = content_of(path)
    if language is None and isinstance(content, dict) and content.get("language") in ("en", "zh"):
        language = content["language"]
    try:
        return TypeAdapter(kind).validate_python(content, context={"file": path.name, "language": language})
    except ValidationError as error:
        text, wrong = _text(path), _described(error, content).items()
        raise together(
            [InputError(message, where=place(label(path), _line(text, list(keys)))) for keys, message in wrong]
        ) from None


def content_of(path: Path) -> Any:
    """Return what a YAML file holds, unchecked. Raises InputError naming file and line where it is not safe YAML."""
    text = _text(path)
    try:
        _weigh(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
    except (yaml.YAMLError, *STUMBLES) as error:
        raise InputError(*_syntax(error, path)) from None


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every bilingual text of a file: the line it starts on, and its words; nothing where it is not YAML."""
    try:
        left = [yaml.compose(_text(path), Loader=_Loader)]
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


def _text(path: Path) -> str:
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


def _weigh(text: str) -> None:
    """Raise YAMLError where nesting is too deep, or aliases expand the file beyond its limit.

    It works on the event stream, so that neither depth nor aliases cost anything here.
    """
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = [(None, 0)]  # anchor and size so far of each open list and mapping
    for event in yaml.parse(text, Loader=_Loader):
        anchor, size = getattr(event, "anchor", None), 0
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((anchor, 1))
            if len(open_) > DEEPEST:
                raise yaml.MarkedYAMLError(None, None, f"more than {DEEPEST} levels deep", event.start_mark)  # type: ignore[arg-type]
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_.pop()
        elif isinstance(event, yaml.AliasEvent):
            anchor, size = None, sizes.get(anchor or "", 1)  # a missing or self-referencing anchor is refused later
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
        if anchor:
            sizes[anchor] = size
        open_[-1] = (open_[-1][0], open_[-1][1] + size)
        if open_[-1][1] > MOST:
            raise yaml.MarkedYAMLError(None, None, f"more than {MOST:,} values, aliases counted", event.start_mark)  # type: ignore[arg-type]


def _syntax(error: Exception, path: Path) -> tuple[str, str]:
    """Return message and place of a YAML syntax error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split()) or type(error).__name__
    hint = next((f" ({hint})" for sign, hint in HINTS.items() if sign in problem), "")
    return f"not readable as YAML: {problem}{hint}", place(label(path), mark.line + 1 if mark else None)


def line_of(path: Path, keys: Sequence[str]) -> int | None:
    """Return the line of the nearest place below these keys, in this order, levels between them left out.

    An entry of a list goes by its `id`, or by itself. Keys that are nowhere are dropped from the end. None without any,
    or where the file cannot be read.
    """
    try:
        places = list(_places(yaml.compose(_text(path), Loader=_Loader)))
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
    for path, node in level:  # it grows while it is read
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
    node, line = yaml.compose(text, Loader=_Loader), None
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
    """Return {path of a wrong key: the first that pydantic finds wrong there, with the value given}."""
    described: dict[tuple[str | int, ...], str] = {}
    # Misspelt keys first: they explain missing ones.
    for problem in sorted(error.errors(include_url=False), key=lambda error: error["type"] != "extra_forbidden"):
        keys = _keys(problem["loc"], content, problem["type"] == "missing")
        described.setdefault(tuple(keys), _message(problem, keys))
    return described


def _message(problem: Any, keys: list[str | int]) -> str:
    """Return one of pydantic's errors as a line: key path, what is wrong, the value given."""
    kind = problem["type"]
    message = MESSAGES.get(kind, problem["msg"].removeprefix("Value error, "))
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
