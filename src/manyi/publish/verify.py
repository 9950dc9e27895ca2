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
from pathlib import Path

import pandas as pd

from manyi import places, rows
from manyi.errors import InputError
from manyi.exhibits.toplines.crosstabs import ALONE
from manyi.exhibits.toplines.every_question import toplines
from manyi.exhibits.toplines.numbered import ledger
from manyi.publish import results, run
from manyi.publish.build import Say, chapters, logs_of, saved, standing
from manyi.publish.page.topline_page import numbers_file
from manyi.publish.page.tree import Tree, parsed
from manyi.publish.published import COMPARED, compare, file_of
from manyi.publish.published import read as read_numbers
from manyi.publish.report import plan, read
from manyi.publish.swap import fresh, locked


def verify_published(report: str, year: int, against: str, say: Say) -> pd.DataFrame:
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
    tree = parsed(file.read_text(encoding="utf-8", errors="replace"))
    if any(table.get("data-id") for table in tree.iter("table")):
        return _toplines(tree)
    island = next((script for script in tree.iter("script") if script.get("id") == "ledger"), None)
    if island is None or not island.text:
        raise InputError("is not a page of manyi: it carries no ledger", where=file.name)
    rows = json.loads(island.text)["rows"]
    for printed in tree.iter("data"):
        if (id_ := printed.get("id", "")).startswith("n-"):
            given = (printed.get("value" if name == "value" else f"data-{name}", "nan") for name in COMPARED)
            rows.append([id_.removeprefix("n-"), *map(float, given)])
    return pd.DataFrame(rows, columns=["id", *COMPARED])


def study_of_toplines(known: pd.DataFrame) -> str:
    """Return the study whose toplines these numbers are of; '' when they are a report's."""
    found = TOPLINES.match(str(known["id"].iloc[0])) if len(known) else None
    return found[1] if found else ""


def _toplines(tree: Tree) -> pd.DataFrame:
    """Return the numbers of tables with an id; the id of a number is made of those of its table, row and column."""
    found = []
    for table in (one for one in tree.iter("table") if one.get("data-id")):
        columns = [head.get("data-key", "") for head in table.iter("th") if head.get("scope") == "col"]
        for row in table.iter("tr"):
            key = next((head.get("data-key", "") for head in row.iter("th") if head.get("scope") == "row"), "")
            for place, cell in enumerate(row.iter("td"), start=1):
                if columns[place] != ALONE:
                    parts = "-".join(part for part in (table.get("data-id"), key, columns[place]) if part)
                    found += [(parts, float(number.get("value"))) for number in cell.iter("data")]
    return pd.DataFrame(found, columns=["id", "value"])
