"""The geometry of a drawing: shortened paths, bounding boxes of shapes. In: elements of an SVG; out: numbers, text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
Box = tuple[float, float, float, float]  # left, top, right, bottom
STEP = re.compile(r"([MLCQzZ])([^MLCQzZ]*)")


def box_of(rect: Element) -> Box:
    """Return the bounding box of a rectangle."""
    x, y, wide, high = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
    return x, y, x + wide, y + high


def extent(element: Element) -> Box:
    """Return the bounding box of a circle or a path."""
    if element.tag == "circle":
        x, y, r = (float(element.get(name, 0)) for name in ("cx", "cy", "r"))
        return x - r, y - r, x + r, y + r
    at: list[tuple[float, float]] = [(0.0, 0.0)]
    for letter, given in re.findall(r"([MLCQHVzZ])([^MLCQHVzZ]*)", element.get("d", "")):
        numbers = [float(text) for text in re.findall(r"-?[\d.]+", given)]
        if letter in "HV":
            x, y = at[-1]
            at.append((numbers[0], y) if letter == "H" else (x, numbers[0]))
        else:
            at += zip(numbers[::2], numbers[1::2], strict=True)
    across, down = zip(*at[1:], strict=True)
    return min(across), min(down), max(across), max(down)


def shifted(path: str, x: float = 0.0, y: float = 0.0) -> str:
    """Return a path moved by (x, y), to a tenth of a point, straight lines by the coordinate that changes."""
    steps, last = "", ("", "")
    for letter, given in STEP.findall(path):
        numbers = [float(text) for text in given.split()]
        points = [(short(a + x), short(b + y)) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        if letter == "L" and points[0] == last:
            continue
        if letter == "L" and points[0][1] == last[1]:
            steps += f"H{points[0][0]}"
        elif letter == "L" and points[0][0] == last[0]:
            steps += f"V{points[0][1]}"
        else:
            steps += letter + " ".join(f"{a} {b}" for a, b in points)
        last = points[-1] if points else last
    return steps


def short(value: float, places: int = 1) -> str:
    """Return a length to a tenth of a point, or finer."""
    return f"{round(value, places) + 0.0:g}"
