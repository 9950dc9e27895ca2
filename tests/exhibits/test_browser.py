"""Every figure in a real browser, in the page's own font: nothing cut, nothing on anything, nothing too small."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from manyi.exhibits.figures.axis import text_width
from manyi.exhibits.html import font
from manyi.publish.page import frame
from tests.drawn import LEAST, LOOK
from tests.exhibits.conftest import Shown
from tests.exhibits.figures.gallery import CHART, HIDDEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def page_of(shown: Shown, language: str) -> str:
    """Return a page with the style sheet of reports."""
    body = "".join(exhibit[language] for exhibit in shown.values())
    page = (
        f"<!doctype html><html lang={frame.TAG[language]}><meta charset=utf-8><style>/*FONT*/{frame.base_style()}"  # type: ignore[index]
        f'/*LOOKS*/</style><body><div class=columns style="display:block"><main>{body}</main></div>'
    )
    return frame.styled(page, language)


def fill(page: Page, html: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(html)
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("f => document.fonts.check(f)", f"12px '{font.FAMILY}'")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_text_is_cut_overlaps_or_is_too_small(gallery: Shown, tab: Page, language: str) -> None:
    fill(tab, page_of(gallery, language), 320)
    for width, kind in ((320, "narrow"), (390, "narrow"), (760, "wide"), (1280, "wide")):
        tab.set_viewport_size({"width": width, "height": 900})
        seen = (
            "kind => [...document.querySelectorAll('svg.chart.' + kind)].filter(s => s.getClientRects().length).length"
        )
        assert tab.evaluate(seen, kind) == len(CHART) - len(HIDDEN)  # one of the two drawings
        assert tab.evaluate(LOOK, LEAST) == [], width
    tab.evaluate("() => document.querySelectorAll('svg.chart text').forEach(t => { t.style.fontSize = '22px' })")
    assert tab.evaluate(LOOK, LEAST) != []  # the look itself sees what is wrong
    tab.evaluate("() => document.querySelectorAll('svg.chart text').forEach(t => { t.style.fontSize = '6px' })")
    assert any(" small: " in fault for fault in tab.evaluate(LOOK, LEAST))


def test_a_figure_can_be_saved_as_a_picture(gallery: Shown, tab: Page, tmp_path: Path) -> None:
    script = str(frame.script("picture")["script"])
    words = f'<template id="figure-words" data-link="{frame.own_words("zh")["figure_link"]}"></template>'
    fill(tab, page_of(dict(list(gallery.items())[:1]), "zh") + f"{words}<script>{script}</script>", 1280)
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with tab.expect_download() as saved:
            tab.get_by_role("button", name=kind).click()
        file = tmp_path / saved.value.suggested_filename
        saved.value.save_as(file)
        assert file.name == f"contact-figure-0.{kind.lower()}" and file.read_bytes().startswith(begins)
    assert "var(" not in file.read_text("utf-8") and "font-face" in file.read_text("utf-8")
    assert tab.get_by_role("link", name="链接").get_attribute("href") == "#contact-figure-0"


def test_widths_measured_here_are_widths_in_the_browser(tab: Page) -> None:
    sample = "满意度，Satisfaction 78.5 % （95%置信区间）"
    style = f"font:20px '{font.FAMILY}';font-kerning:none"
    cut = base64.b64encode(font.subset(sorted(set(re.sub(r"<[^>]+>", "", sample)) & font.characters()))).decode()
    face = f"<style>@font-face{{font-family:'{font.FAMILY}';src:url(data:font/woff2;base64,{cut})}}</style>"
    fill(tab, f'{face}<svg><text y="20" style="{style}">{sample}</text></svg>', 680)
    measured = tab.evaluate("() => document.querySelector('text').getComputedTextLength()")
    assert measured == pytest.approx(text_width(sample, 20), rel=0.01)
