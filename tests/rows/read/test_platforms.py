"""The same ten answers, exported by every platform, are the same rows: recognised, read, and cleaned."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from manyi import rows
from manyi.errors import InputError
from manyi.rows.read.delivered import Delivered, deliver
from tests.rows.conftest import STUDY, item, words
from tests.rows.read import platform_files as made

KEYS = ["tv", "friends", "radio", "other"]
ID = {"unused": {2023: {"*": "not asked of anybody"}}}


def codebook(columns: dict[str, Any], **changes: dict[str, Any]) -> dict[str, Any]:
    """The survey's codebook with the columns of a platform; changes: further keys of an item."""
    options = {key: words(label) for key, label in zip(KEYS, made.OPTIONS, strict=True)}
    labels = {at: words(label) for at, label in enumerate(made.RATINGS, 1)}
    items = {
        "sex": item("Sex", {2023: columns["sex"]}, categories={"f": words("Female"), "m": words("Male")}),
        "rating": item("Rating", {2023: columns["rating"]}, scale={"from": 1, "to": 5, "labels": labels}),
        "heard": item("Heard", {2023: columns["heard"]}, options=options),
        "likely": item("Likely", {2023: columns["likely"]}, scale={"from": 0, "to": 10}),
    }
    for name, keys in changes.items():
        items[name] |= keys
    return {"items": items, **ID}


def truth() -> pd.DataFrame:
    frame = pd.DataFrame([person[:3] for person in made.PEOPLE], columns=["sex", "rating", "likely"]).astype(
        {"rating": float, "likely": float}
    )
    frame["sex"] = frame["sex"].str[0].str.lower()
    for at, key in enumerate(KEYS):
        frame[f"heard__{key}"] = [float(at in heard) if heard else None for _, _, _, heard, _, _ in made.PEOPLE]
    return frame


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that makes the study of these files and returns its clean rows and what was recognised."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "build"))
    (tmp_path / "notebooks").mkdir()
    raw = tmp_path / "data" / "shop" / "raw" / "2023"
    raw.mkdir(parents=True)

    def load(book: dict[str, Any], files: dict[str, bytes], **keys: Any) -> tuple[rows.Survey, list[Delivered]]:
        for name, data in files.items():
            (raw / name).write_bytes(data)
        delivered = [deliver(raw / name) for name in files if not name.endswith((".sss", ".xml"))]
        listed = [part.origin.model_dump(mode="json", exclude_unset=True) | keys for part in delivered]
        origin = {"producer": "Us", "licence": "CC0", "retrieved": "2024-05-01", "how": "ask us", "files": listed}
        study = STUDY | {"claims": {"outcome": "rating"}}
        for path, content in ((raw / "origin.yml", origin), (raw.parents[1] / "study.yml", study),
                              (raw.parents[1] / "codebook.yml", book)):  # fmt: skip
            path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        return rows.load("shop", 2023), delivered

    return load


def same(survey: rows.Survey) -> None:
    """Compare the clean rows with the truth; all but the order of columns must be the same."""
    frame = survey.frame[[*truth()]].astype({"sex": object})
    pd.testing.assert_frame_equal(frame, truth(), check_dtype=False)
    assert survey.problems.empty


HEADERS = made.ASKED
OWN = {key: f"Q3_{at}" for at, key in enumerate(KEYS, 1)}
CODES = {"sex": {1: "f", 2: "m"}}


@pytest.mark.parametrize("name", ["visit.csv", "visit.xlsx", "visit.tsv"])
def test_qualtrics(visit, name):
    book = codebook({"sex": "Q1", "rating": "Q2", "heard": OWN, "likely": "Q4"})
    survey, [file] = visit(book, {name: made.qualtrics()[name]})
    same(survey)
    assert file.platform == "Qualtrics" and file.records == 10
    assert file.removed == {"not_a_respondent": 2, "preview": 1, "unfinished": 1}
    gone = survey.quarantine[["line", "rule", "value", "threshold"]].values.tolist()
    assert [6, "preview", "Survey Preview", "Status"] in gone
    assert [7, "unfinished", "False", "Finished"] in gone
    wordings = {column.header: column.label for column in file.columns}
    assert wordings["Q3_4_TEXT"].endswith("Other - Text") and wordings["Q4"] == made.ASKED["likely"]
    groups = {column.header: column.group for column in file.columns}
    assert {groups[header] for header in OWN.values()} == {"Q3"}


def test_surveymonkey(visit):
    heard = f"{HEADERS['heard']}"
    own = dict(
        zip(KEYS, [f"{heard} {option}" for option in [*made.OPTIONS[:3], "Other (please specify)"]], strict=True)
    )
    columns = {name: f"{HEADERS[name]} Response" for name in ("sex", "rating", "likely")}
    survey, [file] = visit(
        codebook(columns | {"heard": own}, heard={"written_in": "other"}), {"a.csv": made.surveymonkey()}
    )
    same(survey)
    assert file.platform == "SurveyMonkey" and file.origin.header_rows == [1, 2]
    assert [column.label for column in file.columns if column.header == columns["sex"]] == [HEADERS["sex"]]
    assert {column.group for column in file.columns if column.header in own.values()} == {heard}
    assert "3 columns without a header in row 1" in file.evidence


def test_limesurvey(visit):
    parts = [f"G01Q03[SQ00{at}]" for at in (1, 2, 3)]
    own = dict(zip(KEYS, [*parts, "G01Q03[other]"], strict=True))
    columns = {"sex": "G01Q01", "rating": "G01Q02", "likely": "G01Q04", "heard": own}
    survey, [file] = visit(codebook(columns, heard={"written_in": "other"}), {"a.csv": made.limesurvey()})
    same(survey)
    assert (file.platform, file.removed) == ("LimeSurvey", {"unfinished": 1})
    assert survey.quarantine[["line", "rule"]].values.tolist() == [[5, "unfinished"]]
    assert {column.group for column in file.columns if "[" in column.header} == {"G01Q03"}


def test_google_forms_keeps_an_option_with_the_separator_in_it_whole(visit):
    book = codebook(HEADERS, heard={"separator": ", ", "written_in": "other"})
    survey, [file] = visit(book, {"a.csv": made.google()})
    same(survey)
    assert (file.platform, file.separator) == ("Google Forms", ", ")


def test_microsoft_forms(visit):
    book = codebook(HEADERS, heard={"separator": ";", "written_in": "other"})
    survey, [file] = visit(book, {"a.xlsx": made.microsoft()})
    same(survey)
    assert (file.platform, file.separator) == ("Microsoft Forms", ";")


@pytest.mark.parametrize("codes", [False, True])
def test_wjx(visit, codes):
    """One codebook serves both: the export as codes only adds what its codes mean."""
    own = {key: f"第3题({option})" for key, option in zip(KEYS, made.OPTIONS, strict=True)}
    columns = {name: f"{at}、{HEADERS[name]}" for at, name in enumerate(("sex", "rating", "heard", "likely"), 1)}
    book = codebook(columns | ({"heard": own} if codes else {}))
    if codes:
        book["items"]["sex"]["codes"] = {2023: {2: "f", 1: "m"}}
    survey, [file] = visit(book, {"a.csv": made.wjx(codes)})
    same(survey)
    assert file.platform == "问卷星" and f"as {'codes' if codes else 'labels'}" in file.evidence


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta"])
def test_statistics_files_bring_all_they_declare(visit, tmp_path, name):
    own = {key: f"heard_{at}" for at, key in enumerate(KEYS, 1)}
    columns = {"sex": "sex", "rating": "rating", "likely": "likely", "heard": own}
    data = made.stata(tmp_path) if name == "a.dta" else made.spss(tmp_path, name[1:])
    survey, [file] = visit(codebook(columns), {name: data})
    same(survey)
    by_name = {column.header: column for column in file.columns}
    assert by_name["rating"].label == HEADERS["rating"]
    assert list(by_name["rating"].labels.values())[:5] == made.RATINGS
    assert by_name["rating"].missing == ({".a": "No answer"} if name == "a.dta" else {"9": "No answer"})
    assert file.weight == ("" if name == "a.dta" else "wt")
    if name != "a.dta":
        assert {by_name[column].group for column in own.values()} == {"heard"}
        assert file.sets == [
            {"name": "heard", "label": HEADERS["heard"], "columns": list(own.values()), "counted": "1"}
        ]


@pytest.mark.parametrize("ending", [".parquet", ".feather"])
def test_columnar_files(visit, ending):
    book = codebook(HEADERS, heard={"written_in": "other"})
    survey, _ = visit(book, {f"a{ending}": made.columns(ending)})
    same(survey)


def test_a_row_per_answer(visit):
    columns = {name: name for name in ("sex", "rating", "heard", "likely")}
    layout = {"long": {"id": "person", "question": "question", "answer": "answer"}}
    survey, _ = visit(codebook(columns, heard={"written_in": "other"}), {"a.csv": made.long()}, layout=layout)
    same(survey)
    assert survey.frame["row"].tolist()[:2] == ["2023:a.csv:2", "2023:a.csv:7"]  # the first row of each


@pytest.mark.parametrize("layout", ["csv", "fixed"])
def test_triple_s(visit, layout):
    data, book = made.triple_s(layout)
    columns = {name: name for name in ("sex", "rating", "heard", "likely")}
    ending = "csv" if layout == "csv" else "asc"
    survey, [file] = visit(codebook(columns), {"a.sss": book, f"a.{ending}": data})
    same(survey)
    assert [column.label for column in file.columns] == [HEADERS[name] for name in ("sex", "rating", "heard", "likely")]


def test_ddi(visit):
    data, book = made.ddi()
    own = {key: f"heard_{at}" for at, key in enumerate(KEYS, 1)}
    columns = {"sex": "sex", "rating": "rating", "likely": "likely", "heard": own}
    survey, [file] = visit(codebook(columns), {"a.xml": book, "a.csv": data})
    same(survey)
    assert file.columns[1].missing == {"9": "No answer"} and file.columns[1].label == HEADERS["rating"]


def test_the_files_of_a_folder_are_one_wave(visit, tmp_path):
    head, *lines = made.google().decode().split("\r\n")[:-1]
    halves = {"a.csv": "\r\n".join([head, *lines[:4]]), "b.csv": "\r\n".join([head, *lines[4:]])}
    book = codebook(HEADERS, heard={"separator": ", ", "written_in": "other"})
    survey, _ = visit(book, {name: text.encode() for name, text in halves.items()})
    same(survey)
    folder = deliver(tmp_path / "data" / "shop" / "raw" / "2023")
    assert folder.records == 10 and [file.name for file in (folder.origin, *folder.also)] == ["a.csv", "b.csv"]
    digest = hashlib.sha256(halves["b.csv"].encode()).hexdigest()
    assert folder.also[0].sha256 == digest


def refusal(visit, book: dict[str, Any], files: dict[str, bytes], **keys: Any) -> str:
    with pytest.raises(InputError) as error:
        visit(book, files, **keys)
    return str(error.value)


def test_each_wrong_thing_is_named_where_it_stands(visit):
    """Of the layouts and codebooks that accompany a file."""
    columns = {name: name for name in ("sex", "rating", "heard", "likely")}
    book = codebook(columns, heard={"written_in": "other"})
    layout = {"long": {"id": "person", "question": "question", "answer": "answer"}}
    wrong = made.long().replace(b"2,0.5,likely", b"2,0.7,likely")
    said = refusal(visit, book, {"a.csv": wrong}, layout=layout)
    assert "line 9: the column wt differs between the rows of one respondent ('0.5' on line 7, '0.7' here)" in said
    said = refusal(visit, book, {"a.csv": made.long()}, layout={"long": {**layout["long"], "id": "who"}})
    assert "column who: the column of layout.long.id in origin.yml is absent (allowed: person" in said
    said = refusal(visit, book, {"a.csv": made.long()}, layout=layout, left_out={"preview": {"Status": [1]}})
    assert "column Status: the column of left_out.preview in origin.yml is absent (allowed: person" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"</sss>", b"", "a.sss, line 11: not readable as XML"),
        (b"sss", b"xml", "a codebook begins with <sss> or <codeBook>, not <xml>"),
        (b'start="2"', b'start="two"', "a number is expected"),
        (b'start="2"', b'start="0"', "the codebook gives rating no place in a record"),
        (b'start="4"', b'start="9"', "a.csv, line 1: 4 fields, but likely is field 9"),
        (b'<value code="4">Other</value>', b"", "line 1: heard is '1100', not a 0 or 1 for each of its answers"),
    ],
)
def test_a_wrong_codebook_is_named(visit, old, new, said):
    data, book = made.triple_s("csv")
    columns = {name: name for name in ("sex", "rating", "heard", "likely")}
    assert said in refusal(visit, codebook(columns), {"a.sss": book.replace(old, new), "a.csv": data})
