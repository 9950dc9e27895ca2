"""What survey platforms, spreadsheets and statistics programs put into files, read whole: one small file per habit."""

import unicodedata

import pandas as pd
import pyreadstat
import pytest

from manyi import rows
from manyi.errors import InputError
from tests.rows.conftest import RECORDS, item, table
from tests.rows.read.workbook_files import workbook

NUMBER = {"min": 0, "max": 100, "unit": {"en": "points", "zh": "分"}}


def loaded(shop):
    shop.write()
    return rows.load("shop", 2023)


def refused(shop, match):
    shop.write()
    with pytest.raises(InputError, match=match):
        rows.load("shop", 2023)


def declare(shop, name="shop_2023.csv", **keys):
    shop.declared[name] = keys


QUESTIONS = ["Overall", "Sex", "Channel", "Wait", "Uses", "Said"]
IDS = ",".join(f'"{{""ImportId"":""QID{number}""}}"' for number in range(6))


def qualtrics():
    header, *records = table(RECORDS).split("\r\n")
    return "\r\n".join([header, ",".join(QUESTIONS), IDS, *records])


def test_wording_below_the_header_is_no_respondent(shop):
    shop.deliver(2023, qualtrics())
    refused(shop, r"line 2: this row holds question wording, not answers: set not_respondents: \[2, 3\]")
    declare(shop, not_respondents=[2, 3])
    survey = loaded(shop)
    assert len(survey.frame) == 4
    assert survey.quarantine[["rule", "line"]].values.tolist() == [["not_a_respondent", 2], ["not_a_respondent", 3]]


def test_rows_are_counted_as_a_spreadsheet_does_whatever_their_cells_hold(shop):
    header, *records = table(RECORDS).rstrip().split("\r\n")
    text = "\r\n".join(["A survey of shops", "", header, *records, '"Sum of\nall",,,,,', ""])
    shop.deliver(2023, text)
    declare(shop, header=3, not_respondents=[8])
    survey = loaded(shop)
    assert len(survey.frame) == 4 and survey.quarantine["line"].tolist() == [8]


def test_headers_of_two_rows_are_joined(shop):
    shop.study["design"] = {"lonely": "adjust"}  # one respondent
    shop.items["uses"]["columns"] = {2023: {"app": "Uses App", "web": "Uses Web"}}
    header, *records = table([{"app": "1", "web": "0", **{k: v for k, v in RECORDS[0].items() if k != "uses"}}]).split(
        "\r\n"
    )
    shop.deliver(2023, "\r\n".join(["Uses,,Q1,sex,channel,wait,said", "App,Web,,,,,", *records]))
    shop.items["sex"]["columns"] = {2023: "sex"}
    declare(shop, header=[1, 2])
    frame = loaded(shop).frame
    assert frame[["uses__app", "uses__web", "overall"]].values.tolist() == [[1.0, 0.0, 9.0]]


@pytest.mark.parametrize("written", ["with", "without"])
def test_row_names_can_be_declared_unused(shop, written):
    header, *records = table(RECORDS).rstrip().split("\r\n")
    numbered = [f'"{number}",{record}' for number, record in enumerate(records, start=1)]
    shop.deliver(2023, "\r\n".join([f'"",{header}' if written == "with" else header, *numbered]))
    refused(
        shop,
        "column 1 has answers but no header" if written == "with" else "every row has 7 cells but the header has 6",
    )
    shop.book["unused"] = {2023: {"": "row names"}}
    assert loaded(shop).frame["overall"].tolist()[:2] == [9.0, 7.0]


def test_decimal_commas_are_declared(shop):
    shop.items["score"] = item("Score", {2023: "score"}, number=NUMBER)
    given = ["7,5", "1.500", "0,25 points", "12"]
    shop.deliver(2023, table([{**row, "score": text} for row, text in zip(RECORDS, given, strict=True)], ";"))
    declare(shop, decimal=",")
    survey = loaded(shop)
    assert survey.frame["score"].fillna(-1).tolist() == [7.5, -1.0, 0.25, 12.0]
    assert survey.problems.query("item == 'score'")[["value", "rule"]].values.tolist() == [["1.500", "text"]]


def test_a_code_in_quotes_is_that_text_and_no_number(shop):
    shop.items["score"] = item("Score", {2023: "score"}, number=NUMBER, missing={"077": "refused"})
    given = ["077", "77", "63", "77.0"]
    shop.deliver(2023, [{**row, "score": text} for row, text in zip(RECORDS, given, strict=True)])
    assert loaded(shop).frame["score"].fillna(-1).tolist() == [-1.0, 77.0, 63.0, 77.0]


def test_undeclared_decimal_commas_are_asked_for(shop):
    shop.items["score"] = item("Score", {2023: "score"}, number=NUMBER)
    shop.deliver(2023, table([{**RECORDS[0], "score": f"{number},5"} for number in range(12)]))
    refused(shop, "set decimal: ',' for the file in origin.yml")


def test_a_scale_delivered_one_point_off_is_refused(shop):
    shop.items["overall"]["scale"] = {"from": 1, "to": 5}
    shop.deliver(2023, [{**RECORDS[0], "Q1": str(number % 5)} for number in range(20)])
    refused(
        shop,
        r"overall, wave 2023: 0 was answered 4 times but 5 never: .* codes: {2023: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}",
    )
    shop.items["overall"]["codes"] = {2023: {code: code + 1 for code in range(5)}}
    assert sorted(set(loaded(shop).frame["overall"])) == [1, 2, 3, 4, 5]


def test_a_stray_answer_off_the_scale_is_a_problem_only(shop):
    shop.items["overall"]["scale"] = {"from": 1, "to": 5}
    shop.deliver(2023, [{**RECORDS[0], "Q1": str(number % 6)} for number in range(24)])
    assert set(loaded(shop).problems["rule"]) == {"range"}


def test_one_id_has_one_form(shop):
    shop.items["room"] = item("Room", {2023: "room"}, number={**NUMBER, "max": 1000}, missing={999: "missing"})
    shop.study["design"] = {"psu": "room"}
    given = ["7", "07", "7.0", "７", "7\u00a0", "8", "999", "999"]
    shop.deliver(2023, [{**RECORDS[0], "room": text} for text in given])
    assert loaded(shop).frame["psu"].nunique() == 4  # 7, 8 and two rooms that nobody knows


def test_a_name_with_accents_is_found_in_either_form(shop):
    shop.deliver(2023, table(RECORDS), unicodedata.normalize("NFD", "Zürich é.csv"))
    shop.write()
    origin = shop.folder / "raw" / "2023" / "origin.yml"
    origin.write_text(unicodedata.normalize("NFC", origin.read_text("utf-8")), "utf-8")
    assert len(rows.load("shop", 2023).frame) == 4


def test_the_first_sheet_a_person_sees_is_read(shop):
    cells = [list(RECORDS[0]), *[list(row.values()) for row in RECORDS]]
    shop.deliver(2023, workbook({"old": [cells[0], *[cells[1]] * 9], "answers": cells}, hidden=["old"]), "a.xlsx")
    assert len(loaded(shop).frame) == 4


def test_what_is_not_seen_does_not_tell_answers_ids_or_headers_apart(shop):
    unseen = ["\u200b", "\ufeff", "\u200e", "\u00ad"]
    records = [
        {"Q1": f"9{mark}", "sex": f"{mark}male", "clinic\u2060": f"{mark}{7 + (mark == '')}"} | {"said": ""}
        for mark in ["", *unseen, "\u202a"]
    ]
    shop.items = {name: shop.items[name] for name in ("overall", "sex", "said")}
    number = {"min": 0, "max": 99, "unit": {"en": "times", "zh": "次"}}
    shop.items["clinic"] = item("Clinic", {2023: "clinic"}, number=number, roles=["psu"])
    shop.study["design"] = {"psu": "clinic"}
    shop.deliver(2023, records)
    survey = loaded(shop)
    assert survey.problems.empty and survey.frame["psu"].tolist() == ["8", *["7"] * 5]
    assert survey.frame["overall"].tolist() == [9.0] * 6 and survey.frame["sex"].tolist() == ["male"] * 6


def test_a_column_is_not_shared_unseen_under_two_spellings(shop):
    shop.items["again"] = item("Again", {2023: "q1"}, scale={"from": 1, "to": 10})
    refused(shop, "column Q1: the codebook names it 'Q1' and 'q1': spell it in one way")


def test_a_declared_comma_is_not_asked_for(shop):
    shop.items["wait"]["asked_if"] = {}
    shop.deliver(2023, [{**row, "wait": "4.5"} for row in RECORDS * 3])
    declare(shop, decimal=",")
    refused(shop, r"item wait: 12 of 12 .*as decimal: ',' in origin.yml says: do all its files have commas\?")


def test_cells_with_errors_or_never_computed_are_problems_not_blanks(shop):
    wrong = ["#N/A", "#DIV/0!", "=1/0", True, "#N/A", "#REF!"]
    cells = [list(RECORDS[0]), *[list(row.values()) for row in RECORDS]]
    cells += [[wrong[0], "male", "bot", wrong[2], "app", wrong[5]], ["5", wrong[1], "bot", True, "app", "fine"]]
    shop.study["quality"] = {"invalid": 0.9}
    shop.deliver(2023, workbook({"answers": cells}), "a.xlsx")
    survey = loaded(shop)
    assert len(survey.frame) == 6
    assert survey.problems[["line", "item", "value", "rule"]].query("line > 5").values.tolist() == [
        [6, "overall", "#N/A", "error"],
        [6, "said", "#REF!", "error"],
        [6, "wait", "#UNCOMPUTED!", "error"],
        [7, "sex", "#DIV/0!", "error"],
        [7, "wait", "TRUE", "text"],
    ]


def statistics(tmp_path, ending, frame, **metadata):
    path = tmp_path / f"delivered{ending}"
    (pyreadstat.write_dta if ending == ".dta" else pyreadstat.write_sav)(frame, path, **metadata)
    return path.read_bytes()


FRAME = pd.DataFrame(
    {
        "Q1": [9.0, 5.0, 10.0, 10.0], "sex": [1.0, 2.0, 2.0, 1.0], "channel": ["bot", "store", "bot", "bot"],
        "wait": [5.0, 98.0, 12.0, 99.0], "uses": ["app", "web", "none", "app"], "said": ["好", "", "fine", ""],
    }
)  # fmt: skip


def test_labels_and_missing_codes_of_spss_are_used(shop, tmp_path):
    labels = {"sex": {1: "Women", 2: "Men"}, "wait": {98: "Don't know", 99: "Refused"}}
    data = statistics(
        tmp_path,
        ".sav",
        FRAME,
        variable_value_labels=labels,
        missing_ranges={"wait": [{"lo": 98, "hi": 120}], "Q1": [10]},
    )
    shop.deliver(2023, data, "a.sav")
    shop.items["wait"]["asked_if"] = {}
    survey = loaded(shop)
    assert survey.frame["sex"].tolist() == ["female", "male", "male", "female"]
    assert survey.frame["wait"].fillna(-1).tolist() == [5.0, -1.0, 12.0, -1.0]
    assert survey.frame["overall"].fillna(-1).tolist() == [9.0, 5.0, -1.0, -1.0]
    assert survey.problems.empty


def test_missing_letters_of_stata_are_missing(shop, tmp_path):
    frame = FRAME.astype({"wait": object})
    frame.loc[[1, 3], "wait"] = ["a", "b"]
    labels = {"sex": {1: "Women", 2: "Men"}, "wait": {"a": "Refused"}}
    data = statistics(tmp_path, ".dta", frame, variable_value_labels=labels, missing_user_values={"wait": ["a", "b"]})
    shop.deliver(2023, data, "a.dta")
    shop.items["wait"]["asked_if"] = {}
    survey = loaded(shop)
    assert survey.frame["wait"].fillna(-1).tolist() == [5.0, -1.0, 12.0, -1.0] and survey.problems.empty


def test_the_encoding_of_a_statistics_file_is_obeyed_or_asked_for(shop, tmp_path):
    # As Chinese systems wrote it before Unicode: words and header records in GB18030.
    data = statistics(tmp_path, ".sav", FRAME.assign(said="ABCD", sex=["female"] * 4))
    data = data.replace(b"UTF-8", b"\0\0\0\0\0").replace(b"ABCD", "好的".encode("gb18030"))
    shop.deliver(2023, data, "a.sav")
    shop.items["wait"]["asked_if"] = {}
    refused(shop, r"could be gb18030 \('好的'\), .*: set encoding: in origin.yml")
    declare(shop, "a.sav", encoding="GBK")
    assert loaded(shop).frame["said"].tolist() == ["好的"] * 4


@pytest.mark.parametrize("name", ["hex", "idna", "undefined", "unicode_escape", "klingon", "", "utf-8\0"])
def test_an_encoding_of_no_file_is_refused(shop, name):
    declare(shop, encoding=name)
    refused(shop, "origin.yml, line 8: files.0.encoding: no encoding")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.sav", "a.dta", "a.csv"])
@pytest.mark.parametrize("data", [b"", b" \r\n\r\n"])
def test_an_empty_file_is_said_to_be_empty(shop, name, data):
    shop.deliver(2023, data, name)
    refused(shop, f"shop/raw/2023/{name}: the file is empty")


def test_nobody_answered_anything(shop):
    shop.deliver(2023, [{**dict.fromkeys(RECORDS[0], ""), "said": str(number)} for number in range(3)])
    refused(shop, "wave 2023")
