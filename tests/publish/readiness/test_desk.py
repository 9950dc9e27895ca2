"""The notebook of the check, run on a drafted study: mistakes, marks, and the answers beside what was guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from manyi.draft.new_survey import draft_survey
from manyi.publish.readiness.desk import Check
from tests.conftest import ROOT
from tests.draft.conftest import export, project, visits  # noqa: F401 - fixtures

NOTEBOOK = ROOT / "notebooks" / "check" / "check.ipynb"


def run() -> dict[str, Any]:
    """Run the cells on the draft; return what they leave."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source.replace('"annual"', '"visits"'), names)  # noqa: S102 - our own notebook
    return names


@pytest.fixture
def drafted(project: Path, export: Path) -> Path:  # noqa: F811
    list(draft_survey("visits", export, None, False))
    return project / "data" / "visits"


def test_drafts_stand_beside_the_answers(drafted: Path) -> None:
    check: Check = run()["check"]
    assert check.mistakes.empty and list(check.surveys) == ["visits"]
    marks = check.open["mark"].value_counts()
    assert marks["CONFIRM"] == 3 and marks["GUESS"] > 10 and marks["TODO"] > 5
    html, frame = str(check.items()), visits()
    sections = html.split("<section")[1:]
    assert len(sections) == len(check.surveys["visits"].codebook.items)
    [overall] = [section for section in sections if "  q4:" in section]
    best = (frame["4. How satisfied are you overall?"] == "Very satisfied").sum()
    assert f"5 Very satisfied {best}</div>" in overall and "<b># CONFIRM: " in overall
    [said] = [section for section in sections if "  q8:" in section]
    assert "Remark number" not in html and "<span" not in said
    assert "missing " in next(section for section in sections if "  q3_staff:" in section)


def test_mistakes_come_with_their_lines(drafted: Path) -> None:
    file = drafted / "study.yml"
    file.write_text(file.read_text("utf-8").replace("segments: [q1", "segments: [sex"), "utf-8")
    check: Check = run()["check"]
    assert check.mistakes.shape[0] == 1 and check.items() == ""
    assert check.mistakes["where"][0].startswith("visits/study.yml, line")
    assert check.mistakes["what"][0].startswith("no item 'sex'")


def test_it_is_kept_without_results_and_in_both_languages() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.outputs == [] for cell in notebook.cells if cell.cell_type == "code")
    tags = [cell.metadata["tags"] for cell in notebook.cells if cell.cell_type == "markdown"]
    assert tags == [["en"], ["zh"]] * (len(tags) // 2)
