"""The positions of the names of points: beside their point, touching no other name or point. In points of the page."""

from __future__ import annotations

from collections.abc import Sequence

Spot = tuple[float, float]
Area = tuple[float, float, float, float]  # left, bottom, right, top

STEPS = (7.0, 13.0, 20.0, 28.0, 38.0)  # allowed distances of a name from its point, nearest first
WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))  # right first, then left, above, below


def apart(spots: Sequence[Spot], least: float) -> list[Spot]:
    """Return the spots with none nearer to another than `least`, moved no further than necessary."""
    moved = list(spots)
    for _ in range(20):
        for i in range(len(moved)):
            for j in range(i):
                (x, y), (u, v) = moved[i], moved[j]
                gap = ((x - u) ** 2 + (y - v) ** 2) ** 0.5
                if gap < least - 1e-9:
                    dx, dy = ((x - u) / gap, (y - v) / gap) if gap else (1.0, 0.0)
                    push = (least - gap) / 2
                    moved[i], moved[j] = (x + dx * push, y + dy * push), (u - dx * push, v - dy * push)
    return moved


def beside(
    spots: Sequence[Spot], sizes: Sequence[Spot], inside: Area, taken: Sequence[Area] = (), radius: float = 4.0
) -> list[Spot] | None:
    """Return the centre of each name of the given width and height; None if one of them does not fit inside.

    taken: boxes that names must not touch; radius: that of the points, which they must not touch either.
    """
    busy = [*taken, *((x - radius, y - radius, x + radius, y + radius) for x, y in spots)]
    places: list[Spot] = []
    for (x, y), (wide, high) in zip(spots, sizes, strict=True):
        for middle in _around(x, y, wide, high):
            box = _box(middle, wide, high)
            if _within(box, inside) and not any(_touch(box, other) for other in busy):
                places.append(middle)
                busy.append(box)
                break
        else:
            return None
    return places


def _around(x: float, y: float, wide: float, high: float) -> list[Spot]:
    return [
        (x + dx * (wide / 2 + step * (0.7 if dy else 1)), y + dy * (high / 2 + step * (0.7 if dx else 1)))
        for step in STEPS
        for dx, dy in WAYS
    ]


def _box(middle: Spot, wide: float, high: float) -> Area:
    x, y = middle
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _within(box: Area, inside: Area) -> bool:
    return box[0] >= inside[0] and box[1] >= inside[1] and box[2] <= inside[2] and box[3] <= inside[3]


def _touch(a: Area, b: Area) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
