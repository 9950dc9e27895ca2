"""Compute a report's numbers again from the raw files and compare. In: what was published; out: one row per difference.

Everything is computed anew in a folder of its own, no cache read. Compared with, in this order: a page someone was
sent (AGAINST), what was committed on publication, what was built here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.publish import results, run
from manyi.publish.build import Say, chapters, logs_of, published, saved
from manyi.publish.definition import plan
from manyi.publish.definition import read as read_definition
from manyi.publish.published import COMPARED, compare, file_of, read
from manyi.publish.swap import fresh, locked


def verify(report: str, year: int, against: str, say: Say) -> pd.DataFrame:
    """Return the differences: id, column, published, computed. Empty when every number was found again."""
    file = _published(report, year, against)
    known = _from_page(file) if file.suffix == ".html" else read(file)
    say(f"computing {len(known)} numbers of {_named(file)} again")
    computed = recompute(report, year, say)
    return compare(known, computed)


def recompute(report: str, year: int, say: Say) -> pd.DataFrame:
    """Return the ledger of a report, from the raw files on."""
    definition = read_definition(report)
    runs = plan(definition, year)
    with locked(f"verify-{report}-{year}", say):
        scratch = fresh(places.build() / "verify" / f"{report}-{year}")
        job = run.Job(report, year, scratch, fresh(logs_of(f"verify-{report}", year)), definition.budgets)
        notebooks, _ = chapters(job, runs, say)
        return results.gather(saved(job), [one.name for one in notebooks])


def _published(report: str, year: int, against: str) -> Path:
    """Return the file to compare with."""
    if against:
        file = Path(against).expanduser()
        if not file.is_file():
            raise InputError(f"no file {against!r}", where="AGAINST")
        return file
    files = (file_of(report, year), published(report, year) / "results.csv")
    for file in files:
        if file.is_file():
            return file
    raise InputError(f"{report} {year} has not been published or built: nothing to compare with", where="verify")


def _from_page(file: Path) -> pd.DataFrame:
    """Return the ledger that every page carries: each printed number where it stands, the others in a script."""
    text = file.read_text(encoding="utf-8", errors="replace")
    found = re.search(r'<script type="application/json" id="ledger">(.*?)</script>', text, re.DOTALL)
    if not found:
        raise InputError("is not a page of manyi: it carries no ledger", where=file.name)
    rows = json.loads(found[1])["rows"]
    for printed in re.findall(r'<data ([^>]*\bid="n-[^>]*)>', text):
        given = {name.removeprefix("data-"): value for name, value in re.findall(r'([\w-]+)="([^"]*)"', printed)}
        rows.append([given["id"].removeprefix("n-"), *(float(given.get(name, "nan")) for name in COMPARED)])
    return pd.DataFrame(rows, columns=["id", *COMPARED])


def _named(file: Path) -> str:
    return str(file.relative_to(places.root())) if file.is_relative_to(places.root()) else file.name
