"""The numbers inside a page or file that someone was sent. In: a file; out: one row per number, for `make verify`.

A report's page carries its ledger: each printed number where it stands, the others in a script. On a page of toplines
a number's id is that of its table, the key of its row and the key of its column.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from manyi.errors import InputError
from manyi.exhibits.crosstabs import ALONE
from manyi.publish import published
from manyi.publish.published import COMPARED

TOPLINES = re.compile(r"([a-z0-9-]+?)-(?:topline|crosstab)-")


def numbers(file: Path) -> pd.DataFrame:
    """Return id, value and, where the file has them, low, high and base."""
    if file.suffix != ".html":
        return published.read(file)
    text = file.read_text(encoding="utf-8", errors="replace")
    if ' data-id="' in text:
        return _toplines(text)
    found = re.search(r'<script type="application/json" id="ledger">(.*?)</script>', text, re.DOTALL)
    if not found:
        raise InputError("is not a page of manyi: it carries no ledger", where=file.name)
    rows = json.loads(found[1])["rows"]
    for printed in re.findall(r'<data ([^>]*\bid="n-[^>]*)>', text):
        given = {name.removeprefix("data-"): value for name, value in re.findall(r'([\w-]+)="([^"]*)"', printed)}
        rows.append([given["id"].removeprefix("n-"), *(float(given.get(name, "nan")) for name in COMPARED)])
    return pd.DataFrame(rows, columns=["id", *COMPARED])


def study_of_toplines(known: pd.DataFrame) -> str:
    """Return the study whose toplines these numbers are of; '' when they are a report's."""
    found = TOPLINES.match(str(known["id"].iloc[0])) if len(known) else None
    return found[1] if found else ""


def _toplines(text: str) -> pd.DataFrame:
    page = _Tables()
    page.feed(text)
    page.close()
    return pd.DataFrame(page.found, columns=["id", "value"])


class _Tables(HTMLParser):
    """Tables with an id; heads and rows with a key; one `<data>` per number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, float]] = []
        self._table, self._columns, self._row, self._place = "", [""], "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table, self._columns = given.get("data-id", ""), []
        elif tag == "th" and given.get("scope") == "col":
            self._columns.append(given.get("data-key", ""))
        elif tag == "th":
            self._row, self._place = given.get("data-key", ""), 0
        elif tag == "td":
            self._place += 1
        elif tag == "data" and self._table and self._columns[self._place] != ALONE:
            parts = (self._table, self._row, self._columns[self._place])
            self.found.append(("-".join(part for part in parts if part), float(given["value"])))
