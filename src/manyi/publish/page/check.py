"""What must hold before a report may replace the old one. In: the pages; out: nothing, or what is wrong.

Automatic accessibility tools pass pages with placeholder alternatives, double ids, tables without header scope and
leaked paths; these are the checks they miss (reader.md 3.3). The tools run in the tests, in a real browser.
"""

from __future__ import annotations

import contextlib
import getpass
import re
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from manyi.errors import InputError
from manyi.publish.page.cost import cost_of, too_much
from manyi.publish.report import Allowed

LOADING = frozenset({"src", "action", "formaction", "poster", "data", "background"})
LINKING = frozenset({"a", "area"})  # elements whose href only leads away when the reader follows it
REMOTE = re.compile(r"\s*(?:https?:)?//")
REMOTE_SET = re.compile(r"(?:^|,)\s*(?:https?:)?//")
REMOTE_STYLE = re.compile(r"""url\(\s*["']?\s*(?:https?:)?//|@import""")
SEARCHED = {"srcset": REMOTE_SET, "style": REMOTE_STYLE}
PERSONAL = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|private)/[\w.\-]+|[A-Z]:\\\\?Users")
FOLDER = re.compile(r"(?<![\w.:/])/[\w.\-]+/[\w.\-]+")
PLACEHOLDER = re.compile(r"no description|^\s*(image|figure|chart|图|图表|图片)?\s*$", re.IGNORECASE)
ENTRIES = ("data-low", "data-high", "data-base")  # what a printed number says about itself besides its value
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
SHOWN = 8  # faults named in a message
VOID = frozenset({"base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(frozen=True)
class LinksOut:
    """What links between pages need to know about a page."""

    ids: list[str]
    leads: list[tuple[str, str]]  # file and id of links to neighbouring pages


class Page(HTMLParser):
    """A page as the checks see it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.lang = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.leads: list[tuple[str, str]] = []
        self.headings: list[tuple[int, str]] = []
        self.numbers: set[tuple[str, str, str]] = set()
        self.faults: list[str] = []
        self._described: set[str] = set()  # ids of the descriptions of drawings
        self.figures: dict[str, int] = {}  # id -> bytes, with tables
        self.drawings: list[int] = []  # bytes of each drawing alone
        self.descriptions: list[str] = []
        self._description: str | None = None  # the description of the current drawing
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(text)
        self.close()

    def links_out(self) -> LinksOut:
        """Return its ids and links."""
        return LinksOut(self.ids, self.leads)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the attributes of an element."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag in HEADINGS:
            self.headings.append((int(tag[1]), given.get("id", "")))
        if tag == "data":
            name = given.get("data-number") or given.get("id", "").removeprefix("n-")
            self.numbers.add((name, given.get("data-part", "value"), given.get("value", "")))
            self.numbers.update((name, part, given[part]) for part in ENTRIES if part in given)
        self._link(tag, given.get("href", ""))
        self._remote(tag, given)
        if tag == "img" and PLACEHOLDER.search(given.get("alt", "")):
            self.faults.append(f"image without a description: {given.get('alt', '')!r}")
        if any(name.startswith("on") for name in given):
            self.faults.append(f"script in an attribute of <{tag}>")
        self._inside_table(tag, given)
        if tag == "desc":
            self._description = ""
        if tag not in VOID:
            self._open.append((tag, given, self._offset()))

    def _link(self, tag: str, href: str) -> None:
        """Record where the element leads."""
        if href.startswith("#"):
            self.links.append(href[1:])
        elif tag in LINKING and ".html" in href:
            file, _, id_ = href.partition("#")
            self.leads.append((unquote(file), id_))
        if href.strip().lower().startswith("javascript:"):
            self.faults.append(f"script in an attribute of <{tag}>")

    def _remote(self, tag: str, given: dict[str, str]) -> None:
        """Record what a browser would fetch from elsewhere to show the element; text that looks like it is ignored."""
        for name, value in given.items():
            loads = name in LOADING or (name in ("href", "xlink:href") and tag not in LINKING)
            remote = REMOTE.match(value) if loads else name in SEARCHED and SEARCHED[name].search(value)
            if remote:
                self.faults.append(f"a remote address: {name}={value[:80]!r} of <{tag}>")

    def handle_data(self, data: str) -> None:
        """Record what a style would fetch from elsewhere, and the description of a drawing."""
        if self._description is not None and self._open and self._open[-1][0] == "desc":
            self._description += data
        if self._open and self._open[-1][0] == "style" and (style := REMOTE_STYLE.search(data)):
            self.faults.append(f"a remote address: {data[style.start() :][:80]!r} of <style>")

    def handle_endtag(self, tag: str) -> None:
        """Check an element once it is complete."""
        while self._open:
            name, given, start = self._open.pop()
            if name == "table":
                self._judge_table(given)
            if name in ("figure", "svg") and not any(opened == "figure" for opened, _, _ in self._open):
                self.figures[given.get("id", name)] = len(self.text[start : self._offset()].encode())
            if name == "svg":
                self.drawings.append(len(self.text[start : self._offset()].encode()))
                self._judge_drawing(given)
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

    def _judge_drawing(self, given: dict[str, str]) -> None:
        description = given.get("aria-label", "") if self._description is None else self._description
        self._description = None
        if given.get("aria-hidden") == "true":
            return
        named = given.get("aria-labelledby", "")
        if not description and named in self._described:
            return  # the same figure, drawn for another width
        self._described.add(named)
        if given.get("role") != "img" or PLACEHOLDER.search(description):
            self.faults.append(f"figure without role img and a description (line {self.getpos()[0]})")
        self.descriptions.append(description)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def require_fit(pages: dict[str, str], allowed: Allowed, figure: int, name: str = "page") -> dict[str, Page]:
    """Return the parsed page, given as language tag -> text. Raises InputError naming its first faults.

    allowed: what it may cost; figure: bytes a figure may have.
    """
    read = {language: Page(text) for language, text in pages.items()}
    for language, page in read.items():
        if faults := list(dict.fromkeys(_faults(page, language, allowed, figure))):
            more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
            raise InputError("; ".join(faults[:SHOWN]) + more, where=f"{name} {language}")
    first, second = read.values()
    if different := sorted(first.numbers ^ second.numbers):
        raise InputError(f"{len(different)} numbers differ between the languages, first {different[0]}", name)
    if [heading for heading in first.headings if heading[1]] != [heading for heading in second.headings if heading[1]]:
        raise InputError("headings differ between the languages", name)
    return read


def require_links(pages: Mapping[str, LinksOut]) -> None:
    """Raise InputError for a link between pages, given by file name, whose target does not exist."""
    there = {name: frozenset(page.ids) for name, page in pages.items()}
    for name, page in pages.items():
        for file, id_ in page.leads:
            if file in there and id_ and not there[file] & {id_, unquote(id_)}:
                raise InputError(f"link to {file}#{id_}, which is not there", where=name)


def private(text: str, name: str) -> None:
    """Raise InputError if the text of an executed notebook names a folder of this machine."""
    for fault in _private(text):
        raise InputError(fault, where=name)


def _private(text: str) -> Iterator[str]:
    """Yield what reveals this machine: personal folders, others that exist here, its user at its name."""
    paths = [match[0] for match in PERSONAL.finditer(text)]
    paths += [match[0] for match in FOLDER.finditer(text) if Path(match[0]).exists()]  # "Home /north/south" is a label
    yield from (f"a path of this machine: {path!r}" for path in dict.fromkeys(paths))
    with contextlib.suppress(OSError, KeyError):  # a user without a name
        user = f"{getpass.getuser()}@{socket.gethostname()}"
        if user in text:
            yield f"this machine and its user: {user!r}"


def _faults(page: Page, language: str, allowed: Allowed, figure: int) -> Iterator[str]:
    yield from page.faults
    if page.lang != language:
        yield f"lang is {page.lang!r}"
    yield from (f"id {name!r} is there {count} times" for name, count in Counter(page.ids).items() if count > 1)
    there = {*page.ids}
    yield from (f"link to #{name}, which is not there" for name in page.links if not there & {name, unquote(name)})
    yield from (
        f"two figures have the same description: {description!r}"
        for description, n in Counter(page.descriptions).items()
        if n > 1
    )
    yield from _heading_faults([level for level, _ in page.headings])
    shown = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page.text)
    yield from _private(shown)
    yield from too_much(cost_of(page.text, language[:2]), allowed, language[:2])
    yield from _size_faults(page, allowed.en if language == "en" else allowed.zh, figure)


def _heading_faults(levels: list[int]) -> Iterator[str]:
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    yield from (f"heading level {level} follows {before}" for before, level in pairwise(levels) if level > before + 1)


def _size_faults(page: Page, allowed: int, figure: int) -> Iterator[str]:
    figures = sorted(page.figures.items(), key=lambda pair: -pair[1])
    largest = ", ".join(f"{name} {size / 1000:.0f} KB" for name, size in figures[:5])
    size = len(page.text.encode()) / 1000
    if size > allowed:
        yield f"{size:,.0f} KB, {allowed:,} allowed; largest figures: {largest}"
    if max(page.drawings, default=0) > figure:
        yield f"figure larger than {figure / 1000:.0f} KB; largest: {largest}"
