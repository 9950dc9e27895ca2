"""Which cells of an executed chapter go to which page, and which headings have nothing under them.

A claim that shows nothing goes to the page of methods, with the figure that belongs to no other; so does a cell whose
metadata says `"manyi": {"place": "methods"}`, a heading with its whole section, up to the next of its level or higher.
`"place": "folded"` keeps a cell's figures under their titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy

from nbformat import NotebookNode

from manyi.publish.executed import BUNDLE, bundles, code, tags

METHODS, FOLDED = "methods", "folded"
FIRST_LANGUAGE = ["en"]  # tag of the cell that is followed by its Chinese twin


def placed(notebook: NotebookNode, *, methods: bool) -> NotebookNode:
    """Return a chapter as on its own page, or the part of it on the page of methods, under the same headings."""
    whole = NotebookNode(deepcopy(dict(notebook)))
    there, not_shown = _of_methods(whole.cells), _not_shown(whole)
    for cell, elsewhere in zip(whole.cells, there, strict=True):
        if cell.cell_type == "code" and not elsewhere:
            cell.outputs = [output for output in cell.outputs if (_id(output) in not_shown) == methods]
    kept = [
        elsewhere == methods or (methods and bool(cell.get("outputs")))
        for cell, elsewhere in zip(whole.cells, there, strict=True)
    ]
    whole.cells = [
        cell if kept[place] else _heading_alone(cell)
        for place, cell in enumerate(whole.cells)
        if kept[place] or (methods and level(cell) and any(kept[after] for after in _section(whole.cells, place)))
    ]
    return whole


def without_empty(notebook: NotebookNode) -> NotebookNode:
    """Leave out headings whose cells had nothing to show in this study: nobody wants an empty section.

    A section of only words, without a computing cell, stays.
    """
    empty = {
        place for place, cell in enumerate(notebook.cells)
        if level(cell) and _silent([notebook.cells[after] for after in _section(notebook.cells, place)])
    }  # fmt: skip
    notebook.cells = [cell for place, cell in enumerate(notebook.cells) if place not in empty]
    return notebook


def exhibits_only(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose cells only show exhibits: other prints and drawings are for the researcher."""
    copy = deepcopy(notebook)
    for cell in code(copy):
        cell.outputs = [output for output in cell.outputs if BUNDLE in output.get("data", {})]
        for bundle in bundles(cell):
            bundle["folded"] = _place_of(cell) == FOLDED
    return copy


def level(cell: NotebookNode) -> int:
    """Return the level of the heading a cell begins with, 0 without one."""
    heading = re.match(r"(#+) ", cell.source) if cell.cell_type == "markdown" else None
    return len(heading[1]) if heading else 0


def _place_of(cell: NotebookNode) -> str:
    return str(cell.metadata.get("manyi", {}).get("place", ""))


def _id(output: NotebookNode) -> str:
    return str(output.get("data", {}).get(BUNDLE, {}).get("id", ""))


def _not_shown(notebook: NotebookNode) -> set[str]:
    """Return the ids of claims that show nothing, and of figures that only belong to such claims."""
    claims = [bundle for cell in code(notebook) for bundle in bundles(cell) if "shown" in bundle]
    figures = {bundle["anchor"] for bundle in claims} - {bundle["anchor"] for bundle in claims if bundle["shown"]}
    return {bundle["id"] for bundle in claims if not bundle["shown"]} | figures


def _of_methods(cells: Sequence[NotebookNode]) -> list[bool]:
    there, section = [], 0
    for place, cell in enumerate(cells):
        marked = _place_of(cell) == METHODS
        twin = place > 0 and tags(cells[place - 1]) == FIRST_LANGUAGE
        if level(cell) and not twin and (not section or level(cell) <= section):
            section = level(cell) if marked else 0
        there.append(marked or section > 0)
    return there


def _section(cells: Sequence[NotebookNode], place: int) -> range:
    """Return the positions of a section's cells: after its heading and its twin, to the next heading of its level."""
    start = place + 1 + (tags(cells[place]) == FIRST_LANGUAGE)
    stop = next((after for after in range(start, len(cells)) if 0 < level(cells[after]) <= level(cells[place])), None)
    return range(start, len(cells) if stop is None else stop)


def _silent(section: Sequence[NotebookNode]) -> bool:
    """Return whether a section computes something but shows none of it; the closing cell does not count."""
    cells = [cell for cell in section if cell.cell_type == "code" and cell.source.strip() != "chapter.close()"]
    shown = [output["data"][BUNDLE]["kind"] != "end" for cell in cells for output in cell.outputs]
    return bool(cells) and not any(shown)


def _heading_alone(cell: NotebookNode) -> NotebookNode:
    """Return a heading without the words under it, with the id of that heading on the page of methods."""
    alone = deepcopy(cell)
    alone.source = re.sub(r"\{#([a-z0-9-]+)\}\s*$", r"{#\1-methods}", cell.source.splitlines()[0])
    return alone
