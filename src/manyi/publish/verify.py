"""Make a report again from the raw files and compare. In: what was published; out: one row per difference.

What is compared is made from scratch in a separate folder, without caches. It is compared with, in this order: a page
or file of numbers someone was sent (AGAINST), what was committed on publication, what was built here (with its toplines
and crosstabs).
For a page, everything a reader sees is compared (`compared`); for a file of numbers, the numbers.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period
from manyi.publish.build import Say, make_parts, standing_at
from manyi.publish.page.compared import SentPage, differences, read_page
from manyi.publish.page.frame import TAG, own_words, toplines_files
from manyi.publish.page.parts import title_of
from manyi.publish.page.sheets import WHOLE, plan_sheets
from manyi.publish.page.topline_page import numbers_file
from manyi.publish.provenance import before_results, titled
from manyi.publish.published import compare, file_of, published_numbers
from manyi.publish.report import plan, read, read_study
from manyi.publish.swap import fresh, locked

COLUMNS = ["id", "column", "published", "computed"]


def verify_published(report: str, year: Period, against: str, say: Say) -> pd.DataFrame:
    """Return the differences: id, column, published, computed. Empty if everything was reproduced.

    Raises InputError if there is nothing to compare with, or it is not from this report.
    """
    files = [_page_to_compare(against)] if against else _published_files(report, year)
    pages = {file: read_page(file) for file in files if file.suffix != ".csv"}
    numbers = {file: published_numbers(file) for file in files if file.suffix == ".csv"}
    names = {file: _names(report, year, file, page) for file, page in pages.items()}
    for file in files:
        say(f"making {_file_name(file)} again")
    wanted = {name for listed in names.values() for name in listed}
    with _made_again(report, year, say, wanted, numbers=bool(numbers)) as folder:
        rows = [row for file, page in pages.items() for row in _nearest(page, [folder / name for name in names[file]])]
        of_numbers = [compare(published, _likest(published, folder)) for published in numbers.values()]
    return pd.concat([pd.DataFrame(rows, columns=COLUMNS), *of_numbers], ignore_index=True)


def _nearest(page: SentPage, candidates: list[Path]) -> list[tuple[str, str, str, str]]:
    """Return the differences from the page with this title; of several pages, from the one with the fewest."""
    return min((differences(page.text, file.read_text("utf-8")) for file in candidates), key=len)


def _likest(published: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return the recomputed numbers, of the report or of toplines, that share most ids with the given ones."""
    computed = [published_numbers(file) for file in (folder / "results.csv", *sorted(folder.glob("toplines-*.csv")))]
    return max(computed, key=lambda frame: frame["id"].isin(published["id"]).sum())


def _names(report: str, year: Period, file: Path, page: SentPage) -> list[str]:
    """Return the files of the report that have the language and title of a page; InputError if none has."""
    titles: dict[tuple[str, str], list[str]] = {}
    definition, about = read(report), before_results(report, year)
    runs = plan(definition, year)
    studies = {study: read_study(study) for study in dict.fromkeys(run.study for run in runs if run.wave)}
    for language in LANGUAGES:
        named = {
            sheet.file(language): title_of(sheet, definition, studies, language)
            for sheet in plan_sheets(runs, whole=True)
        }
        for name, study in studies.items():
            title = own_words(language, "toplines")["title"].format(study=study.title[language])
            named[toplines_files(name)[language]] = title
        for name, title in named.items():
            for text in {title, titled(title, about, language)}:  # a draft says so in its title
                titles.setdefault((TAG[language], " ".join(f"{text} {year}".split())), []).append(name)
    if (page.lang, page.title) not in titles:
        shown = [title for _, title in titles]
        raise InputError(f"is a page {page.title!r}, not one of {report} {year}", where=file.name, allowed=shown)
    return titles[page.lang, page.title]


def _steps(report: str, year: Period, pages: Collection[str], *, numbers: bool) -> set[str]:
    """Return the steps of a build that write these pages and, if requested, all files of numbers."""
    runs = plan(read(report), year)
    writing = {
        sheet.file(language): f"page {sheet.name} {language}"
        for sheet in plan_sheets(runs, whole=True)
        for language in LANGUAGES
    }
    for study in dict.fromkeys(run.study for run in runs if run.wave):
        writing |= dict.fromkeys(toplines_files(study).values(), f"toplines {study}")
    of_numbers = {step for step in writing.values() if numbers and step.startswith("toplines ")}
    return {writing[page] for page in pages} | of_numbers


@contextmanager
def _made_again(report: str, year: Period, say: Say, pages: Collection[str], *, numbers: bool) -> Iterator[Path]:
    """Make these pages and numbers in an empty folder, as if nothing had been built before, and keep it locked."""
    alone, before = places.build() / "verify" / f"{report}-{year}", os.environ.get("MANYI_BUILD")
    whole = any(WHOLE.file(language) in pages for language in LANGUAGES)
    with locked(alone, say):
        os.environ["MANYI_BUILD"] = str(fresh(alone))
        try:
            make_parts(report, year, say, alone / "report", _steps(report, year, pages, numbers=numbers), whole=whole)
            yield alone / "report"
        finally:
            os.environ.pop("MANYI_BUILD")
            os.environ.update({"MANYI_BUILD": before} if before else {})


def _page_to_compare(against: str) -> Path:
    """Return the file someone was sent."""
    file = Path(against).expanduser()
    if not file.is_file():
        raise InputError(f"no file {against!r}", where="AGAINST")
    return file


def _published_files(report: str, year: Period) -> list[Path]:
    """Return the files to compare with if none was given."""
    if file_of(report, year).is_file():
        return [file_of(report, year)]
    folder = standing_at(report, year)
    if not (folder / "results.csv").is_file():
        raise InputError(f"{report} {year} has not been published or built: nothing to compare with", where="verify")
    beside = [folder / numbers_file(study) for study in read(report).studies]
    return [folder / "results.csv", *(file for file in beside if file.is_file())]


def _file_name(file: Path) -> str:
    return str(file.relative_to(places.root())) if file.is_relative_to(places.root()) else file.name
