"""Commands that lead from files to a survey, and from a survey or a report to files for others."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from manyi import places
from manyi.errors import InputError
from manyi.publish.flow import standing
from manyi.settings import switched_on, year_given

Say = Callable[[str], None]


def draft_a_survey(given: argparse.Namespace, say: Say) -> int:
    """Draft a study and its report from a file."""
    from manyi.draft.new_survey import draft_survey

    file, year = _source(given), year_given(given.year) if given.year else None
    force, encoding, sheet = switched_on(given.force, "FORCE"), given.encoding or None, given.sheet or None
    for line in draft_survey(given.name, file, year, force, encoding, sheet):
        say(line)
    return 0


def add_a_wave(given: argparse.Namespace, say: Say) -> int:
    """Add a wave to a study from a file, and show what changed."""
    from manyi.draft.waves.new_wave import add_wave

    for line in add_wave(given.name, _source(given), year_given(given.year), given.sheet or None):
        say(line)
    return 0


def _source(given: argparse.Namespace) -> Path:
    """Return the file or folder a survey is in; a table of a database is fetched into a file first."""
    if not given.name or not given.file:
        raise InputError("which survey, from which file? as in NAME=clinic FILE=visits.xlsx YEAR=2025", "NAME, FILE")
    if "://" not in given.file:
        return Path(given.file).expanduser()
    from manyi.rows.read.database import fetched

    if not given.table:
        raise InputError("which table? as in FILE=duckdb://visits.ddb TABLE=answers, or a query", where="TABLE")
    return fetched(given.file, given.table, places.build() / "fetched")


def hand_over_data(given: argparse.Namespace, say: Say) -> int:
    """Write the clean data of a study for other programs, without identifiers and open answers."""
    from manyi.handover.data_files import hand_over
    from manyi.rows import load

    if not given.name:
        raise InputError("which survey? as in NAME=clinic YEAR=2024", where="NAME")
    year = year_given(given.year)
    for line in hand_over(load(given.name, year), places.root() / "handover" / given.name / str(year)):
        say(line)
    return 0


def write_slides(given: argparse.Namespace, say: Say) -> int:
    """Write the findings of a built report as a deck."""
    from manyi.handover.office import slides

    return _from_page(given, say, slides)


def write_documents(given: argparse.Namespace, say: Say) -> int:
    """Write the findings of a built report as a document."""
    from manyi.handover.office import documents

    return _from_page(given, say, documents)


def _from_page(given: argparse.Namespace, say: Say, written: Callable[[Path, str], Iterable[str]]) -> int:
    year = year_given(given.year)
    for line in written(standing.target(given.report, year), f"{given.report}-{year}"):
        say(line)
    return 0


def write_scorecard(given: argparse.Namespace, say: Say) -> int:
    """Write a firm's scorecard, a page per language."""
    if not given.firm:
        raise InputError("which firm? its number, as in FIRM=F21001", where="FIRM")
    from manyi.studies.firms.firm_page import scorecard

    for file in scorecard("firms", given.firm, year_given(given.year)):
        say(f"{places.near(file)}")
    return 0
