"""The assessment workbook: made the same each time, and everything wrong in a filled-in one is said."""

from __future__ import annotations

import io
import time
from pathlib import Path

import openpyxl
import pytest

from manyi.errors import InputError
from manyi.studies.firms import indicators
from manyi.studies.firms.form import read
from manyi.studies.firms.form_template import CHECKS, FIRM, HEADS, NO, SPECIAL, YES, label, template
from manyi.studies.firms.forms import delivered, main, problems
from manyi.study.reading import definition

SYSTEM, BOOK = indicators.load("firms"), definition("firms").codebook
EMPTY = template(SYSTEM, BOOK)
FIRM_ANSWERS = {
    "firm": "F24901", "name_zh": "样例公司", "name_en": "Sample Co.", "size": "51-200人", "industry": "services",
    "region": "东部 East", "assessed": "企业自评", "special_bonus": 2,
}  # fmt: skip


def filled(folder: Path, name: str = "one.xlsx", **changes: object) -> Path:
    """Write a filled-in workbook; `changes` are cells by 'check.column', firm questions, or reasons of deductions."""
    book = openpyxl.load_workbook(io.BytesIO(EMPTY))
    for row in book[FIRM].iter_rows(min_row=2):
        row[2].value = ({**FIRM_ANSWERS, **changes}).get(row[0].value)
    heads = [cell.value for cell in book[CHECKS][1]]
    for row in book[CHECKS].iter_rows(min_row=2):
        cells = {key: row[heads.index(head)] for key, head in HEADS.items()}
        check = cells["id"].value
        cells["applicable"].value = YES
        if SYSTEM.checks[check].how == "met":
            cells["met"].value = YES
        else:
            cells["checked"].value, cells["conforming"].value = 10, 8
        for key, value in changes.items():
            if key.startswith(f"{check}."):
                cells[key.partition(".")[2]].value = value
    for place, reason in enumerate(changes.get("deductions", []), start=2):  # type: ignore[call-overload]
        book[SPECIAL].cell(place, 1).value = reason
    book.save(folder / name)
    return folder / name


def test_the_template_is_the_same_bytes_each_time() -> None:
    time.sleep(1.1)  # the moment it is saved, in whole seconds, must not be in the file
    assert template(SYSTEM, BOOK) == EMPTY


def test_the_template_holds_every_check_with_its_points() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(EMPTY))[CHECKS]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert list(rows) == list(SYSTEM.checks)
    assert rows["managers"][4].value == 5
    assert rows["laws"][4].value == "2.5 假定 assumed"
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} >= {"G2:G27", "H2:H27"}


def test_a_filled_in_workbook_becomes_points(tmp_path: Path) -> None:
    law = SYSTEM.special.reasons["law"]
    out = {"recycling.applicable": NO, "recycling.met": None}
    form = read(filled(tmp_path, **{"managers.met": NO, "deductions": [label(law)] * 2}, **out), SYSTEM, BOOK)
    assert form.problems == []
    firm = form.firm
    assert (firm["size"], firm["industry"], firm["region"], firm["assessed"]) == ("s51_200", "services", "east", "self")
    assert (firm["special_deductions"], firm["special_bonus"]) == (2, 2)
    assert (firm["staff_obtained"], firm["staff_applicable"]) == (4, 10)
    assert (firm["recycling_obtained"], firm["recycling_applicable"]) == (0, 0)
    assert firm["complaints_obtained"] == 10


@pytest.mark.parametrize(
    ("changes", "sheet", "column", "message", "allowed"),
    [
        ({"name_zh": None}, FIRM, "回答 answer", "name_zh: no answer", ""),
        ({"size": "many"}, FIRM, "回答 answer", "size: not an answer", "1～50人 1 to 50 people"),
        ({"special_bonus": 99}, FIRM, "回答 answer", "special_bonus: not an answer", "0 to 10"),
        ({"laws.applicable": None}, CHECKS, "适用 applies", "no answer", YES),
        ({"laws.applicable": "maybe"}, CHECKS, "适用 applies", "not an answer", NO),
        ({"laws.met": None}, CHECKS, "符合 met", "no answer", YES),
        ({"laws.applicable": NO}, CHECKS, "符合 met", "the check does not apply: leave it empty", ""),
        ({"laws.checked": 4}, CHECKS, "抽查数 checked", "not asked of this check: leave it empty", ""),
        ({"delivery.checked": 0}, CHECKS, "抽查数 checked", "not a number allowed", "1 to 100000"),
        ({"delivery.conforming": 11}, CHECKS, "合格数 conforming", "not a number allowed", "0 to 10"),
        ({"delivery.conforming": "7.5"}, CHECKS, "合格数 conforming", "not a number allowed", "0 to 10"),
        ({"laws.id": "lawz"}, CHECKS, "编号 id", "unknown check", "handbook"),
        ({"laws.id": "handbook"}, CHECKS, "编号 id", "the check is in row 9 too", ""),
        ({"deductions": ["late"]}, SPECIAL, "原因 reason", "not a reason", "违反法律法规 Breach of law"),
    ],
)
def test_what_is_wrong_says_where_and_what_was_allowed(
    tmp_path: Path, changes: dict[str, object], sheet: str, column: str, message: str, allowed: str
) -> None:
    found = problems([read(filled(tmp_path, **changes), SYSTEM, BOOK)])
    first = found.iloc[0]
    assert (first["file"], first["sheet"], first["column"], first["message"]) == ("one.xlsx", sheet, column, message)
    assert allowed in first["allowed"]
    row = openpyxl.load_workbook(tmp_path / "one.xlsx")[sheet][int(first["row"])]
    if column != "编号 id":
        assert str(first["value"]) in {"" if cell.value is None else str(cell.value) for cell in row}


def test_a_missing_check_and_a_firm_in_two_workbooks(tmp_path: Path) -> None:
    two = [read(filled(tmp_path, name, **{"laws.id": None}), SYSTEM, BOOK) for name in ("one.xlsx", "two.xlsx")]
    found = problems(two)
    assert "the check 'laws' is missing" in set(found["message"])
    assert found.iloc[-1]["message"] == "the firm has a workbook already, one.xlsx"
    assert found.iloc[-1]["file"] == "two.xlsx"


def test_what_is_delivered_has_the_columns_of_the_wave(tmp_path: Path) -> None:
    header, row = delivered([read(filled(tmp_path), SYSTEM, BOOK)], BOOK, 2024)
    assert header[0] == "企业编号"
    cells = dict(zip(header, row, strict=True))
    assert cells["人员规模"] == "s51_200"
    assert cells["5.3.2 投诉处理（得分）"] == "10"
    assert cells["合计得分"] == ""


def test_import_writes_the_file_or_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = filled(tmp_path), filled(tmp_path, "bad.xlsx", firm="F24902", **{"laws.met": "perhaps"})
    target = tmp_path / "2024.csv"
    assert main(["import", "2024", str(target), str(good), str(bad)]) == 2
    assert not target.exists()
    said = capsys.readouterr().err.splitlines()
    assert (
        said[0] == f"bad.xlsx, sheet {CHECKS}, row 10, column 符合 met: not an answer: 'perhaps' (allowed: {YES}, {NO})"
    )
    assert said[1] == "manyi: 1 problems in 1 of 2 workbooks; nothing written"
    assert main(["import", "2024", str(target), str(good)]) == 0
    assert target.read_text("utf-8-sig").count("\n") == 2
    assert "1 firms" in capsys.readouterr().out


def test_a_file_that_is_no_workbook_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="no sheet"):
        read(tmp_path / "other.xlsx", SYSTEM, BOOK)
    assert main(["import", "20x4", str(tmp_path / "out.csv"), str(tmp_path / "other.xlsx")]) == 2
    assert capsys.readouterr().err.startswith("manyi: firms: no wave '20x4' (allowed: 2017, 2019")
    assert main(["export"]) == 2
    assert "template FILE.xlsx" in capsys.readouterr().err
    assert main(["template", str(tmp_path / "empty.xlsx")]) == 0
    assert (tmp_path / "empty.xlsx").read_bytes() == EMPTY
