"""On real waves: whom a column is, told by headers alone, against the codebook a person wrote."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from manyi.draft.matching import matched_columns
from manyi.rows import definition
from manyi.study.answers import heading

# Matched wrongly, by year: a question of other words (2013), a gate that is called as the area was (2014).
WRONG = {2013: {"boarding_area", "left_restaurant", "flight_type"}, 2014: {"boarding_area"}, 2015: set(), 2016: set()}

COLUMNS = {2013: 50, 2014: 59, 2015: 56, 2016: 57}


@pytest.mark.reference
@pytest.mark.parametrize("year", sorted(WRONG))
def test_columns_are_matched_as_a_person_did(reference: Path, year: int) -> None:
    headers = {}
    for wave in (year - 1, year):
        [file] = (reference / "data" / "sfo" / "raw").glob(f"{wave}_*.csv")
        with file.open(encoding="utf-8", errors="replace", newline="") as rows:
            headers[wave] = next(csv.reader(rows))
    book = definition("sfo").codebook
    truth = {name: parts[""][0] for name, item in book.items.items() if "" in (parts := item.headers(year))}
    for item in book.items.values():  # as if this year had not been described yet
        object.__setattr__(item, "columns", {w: c for w, c in item.columns.items() if w < year})
    matched = matched_columns(book, year - 1, year, dict.fromkeys(headers[year], ""), headers[year - 1])
    wrong = {match.item for match in matched.columns if _same(match.now) != _same(truth.get(match.item))}
    assert wrong == WRONG[year]
    assert len(matched.columns) == COLUMNS[year]


def _same(header: str | None) -> str | None:
    return header and heading(header).lower()
