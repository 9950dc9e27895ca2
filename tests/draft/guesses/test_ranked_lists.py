"""A list that was ranked, whole or in part, is no scale: places are told by what a row holds, whatever the platform."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from manyi.draft.book import drafted
from manyi.draft.item import DraftItem
from manyi.rows.read.delivered import deliver

LIST = ("Price", "Quality", "Service", "Brand")
HEADERS = {"brackets": "3、请排序({})", "dash": "Rank these - {}", "letters": "Q3{}"}


def items_of(tmp_path: Path, header: str, rows: list[list[str]]) -> list[DraftItem]:
    lines = [",".join(header.format(part) for part in LIST), *map(",".join, rows)]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return drafted(deliver(tmp_path / "a.csv")).items


def ranked(most: int, void: str, seed: int = 5) -> list[list[str]]:
    """Two hundred people who rank two of the four, or up to `most`; void: what stands where nothing was ranked."""
    draw = random.Random(seed)  # noqa: S311 - a fixture
    rows = []
    for _ in range(200):
        order = draw.sample(range(4), draw.randint(2, most))
        rows.append([str(order.index(at) + 1) if at in order else void for at in range(4)])
    return rows


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(("most", "void"), [(4, "-3"), (3, ""), (4, "0")])
def test_a_list_ranked_in_part_has_places(tmp_path: Path, header: str, most: int, void: str) -> None:
    items = items_of(tmp_path, HEADERS[header], ranked(most, void))
    assert [(item.answers["number"]["min"], item.answers["number"]["max"]) for item in items] == [(1, most)] * 4
    assert {item.mark for item in items} == {"CONFIRM"} and not any(item.battery for item in items)
    assert all(item.answers.get("missing", {}) == ({int(void): "missing"} if void else {}) for item in items)


def test_ratings_that_repeat_within_a_row_are_none(tmp_path: Path) -> None:
    draw = random.Random(6)  # noqa: S311 - a fixture
    rows = [[draw.choice(["1", "2", "3", "4", "-3"]) for _ in LIST] for _ in range(200)]
    assert not any("ranking" in item.evidence for item in items_of(tmp_path, HEADERS["brackets"], rows))


def test_a_choice_of_one_is_none(tmp_path: Path) -> None:
    rows = [["1" if at % 4 == column else "0" for column in range(4)] for at in range(200)]
    assert not any("ranking" in item.evidence for item in items_of(tmp_path, HEADERS["brackets"], rows))
