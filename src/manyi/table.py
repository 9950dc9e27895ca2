"""The one table: caption, heads with their scope, rows that begin with one. In: words; out: HTML, the same every time.

Reports, toplines, cards in a notebook, the index of a site and Markdown are written through the template beside this
module, so that every table has a caption and a scope for screen readers, and columns of numbers are aligned everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import jinja2

Attributes = Mapping[str, str]  # data-<name> for scripts; an empty value leaves it out
NONE: Attributes = {}


@dataclass(frozen=True)
class Head:
    """What stands above a column; `number`: the column is aligned to the right."""

    text: str
    number: bool = False
    data: Attributes = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A row: what it is about, and its cells in the order of the heads. Plain strings are escaped, Markup is not."""

    head: str
    cells: Sequence[str]
    data: Attributes = field(default_factory=dict)  # of its head
    of_cells: Sequence[Attributes] = ()  # of each cell
    of_row: Attributes = field(default_factory=dict)
    kind: str = ""  # a class for style


@dataclass(frozen=True)
class Table:
    """Heads and rows under a caption; without heads, every cell is text."""

    caption: str
    heads: Sequence[Head]
    rows: Sequence[Line]
    foot: Sequence[Line] = ()
    kind: str = "numbers"  # a class for style: "numbers", or "words" where cells are sentences
    id: str = ""  # of the caption, where something else is labelled by it
    data: Attributes = field(default_factory=dict)

    @property
    def numeric(self) -> bool:
        """Return whether every cell is a number; the table then declares it once."""
        return bool(self.heads) and all(head.number for head in self.heads[1:])

    def __html__(self) -> Markup:
        """Return the table as HTML."""
        return Markup(_template().render(table=self, none=NONE))

    def scrolling(self, label: str) -> Markup:
        """Return the table in a box that scrolls, by keyboard too, where the screen is narrower than its numbers."""
        box = '<div class="scroll" role="group" tabindex="0" aria-label="{}">{}</div>'
        return Markup(box).format(label, self)


@cache
def _template() -> jinja2.Template:
    import jinja2  # commands that show no table do not need it

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.from_string(Path(__file__).with_name("table.html.j2").read_text("utf-8").strip())
