"""Every figure, in a real browser, in the page's own font: nothing cut, nothing on top of anything."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from manyi.exhibits import Chapter
from manyi.exhibits.figures.axis import text_width
from manyi.exhibits.html import font
from manyi.language.formats import LANGUAGES
from tests.exhibits.conftest import Shown
from tests.exhibits.figures.test_figures import CHART

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
LOOK = """
() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), slack = 1.5;
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const cut = texts.filter(([, b]) => b.left < frame.left - slack || b.right > frame.right + slack
                                   || b.top < frame.top - slack || b.bottom > frame.bottom + slack);
  const over = texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height * 0.35).map(([two]) => one + ' / ' + two));
  const id = svg.closest('figure').id;
  return [...cut.map(([t]) => id + ' cut: ' + t), ...over.map(t => id + ' over: ' + t)];
})
"""


def page_of(shown: Shown, language: str) -> str:
    body = "".join(exhibit[language] for exhibit in shown.values())
    cut = base64.b64encode(font.subset(sorted(set(re.sub(r"<[^>]+>", "", body)) & font.characters()))).decode()
    face = f"@font-face{{font-family:'{font.FAMILY}';src:url(data:font/woff2;base64,{cut})}}"
    # Figures take font and greatest width from the page around them.
    style = f"{face} body{{margin:12px;font-family:'{font.FAMILY}'}} svg.chart{{max-width:26rem}}"
    return f"<!doctype html><html lang={language}><meta charset=utf-8><style>{style}</style>{body}"


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


def fill(page: Page, html: str, width: int = 680) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(html)
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("f => document.fonts.check(f)", f"12px '{font.FAMILY}'")


@pytest.mark.browser
def test_no_text_is_cut_or_overlaps(chapter: Chapter, shown: Shown, page: Page) -> None:
    for k, (kind, make) in enumerate(CHART.items()):
        chapter.show(f"figure-{k}", make(), title={"en": kind, "zh": "图"})
    for html in (page_of(shown, language) for language in LANGUAGES):
        for width in (320, 680):
            fill(page, html, width)
            assert page.evaluate("() => document.querySelectorAll('svg.chart text').length") > 20 * len(CHART) / 2
            assert page.evaluate(LOOK) == []
    page.evaluate("() => document.querySelectorAll('svg.chart text').forEach(t => { t.style.fontSize = '22px' })")
    assert page.evaluate(LOOK) != []  # the look itself sees what is wrong


@pytest.mark.browser
def test_widths_measured_here_are_widths_in_the_browser(shown: Shown, page: Page) -> None:
    sample = "满意度，Satisfaction 78.5 % （95%置信区间）"
    style = f"font:20px '{font.FAMILY}';font-kerning:none"
    shown["sample"] = {"en": f'<svg><text y="20" style="{style}">{sample}</text></svg>'}
    fill(page, page_of(shown, "en"))
    measured = page.evaluate("() => document.querySelector('text').getComputedTextLength()")
    assert measured == pytest.approx(text_width(sample, 20), rel=0.01)
