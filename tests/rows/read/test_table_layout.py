"""Headers of two rows, as people lay them out above merged cells: what is read as one, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.rows.read.delivered import deliver
from tests.rows.read.workbook_files import workbook

N = 40
TOP = ["ID", "How satisfied are you with", None, None, "About you", None]
SECOND = [None, "Staff", "Rooms", "Food", "Gender", "Age"]
ROWS = [[1000 + n, 1 + n % 5, 1 + n % 4, 1 + (3 * n) % 5, ["Men", "Women"][n % 2], 18 + n % 20] for n in range(N)]
BOTH = ["ID", *(f"How satisfied are you with {part}" for part in SECOND[1:4]), "About you Gender", "About you Age"]


def workbook_of(folder: Path, sheets: dict[str, list[list]], merged: tuple[str, ...] = ()) -> Path:
    (folder / "visits.xlsx").write_bytes(workbook(sheets, merged=merged))
    return folder / "visits.xlsx"


@pytest.mark.parametrize(
    ("above", "merged", "header"),
    [
        ([], ("B1:D1", "E1:F1"), [1, 2]),
        ([], (), [1, 2]),
        ([["Visitors 2024"]], ("A1:F1", "B2:D2", "E2:F2", "A2:A3"), [2, 3]),
    ],
)
def test_a_header_of_two_rows_is_one(tmp_path: Path, above: list, merged: tuple[str, ...], header: list[int]) -> None:
    delivered = deliver(workbook_of(tmp_path, {"Data": [*above, TOP, SECOND, *ROWS]}, merged))
    assert ([column.header for column in delivered.columns], delivered.records) == (BOTH, N)
    assert delivered.origin.header == header
    assert delivered.columns[2].cells == [str(row[2]) for row in ROWS]


@pytest.mark.parametrize(
    ("top", "second"),
    [
        (["id", "q1", "q2", "", ""], ["1", "3", "4", "late", "cold"]),  # comments without a header
        (["id", "answer", "reason", "", ""], ["a", "yes", "price", "late", "cold"]),  # answers that come again below
        (["", "q1", "q2", "q3", "q4"], ["a", "one", "two", "three", "four"]),  # row names
        (["id", "q1", "q2", "q3", "q4"], ["a", "Staff", "Rooms", "Food", "Price"]),  # nothing blank
    ],
)
def test_a_first_respondent_is_no_header(tmp_path: Path, top: list[str], second: list[str]) -> None:
    below = [[f"r{n}", "yes" if n % 2 else "no", str(n % 3), "late", "warm"] for n in range(12)]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(map(",".join, [top, second, *below])), "utf-8")
    assert (deliver(file).records, deliver(file).origin.header) == (13, None)
