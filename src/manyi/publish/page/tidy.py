"""Keeps a long page readable: tables are folded under their titles, and nothing is repeated at every figure.

In: the tree of a page, changed in place. Nothing is lost: a folded table opens by a click, by a link to it and by
searching the page, and the full words are at the first figure of each part and in its opening.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import product
from string import ascii_lowercase

from manyi.publish.page.tree import Tree, new, with_class, wrap

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
FALLBACK = re.compile(r", #[0-9a-f]{6}\)")  # of a colour: a page has them all as variables
HYPHENATED = re.compile(r"(?<![\w-])(?=[\w-]{3,14}(?![\w-]))(\w+(?:-\w+)+)")  # longer ones are too wide for a phone


def keep_hyphenated(tree: Tree) -> None:
    """Keep short words with a hyphen on one line in headings: 'E-commerce'."""
    for heading in [element for element in tree.iter() if element.tag in HEADINGS or element.tag == "h1"]:
        for element in list(heading.iter("*")):
            element.text = _keep(element, 0, element.text)
            if element is not heading:
                parent = element.getparent()
                element.tail = _keep(parent, parent.index(element) + 1, element.tail)


def _keep(parent: Tree, at: int, text: str | None) -> str:
    """Insert the words of a text that must not break before the child `at`, and return the text before them."""
    before, *rest = HYPHENATED.split(text or "")
    for place, (word, after) in enumerate(zip(rest[::2], rest[1::2], strict=True), at):
        box = new("span", word, class_="nobr")
        box.tail = after
        parent.insert(place, box)
    return before


def scroll(tree: Tree) -> None:
    """Put tables into boxes that scroll, also by keyboard, where the screen is narrower than their numbers."""
    for table in list(tree.iter("table")):
        if "studies" in table.get("class", "").split():  # a phone shows its cells below each other
            continue
        wrap(table, new("div", class_="scroll", role="group", tabindex="0", aria_label=caption_of(table)))


def fold(tree: Tree, shown: Collection[str]) -> None:
    """Fold under their titles tables, figures not in `shown`, and all but the first of tables that are not exhibits."""
    for exhibit in with_class(tree, "figure", "exhibit"):
        drawn = "chart-exhibit" in exhibit.get("class", "").split()
        if not drawn or exhibit.get("id") not in shown:
            _under_title(exhibit)
    for box in with_class(tree, "div", "fold"):
        box.drop_tag()
    for chapter in with_class(tree, "div", "chapter"):
        inside = {table for name in ("figure", "details") for box in chapter.iter(name) for table in box.iter("table")}
        for table in [table for table in chapter.iter("table") if table not in inside][1:]:
            _under_title(table)


def mark_bare(tree: Tree) -> None:
    """Mark headings, and the text under them, that are followed only by folded exhibits, which paper does not show."""
    for chapter in with_class(tree, "div", "chapter"):
        sections: list[list[Tree]] = []
        for block in chapter:
            if block.tag in HEADINGS:
                sections.append([])
            if sections:
                sections[-1].append(block)
        for section in sections:
            folded = [block for block in section if _is_folded(block) or any(map(_is_folded, block))]
            above = [
                block for block in section if block.tag in HEADINGS or (block.tag == "p" and not block.get("class"))
            ]
            if folded and len(folded) + len(above) == len(section):
                for block in above:
                    block.set("class", "of-folded")


def _is_folded(block: Tree) -> bool:
    return "folded" in block.get("class", "").split()


def stack(tree: Tree, label: str, least: int = 3) -> None:
    """Put `least` or more consecutive folded exhibits into one that opens them all; `label` has their number as {n}."""
    for first in with_class(tree, "details", "folded"):
        row = [first]
        while (after := row[-1].getnext()) is not None and _is_folded(after):
            row.append(after)
        before = first.getprevious()
        alone = before is None or not _is_folded(before)
        if alone and len(row) >= least and first.getparent().tag != "details":
            outer = new("details", class_="folded stack")
            outer.append(new("summary", label.format(n=len(row))))
            wrap(first, outer)
            outer.extend(row[1:])


def heaviest(tree: Tree, weights: Mapping[str, float], most: int) -> set[str]:
    """Return the ids of the figures of the weightiest findings, the earlier one of two with equal weight."""
    folded = {figure for box in with_class(tree, "div", "fold") for figure in with_class(box, "figure", "exhibit")}
    figures = [figure.get("id") for figure in with_class(tree, "figure", "chart-exhibit") if figure not in folded]
    return set(sorted(figures, key=lambda id_: -weights.get(id_, 0.0))[:most])


def _under_title(exhibit: Tree) -> None:
    folded = new("details", class_="folded")
    folded.append(new("summary", caption_of(exhibit)))
    wrap(exhibit, folded)


def gather(tree: Tree, behind: Collection[str] = ()) -> None:
    """Leave one 'How sure?' for each figure with the text before it, and one for the text after the last figure.

    What several share is in it once. behind: ids of sentences that the next one says better; they are in it too.
    """
    for chapter in [*with_class(tree, "div", "chapter"), *with_class(tree, "li", "finding")]:
        waiting: list[Tree] = []
        less: list[Tree] = []
        for block in list(chapter):
            controls = with_class(block, "details", "sure")
            if block.tag in HEADINGS:
                _merge(waiting)
                less.clear()
            elif "exhibit" in block.get("class", "").split() and controls:
                controls[0].extend(with_class(block, "p", "get"))
                if "chart-exhibit" in block.get("class", "").split():
                    _into(controls[0], waiting)
                    for sentence in less:
                        controls[0].insert(2, sentence)
                    less.clear()
            elif block.tag == "div":
                waiting += controls
                less += [block] if block.get("id") in behind else []
        _merge(waiting)


def _merge(waiting: list[Tree]) -> None:
    """Merge controls into the last of them."""
    if waiting:
        last = waiting.pop()
        _into(last, waiting)


def _into(control: Tree, waiting: list[Tree]) -> None:
    """Insert the entries of the waiting controls before this one's, and add their shared facts."""
    facts = next(control.iter("dl"))
    shared = {(term.text_content(), term.getnext().text_content()) for term in facts.iter("dt")}
    for place, other in enumerate(waiting):
        numbers, more = next(other.iter("ul")), next(other.iter("dl"))
        control.insert(2 + place, numbers)  # after the opening text
        for term in list(more.iter("dt")):
            fact = term.getnext()
            if (term.text_content(), fact.text_content()) not in shared:
                shared.add((term.text_content(), fact.text_content()))
                facts.extend([term, fact])
        other.drop_tree()
    waiting.clear()


def shorten(tree: Tree) -> None:
    """Remove from the subtitles of each part of the page, after the first, what its figures have in common.

    Base, source and note also stay under the first figure; those of the others are behind their numbers. The figure
    of a finding has that for its title.
    """
    for part in with_class(tree, "section", "part"):
        chapters = with_class(part, "div", "chapter")
        _put_behind([figure for chapter in chapters for figure in with_class(chapter, "figure", "chart-exhibit")][1:])
        subtitles = [subtitle for chapter in chapters for subtitle in with_class(chapter, "span", "subtitle")]
        for place, subtitle in enumerate(subtitles):
            for common in with_class(subtitle, "span", "common"):
                common.drop_tree() if place else common.drop_tag()
    for finding in with_class(tree, "li", "finding"):
        figures = with_class(finding, "figure", "chart-exhibit")
        _put_behind(figures)
        for figure in figures:
            for title in with_class(figure, "span", "title"):
                title.set("class", "title unseen")
            for common in with_class(figure, "span", "common"):
                common.drop_tree()


def _put_behind(figures: list[Tree]) -> None:
    """Move base, source and note of figures behind their numbers."""
    for figure in figures:
        for notes, control in zip(
            with_class(figure, "div", "notes"), with_class(figure, "details", "sure"), strict=True
        ):
            control.insert(1, notes)


def caption_of(tree: Tree) -> str:
    """Return the title in the caption of the first table, as text; the whole caption if it has no title."""
    caption = next(tree.iter("caption"), None)
    if caption is None:
        return ""
    titles = with_class(caption, "span", "title")
    return str((titles[0] if titles else caption).text_content())


def share_looks(tree: Tree) -> str:
    """Turn repeated styles in figures into classes and return their style rules."""
    parts = [part for drawing in tree.iter("svg") for part in drawing.iter() if part.get("style")]
    looks = Counter(part.get("style") for part in parts)
    repeated = [look for look, count in looks.most_common() if count > 1]
    names = dict(zip(repeated, ("".join(pair) for pair in product(ascii_lowercase, ascii_lowercase)), strict=False))
    for part in parts:
        if name := names.get(part.get("style")):
            part.set("class", " ".join(filter(None, [part.get("class"), name])))
            del part.attrib["style"]
    return "".join(f".chart .{name}{{{FALLBACK.sub(')', look)}}}" for look, name in names.items())
