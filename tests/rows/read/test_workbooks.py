import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from manyi.errors import InputError
from manyi.rows.read import parsing
from manyi.rows.read.parsing.cell_texts import shown
from manyi.rows.read.workbooks import statistics_file, workbook
from manyi.study.answers import DECLARED
from tests.rows.read import platform_files


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (True, "TRUE"),
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


def test_a_named_sheet_with_its_blank_rows():
    data = book([["", ""], ["序号", "提交"], [1, datetime(2024, 3, 5, 9, 30)], [], [2, "x"]])
    assert workbook(data, "a.xlsx", "答卷").rows == [
        *(["", ""], ["序号", "提交"], ["1", "2024-03-05 09:30:00"], ["", ""], ["2", "x"]),
    ]


def test_decimals_of_cells_are_written_as_the_file_writes_its_own():
    assert workbook(book([["a"], [2.5], [3.0]]), "a.xlsx", "答卷", ",").rows == [["a"], ["2,5"], ["3"]]


def test_an_unknown_sheet_and_a_file_that_is_no_workbook():
    with pytest.raises(InputError, match=r"no sheet 'x' \(allowed: 封面, 答卷\)"):
        workbook(book([["a"]]), "a.xlsx", "x")
    with pytest.raises(InputError, match=r"a.xls: not readable as a workbook"):
        workbook(b"a,b\n1,2\n", "a.xls")


def with_cell(data, name, content):
    """Return a workbook with one more cell, as a program that is not openpyxl writes it."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet2.xml"):
                row = f'<row r="{name.strip("ABCDEFX")}"><c r="{name}"{content}</c></row></sheetData>'
                text = text.replace(b"</sheetData>", row.encode())
            new.writestr(part, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (' t="e"><v>#N/A</v>', "#N/A"),
        (' s="1" t="e"><f>1/0</f><v>#DIV/0!</v>', "#DIV/0!"),
        ("><f>A1+1</f>", "#UNCOMPUTED!"),
        ("><f>A1+1</f><v/>", "#UNCOMPUTED!"),
        ('><f t="shared" si="0"/><v></v>', "#UNCOMPUTED!"),
        ("><f>A1+1</f><v>7</v>", "7"),
        (' t="str"><f>A1</f><v></v>', ""),
        (' t="b"><v>1</v>', "TRUE"),
        (' t="inlineStr"><is><t>&lt;f&gt; t="e"</t></is>', '<f> t="e"'),
    ],
)
def test_errors_and_formulas_without_a_value_are_seen(cell, text):
    data = with_cell(book([["a", "b"], ["1", "2"]]), "B3", cell)
    assert workbook(data, "a.xlsx", "答卷").rows[2:] in ([["", text]], [] if not text else [["", text]])


@pytest.mark.parametrize(
    ("cells", "header", "marked"),
    [
        ("B2:B3", 0, [(2, 1)]),  # one answer for two records
        ("A2:B3", 1, [(1, 1), (2, 0), (2, 1)]),
        ("A1:B1", 0, []),  # a title over both columns
        ("A2:B2", 2, []),  # the second row of headers
        ("B2:B3", None, []),  # a form to fill in
    ],
)
def test_cells_merged_with_an_answer_are_seen(cells, header, marked):
    made = openpyxl.Workbook()
    for row in (["a", "b"], [1, 2], [3, 4], [5, 6]):
        made.active.append(row)
    made.active.merge_cells(cells)
    made.save(data := io.BytesIO())
    rows = workbook(data.getvalue(), "a.xlsx", header=header).rows
    assert [(at, place) for at, row in enumerate(rows) for place in (0, 1) if row[place] == "#MERGED!"] == marked


def test_a_file_made_to_harm_is_refused_in_a_line():
    far = with_cell(book([["a"]]), "XFD1048576", "><v>1</v>")
    with pytest.raises(InputError, match=r"a.xlsx: .* more memory than a survey file should"):
        workbook(far, "a.xlsx", "答卷")
    with zipfile.ZipFile(bomb := io.BytesIO(book([["a"]])), "a") as packed:
        packed.writestr("xl/media/image.bin", b"0")
        packed.infolist()[-1].file_size = 2**31  # what it says it unpacks to
    with pytest.raises(InputError, match="a.xlsx: too large once unzipped"):
        workbook(bomb.getvalue(), "a.xlsx", "答卷")


def test_a_reader_that_dies_takes_nothing_with_it(monkeypatch, tmp_path):
    dying = tmp_path / "__main__.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(parsing, "__path__", [str(tmp_path)])
    with pytest.raises(InputError, match=r"a.dta: not readable: its reader stopped \(SIGSEGV\)"):
        statistics_file(b"x", "a.dta", ".dta")


def test_a_variable_whose_name_is_lost_is_refused(tmp_path):
    damaged = platform_files.spss(tmp_path).replace(b"HEARD_3 ", b"\xff\xffARD_3 ", 1)
    with pytest.raises(InputError, match="^a.sav: not readable: it has a variable without a name$"):
        statistics_file(damaged, "a.sav", ".sav")


def test_spss_codes_with_labels_and_missing_codes_marked(tmp_path):
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"q1": [1.0, 99.0, None], "name": ["甲", "乙", ""]})
    pyreadstat.write_sav(
        frame, path, variable_value_labels={"q1": {1: "满意", 99: "不知道"}}, missing_ranges={"q1": [99]}
    )
    parsed = statistics_file(path.read_bytes(), "a.sav", ".sav")
    assert parsed.rows == [["q1", "name"], ["1", "甲"], [f"{DECLARED}99", "乙"], ["", ""]]
    assert parsed.labels == {"q1": {"1": "满意", "99": "不知道"}}
    with pytest.raises(InputError, match="a.sav: not readable"):
        statistics_file(b"not spss", "a.sav", ".sav")


@pytest.mark.parametrize("place", [10, 60, 130, 400])
def test_damaged_stata_files_are_read_or_refused(tmp_path, place):
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(pd.DataFrame({"q": [1.0, 2.0]}), path)
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    try:
        assert statistics_file(bytes(data), "a.dta", ".dta").rows[0]
    except InputError as error:
        assert str(error).startswith("a.dta: not readable")
