"""What keeps a long page readable: tables folded under their titles, what every figure would repeat said once.

In and out: HTML of the page. Nothing is lost: a folded table opens by a click, by a link to it and by searching the
page, and the full words stand at the first figure of each chapter and in the opening of each part.
"""

from __future__ import annotations

import html
import re

from manyi.publish.export import plain

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
