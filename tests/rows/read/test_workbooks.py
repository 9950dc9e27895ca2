import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from manyi.errors import InputError
from manyi.rows.read.workbooks import shown, statistics_file, workbook


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (True, "1"),
        (None, ""),
        (float("nan"), ""),
        (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5, 9, 30, 1), "2024-03-05 09:30:01"),
        (time(9, 30), "09:30:00"),
        (timedelta(minutes=2), "120"),
        (1e300, "1e+300"),
        ("满意 ", "满意 "),
    ],
)
def test_cells_read_as_a_person_sees_them(value, text):
    assert shown(value) == text


def book(rows, title="答卷"):
    made = openpyxl.Workbook()
    made.active.title = "封面"
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_named_sheet_with_the_row_numbers_of_the_file():
    data = book([["", ""], ["序号", "提交"], [1, datetime(2024, 3, 5, 9, 30)], [], [2, "x"]])
    assert list(workbook(data, "a.xlsx", "答卷")) == [
        (2, ["序号", "提交"]),
        (3, ["1", "2024-03-05 09:30:00"]),
        (5, ["2", "x"]),
    ]


def test_an_unknown_sheet_and_a_file_that_is_no_workbook():
    with pytest.raises(InputError, match=r"no sheet 'x' \(allowed: 封面, 答卷\)"):
        list(workbook(book([["a"]]), "a.xlsx", "x"))
    with pytest.raises(InputError, match="a.xls: not readable as a workbook"):
        list(workbook(b"a,b\n1,2\n", "a.xls"))


def test_spss_codes_not_labels_and_user_missing_as_delivered(tmp_path):
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"q1": [1.0, 99.0, None], "name": ["甲", "乙", ""]})
    pyreadstat.write_sav(
        frame, path, variable_value_labels={"q1": {1: "满意", 99: "不知道"}}, missing_ranges={"q1": [99]}
    )
    assert list(statistics_file(path, "a.sav")) == [
        (0, ["q1", "name"]),
        (1, ["1", "甲"]),
        (2, ["99", "乙"]),
        (3, ["", ""]),
    ]
    path.write_bytes(b"not spss")
    with pytest.raises(InputError, match="a.sav: not readable"):
        list(statistics_file(path, "a.sav"))
