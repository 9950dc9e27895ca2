"""Build NotoSansSC-subset.ttf, the font of every figure and page, and the bold one of Chinese headings.

Noto Sans SC (SIL Open Font License, OFL.txt beside this file), as carried by the wheel of zhplot 1.0.0, cut down to
GB 2312 (6,763 Chinese characters), ASCII, Latin-1, punctuation, arrows, full-width forms and common symbols, without
hinting. Bold is the variable Noto Sans SC of the same version (2.004) in the wheel of justmytype-intl-cjk 0.1.0, cut
and fixed at weight 700, and named so (its name is that of its lightest weight). Only the font files are taken from the
wheels; their code is neither installed nor imported.

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
from fontTools.varLib import instancer

REGULAR = ("zhplot==1.0.0", "zhplot/fonts/NotoSansSC-Regular.ttf")
VARIABLE = ("justmytype-intl-cjk==0.1.0", "justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
TARGET = Path(__file__).with_name("NotoSansSC-subset.ttf")
BOLD = TARGET.with_name("NotoSansSC-bold-subset.ttf")
HEAVY = 700

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


def source(wheel: str, member: str) -> TTFont:
    """Return a whole font, from its wheel."""
    with tempfile.TemporaryDirectory() as folder:
        fetch = ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", folder]
        subprocess.run([*fetch, wheel], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            return TTFont(io.BytesIO(archive.read(member)), recalcTimestamp=False)


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


def name_bold(font: TTFont) -> None:
    """Name a font cut from a variable one the bold of its family: it would keep the name of the default weight."""
    texts = {1: "Noto Sans SC", 2: "Bold", 4: "Noto Sans SC Bold", 6: "NotoSansSC-Bold"}
    for name in font["name"].names:
        name.string = texts.get(name.nameID, name.toUnicode().replace("-Thin", "-Bold"))
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0b1000000 | 0b100000  # bold, not regular
    font["head"].macStyle |= 1


if __name__ == "__main__":
    TARGET.write_bytes(cut(source(*REGULAR), wanted()))
    heavy = TTFont(io.BytesIO(cut(source(*VARIABLE), wanted())), recalcTimestamp=False)
    bold = instancer.instantiateVariableFont(heavy, {"wght": HEAVY})
    name_bold(bold)
    BOLD.write_bytes(cut(bold, wanted()))
