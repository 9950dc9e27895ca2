"""A build that would give one person away ends in one line, and puts nothing in place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from .conftest import manyi, notebook

LEAK = """from manyi import rows, stats
from manyi.exhibits import Chapter, number

survey = rows.load(study, year)
chapter = Chapter("bad", survey, report)
design = stats.survey_design(survey, year)
others = stats.means(design.where(design.frame["park"] != "hill"), "overall_index").row()
value = number(others, "index")
chapter.say("others", en="All others gave {value}.", zh="其他游客评分为{value}。", value=value)"""


@pytest.mark.slow
def test_one_visitor_of_a_park(project: Path, chapter: Callable[[nbformat.NotebookNode], None]) -> None:
    """Toplines hide her and another park; the mean of all other visitors, which a chapter prints, gives her away."""
    raw = project / "data" / "parks" / "raw" / "2024"
    lines = (raw / "answers.csv").read_text("utf-8").splitlines(keepends=True)
    hill = [at for at, line in enumerate(lines) if "北山" in line]
    for at in hill[1:]:
        lines[at] = lines[at].replace("北山", "湖滨")
    (raw / "answers.csv").write_text("".join(lines), "utf-8")
    origin, digest = raw / "origin.yml", hashlib.sha256((raw / "answers.csv").read_bytes()).hexdigest()
    before = origin.read_text("utf-8")
    origin.write_text(before.split("sha256: ")[0] + f"sha256: {digest}}}\n", "utf-8")
    study = project / "data" / "parks" / "study.yml"
    study.write_text(study.read_text("utf-8").replace("claims:", "banner: [park]\nclaims:"), "utf-8")
    chapter(notebook(LEAK, "chapter.close()", markdown=("# One {#one}", "# 一 {#one}")))
    done = manyi(project, "report", "--year=2024", "--report=one")
    assert done.returncode == 2, done.stderr
    print(done.stderr)
    (line,) = [line for line in done.stderr.splitlines() if "can be worked out" in line]
    assert re.search(r"parks-crosstab-overall-\S*park-\S*hill \(from .*parks-others-value", line)
    assert line.endswith("print fewer of those, or merge small groups")
    assert not (project / "reports" / "one" / "2024").exists()
