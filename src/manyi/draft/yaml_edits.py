"""Adds entries to a hand-written YAML file and leaves every other character alone. In: text, keys; out: text.

Comments, anchors and layout stay: the place of a mapping is looked up in the parsed file, and a line or an entry is
inserted there. Lists: `yaml_lists`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from manyi.draft.item import CONFIRM, GUESS, Remark
from manyi.draft.yaml_text import flow
from manyi.language.yaml_tree import Loader, composed
from manyi.study.marks import MARK


class NoPlace(Exception):  # noqa: N818 - what was looked for, not a fault
    """The text to change is not written out in the file: it comes from an alias or a merge key, or does not exist."""


def with_entry(text: str, keys: Sequence[str], key: object, value: Any, remark: Remark | None = None) -> str:
    """Return the text with `key: value` at the end of the mapping at `keys`, which is created if absent.

    remark: a comment after it. An alias is written out, so that its other uses stay the same.
    Raises NoPlace.
    """
    *outer, last = keys
    parent = _mapping(text, outer)
    key_node, node = next(((k, v) for k, v in parent.value if k.value == last), (None, None))
    if key_node is None:
        return _line(text, parent, f"{last}: {{{flow(key)}: {flow(value)}}}", remark)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace
    if node.start_mark.index < key_node.start_mark.index:
        return _instead_of_alias(text, key_node, node, key, value, remark)
    if not node.flow_style:
        return _line(text, node, f"{flow(key)}: {flow(value)}", remark)
    end = node.end_mark.index - 1  # the closing bracket
    inside = text[:end].rstrip()
    comma = "" if inside.endswith(("{", ",")) else ","
    text = f"{inside}{comma} {flow(key)}: {flow(value)}{text[end:]}"
    return behind(text, len(inside), remark)


def value_at(text: str, keys: Sequence[str]) -> str:
    """Return the value of the key at `keys`. Raises NoPlace: none, an alias, or more than a value."""
    return str(_scalar(text, keys).value)


def with_value(text: str, keys: Sequence[str], value: Any, remark: Remark | None = None, *, anew: bool = False) -> str:
    """Return the text with another value of the key at `keys`, and a comment after it. Raises NoPlace.

    anew: the comment replaces an existing mark.
    """
    node = _scalar(text, keys)
    start = node.start_mark.index
    return behind(f"{text[:start]}{flow(value)}{text[node.end_mark.index :]}", start, remark, anew=anew)


def with_other_mark(text: str, keys: Sequence[str], remark: Remark) -> str:
    """Return the text with the mark after the value at `keys` replaced by a comment; unchanged if there is no mark.

    Raises NoPlace.
    """
    end = _scalar(text, keys).end_mark.index
    return behind(text, end, remark, anew=True) if _mark(text, end) else text


def with_note(text: str, keys: Sequence[str], note: str) -> str:
    """Return the text with a comment on a line of its own above the entry at `keys`. Raises NoPlace."""
    *outer, last = keys
    parent = _mapping(text, outer)
    at = next((key.start_mark for key, _ in parent.value if key.value == last), None)
    if at is None or parent.flow_style:
        raise NoPlace
    start = at.index - at.column
    return f"{text[:start]}{' ' * at.column}# {note}\n{text[start:]}"


def written_out(text: str, keys: Sequence[str]) -> yaml.Node:
    """Return the node after the key at `keys`. Raises NoPlace: there is none, or it is an alias."""
    *outer, last = keys
    key, node = next(((k, v) for k, v in _mapping(text, outer).value if k.value == last), (None, None))
    if key is None or node is None or node.start_mark.index < key.start_mark.index:
        raise NoPlace
    return node


def _scalar(text: str, keys: Sequence[str]) -> yaml.ScalarNode:
    node = written_out(text, keys)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):  # it ends on the next line
        raise NoPlace
    return node


def _mapping(text: str, keys: Sequence[str]) -> yaml.MappingNode:
    node: Any = composed(text, Loader)
    for key in keys:
        entries = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in entries if name.value == key), None)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace
    return node


def _line(text: str, mapping: yaml.MappingNode, line: str, remark: Remark | None) -> str:
    """Return the text with a line after the last entry of a block mapping."""
    if mapping.flow_style or not mapping.value:
        raise NoPlace
    margin = mapping.value[0][0].start_mark.column
    end = max(value.end_mark.index if value.start_mark.index >= key.start_mark.index else key.end_mark.index
              for key, value in mapping.value)  # fmt: skip
    body = text[:end].rstrip()
    newline = text.find("\n", len(body))
    rest = text[newline + 1 :] if newline >= 0 else ""
    head = text[:newline] if newline >= 0 else text
    return f"{head}\n{' ' * margin}{line}{f'  # {remark}' if remark else ''}\n{rest}"


def _instead_of_alias(
    text: str, key_node: yaml.Node, node: yaml.Node, key: object, value: Any, remark: Remark | None
) -> str:
    content = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - safe
    alias = re.compile(r":\s*\*[\w-]+").match(text, key_node.end_mark.index)
    if alias is None:
        raise NoPlace
    written = f"{text[: alias.start()]}: {flow({**content, key: value})}"
    return behind(written + text[alias.end() :], len(written), remark)


def behind(text: str, at: int, remark: Remark | None, *, anew: bool = False) -> str:
    """Return the text with a comment at the end of the line of this place; two marks become one.

    anew: the comment replaces the existing mark.
    """
    if remark is None:
        return text
    end, mark = _end_of_line(text, at), _mark(text, at)
    if mark and anew:
        return f"{text[: mark.start()]}# {remark}{text[end:]}"
    if mark and remark.mark:
        kind = CONFIRM if CONFIRM in (remark.mark, mark["kind"]) else GUESS
        parts = [part.strip() for part in (mark["about"], remark.about) if part.strip()]
        return f"{text[: mark.start()]}# {kind}: {'; '.join(dict.fromkeys(parts))}{text[end:]}"
    return f"{text[:end].rstrip()}  # {remark}{text[end:]}"


def _mark(text: str, at: int) -> re.Match[str] | None:
    """Return the mark on the rest of a line."""
    return MARK.search(text, at, _end_of_line(text, at))


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
