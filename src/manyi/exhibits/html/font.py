"""The one font of figures and pages: registered with matplotlib, checked for characters, cut to those of a page.

Figures are laid out with the very file the page embeds, so a label measured here has the same width in the browser,
even on a machine without a Chinese font.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import io
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset as fonttools_subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from manyi.errors import InputError

FAMILY = "Noto Sans SC"
FILE = Path(__file__).parents[1] / "fonts" / "NotoSansSC-subset.ttf"
BOLD = FILE.with_name("NotoSansSC-bold-subset.ttf")  # for pages; figures use the regular one
LAYOUT = frozenset("\n\t\r")  # white space, which is not drawn
_ahead: dict[int, TTFont] = {}  # read ahead by weight, each for one cut


@functools.cache
def register() -> str:
    """Register the font with matplotlib, once, and return its family name."""
    font_manager.fontManager.addfont(FILE)
    return FAMILY


@functools.cache
def characters() -> frozenset[str]:
    """Return every character the font can draw."""
    with TTFont(FILE, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def missing_glyphs(text: str) -> list[str]:
    """Return the characters of the text that the font cannot draw, each once, in code point order."""
    return sorted(set(text) - characters() - LAYOUT)


def require_glyphs(text: str, exhibit: str) -> None:
    """Raise InputError naming the exhibit and the characters when the font cannot draw all of the text."""
    missing = missing_glyphs(text)
    if missing:
        shown = ", ".join(
            f"U+{ord(character):04X}{f' {character}' if character.isprintable() else ''}" for character in missing[:10]
        )
        raise InputError(f"not in the font of the report: {shown}", where=exhibit)


def origin(weight: int) -> list[str]:
    """Return what determines the bytes of a subset besides its characters: font, this module, the tools that cut."""
    files = (BOLD if weight == 700 else FILE, Path(__file__))
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return [*digests, *map(importlib.metadata.version, ("fonttools", "brotli"))]


def read_ahead() -> None:
    """Read both fonts as far as every cut needs them, in a process from which those that cut one are forked."""
    for weight in (400, 700):
        font = _ahead[weight] = _opened(weight)
        font.getReverseGlyphMap()
        for table in ("cmap", "hmtx", "glyf"):
            font[table]
        font["GPOS"].ensureDecompiled(recurse=True)


def _opened(weight: int) -> TTFont:
    """Return a font in memory; a cut changes it."""
    return TTFont(BOLD if weight == 700 else FILE, recalcTimestamp=False)


def subset(text: Iterable[str], weight: int = 400) -> bytes:
    """Return woff2 bytes of the font, regular (400) or bold (700), with only the characters of the text.

    The same characters give the same bytes.
    """
    options = fonttools_subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    with _ahead.pop(weight, None) or _opened(weight) as font:
        cutter = fonttools_subset.Subsetter(options)
        cutter.populate(unicodes={ord(character) for piece in text for character in piece} | {0x20})
        cutter.subset(font)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()
