"""One id on several rows is the sign of a row per answer; ids of clusters and single ones are not."""

from __future__ import annotations

import random
from pathlib import Path

from manyi.draft.new_survey import draft_survey
from manyi.draft.shape.doubtful_rows import doubts
from manyi.study.reading import definition


def drafted(project: Path, rows: list[str], header: str = "respondent_id") -> list[str]:
    file = project / "answers.csv"
    file.write_text("\n".join([f"{header},question,satisfied", *rows]) + "\n", "utf-8")
    list(draft_survey("answers", file, 2024, True))
    return list(doubts(definition("answers"), 2024))


def test_a_row_per_answer_is_noticed(project: Path) -> None:
    draw = random.Random(3)  # noqa: S311 - a fixture
    rows = [f"r{n},q{q},{draw.randrange(1, 6)}" for n in range(40) for q in range(3)]
    (note,) = drafted(project, rows)
    assert "column respondent_id: 40 values on 120 rows: one row per answer?" in note
    assert note.endswith("layout: {long: {id: respondent_id, question: ..., answer: ...}}")
    assert drafted(project, rows[::3]) == []


def test_ids_of_clusters_may_repeat(project: Path) -> None:
    rows = [f"{n},q{q},{1 + (n + q) % 5}" for n in range(40) for q in range(3)]
    assert drafted(project, rows, header="cluster_id") == []
    assert definition("answers").study.design.psu is not None
