"""Report definitions: which chapters, on which studies. In: reports/<report>.yml; out: one row per chapter to run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from manyi import places
from manyi.errors import InputError
from manyi.language import formats
from manyi.language.formats import Language
from manyi.language.periods import Period
from manyi.language.text import Strict, Text
from manyi.study.marks import descriptions
from manyi.study.plan import PLACES, Place
from manyi.study.study import Study
from manyi.study.yaml_file import read_yaml


class ChapterEntry(Strict):
    """One notebook of a report and the studies it runs on.

    `once`: a single run for the whole report, with the headline study as its `study`; otherwise one run per study.
    """

    notebook: str
    studies: list[str] = []  # if none are named, all of the report's
    place: Place = "body"
    once: bool = False


class Allowed(Strict):
    """What one page may cost a reader before anything on it is opened, and on paper."""

    words: int
    signs: int  # 字, in Chinese
    charts: int
    en: int  # KB of the English page
    zh: int
    px: int  # height where it is 1,280 wide
    a4: int  # sheets
    stops: int = 60  # of the tab key


MANY = 10**9  # not counted
# Four minutes for `index` (national statistics offices expect no more), a quarter of an hour for a study.
ALLOWED = {
    "index": Allowed(words=900, signs=1500, charts=6, en=200, zh=400, px=6000, a4=5),
    "study": Allowed(words=2000, signs=3300, charts=11, en=350, zh=550, px=11_000, a4=12),
    "methods": Allowed(words=2000, signs=3300, charts=0, en=250, zh=450, px=8000, a4=8),
    "report": Allowed(**dict.fromkeys(("words", "signs", "charts", "px", "a4", "stops"), MANY), en=2500, zh=2500),
    # A survey of a hundred questions by ten segments stays below.
    "toplines": Allowed(**dict.fromkeys(("words", "signs", "charts", "px", "a4", "stops"), MANY), en=12_000, zh=12_000),
}  # fmt: skip


class Budgets(Strict):
    """What the pages of a report may cost a reader, and its build in seconds.

    `pages`: by page or kind of page, what differs from ALLOWED. `prose`: how many sentences of a page may
    break its rules (publish/page/prose.py), for studies whose own words cannot be changed; without it they
    are reported, not refused.
    """

    pages: dict[str, dict[str, int]] = {}
    prose: int | None = None
    figure: int = 150_000
    cell: int = 300
    chapter: int = 900

    def allowed(self, name: str, kind: str) -> Allowed:
        """Return what a page may cost: its own setting takes precedence over that of its kind."""
        given = {**ALLOWED[kind].model_dump(), **self.pages.get(kind, {}), **self.pages.get(name, {})}
        if unknown := given.keys() - Allowed.model_fields.keys():
            raise InputError(
                f"a page has no {min(unknown)!r}", where=f"budgets of {name}", allowed=Allowed.model_fields
            )
        return Allowed(**given)

    def allowed_whole(self, study: str) -> Allowed:
        """Return what `index` may cost in a year in which only one of several studies has a wave, all of it on `index`.

        Each limit is the largest of those of `index`, of the study's own page and of study pages in general.
        """
        each = [ALLOWED["study"], self.allowed("index", "index"), self.allowed(study, "study")]
        return Allowed(**{name: max(getattr(page, name) for page in each) for name in Allowed.model_fields})


class Definition(Strict):
    """One report: its name in both languages, its studies (the first is the headline) and its chapters in order.

    author: who is cited, by default the organisations of its studies. licence, url: the terms under which it may be
    used, and where it is published; if not given, the page mentions neither.
    """

    title: Text
    language: Literal["en", "zh"] | None = None  # the only language of its title; None: it has both
    author: Text | None = None
    licence: str = ""
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    studies: list[str]
    chapters: list[ChapterEntry]
    weights: dict[str, str] = {}  # study -> one of its design.weights, for everything this report prints
    budgets: Budgets = Budgets()


@dataclass(frozen=True)
class Run:
    """One chapter of one report: a notebook with its study. `wave` is False if the study has nothing for the year."""

    notebook: str
    study: str
    place: Place
    wave: bool

    @property
    def name(self) -> str:
        """Return the name of its files: 30-satisfaction-contact."""
        return f"{self.notebook}-{self.study}"


def authors(definition: Definition, studies: Iterable[Study], language: Language) -> str:
    """Return whom a report is cited under: its author, or else the organisations of its studies."""
    if definition.author:
        return definition.author[language]
    return formats.listed(list(dict.fromkeys(study.organisation[language] for study in studies)), language)


def reports() -> list[str]:
    """Return the names of the existing report definitions."""
    return sorted(file.stem for file in (places.root() / "reports").glob("*.yml"))


def read(report: str) -> Definition:
    """Return a report definition; an unknown name or key is an InputError."""
    if report not in reports():
        raise InputError(f"there is no report {report!r}", where="REPORT", allowed=reports())
    definition: Definition = read_yaml(places.root() / "reports" / f"{report}.yml", Definition)
    return definition


def read_study(study: str) -> Study:
    """Return study.yml of a study."""
    file = places.data() / study / "study.yml"
    if not file.is_file():
        studies = sorted(other.parent.name for other in places.data().glob("*/study.yml"))
        raise InputError(f"there is no data/{study}/study.yml", where="studies of the report", allowed=studies)
    record: Study = read_yaml(file, Study)
    return record


def described(report: str) -> list[Path]:
    """Return the files that describe a report: its own, and those of its studies."""
    files = [places.root() / "reports" / f"{report}.yml"]
    return [*files, *(file for study in read(report).studies for file in descriptions(places.data() / study))]


def plan(definition: Definition, year: Period) -> list[Run]:
    """Return the chapters of a report in reading order: summary, each study's body, appendix.

    A study without a wave for the year keeps its runs, marked, so that the page can say so; if no study has one,
    there is nothing to report and the possible years are listed.
    """
    waves = {study: set(read_study(study).waves) for study in definition.studies}
    present = [study for study in definition.studies if year in waves[study]]
    if not present:
        raise InputError(f"no study has a wave for {year}", where="YEAR", allowed=sorted(set().union(*waves.values())))
    _refuse_weights(definition, waves)
    runs = []
    for entry in definition.chapters:
        if not notebook_file(entry.notebook).is_file():
            there = sorted(file.stem for file in (places.root() / "notebooks").glob("*.ipynb"))
            raise InputError(f"there is no notebook {entry.notebook!r}", where="chapters of the report", allowed=there)
        studies = entry.studies or definition.studies
        if unknown := [study for study in studies if study not in waves]:
            raise InputError(f"study {unknown[0]!r} is not in the report", entry.notebook, allowed=waves)
        if entry.once:
            studies = [study for study in studies if study in present][:1]
        runs += [Run(entry.notebook, study, entry.place, study in present) for study in studies]
    return sorted(runs, key=lambda run: (PLACES.index(run.place), definition.studies.index(run.study)))


def _refuse_weights(definition: Definition, studies: Collection[str]) -> None:
    """Raise InputError for a weight of a study that is not in the report or has no such weight."""
    for study, weight in definition.weights.items():
        if study not in studies:
            raise InputError(f"study {study!r} is not in the report", "weights of the report", allowed=studies)
        if weight not in (further := read_study(study).design.weights):
            raise InputError(f"{study} has no weight {weight!r}", "weights of the report", allowed=further)


def notebook_file(notebook: str) -> Path:
    """Return the file of a notebook by its name."""
    return places.root() / "notebooks" / f"{notebook}.ipynb"
