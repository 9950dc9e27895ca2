"""What keeps a long page readable: tables folded under their titles, what every figure would repeat said once.

In and out: HTML of the page. Nothing is lost: a folded table opens by a click, by a link to it and by searching the
page, and the full words stand at the first figure of each chapter and in the opening of each part.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import yaml

from manyi.publish.page.export import plain

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
EXHIBIT = re.compile(r'<figure id="[^"]*" class="exhibit table-exhibit".*?</figure>', re.DOTALL)
CAPTION = re.compile(r'<caption\b[^>]*>(?:<span class="title"[^>]*>)?(.*?)</', re.DOTALL)
SUBTITLE = re.compile(r'<span class="subtitle">(.*?)</span>', re.DOTALL)
ASSUMING = {
    "en": re.compile(r"(\d+ % intervals?), assuming [^;<]*"),
    "zh": re.compile(r"(\d+%区间)（假设[^；<）]*）"),
}


def scrollable(page: str) -> str:
    """Return tables in boxes that scroll, by keyboard too, where the screen is narrower than their numbers."""

    def boxed(table: re.Match[str]) -> str:
        name = html.escape(caption_of(table[0]))
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{table[0]}</div>'

    return TABLE.sub(boxed, page)


def folded(body: str) -> str:
    """Return table exhibits folded under their titles: figures and sentences argue, the detail is a click away."""

    def fold(exhibit: re.Match[str]) -> str:
        title = html.escape(caption_of(exhibit[0]), quote=False)
        return f'<details class="folded"><summary>{title}</summary>{exhibit[0]}</details>'

    return EXHIBIT.sub(fold, body)


def brief(body: str, population: str, language: str) -> str:
    """Return a chapter whose figures, after the first, do not repeat who was asked and what an interval assumes."""
    first, words = True, html.escape(population, quote=False)

    def shorter(subtitle: re.Match[str]) -> str:
        nonlocal first
        if first:
            first = False
            return subtitle[0]
        text = re.sub(rf"(^|[;；] ?){re.escape(words)}[;；] ?", r"\1", subtitle[1])
        short = ASSUMING[language].sub(r"\1", text)
        return f'<span class="subtitle">{short}</span>'

    return SUBTITLE.sub(shorter, body)


def caption_of(markup: str) -> str:
    """Return the caption of the first table in a piece of HTML, as text."""
    found = CAPTION.search(markup)
    return plain(found[1]) if found else ""


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


DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
STYLE = re.compile(r' style="([^"]*)"')


def share_looks(page: str) -> tuple[str, str]:
    """Return the page with the repeated looks of its figures' parts as classes, and the style rules of these."""
    looks = Counter(look for drawing in DRAWING.findall(page) for look in STYLE.findall(drawing))
    repeated = [look for look, count in looks.most_common() if count > 1]
    names = dict(zip(repeated, ("".join(pair) for pair in product(ascii_lowercase, ascii_lowercase)), strict=False))

    def named(style: re.Match[str]) -> str:
        return f' class="{names[style[1]]}"' if style[1] in names else style[0]

    slim = DRAWING.sub(lambda drawing: STYLE.sub(named, drawing[0]), page)
    return slim, "".join(f".chart .{name}{{{look}}}" for look, name in names.items())
