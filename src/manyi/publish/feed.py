"""The feed of a site: one Atom entry per built report and language. In: entries of the site; out: XML.

Addresses are relative, so that the site can stand anywhere; ids are made of report, year and language and never change.
An entry is as old as the code that made it (the commit in run.json); without one, as the last answers in it.
"""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from manyi import places

ATOM = "http://www.w3.org/2005/Atom"
SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "manyi.invalid")  # a name that can belong to nobody


@dataclass(frozen=True)
class Item:
    """One report in the feed."""

    name: str  # report/year
    title: str
    summary: str
    address: str  # relative to the feed
    updated: str  # RFC 3339


def atom(title: str, author: str, language: str, index: str, feed: str, items: Sequence[Item]) -> str:
    """Return the feed, newest first."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(_name("feed"), {"xml:lang": language})
    _add(root, "id", uuid.uuid5(SPACE, language).urn)
    _add(root, "title", title)
    _add(root, "updated", max(item.updated for item in items))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed)
    _add(root, "link", rel="alternate", type="text/html", href=index)
    for item in sorted(items, key=lambda item: (item.updated, item.name), reverse=True):
        entry = _add(root, "entry")
        _add(entry, "id", uuid.uuid5(SPACE, f"{item.name}/{language}").urn)
        _add(entry, "title", item.title)
        _add(entry, "updated", item.updated)
        _add(entry, "link", rel="alternate", type="text/html", href=item.address)
        _add(entry, "summary", item.summary)
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode", xml_declaration=True) + "\n"


def updated(commit: str, last_answers: str) -> str:
    """Return when the commit was made; when it is not known, the day of the last answers (2024-05-19)."""
    given = ["git", "show", "-s", "--format=%cI", commit.removesuffix("+changes")]
    try:
        done = subprocess.run(given, cwd=places.root(), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"{last_answers}T00:00:00Z"
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else f"{last_answers}T00:00:00Z"


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, _name(tag), attributes)
    made.text = text or None
    return made
