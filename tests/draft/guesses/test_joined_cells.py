"""Answers joined in a cell by a mark they may hold themselves: the planted list comes back, or it is asked about."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from manyi.draft.book import drafted
from manyi.draft.guesses.joined_cells import separator_of, whole_answers
from manyi.draft.new_survey import draft_survey
from manyi.draft.shape.profile import profiled
from manyi.rows.loading import load
from manyi.rows.read.delivered import DeliveredColumn, deliver

LISTS = [
    ["Television", "Friends, family or colleagues", "Radio", "Newspapers, magazines"],
    ["Phone", "Phone, landline", "Web"],  # lower case goes on with it, and Phone stands twice in a cell
    ["Bus, Local", "Bus, Express", "Tram, Local", "Bicycle"],
    ["Red, White, Blue", "Green"],
    ["Radio", "Television", "Web"],
]


def cells(options: list[str], n: int = 150, seed: int = 4) -> list[str]:
    """Each option chosen by itself by two in five, in the order of the form, as Google Forms exports them."""
    draw = random.Random(seed)  # noqa: S311 - a fixture
    return [", ".join(option for option in options if draw.random() < 0.4) for _ in range(n)]


@pytest.mark.parametrize("options", LISTS)
@pytest.mark.parametrize("seed", range(5))
def test_the_planted_list_comes_back(options: list[str], seed: int) -> None:
    filled = Counter(filter(None, cells(options, seed=seed)))
    answers, doubtful = whole_answers(filled, ", ")
    draw = random.Random(seed)  # noqa: S311 - the same choices again
    chosen = Counter(option for _ in range(150) for option in options if draw.random() < 0.4)
    assert answers == chosen and doubtful == []


def test_what_only_ever_follows_another_answer_is_asked_about() -> None:
    """ "Phone, Landline" beside "Phone": with a capital and never twice in a cell, the file cannot tell."""
    counts = {"Phone": 30, "Phone, Landline": 40, "Web": 35, "Phone, Web": 12, "Web, Fax": 9, "Fax": 4}
    answers, doubtful = whole_answers(counts, ", ")
    assert answers["Landline"] == 40 and doubtful == [("Phone", "Landline", 40)]


@pytest.mark.parametrize("counts", [{"A, B": 1, "A": 60, "C": 60}, {"A, B": 60, "A": 3, "B": 2}, {"A; B": 9}])
def test_answers_that_chance_brings_together_stay_apart(counts: dict[str, int]) -> None:
    answers, doubtful = whole_answers(counts, ", ")
    assert set(answers) == {part for text in counts for part in text.split(", ")} and doubtful == []


def test_a_draft_reads_the_answers_whole(project: Path, tmp_path: Path) -> None:
    options = LISTS[1]
    lines = ["Timestamp,How was it?,Which do you use?"]
    lines += [f'5/1/2024 10:05:00,{["Good", "Bad", "Neither"][n % 3]},"{c}"' for n, c in enumerate(cells(options))]
    (tmp_path / "form.csv").write_text("\n".join(lines) + "\n", "utf-8")
    list(draft_survey("form", tmp_path / "form.csv", None, False))
    (item,) = (item for item in drafted(deliver(tmp_path / "form.csv")).items if item.kind == "options")
    assert (
        list(item.answers["options"].values()) == options and "read as one answer: 'Phone, landline'" in item.evidence
    )
    frame, draw = load("form", 2024).frame, random.Random(4)  # noqa: S311 - the same choices again
    chosen = Counter(option for _ in range(150) for option in options if draw.random() < 0.4)
    read = {label: frame[f"{item.name}__{key}"].sum() for key, label in item.answers["options"].items()}
    assert read == chosen


def test_long_comments_with_many_commas_are_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands between their commas is not even compared: it took minutes for some thousand reviews."""
    monkeypatch.setattr("manyi.draft.guesses.joined_cells.whole_answers", None)
    cells = [", ".join(f"part {(n * k) % 997}" for k in range(1, 6)) for n in range(1, 400)]
    assert separator_of(profiled(DeliveredColumn("Q9", cells))) == ""
