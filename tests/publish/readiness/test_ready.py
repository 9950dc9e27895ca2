"""What a report lacks is said before anything is computed, all of it at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter import declaration
from manyi.exhibits.chapter.methods import DISCLOSED
from manyi.language.periods import Period
from manyi.publish import report as definition
from manyi.publish.readiness.ready import announced, require_ready, shows_answers
from manyi.publish.report import Run
from tests.conftest import ROOT

PRINTS = {
    file.stem: json.loads(file.read_text("utf-8"))["metadata"]["manyi"]["prints"]
    for file in sorted((ROOT / "notebooks").glob("*.ipynb"))
}
ITEMS = [key for key in DISCLOSED if key not in ("b01_panel", "b05_stimuli", "b06_subgroups", "b07_replication")]


def lacks(project: Path, text: str, notebooks: tuple[str, ...] = ("30-satisfaction",)) -> str:
    file = project / "data/parks/study.yml"
    before, after = file.read_text("utf-8").split("claims: {outcome: overall_index}\n")
    file.write_text(before + text + ("\n" if "disclosure:" in text else "\n" + after), "utf-8")
    with pytest.raises(InputError) as error:
        require_ready([Run(name, "parks", "body", True) for name in notebooks])
    return "\n".join(error.value.lines)


def test_every_committed_report_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for report in definition.reports():
        read = definition.read(report)
        for year in sorted(set().union(*(definition.read_study(study).waves for study in read.studies))):
            require_ready(definition.plan(read, year))


def test_a_chapter_prints_what_it_declares() -> None:
    """In its own cells, or in the module of its kind of study that they call."""
    of_studies = "\n".join(file.read_text("utf-8") for file in (ROOT / "src" / "manyi" / "studies").rglob("*.py"))
    for name, printed in PRINTS.items():
        cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        code += of_studies if "studies" in code else ""
        for key in set(printed) - {"held", "segments"}:  # these through other functions
            kind, _, part = key.partition(":")
            by_hand = rf'one.chapter == "{part}"' if part else rf"(plan|claims)\.{kind}\b"
            said = rf'^(?:exhibits\.)?{kind}\(chapter(, .*"{part}"|\))|{by_hand}'
            assert re.search(said, code, re.MULTILINE), (name, key)


def test_all_claims_without_a_chapter_are_named(project: Path) -> None:
    text = """claims:
  outcome: overall_index
  family: [overall_index]
  statements:
    - {id: one, chapter: change, of: mean, item: a, unit: score, text: {en: "It is {value}.", zh: "为{value}。"}}
    - {id: two, chapter: satisfaction, of: mean, item: a, unit: score, text: {en: "{value} of 5", zh: "{valeu}"}}
"""
    said = lacks(project, text)
    assert "data" not in said.split(":")[0] and said.startswith("parks/study.yml")
    assert "no chapter of this report prints family, one (planned for change)" in said
    assert "statement two: " in said


def test_all_missing_disclosure_items_are_named_at_once(project: Path) -> None:
    text = "claims: {outcome: overall_index}\ndisclosure: {a02_sponsor: {en: us, zh: 我们}}"
    said = lacks(project, text, ("30-satisfaction", "90-methods"))
    assert all(key in said for key in ITEMS if key != "a02_sponsor")
    assert "a02_sponsor" not in said and "b01_panel" not in said


@pytest.mark.parametrize("words", ["The margin of error is small.", "A representative sample.", "样本具有代表性。"])
def test_an_opt_in_sample_borrows_no_words(project: Path, words: str) -> None:
    file = project / "data/parks/study.yml"
    file.write_text(file.read_text("utf-8").replace("basis: design", "basis: model"), "utf-8")
    text = f'claims: {{outcome: overall_index}}\ndisclosure: {{a08_size: {{en: "{words}", zh: "{words}"}}}}'
    assert "cannot be used for an opt-in sample" in lacks(project, text)


def test_a_claim_of_every_kind_has_a_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    known = {key for name in PRINTS for key in declaration.declared_by(name).prints}
    for study in ("contact", "electronics", "sfo", "firms", "appliance", "retail"):
        assert {key for key, _ in announced(definition.read_study(study))} <= known


def test_a_character_outside_the_font_is_named_with_its_line(project: Path) -> None:
    file = project / "data/parks/codebook.yml"
    text = file.read_text("utf-8").replace("zh: 公园}", "zh: \U0001f621}", 1)
    file.write_text(f"# \U0001f600 in a comment is nobody's word\n{text}", "utf-8")
    line = text[: text.index("\U0001f621")].count("\n") + 2
    with pytest.raises(InputError, match=rf"parks/codebook.yml, line {line}: not in the font .*: U\+1F621"):
        require_ready([Run("30-satisfaction", "parks", "body", True)])


def test_answers_are_shown_where_a_chapter_declares_that_it_prints_the_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outcome of a thousand different hours stops only a report that would draw each of them."""
    monkeypatch.chdir(ROOT)
    runs = definition.plan(definition.read("annual"), Period(2024))
    drawn = {name for name in {run.study for run in runs} if shows_answers(r.notebook for r in runs if r.study == name)}
    assert drawn == {"contact", "electronics"}
