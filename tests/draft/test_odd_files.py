"""Columns as platforms and people write them, with planted answers: what is drafted, and what is read."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from manyi import load
from manyi.draft.book import drafted
from manyi.draft.item import CONFIRM, GUESS, DraftBook
from manyi.draft.new_survey import draft_survey
from manyi.errors import InputError
from manyi.rows.read.delivered import deliver

POINTS = [1 + (7 * n) % 5 for n in range(60)]  # 1 to 5, twelve times each
TENS = [3 + n % 8 for n in range(60)]  # 3 to 10
CHOSEN = [n % 3 == 0 for n in range(60)]
FOLDED = ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"]


def written(folder: Path, columns: dict[str, list[Any]], above: str = "", mark: str = ",") -> Path:
    path = folder / "odd.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(above)
        out = csv.writer(file, delimiter=mark)
        out.writerow(columns)
        out.writerows(zip(*columns.values(), strict=True))
    return path


def book_of(folder: Path, columns: dict[str, list[Any]]) -> DraftBook:
    return drafted(deliver(written(folder, columns)))


@pytest.mark.parametrize(
    ("header", "cells", "ends"),
    [
        ("Overall rating", ["★" * p + "☆" * (5 - p) for p in POINTS], (1, 5)),
        ("Satisfaction 1-7", POINTS, (1, 7)),
        ("Satisfaction (1 very good to 6 very bad)", POINTS, (1, 6)),
        ("总体满意度（１～１０）", POINTS, (1, 10)),
        ("Likelihood to recommend", TENS, (0, 10)),
        ("您有多大可能推荐我们", TENS, (0, 10)),
        ("Recommend us from 1 to 10", TENS, (1, 10)),
    ],
)
def test_a_scale_has_the_ends_its_question_names(tmp_path: Path, header: str, cells: list[Any], ends: tuple) -> None:
    (item,) = book_of(tmp_path, {header: cells}).items
    assert (item.answers["scale"]["from"], item.answers["scale"]["to"], item.mark) == (*ends, CONFIRM)


@pytest.mark.parametrize("words", [("TRUE", "FALSE"), ("Yes", "No"), ("x", ""), ("1", "0"), ("是", "否")])
@pytest.mark.parametrize(
    "headers", [("Uses: Phone", "Uses: Web"), ("Uses [Phone]", "Uses [Web]"), ("uses_phone", "uses_web")]
)
def test_who_chose_is_counted_however_it_is_written(
    project: Path, tmp_path: Path, words: tuple[str, str], headers: tuple[str, str]
) -> None:
    if headers[0] == "uses_phone" and not words[1]:
        pytest.skip("columns with words in common need both answers to be known as one question")
    second = [n % 4 == 0 for n in range(60)]
    cells = {name: [words[not yes] for yes in given] for name, given in zip(headers, (CHOSEN, second), strict=True)}
    list(draft_survey("odd", written(tmp_path, {"Overall rating": POINTS, **cells}), 2024, False))
    frame = load("odd", 2024).frame
    counts = [int(frame[name].sum()) for name in frame if "__" in name]
    assert counts == [sum(CHOSEN), sum(second)]


def test_words_under_other_stand_beside_the_list_they_belong_to(tmp_path: Path) -> None:
    """As LimeSurvey and SurveyMonkey export them: the options are one question, the words another."""
    marks = {f"Q1[SQ00{at}]": ["Yes" if (n + at) % 3 else "No" for n in range(60)] for at in range(3)}
    columns = {
        "id": range(60),
        "submitdate": ["1980-01-01 00:00:00"] * 60,
        "lastpage": [1] * 60,
        "startlanguage": ["en"] * 60,
    }
    book = book_of(tmp_path, {**columns, **marks, "Q1[other]": [f"by {n}" for n in range(60)]})
    assert [(item.kind, len(item.headers)) for item in book.items] == [("options", 3), ("words", 1)]
    assert book.days is None  # the day LimeSurvey writes where answers are anonymous


def test_who_only_wrote_beside_a_list_is_in_its_base(project: Path, tmp_path: Path) -> None:
    """Only chosen options are filled, as SurveyMonkey has them; the words are kept once, as an item of their own."""
    marks = {
        f"Q1 [{name}]": [name if n % 5 == at else "" for n in range(60)] for at, name in enumerate(("Web", "Phone"))
    }
    told = {"Q1 [Other]": [f"by {n}" if n % 5 in (1, 2) else "" for n in range(60)]}
    file = written(tmp_path, {"Overall rating": POINTS, **marks, **told})
    _, options, said = drafted(deliver(file)).items
    assert options.answers["options"] == {"web": "Web", "phone": "Phone", "other": "Other"}
    assert "chose it: 24, 12 of them nothing else" in options.evidence
    assert said.answers == {"words": True, "written_under": options.name}
    list(draft_survey("odd", file, 2024, False))
    survey = load("odd", 2024)
    counts = survey.frame[[f"{options.name}__{key}" for key in options.answers["options"]]].agg(["count", "sum"])
    assert counts.to_numpy().tolist() == [[36, 36, 36], [12, 12, 24]]
    assert survey.frame[said.name].notna().sum() == 24


def test_who_only_wrote_where_other_is_a_column_of_the_list_is_asked(tmp_path: Path) -> None:
    marks = {
        f"Q1 [{name}]": [name if n % 5 == at else "" for n in range(60)] for at, name in enumerate(("Web", "Other"))
    }
    told = {"Q1 [Please specify]": [f"by {n}" if n % 5 == 2 else "" for n in range(60)]}
    options, _ = book_of(tmp_path, {**marks, **told}).items
    assert options.mark == CONFIRM and options.evidence.startswith("12 chose none of these and wrote under")


def test_codes_of_nothing_are_no_answers(project: Path, tmp_path: Path) -> None:
    """-3 and -2, which 问卷星 writes for a question that was skipped or left blank."""
    marks = {
        f"第3题({name})": ["-3" if n < 9 else str(int(n % 3 == 0)) for n in range(60)] for name in ("电视", "广播")
    }
    columns = {
        "序号": range(60),
        "所用时间": ["9秒"] * 60,
        "1、总体满意度": ["-3" if n < 9 else p for n, p in enumerate(POINTS)],
    }
    words = {"4、来访方式": ["-2" if n < 5 else "地铁公交"[n % 2 * 2 :][:2] for n in range(60)]}
    list(draft_survey("odd", written(tmp_path, {**columns, **marks, **words}), 2024, False))
    frame = load("odd", 2024).frame
    assert frame["q1"].mean() == pytest.approx(sum(POINTS[9:]) / 51) and frame["q4"].count() == 55
    assert [frame[name].count() for name in frame if "__" in name] == [51, 51]


def test_bare_codes_are_asked_about_and_rankings_left_out(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"Q1": [f"A{p}" for p in POINTS], "Order": ["a→b" if yes else "b→a" for yes in CHOSEN]})
    (item,) = book.items
    assert item.mark == CONFIRM and list(item.answers["categories"].values()) == ["A1", "A2", "A3", "A4", "A5"]
    assert [(left.header, left.why.partition(",")[0]) for left in book.unused] == [("Order", "a ranking")]


def test_a_scale_whose_ends_alone_are_labelled_keeps_both(tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame({"food": [*map(float, POINTS[1:]), 99.0], "nps": list(map(float, TENS))})
    labels = {"food": {1: "Very bad", 5: "Very good", 99: "Don't know"}, "nps": {0: "Not at all", 10: "Certainly"}}
    pyreadstat.write_sav(frame, tmp_path / "a.sav", variable_value_labels=labels)
    food, nps = drafted(deliver(tmp_path / "a.sav")).items
    assert food.answers["scale"] == {"from": 1, "to": 5, "labels": {1: "Very bad", 5: "Very good"}}
    assert food.answers["missing"] == {99: "dont_know"}
    assert nps.answers["scale"] == {"from": 0, "to": 10, "labels": {0: "Not at all", 10: "Certainly"}}


def test_rows_of_a_grid_are_called_by_what_they_ask(tmp_path: Path) -> None:
    words = [FOLDED[p - 1] for p in POINTS]
    columns = {f"Please rate the following - {part} &amp; more": words for part in ("Food", "Staff")}
    assert [item.short for item in book_of(tmp_path, columns).items] == ["Food & more", "Staff & more"]


@pytest.mark.parametrize("above", ["Visitors 2024\n\n", "Visitors 2024;;\nas exported;;\n"])
def test_titles_and_decimal_commas_are_read_as_meant(project: Path, tmp_path: Path, above: str) -> None:
    weights = [f"0,{50 + n}" for n in range(30)] * 2
    columns = {"Sex": ["f", "m"] * 30, "Overall rating": POINTS, "Weight": weights}
    list(draft_survey("odd", written(tmp_path, columns, above, ";"), 2024, False))
    survey = load("odd", 2024)
    assert len(survey.frame) == 60 and survey.study.design.weight == "weight"
    assert survey.frame["overall_rating"].mean() == pytest.approx(3)
    assert survey.frame["weight"].iloc[29] / survey.frame["weight"].iloc[0] == pytest.approx(79 / 50)


def test_columns_of_one_name_are_told_apart_by_their_place(project: Path, tmp_path: Path) -> None:
    """The header again below, as an export put together twice has it, is still no record."""
    lines = ["Sex,Rating,Rating", *(f"{'fm'[n % 2]},{p},{6 - p}" for n, p in enumerate(POINTS)), "Sex,Rating,Rating"]
    (tmp_path / "odd.csv").write_text("\n".join(lines) + "\n", "utf-8")
    list(draft_survey("odd", tmp_path / "odd.csv", 2024, False))
    origin = project / "data" / "odd" / "raw" / "2024" / "origin.yml"
    assert "headers: {2: Rating (1), 3: Rating (2)}" in origin.read_text("utf-8")
    assert "GUESS: columns of one name, told apart by their place: Rating (1), Rating (2)" in origin.read_text("utf-8")
    survey = load("odd", 2024)
    first, second = (survey.frame[name] for name in survey.codebook.items if name.startswith("rating"))
    assert len(survey.frame) == 60 and (first + second).eq(6).all() and first.iloc[1] == POINTS[1]
    assert survey.quarantine["rule"].tolist() == ["repeated_header"]
    named = ", headers: {2: Rating (1), 3: Rating (2)}"
    origin.write_text(origin.read_text("utf-8").replace(named, ""), "utf-8")
    with pytest.raises(InputError, match=r"columns 2 and 3.: write .* headers: {2: 'Rating .1.', 3: 'Rating .2.'}"):
        load("odd", 2024)


@pytest.mark.parametrize(
    ("last", "sums"),
    [
        (["Total,180,60", "Mean,3,1.5"], 2),
        (["合计,180,60"], 1),
        (["平均值：,3.0,50%"], 1),
        ([",,", "Total,180,60"], 1),
        (["Total,a lot,60"], 0),
        (["Totally,3,2"], 0),
    ],
)
def test_rows_of_sums_are_no_records(project: Path, tmp_path: Path, last: list[str], sums: int) -> None:
    lines = ["Shop,Overall rating,visits", *(f"{'NS'[n % 2]},{p},{n % 3}" for n, p in enumerate(POINTS)), *last]
    (tmp_path / "odd.csv").write_text("\n".join(lines) + "\n", "utf-8")
    list(draft_survey("odd", tmp_path / "odd.csv", 2024, False))
    survey = load("odd", 2024)
    assert survey.quarantine["rule"].tolist().count("not_a_respondent") == sums
    if sums:
        assert survey.frame["overall_rating"].mean() == 3 and len(survey.frame) == 60
        origin = project / "data" / "odd" / "raw" / "2024" / "origin.yml"
        assert "GUESS: the last rows sum up those above and are no records" in origin.read_text("utf-8")


def test_a_brand_called_total_is_an_answer(tmp_path: Path) -> None:
    delivered = deliver(written(tmp_path, {"Brand": ["Shell", "Total"] * 30, "Overall rating": POINTS}))
    assert delivered.records == 60 and not delivered.sums


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [
        ("Overall rating", [f"{20 * p}%" for p in POINTS], "%"),
        ("Overall rating", [f"{20 * p} %" for p in POINTS], "%"),
        ("How satisfied are you, in percent?", [20 * p for p in POINTS], "%"),
        ("总体满意度（0～100）", [20 * p for p in POINTS], "分"),
        ("Overall rating", [20 * p - n % 3 for n, p in enumerate(POINTS)], "points of 100"),
    ],
)
def test_a_rating_in_percent_is_a_number(project: Path, tmp_path: Path, header: str, cells: list, unit: str) -> None:
    """With its unit, and the headline where nothing else is rated; read as it was given."""
    file = written(tmp_path, {header: cells, "Shop": ["N", "S"] * 30})
    item = drafted(deliver(file)).items[0]
    assert item.answers["number"] == {"min": 0, "max": 100, "unit": unit} and item.mark == GUESS and item.evidence
    list(draft_survey("odd", file, 2024, False))
    survey = load("odd", 2024)
    assert survey.study.claims.outcome == item.name and survey.study.claims.unit == "index" and survey.problems.empty
    assert survey.sample(2024).mean(item.name).unit == "index" and not survey.study.claims.models
    assert survey.frame[item.name].mean() == pytest.approx(60, abs=1)


def test_decimal_commas_before_a_percent_sign_are_read(project: Path, tmp_path: Path) -> None:
    cells = [f"{20 * p - 1},5 %" for p in POINTS]
    list(
        draft_survey(
            "odd", written(tmp_path, {"Overall rating": cells, "Shop": ["N", "S"] * 30}, mark=";"), 2024, False
        )
    )
    assert load("odd", 2024).frame["overall_rating"].mean() == pytest.approx(59.5)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        (["Weekly", "Daily", "Monthly"], ["Monthly", "Weekly", "Daily"]),
        (["每周", "每天", "每月"], ["每月", "每周", "每天"]),
        (["2-3 times a month", "Once a week", "Never"], ["Never", "2-3 times a month", "Once a week"]),
        (["每周2-3次", "每月一次", "几乎每天"], ["每月一次", "每周2-3次", "几乎每天"]),
    ],
)
def test_how_often_stands_in_the_order_of_its_meaning(tmp_path: Path, given: list[str], order: list[str]) -> None:
    item = book_of(tmp_path, {"Use": [given[min(n % 6, 2)] for n in range(60)]}).items[0]
    assert list(item.answers["categories"].values()) == order and item.answers["ordered"] and item.mark == GUESS


def test_adverbs_of_frequency_are_a_scale_and_passes_are_none(tmp_path: Path) -> None:
    book = book_of(tmp_path, {
        "Use": [["Always", "Usually", "Never", "Sometimes"][n % 4] for n in range(60)],
        "Ticket": [["Day pass", "Week pass", "Month pass"][min(n % 6, 2)] for n in range(60)],
    })  # fmt: skip
    assert list(book.items[0].answers["scale"]["labels"].values()) == ["Never", "Sometimes", "Usually", "Always"]
    assert "ordered" not in book.items[1].answers


def test_what_an_older_draft_left_is_set_aside(project: Path, tmp_path: Path) -> None:
    """A survey without ratings has words.yml; drafted anew with one, for another year, nothing of before is used."""
    list(draft_survey("odd", written(tmp_path, {"Shop": ["North", "South", "West"] * 20}), 2023, False))
    folder = project / "data" / "odd"
    (folder / "margins.yml").write_text("{}\n", "utf-8")
    lines = list(draft_survey("odd", written(tmp_path, {"Overall rating": POINTS}), 2024, True))
    olds = ["margins.yml", "raw/2023/origin.yml", "words.yml"]
    assert all((folder / f"{name}.old").is_file() and not (folder / name).exists() for name in olds)
    assert sum("was of the survey before" in line for line in lines) == 3
    assert len(load("odd", 2024).frame) == 60


def test_a_folder_of_files_with_a_row_per_answer_is_read_by_person(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    rows = [f"p{n},{question},{p}" for n, p in enumerate(POINTS) for question in ("overall rating", "food rating")]
    for name, part in (("a.csv", rows[:60]), ("b.csv", rows[60:])):
        (folder / name).write_text("\n".join(["respondent_id,question,answer", *part]) + "\n", "utf-8")
    list(draft_survey("odd", folder, 2024, False))
    frame = load("odd", 2024).frame
    assert len(frame) == 60 and frame["overall_rating"].mean() == frame["food_rating"].mean() == 3
    (folder / "a.csv").write_text("\n".join(["respondent_id,question,answer", *rows[:61]]) + "\n", "utf-8")
    (folder / "b.csv").write_text("\n".join(["respondent_id,question,answer", *rows[61:]]) + "\n", "utf-8")
    with pytest.raises(InputError, match="rows of one person, p30, in several files"):
        list(draft_survey("again", folder, 2024, False))


def test_days_of_no_calendar_year_are_not_the_fieldwork(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"Timestamp": ["2024-05-01"] * 30 + ["2024-05-03"] * 30, "Overall rating": POINTS})
    assert book.days == (date(2024, 5, 1), date(2024, 5, 3))


def test_ranks_are_no_ratings(tmp_path: Path) -> None:
    """Every row holds 1 to 3 once: no scale, no battery and no driver; two ratings beside one another stay ratings."""
    orders = [(1, 2, 3), (2, 3, 1), (3, 1, 2), (1, 3, 2)]
    ranks = {f"Rank_{at}": [orders[n % 4][at - 1] for n in range(60)] for at in (1, 2, 3)}
    rated = {f"Rate_{at}": [1 + (n + at) % 3 for n in range(60)] for at in (1, 2, 3)}
    rated["Rate_3"][::3] = rated["Rate_2"][::3]
    book = book_of(tmp_path, {**ranks, "Sex": ["f", "m"] * 30, **rated})
    assert [item.kind for item in book.items] == ["number"] * 3 + ["categories"] + ["scale"] * 3
    assert all(item.mark == CONFIRM and item.answers["number"]["unit"] == "rank" for item in book.items[:3])


def test_what_wjx_writes_is_known_by_its_parts(project: Path, tmp_path: Path) -> None:
    """Rows of a grid behind a long dash, seconds with their sign, words in brackets behind "other", a contact."""
    points = ["很差", "较差", "一般", "较好", "很好"]
    columns = {
        "序号": range(60),
        "提交答卷时间": ["2025/06/01 10:00:00"] * 60,
        "所用时间": [f"{90 + n}秒" for n in range(60)],
        **{f"1、请评价—{row}": [points[(n + at) % 5] for n in range(60)] for at, row in enumerate(("环境", "服务"))},
        "2、服务": [["借书┋其他〖看展〗", "借书", "自习┋借书"][n % 3] for n in range(60)],
        "3、联系人": [["邝美玲", "易静", ""][n % 3] for n in range(60)],
    }
    list(draft_survey("odd", written(tmp_path, columns), 2025, False))
    survey = load("odd", 2025)
    items = survey.codebook.items
    assert [item.short.zh for item in items.values() if item.scale] == ["环境", "服务"]
    assert survey.frame[survey.codebook.with_role("duration")[0]].iloc[3] == 93
    assert survey.codebook.with_role("identifier") == ["q3"]
    assert survey.frame["q2_words"].dropna().unique().tolist() == ["看展"]
    options = {label.zh: survey.frame[f"q2__{key}"].sum() for key, label in items["q2"].options.items()}
    assert options == {"借书": 60, "其他": 20, "自习": 20}


def test_labels_of_how_often_keep_the_order_of_the_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({"freq": [1.0 + n % 4 for n in range(60)], "sat": [1.0 + n % 5 for n in range(60)]})
    labels = {1: "Daily", 2: "Weekly", 3: "Monthly", 4: "Never"}
    pyreadstat.write_sav(frame, tmp_path / "odd.sav", variable_value_labels={"freq": labels})
    item = drafted(deliver(tmp_path / "odd.sav")).items[0]
    assert list(item.answers["categories"].values()) == list(labels.values())
    assert item.answers["ordered"] and item.evidence.startswith("in the order of the file: ")
