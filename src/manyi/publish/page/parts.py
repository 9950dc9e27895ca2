"""The contents of a page and their order: its parts, and the contents list from their headings.

In: the pieces of the chapters and the page. Out: the summary, a part per study, and data and methods per study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from manyi.language import formats, periods
from manyi.language.formats import Language
from manyi.language.periods import Period
from manyi.publish.page.frame import own_words, toplines_files
from manyi.publish.page.pieces import Heading, Mark, Piece, Pieces, name_of
from manyi.publish.page.sheets import Sheet, runs_on
from manyi.publish.provenance import Provenance
from manyi.publish.report import Allowed, Definition, Run
from manyi.study.study import Study


@dataclass(frozen=True)
class Material:
    """Everything a page is made from; only those chapters that it shows or names."""

    report: str
    year: Period
    definition: Definition
    studies: dict[str, Study]
    chapters: dict[Run, Pieces]
    drawings: dict[str, dict[str, str]]  # by language: HTML of figures of other pages, by id
    absent: list[Run]  # chapters whose study has no wave for the year
    ledger: pd.DataFrame  # of the same chapters
    claims: list[dict[str, Any]]
    provenance: Provenance
    sheet: Sheet
    sheets: list[Sheet]
    anchors: dict[str, str]  # id -> name of the page it stands on

    @property
    def allowed(self) -> Allowed:
        """What the page may cost; `index` has the chapters if they have no page of their own."""
        budgets, name, kind = self.definition.budgets, self.sheet.name, self.sheet.kind
        whole = kind == "index" and not any(sheet.kind == "study" for sheet in self.sheets)
        present = {run.study for run in self.chapters if run.wave}
        if whole and len(self.definition.studies) > 1 and len(present) == 1:
            return budgets.allowed_whole(present.pop())
        return budgets.allowed(name, "study" if whole else kind)

    @property
    def redundant(self) -> set[str]:
        """Ids of claims on whether groups differ, when another claim about the same figure says more."""
        named = {claim["anchor"] for claim in self.claims if claim["kind"].startswith("extremes")}
        return {claim["id"] for claim in self.claims if claim["kind"].startswith("joint") and claim["anchor"] in named}

    def address(self, id_: str, language: str) -> str:
        """Return where an element is, seen from this page."""
        name = self.anchors.get(id_, self.sheet.name)
        there = next((sheet.file(language) for sheet in self.sheets if sheet.name == name), "")
        return f"#{id_}" if name == self.sheet.name or not there else f"{there}#{id_}"


@dataclass
class Part:
    """A part of the page: a heading of the second level, lines about it, and its chapters."""

    id: str
    title: str
    place: str = "summary"
    study: str = ""  # its title
    asked: str = ""  # who was asked; empty if nobody was this year
    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    toplines: str = ""  # the page with every question and answer of the study

    def headings(self, level: int) -> list[Heading]:
        """Return its headings of a level."""
        return [heading for piece in self.pieces for heading in piece.headings if heading.level == level]


@dataclass
class Entry:
    """A line of the contents list: a link, or a group of links under a name."""

    text: str
    id: str = ""
    below: list[Heading] = field(default_factory=list)
    open: bool = False


def parts_of(material: Material, language: str) -> list[Part]:
    """Return the parts of the page in reading order: summary, one per study, data and methods per study."""
    parts: dict[tuple[str, str], Part] = {}
    words, sheet = own_words(language), material.sheet
    for run in runs_on(sheet, material.sheets, [*material.chapters, *material.absent]):
        study = material.studies[run.study]
        piece = material.chapters[run][name_of(sheet, language)] if run.wave else None
        place = "appendix" if sheet.kind == "methods" else run.place
        if place == "summary":
            part = parts.setdefault(("summary", ""), Part("summary", ""))
        elif place == "body":
            part = parts.setdefault(("body", run.study), _of_study(study, material.year, language, run))
        else:
            title = words["appendix"].format(study=study.title[language])
            part = Part(f"{run.study}-appendix", title, "appendix", study.title[language])
            part = parts.setdefault(("appendix", run.study), part)
        if piece is not None:
            part.pieces.append(piece)
        elif place == "body" and not part.notes:
            waves = periods.listed_waves(study.waves, language)  # type: ignore[arg-type]
            part.notes.append(words["no_wave"].format(year=Period(material.year).words[language], waves=waves))
    return list(parts.values())


def marks_on(
    sheet: Sheet, sheets: Sequence[Sheet], chapters: Mapping[Run, Pieces], language: str
) -> list[tuple[Run, list[Mark]]]:
    """Return the link targets on a page, chapter by chapter."""
    name = name_of(sheet, language)
    return [(run, chapters[run][name].marks) for run in runs_on(sheet, sheets, list(chapters))]


def title_of(sheet: Sheet, definition: Definition, studies: Mapping[str, Study], language: Language) -> str:
    """Return the name of a page, without its year."""
    if sheet.kind == "report":
        return own_words(language)["whole"].format(title=definition.title[language])
    if not sheet.study:
        return definition.title[language]
    study = studies[sheet.study].title[language]
    return study if sheet.kind == "study" else own_words(language)["appendix"].format(study=study)


def anchors(chapters: Mapping[Run, Pieces], sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the name of the page of each id; of several, the first, which is the chapter's own."""
    places: dict[str, str] = {}
    for sheet in sheets:
        for run, marks in marks_on(sheet, sheets, chapters, "en") if sheet.kind != "report" else ():
            places.setdefault(f"{run.study}-appendix" if sheet.kind == "methods" else run.study, sheet.name)
            for mark in marks:
                places.setdefault(mark.id, sheet.name)
    return places | {study: study for study in places if any(sheet.name == study for sheet in sheets)}


def _of_study(study: Study, year: Period, language: str, run: Run) -> Part:
    """Return the part of a study, beginning with what a reader must know about it."""
    title = study.title[language]
    part = Part(run.study, title, "body", study=title, facts=study_facts(study, year, language))
    part.asked = study.population[language] if run.wave else ""
    part.toplines = toplines_files(run.study)[language] if run.wave else ""
    return part


def study_facts(study: Study, year: Period, language: str) -> list[tuple[str, str]]:
    """Return who was asked, how, when and by whom, the minimum to accompany a published figure."""
    words = own_words(language)
    facts = [(words["asked"], study.population[language]), (words["mode"], study.mode[language])]
    if year in study.waves:
        facts.append((words["fieldwork"], formats.days(*study.waves[year].fieldwork, language)))  # type: ignore[arg-type]
    if study.design.called:
        facts.append((words["weighted"], study.design.called[language]))
    return [*facts, (words["by"], study.organisation[language])]


def contents(parts: list[Part], words: dict[str, str]) -> list[Entry]:
    """Return the contents list: the summary's sections, a group per study, and one for data and methods of all."""
    summary = [part for part in parts if not part.title]
    body = [part for part in parts if part.title and part.place == "body"]
    appendix = [part for part in parts if part.place == "appendix"]
    entries = [Entry(heading.text, heading.id) for part in summary for heading in part.headings(2)]
    for part in body:
        start, below = Heading(3, part.id, words["asked"]), part.headings(3)
        if len(parts) == 1:
            return [Entry(heading.text, heading.id) for heading in (start, *below)]
        entries.append(Entry(part.title, part.id, [start, *below] if below else [], open=len(body) == 1))
    if len(appendix) == 1:
        return [*entries, *(Entry(heading.text, heading.id) for heading in appendix[0].headings(3))]
    methods = [Heading(3, part.id, part.study) for part in appendix]
    return [*entries, *([Entry(words["appendices"], below=methods)] if methods else [])]


def absent(parts: list[Part], words: dict[str, str], language: str) -> str:
    """Return the line that names the studies without a wave this year; '' if every study has one."""
    names = [part.title for part in parts if part.place == "body" and not part.asked]
    return words["absent"].format(studies=formats.listed(names, language)) if names else ""  # type: ignore[arg-type]
