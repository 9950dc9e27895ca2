"""What must hold before a report may replace the old one. In: the pages; out: nothing, or what is wrong.

Automatic accessibility tools pass pages with placeholder alternatives, double ids, tables without header scope and
leaked paths; these are the checks they miss (reader.md 3.3). The tools run in the tests, in a real browser.
"""

from __future__ import annotations

import getpass
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

from manyi.errors import InputError
from manyi.publish.report import Budgets

REMOTE = re.compile(
    r"""(?:src|srcset|action|poster|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
)
PATH = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|work|var|usr|opt|mnt|private)/[\w.\-]+|[A-Z]:\\\\?Users")
PLACEHOLDER = re.compile(r"no description|^\s*(image|figure|chart|图|图表|图片)?\s*$", re.IGNORECASE)
ENTRIES = ("data-low", "data-high", "data-base")  # what a printed number says of itself beside its value
SHOWN = 8  # faults named at once
VOID = frozenset({"base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Page(HTMLParser):
    """A page as the checks see it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.lang = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.numbers: set[tuple[str, str, str]] = set()
        self.faults: list[str] = []
        self.figures: dict[str, int] = {}  # id -> bytes, with tables
        self.drawings: list[int] = []  # bytes of each drawing alone
        self.descriptions: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element says about itself."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), given.get("id", "")))
        if tag == "data":
            name = given.get("data-number") or given.get("id", "").removeprefix("n-")
            self.numbers.add((name, given.get("data-part", "value"), given.get("value", "")))
            self.numbers.update((name, part, given[part]) for part in ENTRIES if part in given)
        if given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])
        if tag == "img" and PLACEHOLDER.search(given.get("alt", "")):
            self.faults.append(f"image without a description: {given.get('alt', '')!r}")
        if any(name.startswith("on") for name in given) or given.get("href", "").strip().lower().startswith(
            "javascript:"
        ):
            self.faults.append(f"script in an attribute of <{tag}>")
        self._inside_table(tag, given)
        if tag not in VOID:
            self._open.append((tag, given, self._offset()))

    def handle_endtag(self, tag: str) -> None:
        """Judge what is complete."""
        while self._open:
            name, given, start = self._open.pop()
            if name == "table":
                self._judge_table(given)
            if name in ("figure", "svg") and not any(one == "figure" for one, _, _ in self._open):
                self.figures[given.get("id", name)] = len(self.text[start : self._offset()].encode())
            if name == "svg":
                self.drawings.append(len(self.text[start : self._offset()].encode()))
                self._judge_drawing(given, self.text[start : self._offset()])
            if name == tag:
                break

    def _inside_table(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self._table: Counter[str] = Counter()
        elif tag in ("caption", "th") and any(name == "table" for name, _, _ in self._open):
            self._table[tag] += 1
            self._table["scoped"] += tag == "th" and given.get("scope") in ("col", "row", "colgroup", "rowgroup")

    def _judge_table(self, given: dict[str, str]) -> None:
        name = given.get("id") or f"line {self.getpos()[0]}"
        if not self._table["caption"]:
            self.faults.append(f"table without a caption ({name})")
        if self._table["th"] != self._table["scoped"] or not self._table["th"]:
            self.faults.append(f"table with headers that have no scope ({name})")

    def _judge_drawing(self, given: dict[str, str], markup: str) -> None:
        if given.get("aria-hidden") == "true":
            return
        found = re.search(r"<desc[^>]*>(.*?)</desc>", markup, re.DOTALL)
        said = found[1] if found else given.get("aria-label", "")
        if given.get("role") != "img" or PLACEHOLDER.search(said):
            self.faults.append(f"figure without role img and a description (line {self.getpos()[0]})")
        self.descriptions.append(said)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def check(pages: dict[str, str], budgets: Budgets) -> None:
    """Raise InputError naming the first faults of the pages, given as language tag -> text."""
    read = {language: Page(text) for language, text in pages.items()}
    for language, page in read.items():
        if faults := list(dict.fromkeys(_faults(page, language, budgets))):
            more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
            raise InputError("; ".join(faults[:SHOWN]) + more, where=f"page {language}")
    first, second = read.values()
    if different := sorted(first.numbers ^ second.numbers):
        raise InputError(f"{len(different)} numbers differ between the languages, first {different[0]}", "pages")
    if [heading for heading in first.headings if heading[1]] != [heading for heading in second.headings if heading[1]]:
        raise InputError("headings differ between the languages", "pages")


def private(text: str, name: str) -> None:
    """Raise InputError when the text of an executed notebook names a folder of this machine."""
    if found := PATH.search(text):
        raise InputError(f"a path of this machine: {found[0]!r}", where=name)


def _faults(page: Page, language: str, budgets: Budgets) -> Iterator[str]:
    yield from page.faults
    if page.lang != language:
        yield f"lang is {page.lang!r}"
    yield from (f"id {name!r} is there {count} times" for name, count in Counter(page.ids).items() if count > 1)
    yield from (f"link to #{name}, which is not there" for name in page.links if name not in page.ids)
    yield from (f"two figures are described alike: {said!r}" for said, n in Counter(page.descriptions).items() if n > 1)
    yield from _heading_faults([level for level, _ in page.headings])
    shown = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page.text)
    yield from (f"a remote address: {found[0]!r}" for found in REMOTE.finditer(shown))
    yield from (f"a path of this machine: {found[0]!r}" for found in PATH.finditer(shown))
    user = getpass.getuser()
    if len(user) > 3 and user != "root" and re.search(rf"\b{re.escape(user)}\b", shown):
        yield f"the name of this machine's user: {user!r}"
    yield from _size_faults(page, budgets)


def _heading_faults(levels: list[int]) -> Iterator[str]:
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    yield from (f"heading level {level} follows {before}" for before, level in pairwise(levels) if level > before + 1)


def _size_faults(page: Page, budgets: Budgets) -> Iterator[str]:
    figures = sorted(page.figures.items(), key=lambda pair: -pair[1])
    largest = ", ".join(f"{name} {size / 1000:.0f} KB" for name, size in figures[:5])
    size = len(page.text.encode())
    if size > budgets.page:
        yield f"{size / 1e6:.2f} MB, {budgets.page / 1e6:.2f} allowed; largest figures: {largest}"
    if max(page.drawings, default=0) > budgets.figure:
        yield f"figure larger than {budgets.figure / 1000:.0f} KB; largest: {largest}"
