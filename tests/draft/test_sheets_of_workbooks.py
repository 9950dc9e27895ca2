"""A workbook with several sheets, a header of two rows: what a draft says about them, and what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.draft.new_survey import draft_survey
from manyi.errors import InputError
from manyi.rows.loading import load
from manyi.rows.read.delivered import deliver
from manyi.study.marks import open_points
from manyi.study.reading import definition
from tests.rows.read.test_table_layout import ROWS, SECOND, TOP, N, workbook_of


def test_what_was_taken_for_the_header_is_said_and_read_so(project: Path, tmp_path: Path) -> None:
    file = workbook_of(tmp_path, {"Notes": [["Survey 2024"], ["by X"]], "Data": [TOP, SECOND, *ROWS]}, ("B1:D1",))
    lines = list(draft_survey("visits", file, 2024, False))
    assert any("'Data'" in line and "'Notes' (2 rows)" in line for line in lines)
    items = definition("visits").codebook.items
    assert [items[name].short.en for name in items][:4] == ["Staff", "Rooms", "Food", "Gender"]
    assert len(load("visits", 2024).frame) == N
    points = open_points([project / "data/visits/raw/2024/origin.yml"])
    assert [point.kind for point in points if "rows 1 and 2" in point.about and "'Notes'" in point.about] == ["GUESS"]


def test_the_sheet_is_chosen_by_what_is_in_it_or_by_who_reads(project: Path, tmp_path: Path) -> None:
    header = ["Staff", "Rooms", "Food", "Gender"]
    years = {
        str(year): [header, *([1 + (n + year) % 5, *row[2:5]] for n, row in enumerate(ROWS))] for year in (2024, 2025)
    }
    file = workbook_of(tmp_path, years)
    assert (deliver(file).origin.sheet, deliver(file).sheets) == ("2024", {"2024": N + 1, "2025": N + 1})
    list(draft_survey("visits", file, 2024, False))
    points = open_points([project / "data/visits/raw/2024/origin.yml"])
    assert [point.kind for point in points if "'2025'" in point.about] == ["CONFIRM"]
    list(draft_survey("later", file, 2025, False, sheet="2025"))
    assert not [point for point in open_points([project / "data/later/raw/2025/origin.yml"]) if "sheet" in point.about]
    assert definition("later").origins[2025].files[0].sheet == "2025"
    with pytest.raises(InputError, match=r"no sheet '2026' \(allowed: 2024, 2025\)"):
        deliver(file, sheet="2026")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputError, match="not a workbook"):
        deliver(tmp_path / "a.csv", sheet="2024")
