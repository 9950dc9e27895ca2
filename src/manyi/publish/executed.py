"""Executed notebooks: whether every cell really ran, and removal of what must not be published about the machine.

In and out: one executed notebook. papermill marks every cell completed after a killed kernel, a time-out and exit(0),
so its metadata decides nothing here.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from manyi.errors import InputError

BUNDLE = "application/vnd.manyi.v1+json"
READ = ("text/plain", "text/html")  # what Jupyter shows
INJECTED = "injected-parameters"


def refuse_unfinished(notebook: NotebookNode) -> None:
    """Raise unless all cells ran in order without error or stderr, and the last closed the chapter."""
    cells = code(notebook)
    for position, cell in enumerate(cells, start=1):
        shown = position - sum(INJECTED in tags(before) for before in cells[:position])
        place = f"cell {shown}"
        for output in cell.outputs:
            if output.output_type == "error":
                raise InputError(f"{place}: {output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                raise InputError(f"{place}: wrote to stderr: {' '.join(output.text.split())[:200]}")
        if cell.execution_count != position:
            raise InputError(f"{place}: did not run (exit() in a cell before it?)")
    if not cells or "end" not in [bundle["kind"] for bundle in bundles(cells[-1])]:
        raise InputError("the last cell must be chapter.close()")


def scrub(notebook: NotebookNode, project: Path, build: Path) -> NotebookNode:
    """Remove times, paths and random ids, so that two runs give the same file and it reveals nothing about the machine.

    The build folder is written as ./build wherever it is.
    """
    notebook.metadata.pop("papermill", None)
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    for cell in code(notebook):
        cell.outputs = _settled(cell.outputs)
        for output in cell.outputs:
            for texts, key in ((output, "text"), *((output.get("data", {}), mime) for mime in READ)):
                if key in texts:
                    texts[key] = texts[key].replace(str(build), "./build").replace(str(project), ".")
    return notebook


def warned(text: str, warning: list[str]) -> str:
    """Return the text of a notebook with a warning before everything else; unchanged without one."""
    if not warning:
        return text
    notebook = nbformat.reads(text, as_version=4)
    cell = nbformat.v4.new_markdown_cell("\n\n".join(f"**{line}**" for line in warning), id="draft")
    notebook.cells.insert(0, cell)
    return nbformat.writes(notebook)


def _settled(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with the printed text in one piece at the end, since it arrives in pieces at random times."""
    printed = [output for output in outputs if output.output_type == "stream"]
    shown = [output for output in outputs if output.output_type != "stream"]
    if printed:
        shown.append(nbformat.v4.new_output("stream", name="stdout", text="".join(stream.text for stream in printed)))
    return shown


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that are not empty; Jupyter does not run empty ones."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def bundles(cell: NotebookNode) -> list[NotebookNode]:
    """Return the exhibits a code cell displayed."""
    return [output.data[BUNDLE] for output in cell.outputs if BUNDLE in output.get("data", {})]


def headlines(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the headline exhibits of a notebook."""
    return [bundle for cell in code(notebook) for bundle in bundles(cell) if bundle["kind"] == "headline"]


def number(file: Path, source: str) -> int | None:
    """Return which code cell of a notebook file has this source, counted from 1; None for the injected parameters."""
    sources = [cell.source for cell in code(nbformat.read(file, as_version=4))]
    return sources.index(source) + 1 if source in sources else None
