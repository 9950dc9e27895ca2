"""Build NotoSansSC-subset.ttf: the one font of every figure and page.

Noto Sans SC (SIL Open Font License, OFL.txt beside this file), as carried by the wheel of zhplot 1.0.0, cut down to
GB 2312 (6,763 Chinese characters), ASCII, Latin-1, punctuation, arrows, full-width forms and common symbols, without
hinting. Only the font file is taken from the wheel; its code is neither installed nor imported.

    python -m manyi.exhibits.fonts.cut_font
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WHEEL = "zhplot==1.0.0"
MEMBER = "zhplot/fonts/NotoSansSC-Regular.ttf"
TARGET = Path(__file__).with_name("NotoSansSC-subset.ttf")

# First and last code point of each block that is kept whole (as far as the source has it).
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: names of people and firms
    (0x0391, 0x03C9),  # Greek: statistics
    (0x2010, 0x203B),  # dashes, quotes, bullets, ellipsis, per mille, reference mark
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20AC, 0x20AC),  # euro
    (0x2103, 0x2122),  # degree Celsius, numero, trade mark
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x249B),  # circled and parenthesised numbers
    (0x2500, 0x257F),  # box drawing: survey exports join answers with one of them
    (0x2588, 0x26FF),  # blocks, geometric shapes, stars
    (0x2713, 0x2717),  # ticks
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),  # full-width currency
)


def wanted() -> set[int]:
    """Return the code points to keep."""
    points = {point for first, last in BLOCKS for point in range(first, last + 1)}
    for row in range(0xB0, 0xF8):  # GB 2312 levels 1 and 2
        for cell in range(0xA1, 0xFF):
            points.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return points


def source() -> bytes:
    """Return the whole font, from the wheel."""
    with tempfile.TemporaryDirectory() as folder:
        fetch = ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", folder]
        subprocess.run([*fetch, WHEEL], check=True)
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(MEMBER)


def cut(font: TTFont, points: set[int]) -> bytes:
    """Return the font with only these code points, the same bytes every time."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.drop_tables += ["vhea", "vmtx", "BASE", "STAT"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(cut(TTFont(io.BytesIO(source()), recalcTimestamp=False), wanted()))
