"""Scales side by side are one battery; one that runs against the others is confirmed by itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from manyi.draft.book import drafted
from manyi.rows.read.delivered import deliver


@pytest.mark.parametrize("turned", [None, "Q1_d"])
def test_a_turned_item_is_asked_about(tmp_path: Path, turned: str | None) -> None:
    draw = random.Random(5)  # noqa: S311 - a fixture
    names = ["Q1_a", "Q1_b", "Q1_c", "Q1_d"]
    lines = [",".join(names)]
    for _ in range(200):
        level = draw.gauss(3, 1)
        points = {name: max(1, min(5, round(level + draw.gauss(0, 0.7)))) for name in names}
        lines.append(",".join(str(6 - points[name] if name == turned else points[name]) for name in names))
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    items = drafted(deliver(tmp_path / "a.csv")).items
    assert {item.battery for item in items} == {"q1_a"}
    against = [item.headers[0] for item in items if "runs against" in item.evidence]
    assert against == ([turned] if turned else [])
    assert [item.headers[0] for item in items if not item.shared] == against
    assert all(item.mark == "CONFIRM" for item in items)
