"""A list of everything in a report, used by its search and to redirect old links.

In: the marks of every page. Out: per page its headings, and under each its findings and figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from manyi.publish.page.parts import Material, marks_on, title_of
from manyi.publish.page.pieces import Mark


@dataclass
class Group:
    """The contents of one heading of a page: entries with words, and ids without (of claims that show nothing)."""

    id: str
    text: str
    file: str
    entries: list[Mark] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def directory(material: Material, language: str) -> list[list[Group]]:
    """Return the contents of the other pages of the report, in their order.

    A figure that belongs to a finding is found by the words of the finding.
    """
    redundant = material.redundant
    findings = [claim for claim in material.claims if claim["shown"] and claim["id"] not in redundant]
    told, anchors = ({claim[name] for claim in findings} for name in ("id", "anchor"))
    shelves = []
    for sheet in material.sheets:
        if sheet.kind not in ("study", "methods"):
            continue
        file = sheet.file(language)
        title = title_of(sheet, material.definition, material.studies, language)  # type: ignore[arg-type]
        start = f"{sheet.study}-appendix" if sheet.kind == "methods" else sheet.study
        shelf = [Group(start, title, file)]
        for _, marks in marks_on(sheet, material.sheets, material.chapters, language):
            for mark in marks:
                if mark.kind == "heading":
                    shelf.append(Group(mark.id, mark.text, file))
                elif mark.text and (mark.id in told or (mark.kind == "figure" and mark.id not in anchors)):
                    shelf[-1].entries.append(mark)
                else:
                    shelf[-1].others.append(mark.id)
        shelves.append(shelf)
    return shelves
