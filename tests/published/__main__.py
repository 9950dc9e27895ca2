"""Write docs/published-figures.md: python -m tests.published contact 2024 electronics 2021 firms 2021."""

from __future__ import annotations

import sys

from manyi.errors import InputError
from tests.conftest import ROOT
from tests.published.page import page
from tests.published.study import check

PAGE = ROOT / "docs" / "published-figures.md"
STUDIES = ("contact", "electronics", "firms")  # what is planted in the others are logs, held to it by their own tests


def main(arguments: list[str]) -> None:
    """Check each study and year named, in turn."""
    studies, years = arguments[::2], arguments[1::2]
    if not years or len(studies) != len(years) or set(studies) - set(STUDIES) or not all(map(str.isdigit, years)):
        sys.exit(f"name a study ({', '.join(STUDIES)}) and a year, one or several times")
    try:
        text = page([check(study, int(year)) for study, year in zip(studies, years, strict=True)])
    except InputError as error:
        sys.exit(str(error))
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
