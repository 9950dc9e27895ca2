"""Entries added to a hand-written YAML file, every other character of it left alone. In: text, keys; out: text.

Comments, anchors and layout stay: the place of a mapping is looked up in the parsed file, and a line or an entry is put
in there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.yaml_text import flow
from manyi.language.yaml_tree import composed
from manyi.study.marks import MARK

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NoPlace(Exception):  # noqa: N818 - what was looked for, not a fault
    """The mapping is not written out in the file: it comes from a merge key, or there is none."""


def with_entry(text: str, keys: Sequence[str], key: object, value: Any, about: str = "") -> str:
    """Return the text with `key: value` at the end of the mapping at `keys`, which is made where it is absent.

    about: a comment behind it. An alias is written out, so that others who use it keep what they had.
    Raises NoPlace.
    """
    *outer, last = keys
    parent = _node(text, outer)
    key_node, node = next(((k, v) for k, v in parent.value if k.value == last), (None, None))
    if key_node is None:
        return _line(text, parent, f"{last}: {{{flow(key)}: {flow(value)}}}", about)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace
    if node.start_mark.index < key_node.start_mark.index:
        return _instead_of_alias(text, key_node, node, key, value, about)
    if not node.flow_style:
        return _line(text, node, f"{flow(key)}: {flow(value)}", about)
    end = node.end_mark.index - 1  # the closing bracket
    inside = text[:end].rstrip()
    comma = "" if inside.endswith(("{", ",")) else ","
    text = f"{inside}{comma} {flow(key)}: {flow(value)}{text[end:]}"
    return _behind(text, len(inside), about)


def with_value(text: str, keys: Sequence[str], value: Any, about: str = "") -> str:
    """Return the text with another value of the key at `keys`, and a comment behind it. Raises NoPlace."""
    *outer, last = keys
    key, node = next(((k, v) for k, v in _node(text, outer).value if k.value == last), (None, None))
    if key is None or not isinstance(node, yaml.ScalarNode) or node.start_mark.index < key.start_mark.index:
        raise NoPlace
    text = f"{text[: node.start_mark.index]}{flow(value)}{text[node.end_mark.index :]}"
    return _behind(text, node.start_mark.index, about)


def with_note(text: str, keys: Sequence[str], note: str) -> str:
    """Return the text with a comment on a line of its own above the entry at `keys`. Raises NoPlace."""
    *outer, last = keys
    parent = _node(text, outer)
    at = next((key.start_mark for key, _ in parent.value if key.value == last), None)
    if at is None or parent.flow_style:
        raise NoPlace
    start = at.index - at.column
    return f"{text[:start]}{' ' * at.column}# {note}\n{text[start:]}"


def _node(text: str, keys: Sequence[str]) -> yaml.MappingNode:
    node: Any = composed(text, Loader)
    for key in keys:
        entries = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in entries if name.value == key), None)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace
    return node


def _line(text: str, mapping: yaml.MappingNode, line: str, about: str) -> str:
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
    return f"{head}\n{' ' * margin}{line}{f'  # {about}' if about else ''}\n{rest}"


def _instead_of_alias(text: str, key_node: yaml.Node, node: yaml.Node, key: object, value: Any, about: str) -> str:
    content = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - safe
    alias = re.compile(r":\s*\*[\w-]+").match(text, key_node.end_mark.index)
    if alias is None:
        raise NoPlace
    written = f"{text[: alias.start()]}: {flow({**content, key: value})}"
    return _behind(written + text[alias.end() :], len(written), about)


def _behind(text: str, at: int, about: str) -> str:
    """Return the text with a comment at the end of the line that holds this place; two marks become one."""
    if not about:
        return text
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    before, mark = text[:end].rstrip(), MARK.search(text, at, end)
    kind, _, more = about.partition(": ")
    if mark and kind in (GUESS, CONFIRM):
        kind = CONFIRM if CONFIRM in (kind, mark["kind"]) else GUESS
        parts = [part.strip() for part in (mark["about"], more) if part.strip()]
        return f"{text[: mark.start()]}# {kind}: {'; '.join(dict.fromkeys(parts))}{text[end:]}"
    return f"{before}  # {about}{text[end:]}"
