"""Columns that are no answers: times of the fieldwork in whatever form, weights."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from manyi.draft.book import drafted
from manyi.draft.descriptions import _design
from manyi.draft.item import DraftBook
from manyi.rows.read.delivered import deliver


def book_of(tmp_path: Path, columns: dict[str, list[str]]) -> DraftBook:
    """Return the draft of 90 records of a rating and these columns, each repeated as often as it takes."""
    lines = [",".join(["Rating", *columns])]
    for at in range(90):
        lines.append(",".join([str(1 + at % 5), *(cells[at % len(cells)] for cells in columns.values())]))
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return drafted(deliver(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("headers", "form"),
    [
        (["Start time", "Completion time"], "{month}/{day}/24 9:0{minute}:10"),
        (["Start time", "Completion time"], "{month}/{day}/24 9:0{minute}:10 AM"),
        (["Submitted at"], "2024-0{month}-{day}T09:0{minute}:10Z"),
        (["Completed on"], "2024-0{month}-{day}T09:0{minute}:10.123+08:00"),
    ],
)
def test_times_are_the_fieldwork_and_no_answers(tmp_path: Path, headers: list[str], form: str) -> None:
    """Of two columns, the completion: it is a month later here."""
    columns = {
        header: [form.format(month=3 + late, day=10 + at % 19, minute=at % 3) for at in range(45)]
        for late, header in enumerate(headers)
    }
    book = book_of(tmp_path, columns)
    month = 2 + len(headers)
    assert (book.days, book.days_from) == ((date(2024, month, 10), date(2024, month, 28)), headers[-1])
    assert [item.headers for item in book.items] == [["Rating"]]
    assert [left.header for left in book.unused] == headers


def test_strata_in_words_leave_the_name_of_the_design_to_the_design(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"stratum": ["urban", "rural"]})
    assert [(item.name, item.roles) for item in book.items if item.roles] == [("stratum_answer", ["stratum"])]


FRACTIONS = [f"{0.4 + 0.0137 * at:.4f}" for at in range(90)]  # mean 1.01
GROSS = [f"{2310.25 + 31.4159 * at:.3f}" for at in range(90)]  # sum to a population
KILOGRAMS = [f"{48.5 + at / 2:.1f}" for at in range(90)]


@pytest.mark.parametrize("header", ["w_metro", "poids", "Peso", "Gewicht_final", "weight_county", "main_wt", "wgt2"])
@pytest.mark.parametrize("cells", [FRACTIONS, GROSS])
def test_weights_are_known_by_name_and_values(tmp_path: Path, header: str, cells: list[str]) -> None:
    item = book_of(tmp_path, {header: cells}).items[1]
    assert (item.roles, item.mark, item.kind) == (["weight"], "GUESS", "number")


@pytest.mark.parametrize("cells", [KILOGRAMS, ["1", "2", "1", "3"], ["-0.5", "1.25", "1.5"]])
@pytest.mark.parametrize("header", ["w_staff", "Poids"])
def test_kilograms_and_ratings_are_no_weights(tmp_path: Path, header: str, cells: list[str]) -> None:
    assert book_of(tmp_path, {header: cells}).items[1].roles == []


def test_several_weights_are_the_weights_of_the_design(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"w_metro": FRACTIONS, "w_county": FRACTIONS[::-1]})
    line = next(line for line in _design(book) if "# GUESS" in line)
    design = yaml.safe_load(line)["design"]
    assert design == {"weight": "w_metro", "weights": {"w_county": "w_county"}}
