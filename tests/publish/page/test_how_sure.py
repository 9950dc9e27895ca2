"""'How sure?' as built: words, and identifiers only where they are marked as such."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

IDENTIFIER = re.compile(r"\w_\w")


class Said(HTMLParser):
    """The text inside 'How sure?' that is not marked as code, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._open: list[str] = []  # tags open since the <details>

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._open or (tag == "details" and "sure" in (dict(attrs).get("class") or "").split()):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and "code" not in self._open and data.strip():
            self.pieces.append(data.strip())


def said(html: str) -> list[str]:
    reader = Said()
    reader.feed(html)
    return reader.pieces


@pytest.mark.parametrize("name", ["index.html", "index.zh.html"])
def test_no_identifier_stands_where_words_belong(page: Path, name: str) -> None:
    pieces = said((page / name).read_text(encoding="utf-8"))
    assert len(pieces) > 20
    assert [piece for piece in pieces if IDENTIFIER.search(piece)] == []


def test_an_identifier_is_found_where_it_stands() -> None:
    found = said('<p>a_b</p><details class="sure"><li>not_met: 3 <code>x-not_met</code></li></details><p>c_d</p>')
    assert found == ["not_met: 3"]
