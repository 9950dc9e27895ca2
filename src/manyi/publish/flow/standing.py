"""Whether the existing report is the one that would be built now. In: a report and a year; out: yes or no.

This is decided before any heavy import: this module only needs the standard library and a few lines. The
record of a build holds the digests of all its input and output files; the former are looked up by
their stamps (see `hashes`), the latter are hashed.
"""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path

from manyi import places
from manyi.language.periods import Period
from manyi.publish.flow.hashes import Hashes, files_of, read_sealed, write_sealed

# Placeholder in pages for the commit, which is inserted at the very end: another commit does not require a new page. It
# has every character a commit may have, so that the font of the page includes them.
COMMIT = "unknown+changes-0123456789abcdef"
# The same for the sha256 of results.csv; a citation prints its first 16 characters.
RESULTS = "results-of-build" + "-" * 48


def stands(report: str, year: Period, *, whole: bool = False) -> Path | None:
    """Return the folder of the report if nothing it was made from has changed and nothing in it; None otherwise.

    whole: with all of it in one file too.
    """
    record, folder = read_sealed(_record(report, year)), target(report, year)
    if whole and not (folder / "report.html").is_file():
        return None
    if not record or not folder.is_dir() or record["made"] != files_of(folder):
        return None
    if places.engine() or record["surroundings"] != surroundings():  # an engine's data cannot be seen from here
        return None
    hashes = Hashes()
    same = hashes.same(record["inputs"])
    hashes.save()
    return folder if same else None


def remember(report: str, year: Period, inputs: dict[str, str], around: dict[str, str]) -> None:
    """Record what the existing report was made from."""
    products = files_of(target(report, year))
    write_sealed(_record(report, year), {"inputs": inputs, "made": products, "surroundings": around})


def forget(report: str, year: Period) -> None:
    """Forget the record, so that the report will be built again."""
    _record(report, year).unlink(missing_ok=True)


def target(report: str, year: Period) -> Path:
    """Return the folder of a built report, with links resolved."""
    return (places.root() / "reports" / report / str(year)).resolve()


def surroundings() -> dict[str, str]:
    """Return what a report depends on besides files: interpreter, machine, source, DATA, and the commit it prints."""
    return {
        "python": sys.version, "machine": platform.machine(), "source": str(Path(__file__).parents[2]),
        "data": data_setting(), "delivered": str(places.delivered()), "engine": places.engine(), "commit": commit(),
    }  # fmt: skip


def data_setting() -> str:
    """Return the setting that names the folder of raw files outside the project, as seen from the project folder."""
    outside = places.delivered()
    if outside is None:
        return ""
    near, home = os.path.relpath(outside, places.root()), Path.home()
    if near.count("..") > 1 and outside.is_relative_to(home):
        near = f"~/{outside.relative_to(home).as_posix()}"  # without the user's name; `--data` expands it
    return f" DATA={shlex.quote(near)}"


def commit() -> str:
    """Return the commit of the project, with '+changes' if files differ from it, or 'unknown' outside git."""
    head = _git("rev-parse", "HEAD")
    if not head:
        return "unknown"
    return f"{head}+changes" if _git("status", "--porcelain", "--untracked-files=no") else head


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=places.root(), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _record(report: str, year: Period) -> Path:
    return places.build() / "standing" / f"{report}-{year}.json"
