from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from manyi.errors import InputError
from manyi.exhibits.fonts import cut_font
from manyi.exhibits.html import font


def test_the_font_draws_what_reports_are_written_with() -> None:
    assert (
        font.missing_glyphs("Überall 78.5 % ± 2 × ≥ ≤ – — … ● ■ ▲ ▼ → ↑ ↓ ┋ ✓ “”‘’、。，；：？！（）《》满意度熠\n")
        == []
    )


def test_all_of_gb2312_is_there() -> None:
    wanted = {chr(point) for point in cut_font.wanted() if 0x4E00 <= point <= 0x9FFF}
    assert len(wanted) == 6763
    assert wanted <= font.characters()


def test_a_missing_glyph_is_refused_with_exhibit_and_character() -> None:
    assert font.missing_glyphs("ok 😀\u202e") == ["\u202e", "😀"]
    with pytest.raises(InputError, match=r"contact-channels: .*U\+202E, U\+1F600 😀"):
        font.require_glyphs("ok 😀\u202e", "contact-channels")


def test_a_subset_has_just_its_characters_and_the_same_bytes_every_time() -> None:
    made = font.subset("满意度 78.5")
    assert made == font.subset(["5.87 ", "度意满"])
    font.read_ahead()
    assert made == font.subset("满意度 78.5") == font.subset("满意度 78.5")  # the first from what was read ahead
    with TTFont(io.BytesIO(made)) as cut:
        assert set(map(chr, cut.getBestCmap())) == set("满意度 78.5")
        assert cut["name"].getDebugName(1) == font.FAMILY


def test_the_licence_is_beside_the_font_and_hinting_is_off() -> None:
    assert "SIL OPEN FONT LICENSE" in font.FILE.with_name("OFL.txt").read_text("utf-8")
    with TTFont(font.FILE) as whole:
        assert "fpgm" not in whole and "prep" not in whole
    assert font.FILE.stat().st_size < 2_500_000
