"""`make check`: what is wrong with the files of a year, what is still open, all that would stop the report.

In: a report and a year; out: every mistake, and notes. Problems and removed records are written as tables.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from manyi import places, rows
from manyi.draft.shape.doubtful_rows import doubts
from manyi.errors import InputError, Mistake
from manyi.language.periods import Period
from manyi.publish.progress import Say
from manyi.publish.readiness.ready import require_ready, shows_answers
from manyi.publish.readiness.rehearsal import rehearse, unreadable
from manyi.publish.report import described, plan, read
from manyi.publish.results import inert
from manyi.rows.survey import Survey
from manyi.study import reading
from manyi.study.marks import open_points

WHAT = {"problems": "problems", "quarantine": "records left out"}


@dataclass(frozen=True)
class CheckedReport:
    """All that would stop a report, each mistake once in the order found, and notes on what it leaves out."""

    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_report(report: str, year: Period, say: Say) -> CheckedReport:
    """Print problems of the raw files, who was left out, notes and open marks; return what would stop the report."""
    definition, notes = read(report), list[str]()
    mistakes: dict[Mistake, None] = {}  # each once
    try:
        runs = plan(definition, year)
    except InputError as error:
        mistakes |= dict.fromkeys([*unreadable(definition.studies), *error.mistakes])
        _show_open(report, say)
        return CheckedReport(list(mistakes))
    for study in dict.fromkeys(run.study for run in runs if run.wave):
        with places.weighing(definition.weights):
            rehearsal = rehearse(study, shows_answers(run.notebook for run in runs if run.study == study))
        mistakes |= dict.fromkeys(rehearsal.mistakes)
        _show_removed(study, year, rehearsal.survey, say)
        of_study = [*rehearsal.notes, *_rows_in_doubt(study, year)]
        for note in of_study:
            say(f"note: {note}")
        notes += of_study
    try:
        require_ready(runs)  # last, because beginners want to know about the files first
    except InputError as error:
        mistakes |= dict.fromkeys(error.mistakes)
    _show_open(report, say)
    return CheckedReport(list(mistakes), notes)


def _rows_in_doubt(study: str, year: Period) -> list[str]:
    """Return doubts about the rows of the files; nothing if they cannot be read, which is a mistake by itself."""
    try:
        return list(doubts(reading.definition(study), year))
    except InputError:
        return []


def _show_open(report: str, say: Say) -> None:
    """Print what has to be settled before the report is no longer a draft."""
    if points := open_points(described(report)):
        kinds = Counter(point.kind for point in points)
        say(f"DRAFT: {', '.join(f'{n} {kind}' for kind, n in kinds.items())} left; delete each mark that is settled")
        for point in points:
            say(f"  {point}")


def _show_removed(study: str, year: Period, survey: Survey | None, say: Say) -> None:
    """Print problems and removed records of one wave: a line per rule, whole tables as files."""
    folder = places.build() / "rows" / study / str(year)
    if survey is not None:
        tables = [table[table["wave"] == year] for table in (survey.problems, survey.quarantine)]
    else:
        try:
            tables = list(rows.check(study, year))
        except InputError:  # listed among the mistakes
            return
    for name, frame in zip(WHAT, tables, strict=True):
        file = folder / f"{name}.csv"
        # With a byte order mark, so that a spreadsheet reads the Chinese in it.
        named = frame.assign(wave=[str(Period(wave)) for wave in frame["wave"]])
        places.write_whole(file, inert(named).to_csv(index=False).encode("utf-8-sig"))
        say(f"{study} {year}: {len(frame):,} {WHAT[name]}, {places.near(file)}")
        for rule, some in frame.groupby("rule", sort=False):
            first = some.iloc[0]
            message = first.get("message_en", f"{first['value']} (limit: {first.get('threshold')})")
            say(f"  {len(some):>6,} {rule}: {first['file']}, line {first['line']}: {message}")
