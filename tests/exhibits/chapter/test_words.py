"""A chapter takes its words from the file beside its notebook, a study its own from its folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.numbers import Number
from manyi.exhibits.tables.grids import listing
from manyi.language.text import Text
from tests.exhibits.conftest import Shown

WORDS = """\
who: {en: "{who} answered in {year}.", zh: "{who}在{year}作答。"}
none: {en: "Nobody answered.", zh: "无人作答。"}
table:
  title: {en: "Who came in {year}: {who}", zh: "{year}来访：{who}"}
  note: {en: How many., zh: 多少人。}
counted:
  callers: {en: People who called, zh: 来电者}
"""
WHO_N = Text(en="{n} called.", zh="{n}人来电。")
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


@pytest.fixture
def own_words(project: Path) -> None:
    own = '30-satisfaction:\n  who: {en: "In {year}: {who}.", zh: "{year}：{who}。"}\n'
    (project / "data" / "contact" / "words.yml").write_text(own, "utf-8")


@pytest.mark.usefixtures("own_words")
def test_a_study_says_it_in_its_own_words(chapter: Chapter, shown: Shown) -> None:
    chapter.say("who", who=WHO)
    assert "<p>In 2024: all.</p>" in shown["contact-who"]["en"]


@pytest.mark.usefixtures("project")
def test_an_exhibit_and_what_a_chapter_counts_have_words_there(chapter: Chapter, shown: Shown) -> None:
    table = listing(
        pd.DataFrame({"who": ["a"], "n": [3.0]}), "who", {"n": (WHO, "count")}, labels={"a": WHO, "who": WHO}
    )
    chapter.show("table-a", table, like="table", who=WHO)
    chapter.show("other", table, title=WHO)
    chapter.say("n", WHO_N, n=Number(3, "count", item="callers"))
    assert "Who came in 2024: all" in shown["contact-table-a"]["en"]
    assert "多少人" in shown["contact-table-a"]["zh"]
    assert "Who came" not in shown["contact-other"]["en"]
    assert "People who called" in shown["contact-n"]["en"]
    with pytest.raises(InputError, match="table: title: no value for {who}"):
        chapter.show("table", table)


def test_words_that_are_not_there_and_slots_nobody_fills_are_one_line(project: Path, chapter: Chapter) -> None:
    with pytest.raises(InputError, match=r"30-satisfaction.words.yml: no words for 'whom' \(allowed: who, none\)"):
        chapter.say("whom")
    with pytest.raises(InputError, match="contact-who: no value for {who} in the en sentence"):
        chapter.say("who")
    with pytest.raises(InputError, match="the zh sentence is missing"):
        chapter.say("who", en="All.")
