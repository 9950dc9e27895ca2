"""Headings with which a study replaces those of chapters. In: an executed notebook; out: the same with its headings.

30-satisfaction:                                       # data/<study>/words.yml
  headings: {satisfaction: {en: "How content passengers are", zh: "乘客满意度"}}
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from manyi import places
from manyi.errors import InputError
from manyi.language import words
from manyi.language.formats import LANGUAGES
from manyi.language.words import Words
from manyi.publish.report import notebook_file

HEADING = re.compile(r"^(?P<level>#+) .*? \{#(?P<id>[a-z0-9-]+)\}[ \t]*$", re.MULTILINE)


def headed(notebook: NotebookNode, study: str, chapter: str) -> NotebookNode:
    """Return the notebook with the study's headings, each in both languages; its sections keep their ids."""
    given = _headings(_words_of(study), chapter)
    for cell in notebook.cells if given else ():
        language = next((tag for tag in cell.metadata.get("tags", []) if tag in LANGUAGES), None)
        if cell.cell_type == "markdown" and language:
            cell.source = HEADING.sub(functools.partial(_replaced, given, language), cell.source)
    return notebook


def _replaced(given: Words, language: str, line: re.Match[str]) -> str:
    """Return a heading in the study's words, or unchanged."""
    new = given[line["id"]][language] if line["id"] in given else ""
    return f"{line['level']} {new} {{#{line['id']}}}" if new else line[0]


def wrong_words(study: str) -> Iterator[InputError]:
    """Yield an error for each chapter and heading in a study's words.yml that does not exist."""
    given = _words_of(study)
    chapters = sorted(file.stem for file in (places.root() / "notebooks").glob("*.ipynb"))
    for chapter in given.sections:
        if chapter not in chapters:
            yield InputError(f"there is no chapter {chapter!r}", given.where, chapters)
            continue
        cells = nbformat.read(notebook_file(chapter), as_version=4).cells
        ids = [line["id"] for cell in cells if cell.cell_type == "markdown" for line in HEADING.finditer(cell.source)]
        for heading in _headings(given, chapter):
            if heading not in ids:
                where = f"{given.where} {chapter} headings"
                yield InputError(f"the chapter has no heading {heading!r}", where, dict.fromkeys(ids))


def _words_of(study: str) -> Words:
    file = places.data() / study / "words.yml"
    return words.read(file) if file.is_file() else words.EMPTY


def _headings(given: Words, chapter: str) -> Words:
    return given.sections.get(chapter, words.EMPTY).sections.get("headings", words.EMPTY)
