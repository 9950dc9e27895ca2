"""What keeps a long page readable: tables folded under their titles, what every figure would repeat said once.

In: the tree of a page, changed in place. Nothing is lost: a folded table opens by a click, by a link to it and by
searching the page, and the full words stand at the first figure of each chapter and in the opening of each part.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from string import ascii_lowercase

from manyi.publish.page.tree import Tree, new, with_class, wrap


def scroll(tree: Tree) -> None:
    """Put tables into boxes that scroll, by keyboard too, where the screen is narrower than their numbers."""
    for table in list(tree.iter("table")):
        wrap(table, new("div", class_="scroll", role="group", tabindex="0", aria_label=caption_of(table)))


def fold(tree: Tree) -> None:
    """Fold table exhibits under their titles: figures and sentences argue, the detail is a click away."""
    for exhibit in with_class(tree, "figure", "exhibit", "table-exhibit"):
        folded = new("details", class_="folded")
        folded.append(new("summary", caption_of(exhibit)))
        wrap(exhibit, folded)


def shorten(tree: Tree) -> None:
    """Leave out of the subtitles of each chapter, after the first, what its figures have in common."""
    for chapter in with_class(tree, "div", "chapter"):
        for place, subtitle in enumerate(with_class(chapter, "span", "subtitle")):
            for common in with_class(subtitle, "span", "common"):
                common.drop_tree() if place else common.drop_tag()


def caption_of(tree: Tree) -> str:
    """Return the title in the caption of the first table, as text; the whole caption where it has no title."""
    caption = next(tree.iter("caption"), None)
    if caption is None:
        return ""
    titles = with_class(caption, "span", "title")
    return str((titles[0] if titles else caption).text_content())


def share_looks(tree: Tree) -> str:
    """Turn the repeated looks of the parts of figures into classes and return the style rules of these."""
    parts = [part for drawing in tree.iter("svg") for part in drawing.iter() if part.get("style")]
    looks = Counter(part.get("style") for part in parts)
    repeated = [look for look, count in looks.most_common() if count > 1]
    names = dict(zip(repeated, ("".join(pair) for pair in product(ascii_lowercase, ascii_lowercase)), strict=False))
    for part in parts:
        if name := names.get(part.get("style")):
            part.set("class", " ".join(filter(None, [part.get("class"), name])))
            del part.attrib["style"]
    return "".join(f".chart .{name}{{{look}}}" for look, name in names.items())
