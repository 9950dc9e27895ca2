"""Write docs/published-figures.md: python -m tests.published STUDY YEAR ... (see its first lines)."""

from __future__ import annotations

import sys

from manyi.errors import InputError
from tests.conftest import ROOT
from tests.published.log_page import log_section
from tests.published.logs import check_log
from tests.published.page import page, section
from tests.published.study import check

PAGE = ROOT / "docs" / "published-figures.md"
SURVEYS, LOGS = ("contact", "electronics", "firms"), ("appliance", "retail")


def main(arguments: list[str]) -> None:
    """Check each study and year named, in turn."""
    studies, years = arguments[::2], arguments[1::2]
    if not years or len(studies) != len(years) or set(studies) - {*SURVEYS, *LOGS} or not all(map(str.isdigit, years)):
        sys.exit(f"name a study ({', '.join((*SURVEYS, *LOGS))}) and a year, one or several times")
    try:
        made = [
            log_section(check_log(study, int(year))) if study in LOGS else section(check(study, int(year)))
            for study, year in zip(studies, years, strict=True)
        ]
    except InputError as error:
        sys.exit(str(error))
    PAGE.write_text(page(" ".join(arguments), made), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
