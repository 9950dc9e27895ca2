"""YAML as a tree of nodes, built once its depth and size are known, so that a malicious file cannot exhaust memory.

In: the text of a file and a loader. Out: its root node, or a YAMLError at the line where a limit is passed. What comes
with the package is read as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # seven times faster than the pure-Python loader
DEEPEST = 40  # levels of nested lists and mappings
MOST = 200_000  # values, counting aliases each time they are used


def composed(text: str, loader: Any) -> Any:
    """Return the root node of a YAML text, None if it is empty. Raises YAMLError as `weigh` and the parser do."""
    weigh(text, loader)
    return yaml.compose(text, Loader=loader)


def read_ours(file: Path) -> Any:
    """Return the content of a YAML file of the package without checking its size, which takes as long as reading."""
    return yaml.load(file.read_text("utf-8"), Loader=Loader)  # noqa: S506 - safe


def weigh(text: str, loader: Any) -> None:
    """Raise YAMLError where nesting is too deep, or aliases expand the file beyond its limit.

    It works on the event stream, so that neither depth nor aliases cost anything here.
    """
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = [(None, 0)]  # anchor and size so far of each open list and mapping
    for event in yaml.parse(text, Loader=loader):
        anchor, size = getattr(event, "anchor", None), 0
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((anchor, 1))
            if len(open_) > DEEPEST:
                raise _at(event, f"more than {DEEPEST} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_.pop()
        elif isinstance(event, yaml.AliasEvent):
            if any(anchor == above for above, _ in open_):
                raise _at(event, f"*{anchor} stands inside itself")
            anchor, size = None, sizes.get(anchor or "", 1)  # a missing anchor is refused later
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
        sizes |= {anchor: size} if anchor else {}
        open_[-1] = (open_[-1][0], open_[-1][1] + size)
        if open_[-1][1] > MOST:
            raise _at(event, f"more than {MOST:,} values, aliases counted")


def _at(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
