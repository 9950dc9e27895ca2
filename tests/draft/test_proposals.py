"""What a report is about is proposed from names and answers; who was asked is never it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from manyi.draft.book import drafted
from manyi.draft.new_survey import draft_survey
from manyi.draft.proposals import Proposal, proposed
from manyi.publish.study_headings import wrong_words
from manyi.rows.read.delivered import deliver
from manyi.study.safe_yaml import content_of

N = 120
ANSWERS = {
    "Gender": ["Male", "Female"], "Q1": ["Male", "Female"], "性别": ["1", "2"], "Q9": ["1", "2"],
    "Age group": ["18-24", "25-34", "35+"], "Visited before?": ["Yes, often", "Never"], "Which desk?": ["1", "2", "3"],
    "Used": ["Phone", "Web", "Phone;Web"], "How many phones": ["1 phone", "2 phones", "3 phones"],
    "Image rating": ["1", "2", "3", "4", "5"], "Age rating": ["1", "2", "3", "4", "5"],
}  # fmt: skip


def of(folder: Path, *headers: str) -> Proposal | None:
    draw = random.Random(6)  # noqa: S311 - a fixture
    rows = [",".join(headers), *(",".join(f'"{draw.choice(ANSWERS[name])}"' for name in headers) for _ in range(N))]
    (folder / "a.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return proposed(drafted(deliver(folder / "a.csv")))


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        (["Gender", "Age rating", "Image rating"], "Image rating"),
        (["Gender", "Used", "Visited before?"], "Visited before?"),
        (["Q1", "Age group", "Used"], "Used"),  # men and women, whatever the question is called
        (["性别", "Which desk?"], "Which desk?"),
        (["Gender", "How many phones"], "How many phones"),
        (["Gender", "Age group", "Q9"], None),  # nothing is known of Q9, which may be anything
        (["性别", "Age group"], None),
    ],
)
def test_who_was_asked_is_never_the_headline(tmp_path: Path, headers: list[str], outcome: str | None) -> None:
    proposal = of(tmp_path, *headers)
    assert proposal and (proposal.outcome.headers[0] if proposal.outcome else None) == outcome


def test_a_survey_without_ratings_has_no_heading_about_satisfaction(project: Path, tmp_path: Path) -> None:
    of(tmp_path, "Gender", "Visited before?")
    list(draft_survey("who", tmp_path / "a.csv", 2024, False))
    assert list(wrong_words("who")) == []
    headings = content_of(project / "data/who/words.yml")["30-satisfaction"]["headings"]
    assert headings.keys() == {"satisfaction", "who"} and not [h for h in headings.values() if "satisf" in h["en"]]


def test_where_nothing_fits_a_line_is_asked_for(project: Path, tmp_path: Path) -> None:
    of(tmp_path, "Gender", "Age group")
    *_, asked, _ = draft_survey("who", tmp_path / "a.csv", 2024, False)
    assert asked == "no question looks like what the report is about: write outcome: in data/who/study.yml"
    assert "  outcome: TODO  # every question is about who" in (project / "data/who/study.yml").read_text("utf-8")
