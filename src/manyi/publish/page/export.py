"""One executed notebook to one piece of HTML per language, with nbconvert and the project's own template.

In: an executed notebook. Out: a `Piece`: the HTML in reading order, and its headings for the contents list. nbconvert's
stock templates load scripts from the network, drop alt text and make heading ids from Chinese text; this one has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import mistune
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets.config import Config

from manyi.errors import InputError
from manyi.language.formats import LANGUAGES
from manyi.publish.executed import BUNDLE, tags
from manyi.publish.page.frame import own_words
from manyi.publish.page.pieces import Heading, Mark, Piece
from manyi.publish.page.sections import exhibits_only, without_empty
from manyi.publish.page.tree import parsed, with_class
from manyi.table import Head, Line, Table

NAMED = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")


@dataclass
class Context:
    """What the template's filters know and collect while a chapter is rendered."""

    language: str
    prefix: str
    shift: int
    lift: bool
    headings: list[Heading] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    first: Mapping[str, Any] | None = None
    marks: list[Mark] = field(default_factory=list)


class Prose(mistune.HTMLRenderer):
    """Markdown with headings that carry their own id: '## What changed {#change}' -> id '<study>-change'."""

    def __init__(self, context: Context) -> None:
        super().__init__(escape=True)
        self.context = context

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Return a heading at the page's level."""
        heading = Heading(min(level + self.context.shift, 6), f"{self.context.prefix}-{attrs['id']}", text)
        self.context.headings.append(heading)
        self.context.marks.append(Mark("heading", heading.id, text))
        return f'<h{heading.level} id="{heading.id}">{text}</h{heading.level}>\n'

    def render_token(self, token: dict[str, Any], state: mistune.BlockState) -> str:
        """Return a token as HTML; a table is written from its cells, with the caption of its section."""
        if token["type"] != "table":
            return super().render_token(token, state)
        head, body = token["children"]
        rows = [[self._cell(cell, state) for cell in row["children"]] for row in body["children"]]
        heads = [Head(self._cell(cell, state)) for cell in head["children"]]
        caption = Markup(self.context.headings[-1].text if self.context.headings else "")
        return f"{Table(caption, heads, [Line(first, cells) for first, *cells in rows], kind='').__html__()}\n"

    def _cell(self, token: dict[str, Any], state: mistune.BlockState) -> Markup:
        return Markup(self.render_tokens(token["children"], state))

    def footnote_ref(self, key: str, index: int) -> str:
        """Return the mark of a footnote; its ids carry the study, so that two chapters may have notes."""
        name = f"{self.context.prefix}-note-{key.lower()}"
        return f'<sup><a href="#{name}" id="{name}-mark">{index}</a></sup>'

    def footnotes(self, text: str) -> str:
        """Return the notes of a cell, below it."""
        return f'<ol class="footnotes">{text}</ol>\n'

    def footnote_item(self, text: str, key: str, index: int) -> str:
        """Return one note with a link back."""
        name = f"{self.context.prefix}-note-{key.lower()}"
        back = own_words(self.context.language)["back_to_text"]
        return f'<li id="{name}">{text.strip()} <a href="#{name}-mark" aria-label="{back}">↑</a></li>'


def export_chapter(notebook: NotebookNode, language: str, study: str, top: int, lift: bool = False) -> Piece:
    """Return one chapter in one language; its highest heading becomes level `top` of the page."""
    context = Context(language, study, top - _highest(notebook), lift)
    _check_pairs(notebook)
    body, resources = _exporter().from_notebook_node(
        without_empty(exhibits_only(notebook)), resources={"language": language, "context": context}
    )
    context = resources["context"]  # nbconvert works on a copy
    return Piece(body.strip(), context.headings, context.headlines, context.first, context.marks)


@cache
def _exporter() -> TemplateExporter:
    config = Config({"NbConvertBase": {"display_data_priority": [BUNDLE]}})
    exporter = TemplateExporter(
        config=config,
        template_name="chapter",
        extra_template_basedirs=[str(Path(__file__).parent / "template")],
        file_extension=".html",
        filters={"prose": _html_of, "exhibit": _exhibit},
    )
    exporter.output_mimetype = "text/html"
    return exporter


def _html_of(source: str, resources: dict[str, Any]) -> str:
    markdown = mistune.create_markdown(renderer=Prose(resources["context"]), plugins=["table", "footnotes"])
    markdown.before_render_hooks.append(_name_headings)
    return str(markdown(source))


def _name_headings(_: mistune.Markdown, state: mistune.BlockState) -> None:
    """Take the id of each heading from the end of its Markdown; a heading without one is refused."""
    for token in state.tokens:
        if token["type"] == "heading":
            named = NAMED.search(token["text"])
            if not named:
                raise InputError(f"heading {token['text']!r} needs an id, as in '## What changed {{#change}}'")
            token["attrs"]["id"] = named[1]
            token["text"] = token["text"][: named.start()]


def _exhibit(bundle: dict[str, Any], resources: dict[str, Any]) -> str:
    """Return an exhibit's HTML in the language, '' if it is shown elsewhere or not at all."""
    context: Context = resources["context"]
    if bundle["kind"] == "end":
        return ""
    if bundle["kind"] == "first":
        context.first = bundle["record"]
        return ""
    if not bundle.get(context.language):
        raise InputError(f"has no text in {context.language!r}", where=f"exhibit {bundle.get('id')}")
    context.marks.append(Mark(bundle["kind"], bundle["id"], _words_of(bundle[context.language])))
    if context.lift and bundle["kind"] in ("headline", "answer"):
        context.headlines.append(bundle[context.language])
        return ""
    html = str(bundle[context.language])
    return f'<div class="fold">{html}</div>' if bundle.get("folded") else html


def _words_of(html: str) -> str:
    """Return the words of an exhibit for a list: the title of a figure or a table, or a sentence."""
    tree = parsed(html)
    words = [*with_class(tree, "span", "title"), *tree.iter("p")]
    return " ".join(words[0].text_content().split()) if words else ""


def _highest(notebook: NotebookNode) -> int:
    levels = [len(marks) for cell in notebook.cells if cell.cell_type == "markdown"
              for marks in re.findall(r"^(#+) ", cell.source, re.MULTILINE)]  # fmt: skip
    return min(levels, default=1)


def _check_pairs(notebook: NotebookNode) -> None:
    """Refuse Markdown in only one language, or in none: each cell needs its twin with the same headings."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    ids: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    count = dict.fromkeys(LANGUAGES, 0)
    for cell in cells:
        spoken = [language for language in LANGUAGES if language in tags(cell)]
        if len(spoken) != 1:
            raise InputError(f"a Markdown cell needs the tag en or zh: {cell.source[:60]!r}")
        count[spoken[0]] += 1
        ids[spoken[0]] += re.findall(r"^#+ .*\{#([a-z0-9-]+)\}", cell.source, re.MULTILINE)
    if ids["en"] != ids["zh"] or count["en"] != count["zh"]:
        raise InputError(f"Markdown in en and zh does not pair: {count}, headings {ids['en']} and {ids['zh']}")
