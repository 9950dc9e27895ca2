"""What the page's scripts add, in a real browser: sliders that say what the table says, order, search, copying."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from manyi.exhibits.names import Names
from manyi.exhibits.tables import model_tables
from manyi.publish.page.frame import TEMPLATE, base_style, lean_style, script
from manyi.stats.planned.driver_models import Steps
from tests.exhibits.conftest import a_codebook
from tests.publish.page.test_page import RULES

NAMES = ["bank", "shop", "post", "rail", "taxi", "hotel", "gym", "pool", "zoo", "bar", "port", "tram", "park"]
VALUES = [70.5, 64.25, 8.125, -3.5, 91.0, 55.5, 12.0, 33.0, 80.0, 21.0, math.nan, 47.0, 60.0]
COVARIANCE = np.array([[0.25, 0.1, 0.0], [0.1, 1.0, 0.5], [0.0, 0.5, 4.0]])
TABLE = pd.DataFrame({"driver": ["speed", "attitude"], "difference": [4.0, 1.6], "df": 100.0})
SEEN = (
    "() => [...document.querySelectorAll('tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].textContent)"
)


@pytest.fixture(params=["en", "zh"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page with a what-if control, a table of thirteen rows and a citation, under the policy of a report."""
    file = tmp_path / f"{request.param}.html"
    file.write_text(document(request.param), encoding="utf-8")
    tab = browser.new_page(reduced_motion="reduce")
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(file.as_uri())
    yield tab
    assert said == []
    tab.close()


def document(language: str) -> str:
    control = model_tables.control(Steps("index", "index", 70.0, TABLE, COVARIANCE), "a", Names(a_codebook()), language)  # type: ignore[arg-type]
    values = ("[u]" if math.isnan(value) else f'<data value="{value}">{value}</data>' for value in VALUES)
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td class="number">{value}</td></tr>'
        for name, value in zip(NAMES, values, strict=True)
    )
    made = script("tables", "what-if", "cite")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>t</title><meta http-equiv='
        f"\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{made['script_hash']}'\"><style>{base_style()}</style></head><body><main>"
        f"<h1>t</h1>{control}"
        '<table class="numbers"><caption>c</caption><thead><tr><th scope="col">Who</th><th scope="col" class="number">'
        f"How much</th></tr></thead><tbody>{rows}</tbody></table>"
        '<div data-copy="Copy" data-copied="Copied." data-selected="Selected."><span class="citation">'
        'Cite me</span></div></main><template id="table-words" data-find="Find" data-rows="{n} of {all}"></template>'
        f"<script>{made['script']}</script></body></html>"
    )


@pytest.mark.browser
def test_at_full_stretch_a_slider_says_what_the_table_says_and_two_add_up(page: Page) -> None:
    sliders, said = page.locator(".what-if input"), page.locator(".what-if .said")
    assert said.get_attribute("role") == "status"
    wide = 1.984 * 0.5
    assert f"70.0 ({70 - wide:.1f}" in said.inner_text().replace("（", " (")
    sliders.nth(0).focus()
    page.keyboard.press("End")
    for text in ("74.0", "+4.0", "+2.0", "+6.0"):  # 4.0 +- 1.984 * 1
        assert text in said.inner_text()
    assert sliders.nth(0).get_attribute("aria-valuetext") == "100%"
    sliders.nth(1).fill("50")
    half = 1.984 * math.sqrt(1 + 4 * 0.25 + 2 * 0.5 * 0.5)  # of the change: both shares and their covariance
    for text in ("74.8", "+4.8", f"+{4.8 - half:.1f}", f"+{4.8 + half:.1f}"):
        assert text in said.inner_text()
    page.click(".what-if button")
    assert "+4" not in said.inner_text()


@pytest.mark.browser
def test_a_table_is_put_in_order_searched_and_printed_as_it_was(page: Page) -> None:
    head = page.locator("thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert page.evaluate(SEEN)[:2] == ["taxi", "zoo"]
    assert page.evaluate(SEEN)[-1] == "port"  # withheld: last in either order
    head.locator("button").press("Enter")
    assert (page.evaluate(SEEN)[0], page.evaluate(SEEN)[-1]) == ("rail", "port")
    page.locator("thead th button").nth(0).click()
    assert page.evaluate(SEEN) == sorted(NAMES)
    assert head.get_attribute("aria-sort") is None
    page.fill(".find input", "P")
    assert page.evaluate(SEEN) == ["park", "pool", "port", "post", "shop"]
    assert page.locator(".find span").inner_text() == "5 of 13"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(SEEN) == NAMES


@pytest.mark.browser
def test_the_citation_is_copied_or_selected_and_axe_finds_nothing(page: Page) -> None:
    page.click(".copy")
    page.wait_for_selector("[data-copy] [role=status]:not(:empty)")
    if page.locator("[data-copy] [role=status]").inner_text() == "Selected.":
        assert page.evaluate("getSelection().toString()") == "Cite me"
    found = Axe().run(page, options=RULES)
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found.response["violations"]] == []


@pytest.mark.browser
def test_without_script_there_is_no_control_and_the_table_is_there(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(document("en"), encoding="utf-8")
    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto((tmp_path / "a.html").as_uri())
    assert silent.locator(".what-if, button, input").count() == 0
    assert silent.locator("tbody tr").count() == len(NAMES)
    silent.close()


@pytest.mark.parametrize("name", ["page", "comfort", "toplines"])
def test_a_style_sheet_says_the_same_without_its_layout(browser: Browser, name: str) -> None:
    sheet = (TEMPLATE / f"{name}.css").read_text("utf-8")
    tab = browser.new_page()
    tab.set_content(f"<style>{sheet}</style><style>{lean_style(sheet)}</style>")
    rules = "[...document.styleSheets].map(one => [...one.cssRules].map(rule => rule.cssText.replaceAll(', ', ',')))"
    full, lean = tab.evaluate(rules)
    assert len(full) > 5 and full == lean
    assert len(lean_style(sheet)) < 0.85 * len(sheet)
    tab.close()
