"""Lays out the first screen and the findings. In: the record of the summary chapter; out: HTML in one language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from manyi.publish.page.frame import own_words, template
from manyi.publish.page.tree import Tree, new, parsed

Exhibits = Mapping[str, str]  # the HTML of exhibits by id
PER_MINUTE = {"en": 225, "zh": 375}  # words, or characters, a reader takes in
PER_FIGURE = 0.25  # minutes
COUNTED = {"en": re.compile(r"\S+"), "zh": re.compile(r"[\u4e00-\u9fff]|[^\s\u3000-\u9fff\uff00-\uffef]+")}


@dataclass(frozen=True)
class Opening:
    """The opening under a page's title, and its findings; both empty without a summary chapter."""

    title: Markup
    head: Markup
    findings: Markup
    study: str = ""  # whose ids its headings have
    minutes: int = 0  # minutes to read both


NONE = Opening(Markup(), Markup(), Markup())


def opening(
    record: Mapping[str, Any] | None, study: str, titles: Mapping[str, str], exhibits: Exhibits, language: str,
    address: Callable[[str], str] = "#{}".format,
) -> Opening:  # fmt: skip
    """Return the opening of a page in one language.

    study: the one the summary ran on; titles: those of the studies by name; exhibits: those shown here, in the box
    of their finding; others are linked. address: where an element is.
    """
    if record is None:
        return NONE
    screen = in_language(record, language)
    numbered = Counter({finding["claim"]: place for place, finding in enumerate(screen["findings"], 1)})
    given = {
        "numbered": numbered,
        "first": screen, "words": own_words(language), "study": study, "titles": titles, "address": address,
        "exhibits": {id_: Markup(html) for id_, html in exhibits.items()},
    }  # fmt: skip
    head, findings = (Markup(template(name).render(given)) for name in ("first", "findings"))
    return Opening(screen["title"], head, findings, study, _minutes(screen["title"] + head + findings, language))


def _minutes(text: Markup, language: str) -> int:
    """Return how long the opening and the findings take to read: English words or Chinese characters, and figures."""
    tree = parsed(text)
    figures = list(tree.iter("figure"))
    for figure in figures:
        figure.drop_tree()
    count = len(COUNTED[language].findall(" ".join(tree.itertext())))
    return max(1, round(count / PER_MINUTE[language] + PER_FIGURE * len(figures)))


def bring(tree: Tree, record: Mapping[str, Any], label: str) -> set[str]:
    """Move the figure of each finding from its chapter on this page into the finding's box; return their ids.

    A link stays in its place; `label` has the finding's number as {n}.
    """
    brought = set()
    for place, finding in enumerate(record["findings"], 1):
        box, figure = (tree.xpath("//*[@id=$id]", id=id_) for id_ in (f"finding-{place}", finding["exhibit"]))
        if finding["exhibit"] and box and figure and box[0] not in figure[0].iterancestors():
            link = new("p", class_="moved-up")
            link.append(new("a", label.format(n=place), href=f"#finding-{place}"))
            figure[0].addprevious(link)
            box[0].append(figure[0])
            brought.add(finding["exhibit"])
    return brought


def in_language(value: Any, language: str) -> Any:
    """Return a record with each text, a mapping by language, as HTML in one language."""
    if isinstance(value, Mapping):
        if language in value:
            return Markup(value[language])
        return {name: in_language(entry, language) for name, entry in value.items()}
    return [in_language(entry, language) for entry in value] if isinstance(value, list) else value
