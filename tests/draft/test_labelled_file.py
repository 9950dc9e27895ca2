"""A statistics file brings its own words: they are taken as they are; only the good end of a scale is asked about."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from manyi.draft.book import drafted
from manyi.draft.new_survey import draft_survey
from manyi.rows.loading import load
from manyi.rows.read.delivered import deliver
from manyi.study.reading import definition
from tests.rows.read import platform_files

N = 150
RATING = {1: "Very dissatisfied", 2: "Dissatisfied", 3: "Neither", 4: "Satisfied", 5: "Very satisfied"}
QUESTIONS = ["Id", "Sex of respondent", "Overall satisfaction", "Satisfaction with staff", "Used: phone", "Used: web",
             "Weight", "Age in years"]  # fmt: skip


def answers() -> pd.DataFrame:
    draw = random.Random(1)  # noqa: S311 - a fixture

    def given(*codes: int) -> list[float]:
        return [float(draw.choice(codes)) for _ in range(N)]

    return pd.DataFrame({
        "id": range(1, N + 1), "sex": given(1, 2), "q1": given(1, 2, 3, 4, 5, 9), "q2": given(1, 2, 3, 4, 5, 98),
        "m1": given(0, 1), "m2": given(0, 1), "wgt": [0.5 + draw.random() for _ in range(N)],
        "age": given(*range(18, 80)),
    })  # fmt: skip


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_labels_questions_and_missing_codes_are_taken(project: Path, tmp_path: Path, ending: str) -> None:
    frame, file = answers(), tmp_path / f"survey.{ending}"
    yes = {0: "No", 1: "Yes"}
    labels = {"sex": {1: "Men", 2: "Women"}, "q1": {**RATING, 9: "Don't know"}, "m1": yes, "m2": yes}
    if ending == "sav":
        labels["q2"] = {**RATING, 98: "Refused"}
        about = {"column_labels": QUESTIONS, "variable_value_labels": labels}
        pyreadstat.write_sav(frame, file, missing_ranges={"q2": [98]}, **about)
    else:
        pyreadstat.write_dta(frame, file, column_labels=QUESTIONS, variable_value_labels=labels)
    list(draft_survey("survey", file, 2024, False))
    given = definition("survey")
    items = given.codebook.items
    assert list(items) == ["sex", "q1", "q2", "m", "wgt", "age"]
    assert [item.text.en for item in items.values()][:3] == QUESTIONS[1:4]
    assert items["q1"].scale and {point: text.en for point, text in items["q1"].scale.labels.items()} == RATING
    assert {key: text.en for key, text in (items["sex"].categories or {}).items()} == {"men": "Men", "women": "Women"}
    assert (given.study.claims.outcome, given.study.design.weight) == ("q1", "wgt")
    rows = load("survey", 2024).frame
    for name, code in (("q1", 9), ("q2", 98)):
        kept = frame[name][frame[name] != code]
        assert (rows[name].count(), rows[name].mean()) == (len(kept), pytest.approx(kept.mean()))
    assert [rows["m__phone"].sum(), rows["m__web"].sum()] == frame[["m1", "m2"]].sum().tolist()
    assert rows["sex"].value_counts()["men"] == (frame["sex"] == 1).sum()


def test_what_a_platform_computed_from_a_rating_is_left_out(tmp_path: Path) -> None:
    """Qualtrics writes detractors, passives and promoters beside the rating from 0 to 10 they follow from."""
    [(name, data)] = [pair for pair in platform_files.qualtrics().items() if pair[0].endswith(".csv")]
    (tmp_path / name).write_bytes(data)
    book = drafted(deliver(tmp_path / name))
    assert {left.header: left.why for left in book.unused}["Q4_NPS_GROUP"] == "computed from Q4 by the platform"
    assert "Q4" in {header for item in book.items for header in item.headers}


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
def test_sets_of_several_answers_and_the_weight_are_as_spss_declares_them(project: Path, ending: str) -> None:
    file = project / f"visit{ending}"
    file.write_bytes(platform_files.spss(project, ending))
    list(draft_survey("visit", file, 2024, False))
    given = definition("visit")
    heard = given.codebook.items["heard"]
    assert heard.text.en == "Where did you hear of us?"
    assert [text.en for text in (heard.options or {}).values()] == platform_files.OPTIONS
    assert heard.columns[2024] == {key: f"heard_{at}" for at, key in enumerate(heard.options or {}, 1)}
    assert given.study.design.weight and given.codebook.items[given.study.design.weight].columns[2024] == "wt"
    book = (project / "data" / "visit" / "codebook.yml").read_text("utf-8")
    assert "GUESS" not in next(line for line in book.splitlines() if "heard_1" in line)  # declared, not guessed
    frame = load("visit", 2024).frame
    assert frame["weight"].tolist() == pytest.approx([person[5] for person in platform_files.PEOPLE])


def test_a_set_of_categories_is_one_question_with_every_labelled_answer(tmp_path: Path) -> None:
    """First, second, third mention as SPSS declares them; an answer nobody gave is one all the same."""
    given = [[1.0, 2.0, float("nan")], [3.0, 1.0, 2.0], [2.0, float("nan"), float("nan")]] * 20
    frame = pd.DataFrame(given, columns=["m1", "m2", "m3"])
    labels = {1: "Late", 2: "Dirty", 3: "Crowded", 4: "Expensive"}
    path = tmp_path / "odd.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=dict.fromkeys(frame, labels))
    data, sets = path.read_bytes(), b"$met=C 20 Problems you have met m1 m2 m3\n".replace(b"20", b"21")
    end = data.index(struct.pack("<ii", 999, 0))
    path.write_bytes(data[:end] + struct.pack("<4i", 7, 7, 1, len(sets)) + sets + data[end:])
    (item,) = drafted(deliver(path)).items
    assert (item.text, item.column) == ("Problems you have met", ["m1", "m2", "m3"])
    assert list(item.answers["options"].values()) == list(labels.values())
