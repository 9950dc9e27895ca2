"""Compute a report's numbers again from the raw files and compare. In: what was published; out: one row per difference.

Everything is computed anew in a folder of its own, no cache read. Compared with, in this order: a page someone was
sent (AGAINST), what was committed on publication, what was built here (then with its toplines and crosstabs).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from manyi import places, rows
from manyi.errors import InputError
from manyi.exhibits.topline_ledger import ledger
from manyi.exhibits.toplines import toplines
from manyi.publish import results, run, sent
from manyi.publish.build import Say, chapters, logs_of, published, saved
from manyi.publish.definition import plan, read
from manyi.publish.published import compare, file_of
from manyi.publish.swap import fresh, locked
from manyi.publish.toplines import numbers_file


def verify(report: str, year: int, against: str, say: Say) -> pd.DataFrame:
    """Return the differences: id, column, published, computed. Empty when every number was found again."""
    files = _published(report, year, against)
    known = {file: sent.numbers(file) for file in files}
    for file, numbers in known.items():
        say(f"computing {len(numbers)} numbers of {_named(file)} again")
    studies = {file: sent.study_of_toplines(numbers) for file, numbers in known.items()}
    with _alone(report, year, say) as scratch:
        ledger_of_report = recompute(report, year, scratch, say) if "" in studies.values() else None
        different = []
        for file, numbers in known.items():
            computed = recompute_toplines(studies[file], year, scratch) if studies[file] else ledger_of_report
            assert computed is not None  # noqa: S101 - '' is among the studies
            if studies[file] and file.suffix == ".html":  # a page of toplines prints no withheld number
                computed = computed[computed["id"].isin(numbers["id"])]
            different.append(compare(numbers, computed))
    return pd.concat(different, ignore_index=True)


def recompute(report: str, year: int, scratch: Path, say: Say) -> pd.DataFrame:
    """Return the ledger of a report, from the raw files on."""
    definition = read(report)
    job = run.Job(report, year, scratch, fresh(logs_of(f"verify-{report}", year)), definition.budgets)
    notebooks, _ = chapters(job, plan(definition, year), say)
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
    with locked(f"verify-{report}-{year}", say):
        yield fresh(places.build() / "verify" / f"{report}-{year}")


def _published(report: str, year: int, against: str) -> list[Path]:
    """Return the files to compare with."""
    if against:
        file = Path(against).expanduser()
        if not file.is_file():
            raise InputError(f"no file {against!r}", where="AGAINST")
        return [file]
    if file_of(report, year).is_file():
        return [file_of(report, year)]
    folder = published(report, year)
    if not (folder / "results.csv").is_file():
        raise InputError(f"{report} {year} has not been published or built: nothing to compare with", where="verify")
    beside = [folder / numbers_file(study) for study in read(report).studies]
    return [folder / "results.csv", *(file for file in beside if file.is_file())]


def _named(file: Path) -> str:
    return str(file.relative_to(places.root())) if file.is_relative_to(places.root()) else file.name
