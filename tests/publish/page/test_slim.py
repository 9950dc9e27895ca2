"""Looks that repeat are said once, and mean the same."""

from __future__ import annotations

import re

from manyi.publish.page.tidy import share_looks

DRAWING = '<svg><path d="M0 0" style="{}"/><path d="M1 1" style="{}"/></svg>'


def test_a_look_that_repeats_is_a_class_and_one_that_does_not_stays() -> None:
    page, rules = share_looks(DRAWING.format("fill:red", "fill:blue") + DRAWING.format("fill:red", "fill:green"))
    assert re.findall(r'style="([^"]*)"', page) == ["fill:blue", "fill:green"]
    (name,) = set(re.findall(r'class="([^"]*)"/>', page))
    assert rules == f".chart .{name}{{fill:red}}"


def test_more_looks_than_names_stay_where_they_are() -> None:
    page, rules = share_looks("".join(DRAWING.format(f"x:{k}", f"x:{k}") for k in range(700)))
    assert rules.count("{") == 26 * 26
    assert page.count("style=") == 2 * (700 - 26 * 26)


def test_text_outside_figures_is_left_alone() -> None:
    assert share_looks('<p style="a"></p><p style="a"></p>') == ('<p style="a"></p><p style="a"></p>', "")
