"""Compares two pages as a reader sees them: every character, mark and place of a figure. In: texts; out: differences.

The same data give the same page byte for byte, so everything counts as a difference, except what a page says about the
machine that made it (marked `data-made`, in a form of its own) and the last digits of numbers in attributes.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from lxml.etree import LxmlError

from manyi.errors import InputError
from manyi.publish.page.tree import Tree, parsed
from manyi.publish.published import TOLERANCE

LARGEST = 64 * 2**20  # bytes of a page
MADE_ANEW = re.compile(r'(<(code|dd) data-made="([a-z]+)">)([^<]*)(?=</\2>)')
FOLDER = r"(?:[\w.,:@%+=/-]|'[\w./~@+ -]*'|\"'\")+"  # as a shell takes it
FORMS = {
    "command": r"make (?:report|verify) YEAR=[\w-]+(?: REPORT=[a-z0-9_-]+)?(?: DATA=" + FOLDER + ")?",
    "commit": r"[0-9a-f]{40}(?:\+changes)?|unknown",
    "lock": r"[0-9a-f]{64}",
    "results": r"[0-9a-f]{64}",
    "software": r"(?:[a-z-]+ \d[0-9.]*(?:(?:a|b|rc|\.?post|\.?dev|\+)[0-9a-z.]*)?(?:, )?)+",
}
VERSION = re.compile(r" \d[0-9A-Za-z.+]*")
SINCE = re.compile(r'<div data-made="published">.*?</div>\n?')
LONGEST = 1000  # characters of any of these
TOKEN = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
SHOWN = 80  # characters of each side
MOST = 2000  # children of an element aligned by name; more are aligned by position

Row = tuple[str, str, str, str]  # id, column, published, computed


@dataclass(frozen=True)
class SentPage:
    """A page as a file: its text, its language and its title."""

    text: str
    lang: str
    title: str


def read_page(file: Path) -> SentPage:
    """Return a page. Raises InputError, in one line, for a file that is not a complete page."""
    if not file.is_file():
        raise InputError("is a folder or a device, not a page", where=file.name)
    if file.stat().st_size > LARGEST:
        raise InputError(f"is not a manyi page: larger than {LARGEST / 2**20:.0f} MB", where=file.name)
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"is not a manyi page: byte {error.start + 1:,} is not UTF-8", where=file.name) from None
    lang, title = re.search(r'<html lang="([^"]*)"', text), re.search("<title>([^<]*)</title>", text)
    if not text.startswith("<!DOCTYPE html>") or lang is None or title is None:
        raise InputError("is not a manyi page: it does not begin like one", where=file.name)
    if not text.endswith("</html>\n"):
        raise InputError("is not a complete page: it does not end with </html>", where=file.name)
    return SentPage(text, lang[1], " ".join(html.unescape(title[1]).split()))


def differences(page: str, again: str) -> list[Row]:
    """Return what differs between a page and the recomputed one; empty if a reader sees the same."""
    page, again = _without_maker(page, again), _without_maker(again, again)
    if _alike(page, again):
        return []
    try:
        rows = _of_trees(parsed(page), parsed(again))
    except (LxmlError, ValueError, RecursionError):
        rows = []
    return rows or [_first(page, again)]  # a browser may show what this parser does not see


def _without_maker(page: str, again: str) -> str:
    """Return a page without what it says about the machine that made it, if that has the expected form.

    The digest of results.csv changes with the last digits; the citation repeats it.
    """
    results = {}

    def without(match: re.Match[str]) -> str:
        name, content = match[3], html.unescape(match[4])
        if len(content) > LONGEST or not re.fullmatch(FORMS.get(name, "(?!)"), content):
            return match[0]
        if name == "results":
            results[content[:16]] = "results"
        left = {"command": content.partition(" DATA=")[0], "software": VERSION.sub("", content)}  # names stay
        return match[1] + left.get(name, "")

    page = MADE_ANEW.sub(without, page)
    for digest in results:
        page = page.replace(f"SHA-256 {digest}", "SHA-256")
    return SINCE.sub("", page) if set(SINCE.findall(page)) <= set(SINCE.findall(again)) else page


def _alike(page: str, again: str) -> bool:
    """Return whether two pages are the same, except for the last digits of numbers in attributes and in the ledger."""
    if page == again:
        return True
    words, words_again = TOKEN.split(page), TOKEN.split(again)
    tags, tags_again = TOKEN.findall(page), TOKEN.findall(again)
    if len(tags) != len(tags_again):
        return False
    island = ['id="ledger"' in tag for tag in ["", *tags]]
    same_words = all(
        word == other or (is_ledger and _same_numbers(word, other))
        for word, other, is_ledger in zip(words, words_again, island, strict=True)
    )
    return same_words and all(
        word == other or _same_numbers(word, other) for word, other in zip(tags, tags_again, strict=True)
    )


def _same_numbers(text: str, other: str) -> bool:
    """Return whether two texts differ by no more than the last digits of their numbers."""
    if NUMBER.split(text) != NUMBER.split(other):
        return False
    pairs = zip(NUMBER.findall(text), NUMBER.findall(other), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=TOLERANCE) for a, b in pairs if a != b)


def _of_trees(page: Tree, again: Tree) -> list[Row]:
    """Return the differences of two trees, in the order of the page, each with the nearest id."""
    rows: list[Row] = []
    left = [(page, again, "page")]
    while left:
        element, other, near = left.pop()
        near = _name(other) or "-".join(filter(None, (near, _row_key(other))))
        rows += [(near, column, _safe_line(was), _safe_line(now)) for column, was, now in _of_element(element, other)]
        pairs = []
        for child, child_again in _aligned(list(element), list(other)):
            if child is None or child_again is None:
                rows.append((near, "element", _in_words(child), _in_words(child_again)))
            else:
                pairs.append((child, child_again, near))
        left += reversed(pairs)
    return rows


def _of_element(element: Tree, other: Tree) -> list[tuple[str, str, str]]:
    """Return the differences of two elements without their children: column, published, computed."""
    rows = [("element", str(element.tag), str(other.tag))] if element.tag != other.tag else []
    for name in dict.fromkeys([*element.attrib, *other.attrib]):
        was, now = (side.get(name) for side in (element, other))
        if was != now and (was is None or now is None or not _same_numbers(was, now)):
            rows.append((name, *("none" if value is None else value or "given" for value in (was, now))))
    is_ledger = element.get("id") == "ledger"
    for was, now in ((element.text or "", other.text or ""), (element.tail or "", other.tail or "")):
        if was != now and not (is_ledger and _same_numbers(was, now)):
            rows.append(("text", was, now))
    return rows


def _name(element: Tree) -> str:
    """Return the name of an element: its id, or the key of a row or table; for a number without its `n-`."""
    names = (element.get(key) for key in ("id", "data-id", "data-key") if isinstance(element.tag, str))
    return next((name for name in names if name), "").removeprefix("n-")


def _row_key(element: Tree) -> str:
    """Return the key of a row of a table, which continues the ids of its numbers; '' for anything else."""
    heads = list(element) if element.tag == "tr" else []
    return next((head.get("data-key") for head in heads if head.get("data-key")), "")


def _aligned(children: list[Tree], other: list[Tree]) -> list[tuple[Tree | None, Tree | None]]:
    """Return the children of two elements in pairs; a child that only one side has is paired with None."""
    keys, keys_again = ([(str(child.tag), _name(child)) for child in side] for side in (children, other))
    if keys == keys_again or max(len(children), len(other)) > MOST:
        return list(zip_longest(children, other))
    pairs: list[tuple[Tree | None, Tree | None]] = []
    for _, start, stop, start_again, stop_again in SequenceMatcher(
        None, keys, keys_again, autojunk=False
    ).get_opcodes():
        pairs += zip_longest(children[start:stop], other[start_again:stop_again])
    return pairs


def _in_words(element: Tree | None) -> str:
    """Return an element in a few words: its tag and its text."""
    if element is None:
        return ""
    words = " ".join("".join(map(str, element.itertext())).split())
    return _safe_line(f"<{element.tag}> {words}" if isinstance(element.tag, str) else "a comment")


def _first(page: str, again: str) -> Row:
    """Return the first place at which two texts differ."""
    at = next(
        (i for i, (line, other) in enumerate(zip(page, again, strict=False)) if line != other),
        min(len(page), len(again)),
    )
    return (f"page, line {again.count(chr(10), 0, at) + 1}", "text", _safe_line(page[at:]), _safe_line(again[at:]))


def _safe_line(text: str) -> str:
    """Return a text that is safe to print on a line."""
    line = " ".join(text[: 20 * SHOWN].split())
    line = line if len(line) <= SHOWN else f"{line[: SHOWN - 4]} ..."
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
