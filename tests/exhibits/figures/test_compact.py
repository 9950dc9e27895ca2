"""What compacting a drawing keeps and drops, on matplotlib's own output."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from manyi.exhibits.figures import look
from manyi.exhibits.figures.svg import OUTLINE, light, read, written


def drawn(draw: Callable[[Axes], object]) -> tuple[str, str]:
    """Return matplotlib's file and what is made of it; the axes are 0 to 10 each way, 100 points wide and high."""
    with look.applied():
        figure = Figure(figsize=(100 / 72, 100 / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, 10), ylim=(0, 10))
        axes.axis("off")
        draw(axes)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue(), written(light(read(buffer.getvalue())))


def test_a_line_is_its_corners_to_a_tenth_and_nothing_around_it() -> None:
    made = drawn(lambda axes: axes.plot([1, 9], [2, 2], color="#12436d", linewidth=2))[1]
    assert re.fullmatch(r'<path d="M10 80H90" style="fill:none;stroke:#12436d;stroke-width:2"/>', made)


def test_a_clip_stays_where_something_would_stick_out() -> None:
    made = drawn(lambda axes: axes.plot([-5, 15], [2, 3], color="#12436d"))[1]
    (clip,) = re.findall(r'clip-path="url\(#([^)]+)\)"', made)
    assert f'<clipPath id="{clip}"><rect ' in made


@pytest.mark.parametrize(("marker", "said"), [("o", '<circle cx="30" cy="50" r="5"'), ("s", 'd="M25 55H35V45H25z"')])
def test_a_marker_is_a_shape_where_it_was_used(marker: str, said: str) -> None:
    raw, made = drawn(lambda axes: axes.plot([3], [5], marker, markersize=10, color="#12436d", markeredgewidth=1))
    assert "<use" in raw
    assert said in made
    assert "<use" not in made and "<defs" not in made
    assert made.count("fill:#12436d") == made.count("stroke:#12436d") == 1


def test_words_that_ask_for_it_have_an_outline_of_paper() -> None:
    made = drawn(lambda axes: axes.text(5, 5, "满意 < 78.5", gid=look.OUTLINED))[1]
    assert OUTLINE in made and look.OUTLINED not in made
    assert "满意 &lt; 78.5</text>" in made
    assert OUTLINE not in drawn(lambda axes: axes.text(5, 5, "plain"))[1]


def test_a_box_behind_words_stays() -> None:
    made = drawn(lambda axes: axes.text(5, 5, "a", bbox={"facecolor": "#d5e0ea", "edgecolor": "none"}))[1]
    assert "fill:#d5e0ea" in made and OUTLINE not in made


def test_a_turned_text_stays_turned_and_a_level_one_is_not_turned_at_all() -> None:
    turned = drawn(lambda axes: axes.text(5, 5, "up", rotation=90))[1]
    assert "rotate(-90" in turned
    assert "rotate" not in drawn(lambda axes: axes.text(5, 5, "level"))[1]
