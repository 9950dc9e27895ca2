"""The statistical words of a page: each is a link to what it means where a reader first meets it.

In: the text of a page and glossary.yml. Out: the page with at most one link per word, in prose only, never in a figure,
a table, a heading, another link or a control.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "template" / "glossary.yml"
ASIDE = re.compile(r"(<(svg|table|details|nav|h[1-6]|a|code)\b.*?</\2>)", re.DOTALL)
PROSE = re.compile(r"<(/?)(?:p|li|dd)\b")


@cache
def entries(language: str) -> list[dict[str, str]]:
    """Return id, term, explanation and the pattern (`find`) of every word, in the order of the glossary."""
    return [
        {"id": one["id"], **{key: one[key][language] for key in ("term", "says", "find")}}
        for one in yaml.safe_load(FILE.read_text("utf-8"))
    ]


def linked(page: str, language: str) -> str:
    """Return the page with the first use of each word in prose linked to its entry."""
    start, end = page.find('<div class="opening"'), page.find('<dl class="glossary"')
    if min(start, end) < 0:
        return page
    waiting = {word["id"]: re.compile(word["find"]) for word in entries(language)}
    pieces = ASIDE.split(page[start:end])  # prose, an element that is not, its name, prose, ...
    out, depth = [], 0
    for place, piece in enumerate(pieces):
        if place % 3 == 0:
            piece, depth = _searched(piece, depth, waiting)
        out.append(piece if place % 3 < 2 else "")
    return page[:start] + "".join(out) + page[end:]


def _searched(html: str, depth: int, waiting: dict[str, re.Pattern[str]]) -> tuple[str, int]:
    """Return the HTML with its words linked, and how many elements of prose are open after it, given before it."""
    out = []
    for piece in re.split(r"(<[^>]*>)", html) if waiting else [html]:
        if tag := PROSE.match(piece):
            depth += -1 if tag[1] else 1
        out.append(_first(piece, waiting) if depth and not piece.startswith("<") else piece)
    return "".join(out), depth


def _first(text: str, waiting: dict[str, re.Pattern[str]]) -> str:
    """Return the text with words not met before linked, the earliest in it first; they are waited for no longer."""
    found = sorted((match.start(), match.end(), id_) for id_, find in waiting.items() if (match := find.search(text)))
    out, at = "", 0
    for start, end, id_ in found:
        if start >= at:
            out += f'{text[at:start]}<a class="word" href="#word-{id_}">{text[start:end]}</a>'
            at = end
            del waiting[id_]
    return out + text[at:]
