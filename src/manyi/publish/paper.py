"""The pages of a built report on paper. In: the report; out: a PDF per page, printed by Chromium if installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from manyi import places
from manyi.errors import InputError
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period
from manyi.publish.build import standing_at
from manyi.publish.page.sheets import plan_sheets
from manyi.publish.report import plan, read
from manyi.publish.swap import fresh

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SHEET = re.compile(rb"/Type\s*/Page\b")
LONGEST = 120  # seconds a page may take


def print_pages(report: str, year: Period) -> Iterator[tuple[Path, int, int]]:
    """Print every page of a built report; yield the file, its A4 sheets, and how many its budget allows.

    Raises InputError if there is no Chromium, the report has not been built, or the browser prints nothing.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise InputError(f"no Chromium to print with ({', '.join(BROWSERS)}); a browser prints any page too", "pdf")
    folder, definition = standing_at(report, year), read(report)
    if not (folder / "index.html").is_file():
        raise InputError("has not been built", where=f"{report} {year}")
    target = fresh(places.build() / "pdf" / f"{report}-{year}")
    pages = plan_sheets(plan(definition, year))
    alone = not any(sheet.kind == "study" for sheet in pages)
    for sheet in pages:
        kind = "study" if sheet.kind == "index" and alone else sheet.kind
        for language in LANGUAGES:
            page = folder / sheet.file(language)
            file = target / page.with_suffix(".pdf").name
            _print(browser, page, file)
            yield file, len(SHEET.findall(file.read_bytes())), definition.budgets.allowed(sheet.name, kind).a4


def _print(browser: str, page: Path, file: Path) -> None:
    """Print a page, without network and without a user's profile."""
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    given = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={file}", page.as_uri()]
    try:
        done = subprocess.run([browser, *root, *given], capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise InputError(f"the browser took longer than {LONGEST} s", where=page.name) from None
    if not file.is_file():
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"the browser printed nothing: {last}", where=page.name)
