"""`make new-survey`: a file -> a study that can be reported at once, as a draft.

In: a name, a file, a year. Out: data/<name>/study.yml, codebook.yml, raw/<year>/origin.yml with the file beside it, and
reports/<name>.yml. Existing files are never replaced unless that is asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from manyi import places
from manyi.draft import codebook_lines, descriptions
from manyi.draft.book import drafted
from manyi.draft.item import DraftBook
from manyi.draft.proposals import Proposal, proposed
from manyi.draft.shape.answer_layout import delivered_by_person
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.rows.read.delivered import Delivered, sources
from manyi.study.marks import open_points
from manyi.study.reading import definition

NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


def draft_survey(
    name: str, file: Path, year: int | None, force: bool, encoding: str | None = None, sheet: str | None = None
) -> Iterator[str]:
    """Draft a study from a file, read as by `deliver`; yield what was found and what to do, a line at a time.

    Raises InputError: an invalid name, no such file, no year found, nothing to report on, files that already exist.
    """
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} cannot be the name of a survey: lower-case letters, digits, - and _", where="NAME")
    delivered = delivered_by_person(file, encoding, sheet)
    book = drafted(delivered)
    wave = Period(year) if year else _year(book, file)
    proposal = proposed(book)
    if proposal is None:
        raise InputError("no column looks like a closed question, with a scale or a list of answers", where=file.name)
    folder = places.data() / name
    texts = _texts(folder, book, proposal, delivered, wave, _day(file))
    _refuse_replacing(list(texts), folder, force)
    old = list(_set_aside(list(texts), folder)) if force else []
    for source in sources(file, delivered):
        places.write_whole(folder / "raw" / str(wave) / source.name, source.read_bytes())
    for path, text in texts.items():
        places.write_whole(path, text.encode())
    if proposal.outcome:
        definition(name)  # check that the draft can be read
    yield from _what_was_read(delivered, book, list(texts))
    yield from old
    yield from _what_is_next(folder, wave, proposal)


def _texts(
    folder: Path, book: DraftBook, proposal: Proposal, delivered: Delivered, wave: Period, retrieved: date
) -> dict[Path, str]:
    """Return {file: text} of all files that describe a survey."""
    name = folder.name
    texts = {
        folder / "study.yml": descriptions.study(name, book, proposal, delivered, wave),
        folder / "codebook.yml": codebook_lines.codebook(book, proposal, delivered, wave),
        folder / "raw" / str(wave) / "origin.yml": descriptions.origin(delivered, retrieved),
        places.root() / "reports" / f"{name}.yml": descriptions.report(name, book, proposal),
    }
    if proposal.unit != "score" and (headings := descriptions.headings(proposal)):
        texts[folder / "words.yml"] = headings
    return texts


def _year(book: DraftBook, file: Path) -> Period:
    """Return the year of the fieldwork, from the days in the file or from its name."""
    named = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", file.stem)
    if book.days:
        return Period(book.days[1].year)
    if len(named) == 1:
        return Period(named[0])
    raise InputError("neither the answers nor the file name show the year: give YEAR=2024", file.name)


def _day(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date()


def _refuse_replacing(paths: list[Path], folder: Path, force: bool) -> None:
    """Raise InputError if a survey of this name already exists."""
    there = [path for path in paths if path.exists()]
    waves = sorted(path.parent.name for path in folder.glob("raw/*/origin.yml"))
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise InputError(
            f"already exists{more}: choose another NAME=, or FORCE=1 to overwrite what was written in it"
            + (f" (waves: {', '.join(waves)})" if waves else ""),
            where=places.near(there[0]),
        )


def _set_aside(paths: list[Path], folder: Path) -> Iterator[str]:
    """Rename files an earlier draft left and this one does not write; yield a line about each.

    Old words, margins and waves would otherwise be used with a survey they may not fit.
    """
    left = [*folder.glob("words.yml"), *folder.glob("margins*.yml"), *folder.glob("raw/*/origin.yml")]
    for path in sorted(set(left) - set(paths)):
        aside = path.with_name(f"{path.name}.old")
        path.replace(aside)
        yield f"  {places.near(path)} was of the survey before: it is {aside.name} now"


def _what_was_read(delivered: Delivered, book: DraftBook, paths: list[Path]) -> Iterator[str]:
    """Yield what was read, and the open points in each file written."""
    recognised = f", recognised as {delivered.platform} ({delivered.evidence})" if delivered.platform else ""
    if delivered.origin.layout:
        recognised = f", one row per answer ({delivered.evidence})"
    yield f"{delivered.name}: {delivered.records:,} records, {len(delivered.columns)} columns{recognised}"
    yield from descriptions.sheets(delivered)
    if book.repeated:
        yield f"  looks like a row per answer, not per person ({book.repeated}): see unit in study.yml"
    yield f"  {descriptions.summary(book)}"
    for path in paths:
        kinds = Counter(point.kind for point in open_points([path]))
        left = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        yield f"  {places.near(path)}{f': {left} to settle' if left else ''}"


def _what_is_next(folder: Path, wave: Period, proposal: Proposal) -> Iterator[str]:
    """Yield the next commands."""
    if proposal.outcome:
        yield f"a draft can be looked at now: make report YEAR={wave} REPORT={folder.name}"
    else:
        yield f"no question looks like what the report is about: write outcome: in {places.near(folder / 'study.yml')}"
    yield f"what is left to settle: make check YEAR={wave} REPORT={folder.name}"
