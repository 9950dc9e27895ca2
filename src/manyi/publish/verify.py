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
from manyi.publish.definition import plan, read
from manyi.publish.swap import fresh, locked

COMPARED = ("value", "low", "high", "base")
TOLERANCE = 1e-9  # relative: the last digits of a sum may differ between processors


def verify(report: str, year: int, against: str, say: Say) -> pd.DataFrame:
    """Return the differences: id, column, published, computed. Empty when every number was found again."""
    file = _published(report, year, against)
    known = _from_page(file) if file.suffix == ".html" else _from_csv(file)
    say(f"computing {len(known)} numbers of {_named(file)} again")
    computed = recompute(report, year, say)
    return compare(known, computed)


def recompute(report: str, year: int, say: Say) -> pd.DataFrame:
    """Return the ledger of a report, from the raw files on."""
    definition = read(report)
    runs = plan(definition, year)
    with locked(f"verify-{report}-{year}", say):
        scratch = fresh(places.build() / "verify" / f"{report}-{year}")
        job = run.Job(report, year, scratch, fresh(logs_of(f"verify-{report}", year)), definition.budgets)
        notebooks, _ = chapters(job, runs, say)
        return results.gather(saved(job), [one.name for one in notebooks])


def compare(known: pd.DataFrame, computed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number and column that differs; a number only one side has is a difference of its own."""
    old, new = known.set_index("id"), computed.set_index("id")
    rows: list[tuple[str, str, object, object]] = []
    rows += [(name, "", "published", "not computed") for name in old.index.difference(new.index, sort=False)]
    rows += [(name, "", "not published", "computed") for name in new.index.difference(old.index, sort=False)]
    shared = old.index.intersection(new.index, sort=False)
    for column in COMPARED:
        pairs = zip(shared, old.loc[shared, column], new.loc[shared, column], strict=True)
        rows += [(name, column, was, now) for name, was, now in pairs if not _same(was, now)]
    return pd.DataFrame(rows, columns=["id", "column", "published", "computed"])


def _same(was: float | None, now: float | None) -> bool:
    if pd.isna(was) or pd.isna(now):
        return bool(pd.isna(was) and pd.isna(now))
    return abs(was - now) <= TOLERANCE * max(abs(was), abs(now), 1e-3)


def _published(report: str, year: int, against: str) -> Path:
    """Return the file to compare with."""
    if against:
        file = Path(against).expanduser()
        if not file.is_file():
            raise InputError(f"no file {against!r}", where="AGAINST")
        return file
    files = (places.root() / "published" / report / f"{year}.csv", published(report, year) / "results.csv")
    for file in files:
        if file.is_file():
            return file
    raise InputError(f"{report} {year} has not been published or built: nothing to compare with", where="verify")


def _from_csv(file: Path) -> pd.DataFrame:
    frame = pd.read_csv(file)
    if missing := [column for column in ("id", *COMPARED) if column not in frame]:
        raise InputError(f"has no column {missing[0]!r}", where=file.name)
    return frame


def _from_page(file: Path) -> pd.DataFrame:
    """Return the ledger that every page carries."""
    text = file.read_text(encoding="utf-8", errors="replace")
    found = re.search(r'<script type="application/json" id="ledger">(.*?)</script>', text, re.DOTALL)
    if not found:
        raise InputError("is not a page of manyi: it carries no ledger", where=file.name)
    ledger = json.loads(found[1])
    return pd.DataFrame(ledger["rows"], columns=ledger["columns"])


def _named(file: Path) -> str:
    return str(file.relative_to(places.root())) if file.is_relative_to(places.root()) else file.name
