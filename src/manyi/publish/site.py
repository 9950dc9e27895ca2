"""An index over every built report, ready for static hosting. In: reports/; out: site/ with a page per language.

It consists of files and relative links: it works under any address, and opens from a disk. Each year has its
headline with its interval, below one figure of all headlines; a feed per language lists the reports.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.html.markup import join, tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.language import formats
from manyi.language.formats import LANGUAGES, Language
from manyi.language.periods import Period, spanned
from manyi.publish import site_trend
from manyi.publish.page import check
from manyi.publish.page.frame import FILE, OTHER, TAG, base_style, own_words, styled, template, toplines_files
from manyi.publish.report import ALLOWED, Budgets, Definition, authors, read, read_study, reports
from manyi.publish.swap import fresh, locked, recover_all, replace
from manyi.study.reading import definition
from manyi.study.study import Study
from manyi.table import Head, Line, Table

FEED = {"en": "feed.xml", "zh": "feed.zh.xml"}


@dataclass(frozen=True)
class Entry:
    """One built report."""

    report: str
    year: Period
    folder: Path

    @cached_property
    def run(self) -> dict[str, Any]:
        """Return run.json."""
        record: dict[str, Any] = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
        return record

    @cached_property
    def headline(self) -> pd.Series | None:
        """Return the ledger row of the headline; None if the report has none."""
        name = self.run.get("headline", "")
        if not name:
            return None
        ledger = pd.read_parquet(self.folder / "results.parquet")
        named = ledger[ledger["id"].isin([name, f"{name}-value"])]
        return named.iloc[0] if len(named) else None

    @cached_property
    def studies(self) -> list[Study]:
        """Return the studies of the report that had a wave in the year."""
        studies = [read_study(study) for study in read(self.report).studies]
        return [study for study in studies if self.year in study.waves]

    def headline_text(self, language: Language) -> str:
        """Return '78.5 of 100 points (76.9 to 80.1)', empty without a headline."""
        row = self.headline
        if row is None:
            return ""
        interval = formats.between(row["low"], row["high"], row["unit"], language)
        value = formats.number(row["value"], row["unit"], language)
        number = Number(row["value"], row["unit"], item=str(row["item"]))
        if scale := Names(definition(str(row["study"])).codebook).scale([number], language):
            return value + formats.OUT_OF_WITH[language].format(scale=scale, more=interval)
        return formats.bracketed(value, interval, language)

    def authors(self, language: Language) -> str:
        """Return whom the report is cited under."""
        return authors(read(self.report), self.studies, language)

    def toplines(self, language: Language) -> list[tuple[str, str]]:
        """Return title and address of the pages with every question."""
        named = [(study.title[language], toplines_files(study.study)[language]) for study in self.studies]
        return [(title, f"{self.report}/{self.year}/{name}") for title, name in named if (self.folder / name).is_file()]

    def item(self, language: Language) -> Item:
        """Return the entry of the feed."""
        last = max(study.waves[self.year].fieldwork[1] for study in self.studies)
        title = read(self.report).title[language]
        made_up = [own_words(language)["synthetic"]] if any(study.synthetic for study in self.studies) else []
        return Item(
            f"{self.report}/{self.year}", {"en": f"{title} {self.year}", "zh": f"{title}{self.year}"}[language],
            " ".join([self.headline_text(language) or title, *made_up]), f"{self.report}/{self.year}/{FILE[language]}",
            updated(str(self.run.get("commit", "unknown")), last.isoformat()), TAG[language],
        )  # fmt: skip


def write_site(say: Callable[[str], None]) -> Path:
    """Write site/ from scratch and return it. Raises InputError if nothing has been built or a page is not fit."""
    target = (places.root() / "site").resolve()
    with locked(target, say):
        built = _built()
        if not built:
            raise InputError("no report has been built yet: make report YEAR=...", where="site")
        new = fresh(target.with_name(f".{target.name}.new"))
        _write(built, new)
        replace(new, target)
    return target


def _write(built: list[Entry], new: Path) -> None:
    """Write the reports, the index pages and the feeds into an empty folder."""
    for entry in built:
        copy = new / entry.report / str(entry.year)
        copy.mkdir(parents=True)
        for file in entry.folder.iterdir():
            if file.is_file():  # the executed notebooks stay: they are the researcher's
                shutil.copyfile(file, copy / file.name)
    pages = {language: _index(built, language) for language in LANGUAGES}
    texts = {TAG[language]: text for language, text in pages.items()}
    check.require_fit(texts, ALLOWED["report"], Budgets().figure, "site")
    for language, text in pages.items():
        (new / FILE[language]).write_text(text, encoding="utf-8")
        (new / FEED[language]).write_text(atom(built, language), encoding="utf-8")
    (new / ".nojekyll").touch()  # makes GitHub Pages serve the files as they are


def _built() -> list[Entry]:
    """Return the built reports, by report (the default one first), the newest year first."""
    order = sorted(reports(), key=lambda name: (name != "annual", name))
    built = []
    for report in order:
        recover_all(places.root() / "reports" / report)
        folders = (file.parent for file in (places.root() / "reports" / report).glob(f"*/{FILE['en']}"))
        dated = {waves[0]: folder for folder in folders if len(waves := spanned(folder.name)) == 1}
        built += [Entry(report, wave, dated[wave]) for wave in sorted(dated, reverse=True)]
    return built


def _index(built: list[Entry], language: Language) -> str:
    """Return the index page: for each report a figure of its headlines and a table of its years."""
    other = OTHER[language]
    page = template("site").render(
        lang=TAG[language], other=FILE[other], other_lang=TAG[other], words=own_words(language),
        feed=FEED[language], groups=[_group(report, built, language) for report in _report_names(built)],
        synthetic=any(study.synthetic for entry in built for study in entry.studies), style=Markup(base_style()),
    )  # fmt: skip
    return styled(page, language)


def _report_names(built: list[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.report for entry in built))


def _group(report: str, built: list[Entry], language: Language) -> dict[str, Any]:
    """Return what the page says about one report."""
    definition: Definition = read(report)
    entries = [entry for entry in built if entry.report == report]
    headlines = [row.to_dict() | {"wave": entry.year} for entry in entries if (row := entry.headline) is not None]
    asked = {study.title[language]: study.population[language] for entry in entries for study in entry.studies}
    return {
        "id": report, "title": definition.title[language], "asked": asked,
        "figure": site_trend.figure(report, pd.DataFrame(headlines[::-1]), language),
        "table": _years(entries, definition.title[language], language, headlines=bool(headlines)),
    }  # fmt: skip


def _years(entries: list[Entry], title: str, language: Language, *, headlines: bool) -> Table:
    """Return the years of a report: the page, its headline, its toplines, its numbers to download."""
    texts, lines = own_words(language), []
    for entry in entries:
        at = f"{entry.report}/{entry.year}"
        linked = [tag("a", name, href=address) for name, address in entry.toplines(language)]
        files = [tag("a", name, href=f"{at}/results.{name}", download=True) for name in ("csv", "xlsx")]
        headline = [entry.headline_text(language) or "–"] if headlines else []
        cells = [*headline, join(linked, Markup("<br>")) if linked else "–", join(files, " ")]
        lines.append(Line(tag("a", str(entry.year), href=f"{at}/{FILE[language]}"), cells))
    value = [Head(texts["headline"], number=True)] if headlines else []
    heads = [Head(texts["year"]), *value, Head(texts["questions"]), Head(texts["numbers"])]
    return Table(texts["years_of"].format(report=title), heads, lines)


SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "manyi.invalid")  # a name that cannot belong to anybody


@dataclass(frozen=True)
class Item:
    """One report in the feed of a language."""

    name: str  # report/year
    title: str
    summary: str
    address: str  # relative to the feed
    updated: str  # RFC 3339
    language: str

    @property
    def id(self) -> str:
        """Return the entry's permanent name, which does not depend on the address of the feed."""
        return uuid.uuid5(SPACE, f"{self.name}/{self.language}").urn


def atom(built: list[Entry], language: Language) -> str:
    """Return the feed in one language, newest first."""
    items = sorted((entry.item(language) for entry in built), key=lambda item: (item.updated, item.name), reverse=True)
    return template("feed", "xml").render(
        lang=TAG[language], id=uuid.uuid5(SPACE, TAG[language]).urn, title=own_words(language)["reports"],
        author=formats.listed(list(dict.fromkeys(entry.authors(language) for entry in built)), language),
        feed=FEED[language], index=FILE[language], items=items,
    ) + "\n"  # fmt: skip


def updated(commit: str, last_answers: str) -> str:
    """Return when the commit was made; if unknown, the day of the last answers (2024-05-19)."""
    given = ["git", "show", "-s", "--format=%cI", commit.removesuffix("+changes")]
    try:
        done = subprocess.run(given, cwd=places.root(), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"{last_answers}T00:00:00Z"
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else f"{last_answers}T00:00:00Z"
