"""Numbers as files: nothing a spreadsheet would run, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from manyi.errors import InputError
from manyi.publish import results, workbook

LEDGER = pd.DataFrame({"id": ["a-1", "a-2"], "value": [0.1 + 0.2, -3.0], "method": ["=cmd|' /C calc'!A0", "mean"]})
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", RISKY)
def test_text_that_looks_like_a_formula_is_text(text: str) -> None:
    frame = pd.DataFrame({"id": [text], "value": [-1.5]})
    assert results.inert(frame).to_dict("list") == {"id": [f"'{text}"], "value": [-1.5]}


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    results.write(LEDGER, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "results.xlsx")["results"]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value] == ["s"] * 4 + [
        "n",
        "s",
        "s",
        "n",
        "s",
    ]
    assert sheet["C2"].value.startswith("'=")


def test_csv_keeps_every_digit(tmp_path: Path) -> None:
    results.write(LEDGER, tmp_path)
    assert pd.read_csv(tmp_path / "results.csv")["value"].tolist() == [0.1 + 0.2, -3.0]


DOUBLES = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(DOUBLES, min_size=1, max_size=50))
@example([0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 1e22, 123456789012345678.0])
def test_the_workbook_keeps_every_double(values: list[float]) -> None:
    book = io.BytesIO(workbook.xlsx({"results": pd.DataFrame({"value": values})}))
    head, *cells = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    assert head == ["value"] and [float(cell) for [cell] in cells] == values


def test_results_xlsx_reads_back_equal_to_results_parquet(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    columns = {name: rng.normal(size=400) * 10.0 ** rng.integers(-12, 12, 400) for name in ("value", "se", "low")}
    ledger = pd.DataFrame({"id": [f"n-{row}" for row in range(400)], **columns})
    ledger.loc[::7, "se"] = np.nan
    results.write(ledger, tmp_path)
    book = pd.read_excel(tmp_path / "results.xlsx", engine="calamine")
    pd.testing.assert_frame_equal(book, pd.read_parquet(tmp_path / "results.parquet"), check_exact=True)


def test_the_workbook_tells_no_time() -> None:
    first, second = (workbook.xlsx({"results": LEDGER}) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {member.date_time[0] for member in book.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\n=1", " =1", "＝1", "－cmd"])
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert results.inert(pd.DataFrame({"a": [text, "78.5", "a=1"]}))["a"].tolist() == [f"'{text}", "78.5", "a=1"]


def test_control_characters_do_not_break_the_workbook() -> None:
    data = workbook.xlsx({"results": pd.DataFrame({"text": ["a\x00b\x1f"]})})
    assert openpyxl.load_workbook(io.BytesIO(data))["results"]["A2"].value == "ab"


def test_ledgers_come_in_the_order_of_the_chapters_and_ids_once(tmp_path: Path) -> None:
    for name, id_ in (("30-b", "x"), ("20-a", "y")):
        pd.DataFrame({"id": [id_], "chapter": [name]}).to_parquet(tmp_path / f"{name}.parquet")
    assert results.gather(tmp_path / f"{name}.parquet" for name in ["30-b", "absent", "20-a"])["id"].tolist() == [
        "x",
        "y",
    ]
    pd.DataFrame({"id": ["x"], "chapter": ["40-c"]}).to_parquet(tmp_path / "40-c.parquet")
    with pytest.raises(InputError, match=r"number id 'x' is used twice \(30-b, 40-c\)"):
        results.gather(tmp_path / f"{name}.parquet" for name in ["30-b", "40-c"])
    with pytest.raises(InputError, match="no chapter saved a number"):
        results.gather(tmp_path / f"{name}.parquet" for name in ["absent"])
