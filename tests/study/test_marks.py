"""What is left to settle in a description: one point per mark, and none once the marks are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.study.marks import descriptions, open_points
from tests.conftest import ROOT

DRAFT = """\
study: clinic
basis: model  # GUESS: nothing tells how people were chosen
title: TODO
population: Visitors
mode: {en: To be written., zh: 待补充。}
claims:
  outcome: overall  # CONFIRM: which end is good?
  delta: 0.1 # what counts
"""


def test_every_mark_is_a_point(tmp_path: Path) -> None:
    file = tmp_path / "study.yml"
    file.write_text(DRAFT, "utf-8")
    points = open_points([file, tmp_path / "absent.yml"])
    assert [(point.line, point.kind) for point in points] == [(2, "GUESS"), (3, "TODO"), (5, "TODO"), (7, "CONFIRM")]
    assert str(points[0]).endswith("study.yml, line 2: GUESS: basis: model (nothing tells how people were chosen)")


@pytest.mark.parametrize("mark", ["# GUESS: nothing", "# CONFIRM: which", "TODO", "To be written.", "待补充"])
def test_deleting_the_marks_settles_them(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "study.yml"
    file.write_text(f"a: b {mark}\n", "utf-8")
    assert len(open_points([file])) == 1
    file.write_text("a: b\n", "utf-8")
    assert open_points([file]) == []


def test_the_surveys_of_this_project_are_no_drafts() -> None:
    folders = [path.parent for path in (ROOT / "data").glob("*/study.yml")]
    files = [file for folder in folders for file in descriptions(folder)]
    assert len(files) > 20
    assert open_points([*files, *(ROOT / "reports").glob("*.yml")]) == []
