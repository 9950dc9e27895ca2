"""Ratings as the plainest files have them: bare numbers side by side, half points, rows of a grid."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from manyi.draft.book import drafted
from manyi.draft.item import DraftBook
from manyi.draft.proposals import proposed
from manyi.rows.read.delivered import deliver

NAMES = ["Cleanliness", "Comfort", "Staff", "Overall satisfaction"]


def book_of(tmp_path: Path, names: list[str], points: list[str], odd: str = "", size: int = 200) -> DraftBook:
    """Return the draft of a file of draws from these points; odd: what every tenth record has in the second column."""
    draw = random.Random(3)  # noqa: S311 - a fixture
    rows = [[draw.choice(points) for _ in names] for _ in range(size)]
    for row in rows[::10] if odd else ():
        row[1] = odd
    lines = [
        ",".join(["Visit", *names]),
        *(",".join(["web" if at % 3 else "shop", *row]) for at, row in enumerate(rows)),
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return drafted(deliver(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("low", "high", "odd", "missing"),
    [(1, 5, "", {}), (1, 5, "9", {9: "missing"}), (1, 5, "N/A", {"n/a": "not_applicable"}), (1, 7, "", {}),
     (1, 3, "", {}), (1, 11, "", {}), (0, 10, "", {})],
)  # fmt: skip
def test_neighbours_on_one_range_are_a_battery(tmp_path: Path, low: int, high: int, odd: str, missing: dict) -> None:
    book = book_of(tmp_path, NAMES, [str(point) for point in range(low, high + 1)], odd)
    ratings = [item for item in book.items if item.headers[0] in NAMES]
    assert [item.answers["scale"] for item in ratings] == [{"from": low, "to": high}] * 4
    assert {item.battery for item in ratings} == {"cleanliness"}
    assert {item.mark for item in ratings} == {"CONFIRM"}
    assert [
        {str(code).lower(): kind for code, kind in item.answers.get("missing", {}).items()} for item in ratings
    ] == [{str(code): kind for code, kind in missing.items()}] * 4


def test_an_end_nobody_chose_stays_on_the_scale(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    rows = [f"{1 + at % 5},{2 + at % 4},{1 + at % 4}" for at in range(200)]
    file.write_text("\n".join([",".join(NAMES[:3]), *rows]) + "\n", "utf-8")
    assert [item.answers["scale"] for item in drafted(deliver(file)).items] == [{"from": 1, "to": 5}] * 3


@pytest.mark.parametrize("names", [["Region", "Education", "Age group"], ["Comfort", "Staff"]])
def test_codes_of_lists_and_pairs_are_no_battery(tmp_path: Path, names: list[str]) -> None:
    book = book_of(tmp_path, names, list("12345"))
    assert {item.kind for item in book.items} == {"categories"}


def test_half_points_are_a_scale_but_hours_are_not(tmp_path: Path) -> None:
    halves = [f"{point / 2:g}" for point in range(2, 11)]
    *ratings, hours = book_of(tmp_path, [*NAMES[:3], "Hours of stay"], halves, "9").items[1:]
    assert [item.answers["scale"] for item in ratings] == [{"from": 1, "to": 5, "step": 0.5}] * 3
    assert {item.battery for item in ratings} == {"cleanliness"} and ratings[1].answers["missing"] == {9: "missing"}
    assert hours.kind == "number"


def test_rows_of_a_grid_are_called_by_what_stands_in_brackets(tmp_path: Path) -> None:
    rows = ["Food", "Staff", "Opening hours"]
    book = book_of(tmp_path, [f"Rate the following [{row}]" for row in rows], list("12345"))
    assert [item.short for item in book.items[1:]] == rows


def drawn(tmp_path: Path, columns: dict[str, list[str]]) -> DraftBook:
    """Return the draft of columns of three hundred draws from these texts each."""
    draw = random.Random(8)  # noqa: S311 - a fixture
    rows = [",".join(draw.choice(texts) for texts in columns.values()) for _ in range(300)]
    (tmp_path / "c.csv").write_text("\n".join([",".join(columns), *rows]) + "\n", "utf-8")
    return drafted(deliver(tmp_path / "c.csv"))


def test_a_code_one_above_the_scale_of_its_neighbours_is_asked_about(tmp_path: Path) -> None:
    five, odd, ten = "12345", "123456", [str(point) for point in range(12)]
    names = ["Satisfaction with staff", "Satisfaction with food", "Satisfaction with price", "Likely to recommend"]
    book = drawn(tmp_path, dict(zip(names, (list(odd), list(odd), list(five), ten), strict=True)))
    assert [item.answers["scale"] for item in book.items] == [{"from": 1, "to": 5}] * 3 + [{"from": 0, "to": 10}]
    assert [item.answers["missing"] for item in book.items] == [{6: "missing"}] * 3 + [{11: "missing"}]
    assert all(f"; {code} given " in item.evidence for item, code in zip(book.items[::3], (6, 11), strict=True))
    assert {item.mark for item in book.items} == {"CONFIRM"}


def test_a_way_of_travel_is_no_rating_and_no_driver(tmp_path: Path) -> None:
    book = drawn(tmp_path, {"Q1_overall": list("12345"), "Q2_staff": list("12345"), "Q3_price": list("12345"),
                            "Q4_transport": list("1112234"), "Q5_sex": list("12")})  # fmt: skip
    assert [item.kind for item in book.items] == ["scale"] * 3 + ["categories"] * 2
    way = book.items[3]
    assert way.mark == "CONFIRM" and "a scale, or a list of answers?" in way.evidence
    assert [item.name for item in proposed(book).drivers] == ["q2_staff", "q3_price"]


def test_amounts_of_a_draft_have_room_for_those_of_the_next_wave(tmp_path: Path) -> None:
    book = drawn(tmp_path, {"Overall rating": list("12345"), "spent": [f"{n / 7:.2f}" for n in range(3, 900)],
                            "balance": [f"{n / 7:.2f}" for n in range(-90, 900)]})  # fmt: skip
    spent, balance = (item.answers["number"] for item in book.items[1:])
    assert "max" not in spent | balance and spent["min"] == 0 and balance["min"] < -100
