"""Adds an item to a list of a hand-written YAML file and leaves the rest alone. In: text, keys; out: text.

    chapters:                                     chapters: [{notebook: 10-summary}, {notebook: 50-drivers}]
      - notebook: 10-summary
        place: summary
      # what goes with it
      - {notebook: 50-drivers}

A comment above an item belongs to it: what is inserted before the item goes above the comment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from manyi.draft.item import Remark
from manyi.draft.yaml_edits import Loader, NoPlace, behind, written_out
from manyi.draft.yaml_text import flow


def with_item(text: str, keys: Sequence[str], at: int, item: Mapping[str, Any], remark: Remark | None = None) -> str:
    """Return the text with a mapping before the item `at` of the list at `keys`, in the layout of that item.

    at: the number of items for the end. remark: a comment after the new item.
    Raises NoPlace: no list there, or one with an alias in it.
    """
    items = written_out(text, keys)
    if not isinstance(items, yaml.SequenceNode):
        raise NoPlace
    return (_between if items.flow_style else _on_lines)(text, items, at, item, remark)


def _between(text: str, items: yaml.SequenceNode, at: int, item: Mapping[str, Any], remark: Remark | None) -> str:
    """Return the text with an item between the brackets of a list."""
    starts = [entry.start_mark.index for entry in items.value]
    if starts != sorted({*starts}) or min(starts, default=items.end_mark.index) < items.start_mark.index:
        raise NoPlace  # an alias is found at its anchor
    new = flow(dict(item))
    if at < len(starts):
        start, put_in = starts[at], f"{new}, "
    elif starts:
        start, put_in = items.value[-1].end_mark.index, f", {new}"
    else:
        start, put_in = items.end_mark.index - 1, new
    return behind(text[:start] + put_in + text[start:], start, remark)


def _on_lines(text: str, items: yaml.SequenceNode, at: int, item: Mapping[str, Any], remark: Remark | None) -> str:
    """Return the text with an item on lines of its own."""
    inside = range(items.start_mark.index, items.end_mark.index)
    tokens = (token for token in yaml.scan(text, Loader=Loader) if isinstance(token, yaml.BlockEntryToken))
    dashes = [token.start_mark for token in tokens if token.start_mark.index in inside]
    dashes = [dash for dash in dashes if dash.column == dashes[0].column]  # those of inner lists are further right
    margin = text[_start_of_line(text, dashes[0].index) : dashes[0].index]
    if len(dashes) != len(items.value) or margin.strip():
        raise NoPlace
    beside = items.value[min(at, len(dashes) - 1)]
    flat = not isinstance(beside, yaml.MappingNode) or beside.flow_style
    first, *more = [flow(dict(item))] if flat else [f"{flow(key)}: {flow(value)}" for key, value in item.items()]
    new = [f"{margin}- {first}{f'  # {remark}' if remark else ''}", *(f"{margin}  {line}" for line in more), ""]
    start = _above_comments(text, dashes[at].index if at < len(dashes) else items.end_mark.index)
    gap = "\n" if text[:start] and text[start - 1] != "\n" else ""  # the last line of a file may have no end
    return f"{text[:start]}{gap}" + "\n".join(new) + text[start:]


def _above_comments(text: str, at: int) -> int:
    """Return the start of the line of a place, or of the comments and blank lines above it."""
    start = _start_of_line(text, at) if text[at:].strip() else len(text)
    while start:
        above = _start_of_line(text, start - 1)
        line = text[above:start].strip()
        if line and not line.startswith("#"):
            break
        start = above
    return start


def _start_of_line(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1
