"""What a page says many times, said once. In and out: the text of a page; a reader sees no difference."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from string import ascii_lowercase

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
STYLE = re.compile(r' style="([^"]*)"')


def share_looks(page: str) -> tuple[str, str]:
    """Return the page with the repeated looks of its figures' parts as classes, and the style rules of these."""
    looks = Counter(look for drawing in DRAWING.findall(page) for look in STYLE.findall(drawing))
    repeated = [look for look, count in looks.most_common() if count > 1]
    names = dict(zip(repeated, ("".join(pair) for pair in product(ascii_lowercase, ascii_lowercase)), strict=False))

    def named(style: re.Match[str]) -> str:
        return f' class="{names[style[1]]}"' if style[1] in names else style[0]

    slim = DRAWING.sub(lambda drawing: STYLE.sub(named, drawing[0]), page)
    return slim, "".join(f".chart .{name}{{{look}}}" for look, name in names.items())
