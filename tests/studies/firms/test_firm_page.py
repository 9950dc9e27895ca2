"""A firm's scorecard: both languages say the same numbers, nothing is rounded across a limit, failures are one line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from manyi import places, rows
from manyi.cli import main
from manyi.errors import InputError
from manyi.studies.firms.assessed import assessed_design
from manyi.studies.firms.card import card_words, shown
from manyi.studies.firms.firm_page import scorecard
from manyi.studies.firms.indicators import load
from tests.conftest import ROOT

YEAR = 2021


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of firms in a project of its own, so that nothing is written into the repository."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(autouse=True)
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setattr(places, "root", lambda: project)


@pytest.fixture(scope="module")
def firms() -> dict[str, str]:
    """Two firms: with five stars and back from the wave before; average to the vendor, not everything applying."""
    frame = assessed_design(rows.load("firms", YEAR), load("firms")).frame
    now = frame[frame["wave"] == YEAR]
    back = now["firm"].isin(frame.loc[frame["wave"] == 2020, "firm"])
    average = (now["disagreement"] == "average_but_fails") & (now["recycling_applicable"] == 0)
    return {
        "star": now.loc[(now["level"] == "five") & back, "firm"].iloc[0],
        "average": now.loc[average, "firm"].iloc[0],
    }


@cache
def pages(firm: str) -> tuple[str, str]:
    """The pages of a firm, English and Chinese (a font is cut for each, so each is made once)."""
    english, chinese = (file.read_text("utf-8") for file in scorecard("firms", firm, YEAR))
    return english, chinese


def text(firm: str, language: int = 0) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", pages(firm)[language], flags=re.S).split())


def numbers(page: str) -> set[str]:
    """Numbers with two decimals: those of the firm."""
    return set(re.findall(r"\d+\.\d\d", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


def test_both_languages_print_the_same_numbers(firms: dict[str, str]) -> None:
    english, chinese = pages(firms["star"])
    assert numbers(english) == numbers(chinese)
    assert len(numbers(english)) > 15
    assert '<html lang="zh-Hans">' in chinese


def test_the_page_needs_nothing_else_and_is_the_same_each_time(firms: dict[str, str]) -> None:
    files = scorecard("firms", firms["star"], YEAR)
    assert tuple(file.read_text("utf-8") for file in files) == pages(firms["star"])
    page = pages(firms["star"])[1]
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert "font/woff2" in page
    assert 'class="synthetic"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 4


def test_it_says_how_the_score_is_made_and_what_is_assumed(firms: dict[str, str]) -> None:
    page = text(firms["star"])
    assert "Five stars" in page
    assert "points above the limit of its level" in page
    assert "were not found in a public source and are assumed" in page
    assert "standing was not verified" in page
    assert page.count("standard reached") == 3
    assert re.search(r"In 2020 \d+\.\d\d, (Not|Standard|Three|Four|Five)", page)


def test_a_firm_between_tier_and_standard(firms: dict[str, str]) -> None:
    page = text(firms["average"])
    assert "Average (60 to 70)" in page
    assert "under the standard it fails, because the score is below 70.00" in page
    assert "points short of Standard reached" in page
    assert "Start with the key process" in page
    assert "does not apply" in page
    assert "不适用" in text(firms["average"], 1)


@pytest.mark.parametrize(
    ("value", "down", "up"), [(79.996, "79.99", "80.00"), (80, "80.00", "80.00"), (0.004, "0.00", "0.01")]
)
def test_no_score_seems_to_reach_a_limit_it_misses(value: float, down: str, up: str) -> None:
    assert shown(value, "en") == down
    assert shown(value, "zh", up=True) == up
    assert shown(value, "en").exact == value


def test_every_word_is_there_in_both_languages() -> None:
    english, chinese = card_words("en"), card_words("zh")
    assert set(english) == set(chinese)
    for name in english:
        assert set(re.findall(r"{(\w+)}", english[name])) == set(re.findall(r"{(\w+)}", chinese[name])), name


def test_failures_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="FIRM: no firm 'F00000' in 2021"):
        scorecard("firms", "F00000", YEAR)
    with pytest.raises(InputError, match="no wave 2018"):
        scorecard("firms", "F00000", 2018)
    assert main(["firm", "--year", "2021"]) == 2
    assert capsys.readouterr().err == "manyi: FIRM: which firm? its number, as in FIRM=F21001\n"


def test_a_form_without_a_score_says_why() -> None:
    frame = assessed_design(rows.load("firms", 2024), load("firms")).frame
    spoilt = frame[(frame["wave"] == 2024) & (frame["unscored"] == "points_exceed")].iloc[0]
    with pytest.raises(InputError, match=f"the form of {spoilt['firm']} in 2024 cannot be scored: points_exceed"):
        scorecard("firms", spoilt["firm"], 2024)
