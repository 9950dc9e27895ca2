"""A second wave of a drafted study is compared with the first, and the disclosure tells of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from manyi.draft.new_survey import draft_survey
from manyi.draft.waves.carried_plan import with_chapters
from manyi.draft.waves.compared_wave import NewWave
from manyi.draft.waves.new_wave import add_wave
from manyi.draft.yaml_edits import NoPlace
from manyi.language.periods import Period
from manyi.study.marks import open_points
from manyi.study.reading import definition
from manyi.study.safe_yaml import content_of
from tests.draft.conftest import visits


def second(project: Path, export: Path, *settled: tuple[str, str]) -> tuple[str, list[str]]:
    """Return study.yml after a second wave of 239 records a year later, and what was printed."""
    list(draft_survey("visits", export, None, False))
    study = project / "data" / "visits" / "study.yml"
    text = study.read_text("utf-8")
    for old, new in settled:
        assert old in text
        text = text.replace(old, new)
    study.write_text(text, "utf-8")
    frame = visits().iloc[1:]
    for header in ("StartDate", "EndDate"):
        frame[header] = frame[header].str.replace("2024", "2025")
    frame.to_csv(project / "next.csv", index=False)
    told = list(add_wave("visits", project / "next.csv", 2025))
    return study.read_text("utf-8"), told


def test_the_second_wave_is_compared_with_the_first(project: Path, export: Path) -> None:
    _, told = second(project, export)
    claims = definition("visits").study.claims
    assert claims.family == ["q4", "q3_wait", "q3_staff", "q3_rooms"]
    report = project / "reports" / "visits.yml"
    chapters = [chapter["notebook"] for chapter in content_of(report)["chapters"]]
    assert chapters == ["10-summary", "30-satisfaction", "40-change", "50-drivers", "20-quality", "90-methods"]
    files = [report, project / "data" / "visits" / "study.yml"]
    guessed = [point.about for point in open_points(files) if point.kind == "GUESS"]
    assert sum("40-change" in about or about.startswith("family") for about in guessed) == 2
    assert any("claims.family" in line for line in told)


def test_drafted_sentences_tell_of_the_new_wave(project: Path, export: Path) -> None:
    text, _ = second(project, export)
    disclosure = definition("visits").study.disclosure
    assert disclosure["a07_dates"].en == "2025-05-02 to 2025-05-29."
    assert disclosure["a08_size"].en.startswith("239 records")
    marked = [line for line in text.splitlines() if "a07_dates" in line or "a08_size" in line]
    assert all("# GUESS" in line for line in marked)


@pytest.mark.parametrize("kept", ["mine.", "240 records were delivered."])
def test_a_sentence_that_is_not_the_drafted_one_stays_without_a_mark(project: Path, export: Path, kept: str) -> None:
    drafted = "a08_size: 240 records were delivered; every figure gives its number of answers and its interval."
    text, _ = second(project, export, (f"{drafted}  # GUESS", f"a08_size: {kept}  #"))
    assert f"a08_size: {kept}  #" in text and "239 records" not in text


def test_a_drafted_sentence_is_told_anew_without_its_mark(project: Path, export: Path) -> None:
    text, _ = second(
        project, export, ("a07_dates: 2024-05-02 to 2024-05-29.  # GUESS: ", "a07_dates: 2024-05-02 to 2024-05-29.  # ")
    )
    assert "a07_dates: 2025-05-02 to 2025-05-29.  # " in text and "# GUESS: of 2025" in text


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a07_dates: Spring of 2024.  # GUESS", "a07_dates: Spring of 2024.  # CONFIRM: written for 2024"),
        ("a07_dates: Each May.  # said by the clinic", "a07_dates: Each May.  # said by the clinic"),
    ],
)
def test_words_of_a_person_stay(project: Path, export: Path, written: str, left: str) -> None:
    text, _ = second(project, export, ("a07_dates: 2024-05-02 to 2024-05-29.  # GUESS", written))
    assert left in text


FLOW = """\
# mine: 40-change is for later
chapters:
  - {notebook: 10-summary, place: summary, once: true}
  - {notebook: 30-satisfaction}
  # what goes with it
  - {notebook: 50-drivers}
  - {notebook: 90-methods, place: appendix}
"""
BLOCK = """\
chapters:
- notebook: 30-satisfaction  # 40-change?
- notebook: 60-problems
  studies: [visits]
- notebook: 90-methods
  place: appendix
"""


def reported(text: str) -> str:
    """The report with what compares 2024 and 2025 in it."""
    wave = NewWave.__new__(NewWave)
    wave.last, wave.year = Period(2024), Period(2025)
    return with_chapters(text, (yaml.safe_load(text) or {}).get("chapters"), wave)


@pytest.mark.parametrize(
    ("text", "line", "below"),
    [
        (FLOW, "  - {notebook: 40-change}", "  - {notebook: 30-satisfaction}\n"),
        (BLOCK, "- notebook: 40-change", "# 40-change?\n"),
        ("chapters:\n  - {notebook: mine}\n", "  - {notebook: 40-change}", "chapters:\n"),
        ("chapters:\n  - {notebook: 30-mine}\n", "  - {notebook: 40-change}", "30-mine}\n"),
        ("chapters:\n  - notebook: 90-methods\n    place: appendix\n", "  - notebook: 40-change", "chapters:\n"),
    ],
)
def test_the_chapter_is_one_more_line_in_the_style_of_the_report(
    project: Path, text: str, line: str, below: str
) -> None:
    start = text.index(below) + len(below)
    assert reported(text) == f"{text[:start]}{line}  # GUESS: what changed from 2024 to 2025\n{text[start:]}"


def test_chapters_in_brackets_get_one_more(project: Path) -> None:
    text = "chapters: [{notebook: 30-satisfaction}, {notebook: 50-drivers}]  # all\n"
    assert reported(text) == text.replace("{notebook: 50", "{notebook: 40-change}, {notebook: 50").replace(
        "# all", "# all  # GUESS: what changed from 2024 to 2025"
    )


@pytest.mark.parametrize("style", ["  - {notebook: 40-change, studies: [visits]}\n", "  - notebook: '40-change'\n"])
def test_a_chapter_that_is_there_is_not_listed_twice(project: Path, style: str) -> None:
    assert reported(f"chapters:\n{style}") == f"chapters:\n{style}"


@pytest.mark.parametrize("text", ["title: x\n", "chapters: 40-change\n", "a: &a [{notebook: x}]\nchapters: *a\n"])
def test_a_report_without_a_list_of_chapters_has_no_place(project: Path, text: str) -> None:
    with pytest.raises(NoPlace):
        reported(text)


def test_that_there_is_no_place_is_one_line_and_the_report_stays(project: Path, export: Path) -> None:
    list(draft_survey("visits", export, None, False))
    report = project / "reports" / "visits.yml"
    text = report.read_text("utf-8").replace("chapters:", "listed: &listed") + "chapters: *listed\n"
    report.write_bytes(text.encode())
    told = list(add_wave("visits", export, 2025))
    assert [line for line in told if "40-change" in line] == [
        "reports/visits.yml has no place for a chapter that compares waves: add {notebook: 40-change} to its chapters"
    ]
    assert report.read_bytes() == text.encode()


def test_the_ends_of_lines_stay(project: Path, export: Path) -> None:
    list(draft_survey("visits", export, None, False))
    report = project / "reports" / "visits.yml"
    before = b"\xef\xbb\xbf" + report.read_bytes().replace(b"\n", b"\r\n")
    report.write_bytes(before)
    list(add_wave("visits", export, 2025))
    now = report.read_bytes()
    (added,) = [line for line in now.split(b"\r\n") if b"40-change" in line]
    assert now.replace(added + b"\r\n", b"") == before


def test_a_chapter_of_the_researcher_is_drafted_as_it_declares(project: Path, export: Path) -> None:
    notebooks = project / "notebooks"
    ours = list(notebooks.resolve().glob("*.ipynb"))
    notebooks.unlink()
    notebooks.mkdir()
    for file in ours:
        (notebooks / file.name).symlink_to(file)
    for name, declared in {
        "35-first": {}, "45-moved": {"when": "waves", "place": "appendix"}, "55-models": {"when": "models"},
        "56-rates": {"when": "rates"},
    }.items():  # fmt: skip
        (notebooks / f"{name}.ipynb").write_text(json.dumps({"metadata": {"manyi": {"drafted": declared}}}), "utf-8")
    list(draft_survey("visits", export, None, False))
    report = project / "reports" / "visits.yml"
    before = [chapter["notebook"] for chapter in content_of(report)["chapters"]]
    assert before == [
        "10-summary",
        "30-satisfaction",
        "35-first",
        "50-drivers",
        "55-models",
        "20-quality",
        "90-methods",
    ]
    list(add_wave("visits", export, 2025))
    now = content_of(report)["chapters"]
    assert [chapter for chapter in now if chapter["notebook"] not in before] == [
        {"notebook": "40-change"}, {"notebook": "45-moved", "place": "appendix"}
    ]  # fmt: skip
    assert [chapter["notebook"] for chapter in now] == [*before[:3], "40-change", *before[3:6], "45-moved", before[6]]
