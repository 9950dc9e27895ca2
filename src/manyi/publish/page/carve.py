"""Cuts an executed chapter into the pieces its pages show. In: a notebook; out: a piece per page and language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nbformat import NotebookNode

from manyi.language.formats import LANGUAGES
from manyi.publish.executed import bundles, code
from manyi.publish.page.export import export_chapter
from manyi.publish.page.pieces import Piece, Pieces, name_of
from manyi.publish.page.sections import placed
from manyi.publish.page.sheets import Sheet, runs_on
from manyi.publish.report import Run


def carved(notebook: NotebookNode, run: Run, sheets: Sequence[Sheet]) -> Pieces:
    """Return the pieces of a chapter for every page it is on."""
    return {
        name_of(sheet, language): _piece(notebook, run, sheet, sheets, language)
        for sheet in sheets if runs_on(sheet, sheets, [run]) for language in LANGUAGES
    }  # fmt: skip


def _piece(notebook: NotebookNode, run: Run, sheet: Sheet, sheets: Sequence[Sheet], language: str) -> Piece:
    """Return a chapter as a page shows it: what belongs on the page of methods is there, and only there."""
    apart = any(other.kind == "methods" and other.study == run.study for other in sheets)
    if sheet.kind == "methods":
        notebook = notebook if run.place == "appendix" else placed(notebook, methods=True)
    elif sheet.kind != "report" and apart:
        notebook = placed(notebook, methods=False)
    summary = run.place == "summary" and sheet.kind != "methods"
    return export_chapter(notebook, language, run.study, 2 if summary else 3, summary)


def drawings(notebooks: Iterable[NotebookNode]) -> dict[str, dict[str, str]]:
    """Return the HTML of everything chapters show, by language and id."""
    shown = [bundle for notebook in notebooks for cell in code(notebook) for bundle in bundles(cell)]
    return {
        language: {bundle["id"]: bundle[language] for bundle in shown if language in bundle} for language in LANGUAGES
    }
