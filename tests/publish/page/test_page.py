"""The page in a real browser: no network, nothing for axe to find, Chinese without a Chinese font, room on a phone."""

from __future__ import annotations

from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from manyi.errors import InputError
from manyi.exhibits.html.markup import plain
from manyi.language.formats import Language
from manyi.publish import provenance, report
from manyi.publish.page import frame
from manyi.publish.page import page as pages
from manyi.publish.page.frame import own_words, script
from manyi.publish.page.sheets import WHOLE
from manyi.publish.page.tree import parsed
from manyi.publish.provenance import Provenance
from tests.exhibits.conftest import a_study

PAGES = {"en": "index.html", "zh": "index.zh.html"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


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
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    devtools = tab.context.new_cdp_session(tab)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "main p", "figure svg text", "figure td", "footer dt"):
        node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [(font["familyName"], font["isCustomFont"]) for font in fonts] == [("Noto Sans SC", True)], selector
    tab.close()


@pytest.mark.browser
def test_the_language_link_follows_the_reader_and_works_without_script(browser: Browser, page: Path) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto((page / PAGES["en"]).as_uri() + "#parks-satisfaction")
    tab.wait_for_selector("[data-switch][href$='#parks-satisfaction']")  # fonts move the page as it loads
    tab.eval_on_selector(".switch", "link => link.click()")  # a pointer would scroll to it, away from the section
    tab.wait_for_url("**/index.zh.html#parks-satisfaction")
    tab.close()
    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto((page / PAGES["en"]).as_uri())
    silent.click(".switch")
    silent.wait_for_url("**/index.zh.html")
    silent.click(".doors a >> nth=0")
    silent.wait_for_url("**/methods.zh.html")


def test_a_figure_cannot_hold_a_character_the_font_lacks_and_text_can() -> None:
    written = parsed('<p>A reader wrote 🙂 龘</p><svg id="f"><text>满意</text></svg>')
    assert "font/woff2" in frame.font_face(written, "zh")
    with pytest.raises(InputError, match=r"figure f: character '🙂' \(U\+1F642\) is not in the font"):
        frame.font_face(parsed('<svg id="f"><text>🙂</text></svg>'), "zh")


def test_the_ledger_cannot_break_out_of_its_script(page: Path) -> None:
    ledger = pd.DataFrame({"id": ["</script><script>alert(1)</script>", "printed"]}).assign(
        value=1, low=0, high=2, base=9
    )
    material = SimpleNamespace(ledger=ledger, sheet=WHOLE)
    island = pages._island(material, parsed('<data value="2" id="n-printed">2</data>'))  # type: ignore[arg-type]
    assert "</script" not in island
    assert "alert" in island and "printed" not in island


def test_both_pages_name_their_language_and_each_other(page: Path) -> None:
    texts = {language: (page / name).read_text(encoding="utf-8") for language, name in PAGES.items()}
    assert '<html lang="en">' in texts["en"]
    assert all('<dl class="facts">' in text and '<section class="part doors"' in text for text in texts.values())
    assert '<html lang="zh-Hans">' in texts["zh"]
    assert 'href="index.zh.html" lang="zh-Hans"' in texts["en"]
    assert 'href="index.html" lang="en"' in texts["zh"]
    assert "Do not quote its numbers" in texts["en"]
    assert "请勿引用" in texts["zh"]


def test_a_stranger_s_report_claims_nothing_for_us(page: Path) -> None:
    """Cited by the organisation of its study; no licence, no address and no public code are claimed for it."""
    for language, name in PAGES.items():
        foot = plain((page / name).read_text(encoding="utf-8").partition('class="about"')[2])
        assert {"en": "Cite as", "zh": "引用格式"}[language] in foot
        assert "developers" not in foot and "MIT" not in foot and "public" not in foot and "公开" not in foot
        assert {"en": "Licence", "zh": "许可"}[language] not in foot
        assert {"en": "The test suite. ", "zh": "测试. "}[language] in foot


@pytest.mark.parametrize("language", ["en", "zh"])
def test_author_licence_and_address_are_those_of_the_report(language: Language) -> None:
    org = {"en": "City", "zh": "市政府"}
    study = a_study(organisation=org)
    facts: dict[str, Any] = {"title": {"en": "Parks", "zh": "公园"}, "studies": ["parks"], "chapters": []}
    bare, own = (
        report.Definition.model_validate({**facts, **more})
        for more in ({}, {"author": {"en": "Ann Lee", "zh": "李安"}, "licence": "CC BY 4.0", "url": "https://x.org/a"})
    )
    assert (bare.licence, bare.url, report.authors(bare, [study, study], language)) == ("", "", org[language])
    made = Provenance("make", "", {}, {"title": "manyi: a report", "version": "1", "authors": "The manyi developers"})
    said = provenance.line(
        made, "Parks", 2024, language, authors=report.authors(own, [study], language), url=own.url, synthetic=False
    )
    assert said.startswith({"en": "Ann Lee. Parks 2024. manyi 1", "zh": "李安. Parks2024[R]. manyi 1"}[language])
    assert said.endswith("https://x.org/a") and "developers" not in said
    with pytest.raises(ValueError, match="url"):
        report.Definition.model_validate({**facts, "url": "javascript:x"})


@pytest.mark.browser
def test_a_figure_gives_its_numbers_as_a_file(browser: Browser, page: Path, tmp_path: Path) -> None:
    """The file is made from the table of the page: the same values as in the ledger, shares as percent."""
    ledger = pd.read_parquet(page / "results.parquet").set_index("id")
    tab = browser.new_page()
    for language, name in PAGES.items():
        tab.goto((page / name).as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for link in tab.query_selector_all("figure .get a.download"):
            with tab.expect_download() as waiting:
                link.click()
            waiting.value.save_as(tmp_path / "made.csv")
            made = pd.read_csv(tmp_path / "made.csv")
            head = ["group", "measure", "value", "low", "high", "base", "unit", "id"]
            assert language == "zh" or list(made) == head
            for _, row in made.set_axis(head, axis=1).iterrows():
                known = ledger.loc[row["id"]]
                scale = 100 if known["unit"] in ("percent", "percentage_points") else 1
                assert row["unit"] == known["unit"]
                expected = [known[part] * scale for part in ("value", "low", "high")]
                assert list(row[["value", "low", "high"]]) == pytest.approx(expected, rel=1e-9, nan_ok=True)
    tab.close()


@pytest.mark.browser
def test_words_a_spreadsheet_would_run_are_text_in_the_file(browser: Browser, tmp_path: Path) -> None:
    risky = ["=cmd|1", "+1", "-1", "@a", '<b>"x"</b>, y']
    rows = "".join(
        f'<tr><th scope="row">{escape(word)}</th><td class="number"><data value="-0.5" id="n-a">x</data></td></tr>'
        for word in risky
    )
    table = f'<thead><tr><th>Who</th><th class="number">@Share</th></tr></thead><tbody>{rows}</tbody>'
    link = '<p class="get"><a href="#" class="download">CSV</a></p>'
    body = f'<figure id="f"><table data-unit="percent">{table}</table>{link}</figure>'
    words = f'<template id="figure-words" data-heads="{own_words("en")["figure_heads"]}"></template>'
    text = f'<html lang="en">{body}{words}<script>{script("download")["script"]}</script></html>'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    with tab.expect_download() as waiting:
        tab.click(".get a")
    waiting.value.save_as(tmp_path / "made.csv")
    made = pd.read_csv(tmp_path / "made.csv")
    assert waiting.value.suggested_filename == "f.csv"
    assert list(made["group"]) == ["'=cmd|1", "'+1", "'-1", "'@a", '<b>"x"</b>, y']
    assert set(made["measure"]) == {"'@Share"}
    assert set(made["value"]) == {-50}
    tab.close()


def test_a_page_gets_its_styles_only_where_the_template_leaves_room() -> None:
    words = "a label /*FONT*/ and /*LOOKS*/"
    page = f"<title>{words}</title><style>/*FONT*/b{{}}\n/*LOOKS*/</style><p>{words}</p>"
    before, _, after = frame.styled(page, "en", "i{}").partition("@font-face")
    assert before == f"<title>{words}</title><style>" and after.endswith(f"b{{}}\ni{{}}</style><p>{words}</p>\n")
