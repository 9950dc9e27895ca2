"""The figures of a built report in Chromium: nothing cut, nothing on top of anything, nothing too small."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.exhibits.test_browser import LEAST, LOOK

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_no_text_of_a_built_figure_is_cut_overlaps_or_is_too_small(built: Path, tab: Page) -> None:
    """Folded figures are opened too."""
    pages = [page for page in sorted(built.rglob("reports/*/*/*.html")) if "<svg" in page.read_text("utf-8")]
    assert pages
    for page in pages:
        tab.goto(page.as_uri())
        tab.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
        for width in (320, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            assert tab.evaluate(LOOK, LEAST) == [], f"{page.name} at {width}"
