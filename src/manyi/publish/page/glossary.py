"""Explains statistical words where a reader first meets them. In: the tree of a page, changed in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from manyi.exhibits.claims import sureness
from manyi.language.text import Strict, Text
from manyi.language.yaml_tree import read_ours
from manyi.publish.page.tree import Tree, new, with_class

FILE = Path(__file__).parent / "template" / "glossary.yml"
PROSE = frozenset({"p", "li", "dd"})
ASIDE = frozenset({"svg", "table", "details", "nav", "h1", "h2", "h3", "h4", "h5", "h6", "a", "code"})
Waiting = dict[str, re.Pattern[str]]


class GlossaryEntry(Strict):
    """A word of the glossary: what it is called, what it says, and the pattern by which it is found, by language."""

    id: str
    term: Text
    says: Text
    find: Text


@cache
def entries(language: str) -> list[dict[str, str]]:
    """Return id, term, explanation and the pattern (`find`) of every word, in the order of the glossary."""
    words = {sure: sureness.word(sure)[language] for sure in sureness.FACTOR}
    rules = {f"{sure}_rule": sureness.RULES[sure][language] for sure in sureness.FACTOR}
    return [
        {
            "id": entry.id, "term": entry.term[language], "find": entry.find[language],
            "says": entry.says[language].format(**words, **rules),
        }
        for entry in map(GlossaryEntry.model_validate, read_ours(FILE))
    ]  # fmt: skip


def link(tree: Tree, language: str) -> None:
    """Link the first use of each word in prose, between the opening and the glossary, to its entry."""
    opening, glossary = with_class(tree, "div", "opening"), with_class(tree, "dl", "glossary")
    if not opening or not glossary:
        return
    place = {element: place for place, element in enumerate(tree.iter())}
    waiting = {word["id"]: re.compile(word["find"]) for word in entries(language)}
    for element in list(_prose_elements(tree)):
        if place[opening[0]] < place[element] < place[glossary[0]]:
            _link_within(element, waiting)


def _prose_elements(tree: Tree) -> Iterator[Tree]:
    """Return the outermost elements of prose that are not inside a skipped part, in the order of the page."""
    for child in tree:
        if child.tag in PROSE:
            yield child
        elif child.tag not in ASIDE:
            yield from _prose_elements(child)


def _link_within(element: Tree, waiting: Waiting) -> None:
    children = list(element)
    _put_links(element, 0, _linked(element.text or "", waiting))
    for child in children:
        if isinstance(child.tag, str) and child.tag not in ASIDE:
            _link_within(child, waiting)
        pieces = _linked(child.tail or "", waiting)
        if len(pieces) > 1:
            child.tail = None
            _put_links(element, element.index(child) + 1, pieces)


def _put_links(element: Tree, at: int, pieces: list[str | Tree]) -> None:
    """Replace the text before the child `at` by text and links."""
    if len(pieces) < 2:
        return
    if at == 0:
        element.text = str(pieces[0])
    else:
        element[at - 1].tail = str(pieces[0])
    for link_, text in zip(pieces[1::2], pieces[2::2], strict=True):
        assert not isinstance(link_, str)  # noqa: S101 - text and links take turns
        element.insert(at, link_)
        link_.tail = str(text)
        at += 1


def _linked(text: str, waiting: Waiting) -> list[str | Tree]:
    """Return text, link, text ...: new words are linked, the earliest first, and removed from those waiting."""
    met = sorted((match.start(), match.end(), id_) for id_, find in waiting.items() if (match := find.search(text)))
    pieces: list[str | Tree] = []
    last = 0
    for start, end, id_ in met:
        if start >= last:
            pieces += [text[last:start], new("a", text[start:end], class_="word", href=f"#word-{id_}")]
            last = end
            del waiting[id_]
    return [*pieces, text[last:]]
