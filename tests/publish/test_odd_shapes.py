"""A survey in quarters, with half points, a reversed scale of eleven and several answers, goes through `report`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.conftest import ROOT

from . import odd
from .conftest import PROJECT, manyi

PLAN = {
    "outcome": "overall", "unit": "score", "delta": 0.1, "segments": ["sex"], "family": ["crew", "effort"],
    "incidences": ["ways"],
    "batteries": [{"id": "trip", "title": odd.words("The trip", "行程"), "items": ["crew", "effort"]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def report(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def build(folder: Path) -> None:
        project = folder / "project"
        (project / "data").mkdir(parents=True)
        (project / "reports").mkdir()
        for name in ("notebooks", "requirements.lock", "CITATION.cff", "CHANGELOG.md"):
            (project / name).symlink_to(ROOT / name)
        sentences = yaml.safe_load((PROJECT / "data" / "parks" / "study.yml").read_text("utf-8"))["disclosure"]
        odd.write(project, {"claims": PLAN}, sentences | {"b01_panel": sentences["a01_collection"]})
        done = manyi(project, "report", "--year=2024Q2", "--report=odd")
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
