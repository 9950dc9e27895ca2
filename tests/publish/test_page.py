"""The page in a real browser: no network, nothing for axe to find, Chinese without a Chinese font, room on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from manyi.errors import InputError
from manyi.publish import page as pages

PAGES = {"en": "index.html", "zh": "index.zh.html"}
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{}</cachedir></fontconfig>"""


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium on a machine that knows DejaVu and no other font."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(FONTCONFIG.format(folder / "cache"))
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET), env=environment)
        yield launched
        launched.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", PAGES)
def test_the_page_asks_for_nothing_but_itself(browser: Browser, page: Path, language: str) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((page / PAGES[language]).as_uri(), wait_until="networkidle")
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_timeout(200)
    assert [url for url in asked if not url.startswith("data:")] == [(page / PAGES[language]).as_uri()]
    assert said == []  # what the content security policy refuses is said here
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "width", "scheme", "medium"),
    [
        ("en", 1280, "light", "screen"),
        ("zh", 1280, "dark", "screen"),
        ("en", 320, "dark", "screen"),
        ("zh", 320, "light", "screen"),
        ("en", 800, "light", "print"),
    ],
)
def test_axe_finds_nothing(browser: Browser, page: Path, language: str, width: int, scheme: Any, medium: Any) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    tab.emulate_media(media=medium)
    tab.goto((page / PAGES[language]).as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(tab, options=RULES)
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()


@pytest.mark.browser
def test_chinese_is_drawn_with_the_font_of_the_page(browser: Browser, page: Path) -> None:
    """In text and in figures, on a machine without any Chinese font; the browser says which font drew what."""
    tab = browser.new_page()
    tab.goto((page / PAGES["zh"]).as_uri())
    devtools = tab.context.new_cdp_session(tab)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "main p", "figure svg text", ".chapter > .scroll td", "footer dt"):
        node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [(font["familyName"], font["isCustomFont"]) for font in fonts] == [("Noto Sans SC", True)], selector
    tab.close()


@pytest.mark.browser
def test_the_language_link_follows_the_reader_and_works_without_script(browser: Browser, page: Path) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto((page / PAGES["en"]).as_uri() + "#parks-satisfaction")
    tab.wait_for_selector(".contents [data-switch][href*='#']")
    tab.click(".contents [data-switch]")
    assert tab.url.endswith("index.zh.html#parks-satisfaction")
    tab.close()
    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto((page / PAGES["en"]).as_uri())
    silent.click(".here a >> nth=0")
    assert silent.url.endswith("index.zh.html#parks")
    assert silent.locator("#parks").is_visible()


def test_a_figure_cannot_hold_a_character_the_font_lacks_and_text_can() -> None:
    assert "font/woff2" in pages.font_face('<p>A reader wrote 🙂 龘</p><svg id="f"><text>满意</text></svg>', "zh")
    with pytest.raises(InputError, match=r"figure f: character '🙂' \(U\+1F642\) is not in the font"):
        pages.font_face('<svg id="f"><text>🙂</text></svg>', "zh")


def test_the_ledger_cannot_break_out_of_its_script(page: Path) -> None:
    import pandas as pd

    island = pages._island(pd.DataFrame({"id": ["</script><script>alert(1)</script>"], "value": [1.0]}))
    assert "</script" not in island


def test_both_pages_name_their_language_and_each_other(page: Path) -> None:
    texts = {language: (page / name).read_text(encoding="utf-8") for language, name in PAGES.items()}
    assert '<html lang="en">' in texts["en"]
    assert '<html lang="zh-Hans">' in texts["zh"]
    assert 'href="index.zh.html" lang="zh-Hans"' in texts["en"]
    assert 'href="index.html" lang="en"' in texts["zh"]
    assert "Do not quote its numbers" in texts["en"]
    assert "请勿引用" in texts["zh"]
