"""What HTML says to a reader: its text, and the attributes that are read aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml.html.defs import tags

NEWER = {"data", "details", "summary", "figure", "figcaption", "section", "main", "nav", "svg", "text", "template"}
TAG = re.compile(f"</?(?:{'|'.join(sorted({*tags, *NEWER}))})[ />]")
SILENT = ("style", "script", "code")
ALOUD = ("aria-label", "alt", "title", "placeholder")


class _Text(HTMLParser):
    """The words of HTML: text, and what attributes say aloud; no style, script or code."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.words += [value or "" for name, value in attrs if name in ALOUD]
        self.words += ["\n"]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.words += ["\n"]

    def handle_data(self, data: str) -> None:
        self.words += [data] if not self.silent else []


def inside(text: str) -> str:
    """Return what is said in a text: without tags where it has any."""
    if not TAG.search(text):
        return text
    whole, _, tail = text.rpartition("<")
    parser = _Text()
    parser.feed(text if ">" in tail else whole)
    parser.close()
    return " ".join("".join(parser.words).split(" "))
