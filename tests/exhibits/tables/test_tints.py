"""The tints of a table of groups by items."""

from __future__ import annotations

import re
from dataclasses import replace

from manyi.exhibits import Chapter
from manyi.exhibits.tables.grids import grid
from tests.exhibits.conftest import Shown, estimates


def test_cells_are_tinted_by_fifths_of_the_range_and_hidden_ones_are_not(chapter: Chapter, shown: Shown) -> None:
    keys = {"channel": ["phone", "bot"] * 3, "item": ["attitude"] * 2 + ["speed"] * 2 + ["clear"] * 2}
    status = ["shown"] * 5 + ["suppressed"]
    rows = estimates(keys, [60.0, 80.0, 70.0, 64.1, 79.9, 1.0], status=status)
    chart = grid(rows, columns="channel")
    chapter.show("grid", chart, title={"en": "By channel", "zh": "按渠道"})
    for language in ("en", "zh"):
        assert re.findall(r'data-tint="(\d)"', shown["contact-grid"][language]) == ["1", "5", "3", "2", "5"]
    assert replace(chart.data, tinted=False).tint(next(chart.data.entries())[1]) == ""


def test_equal_values_have_no_tint() -> None:
    rows = estimates({"channel": ["phone", "bot"], "item": ["attitude"] * 2}, [60.0, 60.0])
    data = grid(rows, columns="channel").data
    assert {data.tint(number) for _, number in data.entries()} == {""}
