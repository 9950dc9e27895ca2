"""What interviewees told stands on the page as counts, with how they were chosen, in both languages."""

from __future__ import annotations

import re

import pytest

from manyi.exhibits import Chapter
from manyi.studies.interviews import load_interviews, show_interviews
from tests.exhibits.conftest import Shown


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)).strip()


@pytest.fixture
def spoken(chapter: Chapter, shown: Shown) -> Shown:
    show_interviews(chapter, load_interviews("contact", 2024))
    return {name.removeprefix("contact-interviews-"): made for name, made in shown.items()}


def test_counts_of_people_and_never_percentages(spoken: Shown) -> None:
    first, *_ = themes = list(spoken)[1:-2]
    assert list(spoken) == ["how", *themes, "table", "readers"] and len(themes) == 3
    for made in spoken.values():
        for language in ("en", "zh"):
            assert not re.search(r"\d\s?(?:%|per cent)", plain(made[language]))
    said = r"\d+ of 100 interviewees told of “[^”]+”\. One of them: “[^”]+”"
    assert re.fullmatch(said, plain(spoken[first]["en"]))
    assert "How satisfied" not in spoken["wait"]["en"]  # a theme is not the question of the same name


def test_it_says_how_they_were_chosen_and_quotes_each_language(spoken: Shown) -> None:
    assert "Nobody was drawn at random" in spoken["how"]["en"]
    assert "均非随机抽取" in spoken["how"]["zh"]
    quotes = {language: re.findall(r"<td>(.*?)</td>", spoken["table"][language])[1::2] for language in ("en", "zh")}
    assert len(quotes["en"]) == len(quotes["zh"]) == 8
    assert all(re.search("[\u4e00-\u9fff]", quote) for quote in quotes["zh"])
    assert not any(re.search("[\u4e00-\u9fff]", quote) for quote in quotes["en"])


def test_the_chapter_speaks_of_its_own_study_again(chapter: Chapter, spoken: Shown) -> None:
    assert chapter.survey.study.title.en == "Service survey"


def test_where_nobody_was_interviewed_nothing_is_shown(chapter: Chapter, shown: Shown) -> None:
    assert load_interviews("contact", 2023) is None
    assert load_interviews("sfo", 2016) is None
    show_interviews(chapter, None)
    assert shown == {}
