"""How wide text is, in the very font the page embeds, and how it wraps: Chinese and Latin. Widths are in points."""

from __future__ import annotations

import functools
import re

from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from manyi.exhibits import style
from manyi.exhibits.font import FILE

NEVER_FIRST = "，。；：、！？）】》”’％%…)"  # may hang over the end of a line, never begin one


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = style.TEXT) -> float:
    """Return the width of a text in points, in the font the page embeds."""
    face = get_font(str(FILE))
    face.set_size(size, 72)
    return max((_advance(face, line) for line in text.split("\n")), default=0.0)


def _advance(face: FT2Font, line: str) -> float:
    return sum(face.load_char(ord(one), LoadFlags.NO_HINTING).linearHoriAdvance for one in line) / 65536


def wrap(text: str, width: float, size: float = style.TEXT) -> list[str]:
    """Return the text in lines that fit: broken at spaces, between Chinese characters, and inside a word too long."""
    lines, line = [], ""
    for piece in re.findall(r"[⺀-￯]|[^\s⺀-￯]+\s*|\s+", text):
        if line and text_width((line + piece).rstrip(), size) > width and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while text_width(line.rstrip(), size) > width and len(line) > 1 and piece not in NEVER_FIRST:
            cut = next(k for k in range(len(line) - 1, 0, -1) if k == 1 or text_width(line[:k], size) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def shorten(text: str, width: float, size: float = style.TEXT) -> str:
    """Return the text, cut with an ellipsis when it does not fit one line."""
    if text_width(text, size) <= width:
        return text
    end = len(text)
    while end > 1 and text_width(text[:end].rstrip() + "…", size) > width:
        end -= max(1, end // 50)
    return text[:end].rstrip() + "…"
