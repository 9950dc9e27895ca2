"""A survey in quarters, with half points, a reversed scale of eleven and several answers, goes through `report`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

from manyi.publish.page.tree import parsed
from tests.conftest import ROOT

from . import odd
from .conftest import PROJECT, manyi

PLAN = {
    "outcome": "overall", "unit": "score", "delta": 0.1, "segments": ["sex"], "family": ["crew", "effort"],
    "incidences": ["ways"],
    "statements": [
        {"id": f"crew-{weight or 'own'}", "chapter": "satisfaction", "of": "mean", "item": "crew", "unit": "score",
         "text": odd.words("The crew was rated {value}.", "乘务员得分为{value}。"), "weight": weight or None}
        for weight in ("", "county", "sexes")
    ],
    "batteries": [{"id": "trip", "title": odd.words("The trip", "行程"), "items": ["crew", "effort"]}],
}  # fmt: skip


def odd_project(project: Path, count: int = 200) -> Path:
    """A project of its own with the odd survey, `count` answers a quarter."""
    (project / "data").mkdir(parents=True)
    (project / "reports").mkdir()
    for name in ("notebooks", "requirements.lock", "CITATION.cff", "CHANGELOG.md"):
        (project / name).symlink_to(ROOT / name)
    sentences = yaml.safe_load((PROJECT / "data" / "parks" / "study.yml").read_text("utf-8"))["disclosure"]
    odd.write(project, {"claims": PLAN}, sentences | {"b01_panel": sentences["a01_collection"]}, count)
    return project


@pytest.fixture(scope="module")
def report(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def build(folder: Path) -> None:
        project = odd_project(folder / "project")
        for name in ("odd", "odd-county"):
            done = manyi(project, "report", "--year=2024Q2", f"--report={name}")
            assert (done.returncode, done.stderr) == (0, "")

    return once("odd", build) / "project" / "reports" / "odd" / "2024Q2"


@pytest.mark.slow
def test_its_waves_are_called_what_they_are(report: Path) -> None:
    results = pd.read_csv(report / "results.csv", dtype=str)
    assert {"2024Q2", "2024Q1-2024Q2"} <= set(results["wave"]) <= {"2023Q4", "2024Q1", "2024Q2", "2024Q1-2024Q2"}
    english, chinese = ((report / page).read_text("utf-8") for page in ("index.html", "index.zh.html"))
    assert "since Q1 2024" in english and "较2024年第1季度" in chinese and "<title>Ferry panel 2024Q2" in english
    for page in report.glob("*.html"):
        assert not re.search(r"\b20(23|24)[1-4]\b", page.read_text("utf-8")), f"{page.name} prints a bare number"


@pytest.mark.slow
def test_numbers_are_those_of_the_answers(report: Path) -> None:
    """Weighted by hand: half points as they are, several answers as shares of those who gave any."""
    frame = pd.DataFrame(odd.answers(2))
    results = pd.read_csv(report / "results.csv").set_index("id")["value"]
    weight = frame["weight"]
    mean = (weight * frame["overall"].astype(float)).sum() / weight.sum()
    assert results["odd-headline-value"] == pytest.approx(mean)
    asked = frame["ways"] != ""
    share = weight[asked & frame["ways"].str.contains("web")].sum() / weight[asked].sum()
    assert results["odd-ways-change-ways-web-now"] == pytest.approx(share)
    assert (frame["ways"].str.contains("post")).any()
    other = weight[asked & frame["ways"].str.contains("post")].sum() / weight[asked].sum()
    assert results["odd-ways-change-ways-other-now"] == pytest.approx(other)


@pytest.mark.slow
def test_crosstabs_stand_in_the_order_the_study_says(report: Path) -> None:
    page = (report / "toplines-odd.html").read_text("utf-8")
    assert 0 < page.index("odd-crosstab-crew-area") < page.index("odd-crosstab-crew-sex")


@pytest.mark.slow
def test_a_claim_may_name_another_weight(report: Path) -> None:
    """County: delivered, of some. Sexes: raked to other margins. Each by hand, and named where it is printed."""
    frame = pd.DataFrame(odd.answers(2))
    results = pd.read_csv(report / "results.csv").set_index("id")
    crew, of_county = frame["crew"], pd.to_numeric(frame["county"]).fillna(0)
    women = (frame["sex"] == "woman").to_numpy()
    by_sex = frame["weight"] * [odd.TARGETS["woman" if woman else "man"] for woman in women]
    by_sex /= frame["weight"].groupby(frame["sex"]).transform("sum")
    for name, weight in (("own", frame["weight"]), ("county", of_county), ("sexes", by_sex)):
        row = results.loc[f"odd-crew-{name}-value"]
        assert row["value"] == pytest.approx((weight * crew).sum() / weight.sum())
        assert row["base"] == (weight > 0).sum()
    assert results.loc["odd-crew-county-value", "method"] == "weight: County weight"
    english, chinese = ((report / page).read_text("utf-8") for page in ("index.html", "index.zh.html"))
    assert "</a> by County weight: the crew" in english and "按性别比例加权：乘务员" in chinese


@pytest.mark.slow
def test_a_report_may_use_another_weight_throughout(report: Path) -> None:
    county = report.parents[1] / "odd-county" / report.name
    results, toplines = (pd.read_csv(county / name).set_index("id") for name in ("results.csv", "toplines-odd.csv"))
    frame = pd.DataFrame(odd.answers(2))
    weight = pd.to_numeric(frame["county"]).fillna(0)
    mean = (weight * frame["crew"]).sum() / weight.sum()
    assert results.loc["odd-crew-own-value", "value"] == pytest.approx(mean)
    assert toplines.loc["odd-topline-crew-mean", "value"] == pytest.approx(mean)
    others = results.index.str.contains("crew-sexes")
    assert results.loc[~others, "method"].str.contains("County weight").all()
    assert (results.loc[others, "method"] == "weight: the sexes").all()
    for page, line in (("index.html", ", weighted by County weight"), ("toplines-odd.zh.html", "县域权数")):
        assert line in (county / page).read_text("utf-8")


@pytest.fixture(scope="module")
def bare(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The same survey of twelve people, so that nothing may be printed, under a title of three hundred characters."""

    def build(folder: Path) -> None:
        project = odd_project(folder / "project", count=12)
        entry = project / "reports" / "odd.yml"
        title = odd.words(("A title that goes on and on. " * 11)[:300].strip(), ("很长的题目" * 60)[:300])
        entry.write_text(yaml.safe_dump(yaml.safe_load(entry.read_text("utf-8")) | {"title": title}), "utf-8")
        done = manyi(project, "report", "--year=2024Q2", "--report=odd")
        assert (done.returncode, done.stderr) == (0, "")

    return once("bare", build) / "project" / "reports" / "odd" / "2024Q2"


@pytest.mark.slow
@pytest.mark.parametrize("page", ["index.html", "index.zh.html"])
def test_a_report_of_which_nothing_may_be_printed_is_still_a_page(bare: Path, page: str) -> None:
    text = (bare / page).read_text("utf-8")
    results = pd.read_csv(bare / "results.csv")
    assert results.loc[results["statistic"].isin(["mean", "share"]), "value"].isna().all()
    main = parsed(text).xpath("//main")[0]
    assert not main.xpath(".//figure//*[name()='svg']") and not main.xpath("//table[@class='studies']")
    heads = [head for head in main.xpath(".//h2") if not head.text_content().strip()]
    empty = [block for block in main.xpath(".//tbody|.//section") if not block.text_content().strip()]
    assert heads == empty == []


@pytest.mark.slow
def test_a_study_says_some_things_in_its_own_words(report: Path) -> None:
    """A heading and a fixed phrase, in both languages, instead of those of the chapter."""
    pages = {
        name: re.sub(r"<[^>]+>|\s+", " ", (report / f"{name}.html").read_text("utf-8"))
        for name in ("index", "index.zh", "methods")
    }
    assert "How content passengers are" in pages["index"] and "How satisfied people are" not in pages["index"]
    assert "乘客有多满意" in pages["index.zh"].replace(" ", "")
    assert any("Tickets were drawn alike in" in page for page in pages.values())
    assert not any("assumes that people were recruited alike" in page for page in pages.values())


UNTRUE = {  # of delivered weights, without drivers, waits or strata, of a survey whose authors are not ours
    "en": ["no weighting", "unweighted survey", "coefficients in the chapter", "chapter on drivers", "long people wait",
           "Code and settings are public", "The manyi developers", "waiting times", "The strata", "trimmed"],
    "zh": ["未加权调查", "驱动因素一章", "代码和设置公开", "manyi开发者", "等待时间", "分层信息", "截尾"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_said_of_what_this_survey_does_not_have(report: Path, language: str) -> None:
    """The report under its own weight: all pages, what is folded and the notes too."""
    pages = {page.name: parsed(page.read_text("utf-8")).text_content() for page in report.glob("*.html")}
    of_language = {name: text for name, text in pages.items() if (".zh." in name) == (language == "zh")}
    assert len(of_language) == 3
    assert {
        (name, phrase) for name, text in of_language.items() for phrase in UNTRUE[language] if phrase in text
    } == set()
    cited = {"en": "The test suite", "zh": "测试"}[language]
    assert cited in of_language["index.html" if language == "en" else "index.zh.html"]
