"""The index over all reports: every link leads somewhere, headlines as printed, a feed, nothing for axe to find."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from manyi import cli
from manyi.publish import site_trend
from manyi.study.codebook import Codebook
from tests.publish.page.test_page import RULES

PAGES = {"index.html": "feed.xml", "index.zh.html": "feed.zh.xml"}


@pytest.fixture
def site(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The site of two years, the earlier one a copy whose headline is moved by three points."""
    old = project / "reports" / "tiny" / "2023"
    shutil.copytree(project / "reports" / "tiny" / "2024", old)
    ledger = pd.read_parquet(old / "results.parquet")
    ledger.loc[ledger["id"].str.startswith("parks-index"), ["value", "low", "high"]] -= 3
    ledger.to_parquet(old / "results.parquet")
    assert cli.main(["site"]) == 0
    assert capsys.readouterr().out == "site/index.html\n"
    return project / "site"


def test_every_link_of_the_site_leads_to_a_file_in_it(site: Path) -> None:
    for name, feed in PAGES.items():
        page = (site / name).read_text(encoding="utf-8")
        targets = re.findall(r'href="([^"#]+)"', page)
        assert {f"tiny/2024/{name}", f"tiny/2023/{name}", feed} <= set(targets)
        assert all((site / target).is_file() for target in targets)
        assert "http" not in re.sub(r"http-equiv|http://www.w3.org/2000/svg", "", page)
        root = ElementTree.fromstring(re.sub(' xmlns="[^"]+"', "", (site / feed).read_text(encoding="utf-8")))  # noqa: S314
        entries = root.findall("entry")
        assert [entry.findtext("title", "")[-4:] for entry in entries] == ["2024", "2023"]
        assert all((site / link.attrib["href"]).is_file() for link in root.iter("link"))
        assert len({one.text for one in root.iter("id")}) == 3
    assert (site / "tiny" / "2024" / "toplines-parks.zh.html").is_file()  # the report links to it


def test_headlines_stand_as_the_reports_printed_them_and_as_a_figure(site: Path) -> None:
    for name, title in (("index.html", "Visitor satisfaction"), ("index.zh.html", "游客满意度")):
        text = (site / name).read_text(encoding="utf-8")
        assert title in text
        assert text.rindex("70.2") < text.rindex("67.2")  # in the table the newest comes first
        drawing = text[text.index("<svg") : text.index("</svg>")]
        assert "2023" in drawing and "2024" in drawing and "70.2" in drawing


def test_a_report_without_headlines_has_no_figure_and_a_broken_series_no_line() -> None:
    assert site_trend.figure("firms", pd.DataFrame(), "en") == ""
    words = {"en": "w", "zh": "词"}
    item = {"text": words, "short": words, "scale": {"from": 1, "to": 5}, "columns": {2016: "Q"}}
    item["comparable"] = {2018: {"en": "asked by telephone", "zh": "改用电话"}}
    book = Codebook.model_validate({"items": {"overall": item}})
    waves = [2016, 2017, 2018, 2019, 2020, 2021]
    found = site_trend.breaks(book, "overall", [2016, 2017, 2018, 2021], waves)
    assert {year: why.en for year, why in found.items()} == {
        2018: "asked by telephone", 2021: "2019 and 2020 not reported on",
    }  # fmt: skip


def test_the_feed_says_that_data_are_made_up(site: Path) -> None:
    record = json.loads((site / "tiny" / "2024" / "run.json").read_text(encoding="utf-8"))
    feed = (site / "feed.xml").read_text(encoding="utf-8")
    assert "Do not quote its numbers" in feed
    assert record["commit"] != "unknown" or "<updated>2024-" in feed


@pytest.mark.browser
@pytest.mark.parametrize(("name", "width", "scheme"), [("index.html", 1280, "light"), ("index.zh.html", 320, "dark")])
def test_axe_finds_nothing_on_the_site(
    browser: Browser,
    site: Path, name: str, width: int, scheme: Any,
) -> None:  # fmt: skip
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((site / name).as_uri())
    assert said == []
    found = Axe().run(tab, options=RULES)
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found.response["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
