"""What a page costs a reader: words, charts, stops of the tab key. In: a page; out: counts, and what is too much.

Only what is shown before anything is opened counts; a folded table costs just its title. Height and sheets of
paper need a browser: `make pdf`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from manyi.publish.page.tree import Tree, parsed
from manyi.publish.report import Allowed

HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")  # noqa: RUF001 - an apostrophe as it is set
SILENT = frozenset({"script", "style", "template", "svg", "head", "nav", "footer", "noscript"})
HEADINGS = frozenset({"h1", "h2", "h3"})
LARGEST = 5  # parts named


@dataclass(frozen=True)
class Cost:
    """What a page shows: words and charts by part (the id of its heading), stops of the tab key, bytes."""

    words: Counter[str]
    charts: Counter[str]
    stops: int
    size: int  # bytes


def cost_of(text: str, language: str) -> Cost:
    """Return what a page costs: English words, or Chinese characters."""
    tree = parsed(text)
    words, charts, place, stops = Counter[str](), Counter[str](), "top", 0
    find = WORD if language == "en" else HAN
    for element, hidden, hidden_after in _walk(tree):
        if element.tag in HEADINGS:
            place = element.get("id") or place
        if not hidden:
            words[place] += len(find.findall(element.text or ""))
            charts[place] += "chart-exhibit" in element.get("class", "").split()
        if not hidden_after:
            words[place] += len(find.findall(element.tail or ""))
        stops += _is_stop(element) and not _folded(element)
    return Cost(+words, +charts, stops, len(text.encode()))


def too_much(cost: Cost, allowed: Allowed, language: str) -> Iterator[str]:
    """Yield what is over budget, with the parts that contribute most."""
    limit = allowed.words if language == "en" else allowed.signs
    for name, parts, most in (("words", cost.words, limit), ("charts", cost.charts, allowed.charts)):
        if parts.total() > most:
            largest = ", ".join(f"{place} {count:,}" for place, count in parts.most_common(LARGEST))
            yield f"{parts.total():,} {name} shown, {most:,} allowed (budgets of the report); most: {largest}"
    if cost.stops > allowed.stops:
        yield f"{cost.stops} stops of the tab key, {allowed.stops} allowed"


def _walk(tree: Tree, hidden: bool = False, outside: bool = False) -> Iterator[tuple[Tree, bool, bool]]:
    """Return every element in order, whether its text is hidden or not counted, and whether the text after it is."""
    hidden = hidden or tree.tag in SILENT or "unseen" in tree.get("class", "").split()
    yield tree, hidden, outside
    for child in tree:
        if isinstance(child.tag, str):
            yield from _walk(child, hidden or _hides(tree, child), hidden)


def _hides(parent: Tree, child: Tree) -> bool:
    """Return whether an element only shows this child when opened."""
    return parent.tag == "details" and parent.get("open") is None and child.tag != "summary"


def _folded(element: Tree) -> bool:
    """Return whether an element is inside something folded; the contents list is folded on a phone only."""
    while (parent := element.getparent()) is not None:
        if _hides(parent, element) and "contents" not in (parent.getparent().get("class") or ""):
            return True
        element = parent
    return False


def _is_stop(element: Tree) -> bool:
    if element.tag in ("button", "input", "select", "textarea", "summary"):
        return True
    return (element.tag == "a" and element.get("href") is not None) or element.get("tabindex") == "0"
