"""A second wave of a drafted study is compared with the first, and the disclosure tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.draft.new_survey import draft_survey
from manyi.draft.waves.new_wave import add_wave
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
