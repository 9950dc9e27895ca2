"""Compute a report's numbers again from the raw files and compare. In: what was published; out: one row per difference.

Everything is computed anew in a folder of its own, no cache read. Compared with, in this order: a page someone was
sent (AGAINST), what was committed on publication, what was built here (then with its toplines and crosstabs).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from manyi import places, rows
from manyi.errors import InputError
from manyi.exhibits.toplines.crosstabs import ALONE
from manyi.exhibits.toplines.ledger import ledger
from manyi.exhibits.toplines.toplines import toplines
from manyi.publish import results, run
from manyi.publish.build import Say, chapters, logs_of, saved, standing
from manyi.publish.page.toplines import numbers_file
from manyi.publish.published import COMPARED, compare, file_of
from manyi.publish.published import read as read_numbers
from manyi.publish.report import plan, read
from manyi.publish.swap import fresh, locked


def verify(report: str, year: int, against: str, say: Say) -> pd.DataFrame:
    """Return the differences: id, column, published, computed. Empty when every number was found again."""
    files = _published(report, year, against)
    known = {file: numbers(file) for file in files}
    for file, printed in known.items():
        say(f"computing {len(printed)} numbers of {_named(file)} again")
    studies = {file: study_of_toplines(printed) for file, printed in known.items()}
    with _alone(report, year, say) as scratch:
        ledger_of_report = recompute(report, year, scratch, say) if "" in studies.values() else None
        different = []
        for file, printed in known.items():
            computed = recompute_toplines(studies[file], year, scratch) if studies[file] else ledger_of_report
            assert computed is not None  # noqa: S101 - '' is among the studies
            if studies[file] and file.suffix == ".html":  # a page of toplines prints no withheld number
                computed = computed[computed["id"].isin(printed["id"])]
            different.append(compare(printed, computed))
    return pd.concat(different, ignore_index=True)


def recompute(report: str, year: int, scratch: Path, say: Say) -> pd.DataFrame:
    """Return the ledger of a report, from the raw files on."""
    definition = read(report)
    runs, logs = plan(definition, year), fresh(logs_of(f"verify-{report}", year))
    job = run.job(report, year, scratch, logs, definition.budgets, runs)
    notebooks, _ = chapters(job, runs, say)
    return results.gather(saved(job), [one.name for one in notebooks])


def recompute_toplines(study: str, year: int, scratch: Path) -> pd.DataFrame:
    """Return the ledger of a study's toplines, from the raw files on."""
    before = os.environ.get("MANYI_BUILD")
    os.environ["MANYI_BUILD"] = str(scratch)
    try:
        return ledger(toplines(rows.load(study, year)))
    finally:
        os.environ.pop("MANYI_BUILD")
        os.environ.update({"MANYI_BUILD": before} if before else {})


@contextmanager
def _alone(report: str, year: int, say: Say) -> Iterator[Path]:
    """Hold an empty folder for what is computed."""
    folder = places.build() / "verify" / f"{report}-{year}"
    with locked(folder, say):
        yield fresh(folder)


def _published(report: str, year: int, against: str) -> list[Path]:
    """Return the files to compare with."""
    if against:
        file = Path(against).expanduser()
        if not file.is_file():
            raise InputError(f"no file {against!r}", where="AGAINST")
        return [file]
    if file_of(report, year).is_file():
        return [file_of(report, year)]
    folder = standing(report, year)
    if not (folder / "results.csv").is_file():
        raise InputError(f"{report} {year} has not been published or built: nothing to compare with", where="verify")
    beside = [folder / numbers_file(study) for study in read(report).studies]
    return [folder / "results.csv", *(file for file in beside if file.is_file())]


def _named(file: Path) -> str:
    return str(file.relative_to(places.root())) if file.is_relative_to(places.root()) else file.name


TOPLINES = re.compile(r"([a-z0-9-]+?)-(?:topline|crosstab)-")


def numbers(file: Path) -> pd.DataFrame:
    """Return id, value and, where the file has them, low, high and base."""
    if file.suffix != ".html":
        return read_numbers(file)
    text = file.read_text(encoding="utf-8", errors="replace")
    if ' data-id="' in text:
        return _toplines(text)
    found = re.search(r'<script type="application/json" id="ledger">(.*?)</script>', text, re.DOTALL)
    if not found:
        raise InputError("is not a page of manyi: it carries no ledger", where=file.name)
    rows = json.loads(found[1])["rows"]
    for printed in re.findall(r'<data ([^>]*\bid="n-[^>]*)>', text):
        given = {name.removeprefix("data-"): value for name, value in re.findall(r'([\w-]+)="([^"]*)"', printed)}
        rows.append([given["id"].removeprefix("n-"), *(float(given.get(name, "nan")) for name in COMPARED)])
    return pd.DataFrame(rows, columns=["id", *COMPARED])


def study_of_toplines(known: pd.DataFrame) -> str:
    """Return the study whose toplines these numbers are of; '' when they are a report's."""
    found = TOPLINES.match(str(known["id"].iloc[0])) if len(known) else None
    return found[1] if found else ""


def _toplines(text: str) -> pd.DataFrame:
    page = _Tables()
    page.feed(text)
    page.close()
    return pd.DataFrame(page.found, columns=["id", "value"])


class _Tables(HTMLParser):
    """Tables with an id; heads and rows with a key; one `<data>` per number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, float]] = []
        self._table, self._columns, self._row, self._place = "", [""], "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table, self._columns = given.get("data-id", ""), []
        elif tag == "th" and given.get("scope") == "col":
            self._columns.append(given.get("data-key", ""))
        elif tag == "th":
            self._row, self._place = given.get("data-key", ""), 0
        elif tag == "td":
            self._place += 1
        elif tag == "data" and self._table and self._columns[self._place] != ALONE:
            parts = (self._table, self._row, self._columns[self._place])
            self.found.append(("-".join(part for part in parts if part), float(given["value"])))
