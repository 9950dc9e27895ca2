"""Whoever has never seen it: a file of each platform is drafted and checked, and nothing stops a first report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from manyi.draft.new_survey import draft_survey
from manyi.language.periods import Period
from manyi.publish.readiness.checking import check_report
from manyi.study.marks import descriptions, open_points
from tests.rows.read import bad_files as bad

TEXTS = (
    "qualtrics",
    "qualtrics tsv",
    "surveymonkey",
    "limesurvey",
    "google",
    "wjx",
    "wjx codes",
    "long",
    "triple-s",
    "ddi",
)
OTHERS = ("xlsx", "sav", "zsav", "dta", "parquet", "feather")


@pytest.mark.slow
@pytest.mark.parametrize("platform", [*TEXTS, *OTHERS])
def test_a_draft_has_no_mistake_and_few_lines_to_write(project: Path, tmp_path: Path, platform: str) -> None:
    files = (bad.texts() if platform in TEXTS else bad.binaries(tmp_path))[platform]
    for name, data in files.items():
        (project / name).write_bytes(data)
    *_, name = files
    list(draft_survey("visit", project / name, 2024, False))
    said: list[str] = []
    assert check_report("visit", Period(2024), said.append).mistakes == []
    folder = project / "data" / "visit"
    marks = Counter(point.kind for point in open_points([project / "reports" / "visit.yml", *descriptions(folder)]))
    assert marks["TODO"] <= 17 and marks["CONFIRM"] <= 4
    assert any(line.startswith("DRAFT: ") for line in said)
