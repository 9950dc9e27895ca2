"""What stands on a page and in which order: its parts, and the contents list made of their headings.

In: the executed chapters. Out: the summary, a part per study, and data and methods per study.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from nbformat import NotebookNode

from manyi.language import formats
from manyi.publish.page.export import Heading, Piece, export_chapter
from manyi.publish.page.frame import own_words, toplines_files
from manyi.publish.provenance import Provenance
from manyi.publish.report import Definition, Run
from manyi.study.study import Study


@dataclass(frozen=True)
class Material:
    """All that a page is made of."""

    report: str
    year: int
    definition: Definition
    studies: dict[str, Study]
    notebooks: dict[Run, NotebookNode]
    absent: list[Run]  # chapters whose study has no wave for the year
    ledger: pd.DataFrame
    provenance: Provenance


@dataclass
class Part:
    """A part of the page: a heading of the second level, lines about it, and its chapters."""

    id: str
    title: str
    place: str = "summary"
    study: str = ""  # its title
    asked: str = ""  # who was asked; empty when nobody was this year
    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    toplines: str = ""  # the page of every question and answer of the study

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
    """Return the parts in reading order: summary, one per study, data and methods per study."""
    parts: dict[tuple[str, str], Part] = {}
    words = own_words(language)
    for run in [*material.notebooks, *material.absent]:
        study = material.studies[run.study]
        if not run.wave and run.place != "body":
            continue  # one line, where the study would stand, is enough
        if run.place == "summary":
            part = parts.setdefault(("summary", ""), Part("summary", ""))
        elif run.place == "body":
            title = study.title[language]
            facts = study_facts(study, material.year, language)
            new = Part(run.study, title, "body", study=title, facts=facts)
            part = parts.setdefault(("body", run.study), new)
            new.asked = study.population[language] if run.wave else ""
        else:
            title = words["appendix"].format(study=study.title[language])
            part = parts.setdefault(
                ("appendix", run.study), Part(f"{run.study}-appendix", title, "appendix", study.title[language])
            )
        if run.wave:
            summary = run.place == "summary"
            part.pieces.append(
                export_chapter(material.notebooks[run], language, run.study, 2 if summary else 3, summary)
            )
            part.toplines = toplines_files(run.study)[language] if run.place == "body" else ""
        elif not part.notes:
            waves = formats.listed([str(wave) for wave in study.waves], language)  # type: ignore[arg-type]
            part.notes.append(words["no_wave"].format(year=material.year, waves=waves))
    order = ["summary", "body", "appendix"]
    studies = list(material.studies)
    ranked = sorted(parts, key=lambda key: (order.index(key[0]), studies.index(key[1]) if key[1] else 0))
    return [parts[key] for key in ranked]


def study_facts(study: Study, year: int, language: str) -> list[tuple[str, str]]:
    """Return who was asked, how, when and by whom, the least that must stand beside a published figure."""
    words = own_words(language)
    facts = [(words["asked"], study.population[language]), (words["mode"], study.mode[language])]
    if year in study.waves:
        facts.append((words["fieldwork"], formats.days(*study.waves[year].fieldwork, language)))  # type: ignore[arg-type]
    return [*facts, (words["by"], study.organisation[language])]


def contents(parts: list[Part], words: dict[str, str]) -> list[Entry]:
    """Return the contents list: the summary's sections, a group per study, and one for data and methods of all."""
    summary = [part for part in parts if not part.title]
    body = [part for part in parts if part.title and part.place == "body"]
    appendix = [part for part in parts if part.place == "appendix"]
    entries = [Entry(heading.text, heading.id) for part in summary for heading in part.headings(2)]
    for part in body:
        start, below = Heading(3, part.id, words["asked"]), part.headings(3)
        entries.append(Entry(part.title, part.id, [start, *below] if below else [], open=len(body) == 1))
    if len(appendix) == 1:
        return [*entries, *(Entry(heading.text, heading.id) for heading in appendix[0].headings(3))]
    methods = [Heading(3, part.id, part.study) for part in appendix]
    return [*entries, *([Entry(words["appendices"], below=methods)] if methods else [])]


def absent(parts: list[Part], words: dict[str, str], language: str) -> str:
    """Return the line that names the studies without a wave this year; '' when every study has one."""
    names = [part.title for part in parts if part.place == "body" and not part.asked]
    return words["absent"].format(studies=formats.listed(names, language)) if names else ""  # type: ignore[arg-type]
