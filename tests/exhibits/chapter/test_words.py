"""A chapter takes its words from the file beside its notebook, a study its own from its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter.chapter import Chapter
from manyi.language.text import Text
from tests.exhibits.conftest import Shown

WORDS = """\
who: {en: "{who} answered in {year}.", zh: "{who}在{year}年作答。"}
none: {en: "Nobody answered.", zh: "无人作答。"}
"""
WHO = Text(en="all", zh="所有人")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "30-satisfaction.words.yml").write_text(WORDS, "utf-8")
    (tmp_path / "data" / "contact").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sentence_without_words_takes_those_of_its_id(project: Path, chapter: Chapter, shown: Shown) -> None:
    chapter.say("who", who=WHO)
    chapter.say("again", chapter.words["who"], who=WHO)
    chapter.notice("none")
    assert "<p>All answered in 2024.</p>" in shown["contact-who"]["en"]
    assert "<p>所有人在2024年作答。</p>" in shown["contact-again"]["zh"]
    assert "<p>无人作答。</p>" in shown["contact-none"]["zh"]


def test_a_study_says_it_in_its_own_words(project: Path, chapter: Chapter, shown: Shown) -> None:
    own = '30-satisfaction:\n  who: {en: "In {year}: {who}.", zh: "{year}年：{who}。"}\n'
    (project / "data" / "contact" / "words.yml").write_text(own, "utf-8")
    chapter.say("who", who=WHO)
    assert "<p>In 2024: all.</p>" in shown["contact-who"]["en"]


def test_words_that_are_not_there_and_slots_nobody_fills_are_one_line(project: Path, chapter: Chapter) -> None:
    with pytest.raises(InputError, match=r"30-satisfaction.words.yml: no words for 'whom' \(allowed: who, none\)"):
        chapter.say("whom")
    with pytest.raises(InputError, match="contact-who: no value for {who} in the en sentence"):
        chapter.say("who")
    with pytest.raises(InputError, match="the zh sentence is missing"):
        chapter.say("who", en="All.")
