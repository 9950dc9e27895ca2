"""A file with a row per answer is drafted as one record per person; one with several rows for another reason is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi.draft.new_survey import draft_survey
from manyi.draft.shape.answer_layout import long_layout
from manyi.draft.waves.new_wave import add_wave
from manyi.rows.loading import load
from manyi.rows.read.delivered import deliver
from manyi.study.origin import Long
from manyi.study.reading import definition
from tests.draft.conftest import visits

ASKED = ["1. What is your sex?", "Q3_wait", "Q3_staff", "Q3_rooms", "4. How satisfied are you overall?", "Q7"]


def answers(frame: pd.DataFrame, id_: str, question: str, answer: str) -> pd.DataFrame:
    """The visits with a row per answer; the weight stands on all rows of a person."""
    ids = {"ResponseId": id_}
    return frame.rename(columns=ids).melt([id_, "weight"], ASKED, question, answer).sort_values(id_, kind="stable")


@pytest.mark.parametrize(
    ("id_", "question", "answer"),
    [("person", "question", "answer"), ("RespondentID", "item_code", "Value"), ("答卷编号", "题目", "答案")],
)
def test_it_is_drafted_as_one_record_per_person(project: Path, id_: str, question: str, answer: str) -> None:
    frame = visits()
    answers(frame, id_, question, answer).to_csv(project / "visits.csv", index=False)
    said = list(draft_survey("visits", project / "visits.csv", 2024, False))
    counted = f"240 {id_} and 6 {question} on 1,440 rows"
    assert said[0] == f"visits.csv: 240 records, 8 columns, one row per answer ({counted})"
    [file] = definition("visits").origins[2024].files
    assert file.layout and file.layout.long == Long(id=id_, question=question, answer=answer)
    origin = (project / "data" / "visits" / "raw" / "2024" / "origin.yml").read_text("utf-8")
    assert "# GUESS: a row is one answer: 240" in origin
    clean = load("visits", 2024).frame
    assert clean["q3_wait"].tolist() == frame["Q3_wait"].astype(float).tolist()
    assert clean["weight"].mul(frame["weight"].mean()).tolist() == pytest.approx(frame["weight"].tolist())


def test_the_next_wave_is_read_the_same_way(project: Path) -> None:
    long = answers(visits(), "person", "question", "answer")
    for name in ("visits.csv", "later.csv"):
        long.to_csv(project / name, index=False)
    list(draft_survey("visits", project / "visits.csv", 2024, False))
    list(add_wave("visits", project / "later.csv", 2025))
    assert definition("visits").origins[2025].files[0].layout and len(load("visits", 2025).frame) == 480


def test_several_rows_of_a_person_are_no_answers_by_themselves(project: Path) -> None:
    """Visits of the same people, on columns that differ from visit to visit; and a plain file with such headers."""
    frame = visits()
    rated = pd.DataFrame({"person": [at // 2 for at in range(240)], "question": frame["Q7"], "answer": frame["Q3_wait"],
                          "sex": frame["1. What is your sex?"]})  # fmt: skip
    for name, of_file in (("twice.csv", rated), ("plain.csv", frame), ("once.csv", rated.assign(person=range(240)))):
        of_file.to_csv(project / name, index=False)
        assert long_layout(deliver(project / name)) is None


def test_several_answers_to_one_question_are_read_as_such(project: Path) -> None:
    """Two drinks and one satisfaction of each of 60 people: the pair of person and question repeats for drinks only."""
    drinks = ("tea", "coffee", "water")
    rows = [f"p{n},{question},{answer}" for n in range(60)
            for question, answer in (("drinks", drinks[n % 3]), ("drinks", drinks[(n + 1) % 3]),
                                     ("satisfaction", 1 + n % 5))]  # fmt: skip
    (project / "drinks.csv").write_text("\n".join(["respondent,question,response", *rows]) + "\n", "utf-8")
    list(draft_survey("drinks", project / "drinks.csv", 2024, False))
    frame = load("drinks", 2024).frame
    assert len(frame) == 60 and frame["satisfaction"].mean() == 3
    assert [frame[f"drinks__{drink}"].sum() for drink in drinks] == [40, 40, 40]


def test_ids_on_several_rows_are_asked_about_where_they_are_not_read_as_answers(project: Path) -> None:
    rows = [f"p{n // 3},{'abc'[n % 3]},{1 + n % 5},{n % 7}" for n in range(180)]
    (project / "rows.csv").write_text("\n".join(["respondent,question,response,noted", *rows]) + "\n", "utf-8")
    printed = list(draft_survey("rows", project / "rows.csv", 2024, False))
    counted = "60 values of respondent on 180 rows"
    assert any(f"looks like a row per answer, not per person ({counted})" in line for line in printed)
    unit = (project / "data/rows/study.yml").read_text("utf-8").partition("\nunit: ")[2].partition("\n")[0]
    assert f"# CONFIRM: looks like a row per answer, not per person: {counted}?" in unit
