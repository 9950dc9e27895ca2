"""The commands: each takes the settings given and a function that prints a line, and returns its exit code.

Slow imports are left to the command that needs them, so a report in which nothing has changed needs none.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from manyi import file_commands, places
from manyi.errors import InputError
from manyi.file_commands import Say
from manyi.publish.flow import standing
from manyi.publish.flow.hashes import drop_doubtful_byte_code
from manyi.settings import switched_on, year_given

if TYPE_CHECKING:
    from manyi.language.periods import Period
    from manyi.publish.report import Run
    from manyi.publish.warm import Warm

Command = Callable[[argparse.Namespace, Say], int]


def _report(given: argparse.Namespace, say: Say) -> int:
    """Build a report, or say that nothing has changed, which is decided before anything slow is imported."""
    started, year = time.monotonic(), year_given(given.year)
    whole = switched_on(given.one, "ONE")
    folder = standing.stands(given.report, year, whole=whole)
    if folder:
        say(f"{given.report} {given.year}: nothing has changed since it was built")
    else:
        drop_doubtful_byte_code(Path(__file__).parent)
        warm = _warm(_plan(given))  # before papermill and nbconvert are imported
        from manyi.publish import build

        say(f"{given.report} {given.year}")
        folder = build.build_report(given.report, year, say, profile=switched_on(given.profile, "PROFILE"), whole=whole)
        warm.leave()
    page = "report.html" if whole else "index.html"
    size = (folder / page).stat().st_size
    say(f"{places.near(folder)}/{page}, {size / 1e6:.2f} MB, {time.monotonic() - started:.1f} s")
    return 0


def _reports(given: argparse.Namespace, say: Say) -> int:
    """Build a report for the years that have changed, in one go: they share the imports and the kept steps."""
    years = [year_given(text) for text in given.years.split()]
    if not years:
        raise InputError("which years? make ... YEARS='2023 2024' or python -m manyi ... --years='2023 2024'", "YEARS")
    left = [year for year in dict.fromkeys(years) if not standing.stands(given.report, year)]
    if not left:
        say(f"{given.report} {given.years}: nothing has changed since they were built")
        return 0
    drop_doubtful_byte_code(Path(__file__).parent)
    warm = _warm(run for year in left for run in _plan(given, year))
    from manyi.publish import build

    targets = {year: build.standing_at(given.report, year) for year in left}
    for folder in build.build_reports(given.report, targets, say, profile=switched_on(given.profile, "PROFILE")):
        say(f"{places.near(folder)}/index.html")
    warm.leave()
    return 0


def _check(given: argparse.Namespace, say: Say) -> int:
    """Show what is wrong in the raw files of a year, who was left out, and all that would stop a report."""
    year = year_given(given.year)
    from manyi.publish.readiness.checking import check_report

    mistakes = check_report(given.report, year, say).mistakes
    for mistake in mistakes:
        print(f"manyi: {mistake}", file=sys.stderr)
    return 2 if mistakes else 0


MOST = 200  # differences shown


def _verify(given: argparse.Namespace, say: Say) -> int:
    """Compute every number again, and print which differ and by how much."""
    year = year_given(given.year)
    _plan(given)
    from manyi.publish.verify import verify_published

    different = verify_published(given.report, year, given.against, say)
    for row in different[:MOST].itertuples():
        say(f"  {row.id} {row.column}: {row.published} -> {row.computed}")
    if len(different) > MOST:
        say(f"  and {len(different) - MOST:,} more")
    say(f"{len(different)} differences" if len(different) else "every number is the same")
    return 1 if len(different) else 0


def _publish_numbers(given: argparse.Namespace, say: Say) -> int:
    """Keep the numbers of a built report as the published ones, to be committed."""
    year = year_given(given.year)
    _plan(given)
    from manyi.publish.published import publish
    from manyi.publish.report import described
    from manyi.study.marks import open_points

    if points := open_points(described(given.report)):
        raise InputError(
            f"a draft is not published: {len(points)} points are open, the first is {points[0]}", given.report
        )
    file, comparison = publish(given.report, year)
    changed = f", {len(comparison.changed)} changed and explained" if comparison and comparison.changed else ""
    say(f"{places.near(file)}{changed}: commit it with the release")
    return 0


def _explain(given: argparse.Namespace, say: Say) -> int:
    if not given.id:
        raise InputError("which number? give an id, as in results.csv or behind each 'How sure?'", where="ID")
    from manyi.publish.explain import explain_number

    for line in explain_number(given.report, year_given(given.year), given.id):
        say(line)
    return 0


def _pdf(given: argparse.Namespace, say: Say) -> int:
    """Print the pages of a built report. Too many sheets only get a note, because printers break pages differently."""
    _plan(given)
    from manyi.publish.paper import print_pages

    for file, sheets, allowed in print_pages(given.report, year_given(given.year)):
        over = f", {allowed} allowed" if sheets > allowed else ""
        say(f"{places.near(file)}, {sheets} sheets{over}")
    return 0


def _site(given: argparse.Namespace, say: Say) -> int:
    from manyi.publish.site import write_site

    say(f"{places.near(write_site(say))}/index.html")
    return 0


def _lab(given: argparse.Namespace, say: Say) -> int:
    """Replace this process with JupyterLab, opened on the chapters."""
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(places.root() / "notebooks")])


def _plan(given: argparse.Namespace, year: Period | None = None) -> list[Run]:
    """Return the chapters of the report asked for; a faulty request is refused before any work begins."""
    from manyi.publish.report import plan, read

    return plan(read(given.report), year or year_given(given.year))


def _warm(runs: Iterable[Run]) -> Warm:
    """Start a process that imports what chapters need."""
    from manyi.publish.report import notebook_file
    from manyi.publish.warm import Warm

    warm = Warm()
    warm.start(dict.fromkeys(notebook_file(run.notebook) for run in runs if run.wave))
    return warm


SCOPE = ("year", "report", "engine")
COMMANDS: dict[str, tuple[Command, str, tuple[str, ...]]] = {
    "report": (_report, "build a report", (*SCOPE, "profile", "one")),
    "reports": (_reports, "build a report for several years in one go", ("years", "report", "engine", "profile")),
    "check": (_check, "read and check the raw files only", SCOPE),
    "verify": (_verify, "compute every published number again and compare", (*SCOPE, "against")),
    "publish": (_publish_numbers, "keep a built report's numbers as the published ones", SCOPE),
    "explain": (_explain, "the way from the raw file to one number", (*SCOPE, "id")),
    "firm": (file_commands.write_scorecard, "a firm's scorecard on one page", ("year", "firm")),
    "new-survey": (
        file_commands.draft_a_survey,
        "draft a study and its report from a file",
        ("name", "file", "table", "year", "force", "encoding", "sheet"),
    ),
    "wave": (file_commands.add_a_wave, "add a wave to a study from a file", ("name", "file", "table", "sheet", "year")),
    "handover": (file_commands.hand_over_data, "the clean data of a study for other programs", ("name", "year")),
    "slides": (file_commands.write_slides, "the findings of a built report as a deck", ("year", "report")),
    "docx": (file_commands.write_documents, "the findings of a built report as a document", ("year", "report")),
    "pdf": (_pdf, "print the pages of a built report with Chromium", ("year", "report")),
    "site": (_site, "an index page over all built reports", ()),
    "lab": (_lab, "open the chapters in JupyterLab", ()),
}
