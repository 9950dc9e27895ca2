"""Where the names of points go."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.exhibits.figures.placing import apart, beside

SPOTS = st.lists(st.tuples(st.floats(20, 480), st.floats(20, 230)), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(SPOTS)
def test_names_touch_neither_each_other_nor_a_point_and_stay_inside(spots: list[tuple[float, float]]) -> None:
    places = beside(spots, [(60.0, 14.0)] * len(spots), (0, 0, 500, 250))
    if places is None:
        return
    for n, (x, y) in enumerate(places):
        assert 30 <= x <= 470 and 7 <= y <= 243
        assert all(abs(x - u) >= 60 - 1e-6 or abs(y - v) >= 14 - 1e-6 for u, v in places[:n])
        assert all(abs(x - u) >= 30 or abs(y - v) >= 7 for u, v in spots)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([(50.0, 50.0), (51.0, 50.0), (200.0, 90.0)]), min_size=2, max_size=4))
def test_points_on_each_other_are_moved_apart(spots: list[tuple[float, float]]) -> None:
    moved = apart(spots, 8.0)
    gaps = [((x - u) ** 2 + (y - v) ** 2) ** 0.5 for n, (x, y) in enumerate(moved) for u, v in moved[:n]]
    assert min(gaps) > 7.0
    assert max(abs(x - u) + abs(y - v) for (x, y), (u, v) in zip(moved, spots, strict=True)) < 45


def test_points_with_room_stay_where_they_are_and_no_room_is_said() -> None:
    assert apart([(10.0, 10.0), (40.0, 10.0)], 8.0) == [(10.0, 10.0), (40.0, 10.0)]
    assert beside([(10.0, 10.0)], [(60.0, 14.0)], (0, 0, 40, 40)) is None
