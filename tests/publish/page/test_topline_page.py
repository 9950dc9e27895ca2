"""Toplines as pages and workbook: text from strangers stays text, one file without network, nothing for axe to find."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from manyi import rows
from manyi.exhibits.toplines.crosstabs import ALONE
from manyi.publish import published
from manyi.publish.page import topline_page
from manyi.publish.page.tree import Tree, parsed
from manyi.publish.provenance import Provenance
from tests.publish.page.test_page import RULES
from tests.rows.conftest import RECORDS, Shop, words

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = "=cmd|' /C calc'!A0"
STOPS = """[...document.querySelectorAll('.scroll')].every(
  (box) => (box.scrollWidth > box.clientWidth) === box.hasAttribute('tabindex'))"""
FACTS = Provenance("make report YEAR=2023", "", {}, {"version": "1"}, "unknown", {"shop": "ab"})


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rows.Survey]:
    """A study whose words are hostile, and whose verbatims hold one; the working folder of the tests."""
    root = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("MANYI_DATA", raising=False)
        patch.setenv("MANYI_BUILD", str(root / "build"))
        shop = Shop(root)
        shop.study["title"] = words(HOSTILE)
        shop.items["overall"] |= {"text": words(f"{HOSTILE} {'long ' * 2000}"), "short": words(FORMULA)}
        shop.items["channel"] |= {"categories": {"bot": words(HOSTILE), "store": words(FORMULA)}, "roles": ["segment"]}
        shop.study["claims"] |= {"segments": ["channel", "sex"]}
        said = [
            {**record, "channel": key, "said": f"secret {HOSTILE}"} for record in RECORDS for key in ("bot", "store")
        ]
        shop.deliver(2023, [one for one in said if one["channel"] == "bot" or one["wait"] == ""] * 20)
        shop.write()
        yield rows.load("shop", 2023)


@pytest.fixture(scope="module")
def written(survey: rows.Survey, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, workbook and numbers of that study."""
    files = topline_page.write(survey, FACTS, tmp_path_factory.mktemp("toplines"))
    return dict(zip(("en", "zh", "xlsx", "csv"), files, strict=True))


def body(file: Path) -> str:
    return re.sub(r"<style>.*?</style>", "", file.read_text("utf-8"), flags=re.DOTALL)


def test_hostile_words_are_shown_as_text_and_verbatims_not_at_all(written: dict[str, Path]) -> None:
    for language in ("en", "zh"):
        page = body(written[language])
        assert page.count("<script") == 1
        assert "<img" not in page
        assert page.count("&lt;script&gt;alert(1)") > 5
        assert "secret" not in page
        assert "http" not in page.replace('http-equiv="Content', "")


def test_the_workbook_runs_nothing_tells_no_secret_and_is_the_same_each_time(
    survey: rows.Survey, written: dict[str, Path], tmp_path: Path
) -> None:
    first = written["xlsx"].read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert book.sheetnames == ["about", "questions", "toplines", "crosstabs"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    texts = [str(cell.value) for cell in cells]
    assert f"'{FORMULA}" in texts
    assert not any(text.startswith("=") or "secret" in text for text in texts)
    again = tmp_path / "again"
    again.mkdir()
    assert [file.read_bytes() for file in topline_page.write(survey, FACTS, again)] == [
        file.read_bytes() for file in written.values()
    ]


def test_every_wording_stands_in_both_languages_with_its_base(written: dict[str, Path]) -> None:
    english, chinese = (body(written[language]) for language in ("en", "zh"))
    assert '<p class="translated" lang="zh-Hans">Wait(中)</p>' in english
    assert '<p class="translated" lang="en">Wait</p>' in chinese
    assert "Not counted: don&#39;t know 20." in english
    assert "未计入：不清楚20。" in chinese
    assert re.findall(r'value="([^"]+)"', english) == re.findall(r'value="([^"]+)"', chinese) != []
    ids = [re.findall(r'\bid="([^"]+)"', page) for page in (english, chinese)]
    assert ids[0] == ids[1]
    assert {"item-wait", "item-said", "module-none", "how"} <= set(ids[0])


def test_workbook_and_page_hold_the_same_numbers(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written["xlsx"])
    head, *lines = book["toplines"].iter_rows(values_only=True)
    table: list[dict[Any, Any]] = [dict(zip(head, line, strict=True)) for line in lines]
    of_page = {f"{float(one):.6g}" for one in re.findall(r'value="([^"]+)"', body(written["en"]))}
    shown = [one for one in table if isinstance(one["value"], float | int)]
    assert len(shown) > 5
    ledger = pd.read_csv(written["csv"]).set_index("id")
    assert {one["id"] for one in table} <= set(ledger.index)
    for one in shown:
        assert f"{one['value'] / (100 if one['unit'] == '%' else 1):.6g}" in of_page


def numbers_of(tree: Tree) -> pd.DataFrame:
    """Return the numbers of a page; the id of a number is made of those of its table, row and column."""
    rows = []
    for table in (one for one in tree.iter("table") if one.get("data-id")):
        columns = [head.get("data-key", "") for head in table.iter("th") if head.get("scope") == "col"]
        for row in table.iter("tr"):
            key = next((head.get("data-key", "") for head in row.iter("th") if head.get("scope") == "row"), "")
            for place, cell in enumerate(row.iter("td"), start=1):
                if columns[place] != ALONE:
                    id_ = "-".join(part for part in (table.get("data-id"), key, columns[place]) if part)
                    rows += [(id_, float(number.get("value"))) for number in cell.iter("data")]
    return pd.DataFrame(rows, columns=["id", "value"])


def test_every_number_of_the_page_is_in_the_file_of_numbers_under_its_id(written: dict[str, Path], page: Path) -> None:
    for pages, numbers in (
        (written["en"], written["csv"]),
        (page / "toplines-parks.zh.html", page / "toplines-parks.csv"),
    ):
        ledger = pd.read_csv(numbers)
        found = numbers_of(parsed(pages.read_text("utf-8")))
        assert len(found) > 20
        assert set(found["id"]) == set(ledger.loc[ledger["status"] != "suppressed", "id"])
        assert published.compare(found, ledger[ledger["id"].isin(found["id"])]).empty
        assert ledger.loc[ledger["status"] == "suppressed", "value"].isna().all()


def test_the_report_leads_to_the_questions_and_back(page: Path) -> None:
    for language, file in (("en", "index.html"), ("zh", "index.zh.html")):
        name = f"toplines-parks{'' if language == 'en' else '.zh'}.html"
        assert f'href="{name}"' in (page / file).read_text("utf-8")
        assert f'href="{file}#parks"' in (page / name).read_text("utf-8")
    assert (page / "toplines-parks.xlsx").is_file()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("zh", 320, "dark"), ("en", 320, "light")]
)
def test_axe_finds_nothing_and_a_phone_needs_not_scroll(
    browser: Browser,
    written: dict[str, Path], language: str, width: int, scheme: Any,
) -> None:  # fmt: skip
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(written[language].as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [written[language].as_uri()]
    assert said == []
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(tab, options=RULES)
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for _ in range(100):  # not wait_for_function: it evaluates strings, which the page's policy forbids
        if tab.evaluate(STOPS):
            break
        tab.wait_for_timeout(50)
    assert tab.evaluate(STOPS)
    tab.close()
