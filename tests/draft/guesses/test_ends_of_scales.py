"""What a file or a header calls the ends of a scale, and codes that it declares missing: kept, counted, asked about."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from manyi.draft.book import drafted
from manyi.draft.item import CONFIRM
from manyi.draft.lexicon import missing_of
from manyi.draft.new_survey import draft_survey
from manyi.rows.read.delivered import deliver

POINTS = [1 + (7 * n) % 5 for n in range(60)]


def test_end_labels_of_stata_stay_beside_missing_codes_with_and_without_labels(project: Path, tmp_path: Path) -> None:
    answers: list[object] = [*POINTS, 9, 9, "a", "a", "a", "b"]
    labels = {1: "Very bad", 5: "Very good", "a": "refused", "b": "not applicable"}
    file = tmp_path / "ends.dta"
    frame = pd.DataFrame({"q1": pd.Series(answers, dtype=object), "sex": [1.0 + n % 2 for n in range(66)]})
    pyreadstat.write_dta(frame, file, variable_value_labels={"q1": labels}, missing_user_values={"q1": ["a", "b"]})
    item = drafted(deliver(file)).items[0]
    assert item.answers["scale"] == {"from": 1, "to": 5, "labels": {1: "Very bad", 5: "Very good"}}
    assert item.answers["missing"] == {9: "missing", ".a": "refused", ".b": "not_applicable"}
    assert (item.mark, item.none) == (CONFIRM, {"9": 2, ".a": 3, ".b": 1})
    assert "9 given 2 times" in item.evidence
    list(draft_survey("ends", file, 2024, False))
    (line,) = (
        line for line in (project / "data/ends/codebook.yml").read_text("utf-8").split("\n") if " missing:" in line
    )
    assert all(count in line.partition("#")[2] for count in ("9: 2", ".a: 3", ".b: 1"))


def test_a_point_declared_missing_is_asked_about_and_no_answer_is_not(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q2": [*map(float, POINTS), 8.0, 8.0], "place": [1.0 + n % 3 for n in range(62)]})
    rating = {1: "Very good", 2: "Good", 3: "Neither", 4: "Bad", 5: "Very bad", 8: "Don't know"}
    labels = {"q2": rating, "place": {1: "North", 2: "South", 3: "West"}}
    pyreadstat.write_sav(
        frame, tmp_path / "a.sav", variable_value_labels=labels, missing_ranges={"q2": [5, 8], "place": [2]}
    )
    rated, place = drafted(deliver(tmp_path / "a.sav")).items
    assert (
        rated.mark == CONFIRM
        and f"5 'Very bad' (n {POINTS.count(5)}) is declared missing inside the scale: an answer?" in rated.evidence
    )
    assert "Don't know" not in rated.evidence
    assert (
        place.mark == CONFIRM and "2 'South' (n 21) is declared missing among the answers: an answer?" in place.evidence
    )


@pytest.mark.parametrize(
    ("header", "scale", "asked"),
    [
        ("Note (1=sehr gut, 6=ungenügend)", {1: "sehr gut", 6: "ungenügend"}, "1 is the good end, reverse: true?"),
        ("Overall (1 = very poor, 5 = very good)", {1: "very poor", 5: "very good"}, "5 is the good end?"),
        ("总体评价（1=非常不满意，5=非常满意）", {1: "非常不满意", 5: "非常满意"}, "5 is the good end?"),
        ("Colour (5=blue; 1=red)", {1: "red", 5: "blue"}, "which end is good?"),
    ],
)
def test_a_header_that_names_the_ends_gives_labels_and_direction(
    tmp_path: Path, header: str, scale: dict[int, str], asked: str
) -> None:
    pd.DataFrame({header: POINTS}).to_csv(tmp_path / "a.csv", index=False)
    (item,) = drafted(deliver(tmp_path / "a.csv")).items
    assert item.answers["scale"] == {"from": min(scale), "to": max(scale), "labels": scale}
    assert item.mark == CONFIRM and asked in item.evidence


def test_ends_that_the_answers_exceed_are_not_believed(tmp_path: Path) -> None:
    pd.DataFrame({"Rating (1=bad, 4=good)": POINTS}).to_csv(tmp_path / "a.csv", index=False)
    assert drafted(deliver(tmp_path / "a.csv")).items[0].answers["scale"] == {"from": 1, "to": 5}


def test_rows_of_a_checkbox_grid_and_behind_a_colon_are_called_by_their_own_words(tmp_path: Path) -> None:
    days = {
        f"Which times suit you? [{day}]": ["Morning, Evening", "Evening", "Morning", "Noon"] * 15
        for day in ("Monday", "Friday")
    }
    ranks = {f"Rate the following: - {part}": POINTS for part in ("Price", "Staff")}
    pd.DataFrame({"Timestamp": ["2024/03/02 8:54:00"] * 60, **days, **ranks}).to_csv(tmp_path / "a.csv", index=False)
    assert [item.short for item in drafted(deliver(tmp_path / "a.csv")).items] == ["Monday", "Friday", "Price", "Staff"]


@pytest.mark.parametrize(("label", "kind"), [("DK", "dont_know"), ("DK/NA", "dont_know"), ("DKNY", "")])
def test_what_interviewers_write_for_dont_know(label: str, kind: str) -> None:
    assert missing_of(label) == kind
