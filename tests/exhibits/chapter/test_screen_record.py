"""The record of the first screen: both languages or none, letters the font has, and nothing lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter.screen_record import Action, Finding, FirstScreen, Question, StudyRow
from manyi.language.formats import LANGUAGES
from manyi.publish.page.front import in_language, opening

BOTH = {"en": "Up <data>1.2</data>", "zh": "升<data>1.2</data>分"}
NONE = {"en": "", "zh": ""}
SCREEN = FirstScreen(
    BOTH, BOTH, [StudyRow("parks", BOTH, BOTH, BOTH, "up")], [Action(BOTH, BOTH, BOTH, "parks-a")],
    [Finding("parks-a", "parks-f", "parks", BOTH, BOTH)], [Question(BOTH, "parks-b", "parks")],
)  # fmt: skip


def test_it_goes_through_json_and_comes_out_in_one_language() -> None:
    read = in_language(json.loads(json.dumps(SCREEN.record())), "zh")
    assert read["title"] == BOTH["zh"]
    assert read["rows"][0] == {
        "study": "parks", "result": BOTH["zh"], "change": BOTH["zh"], "sure": BOTH["zh"], "direction": "up",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "rows", "fault"),
    [
        ({"en": "Up", "zh": ""}, [], "first screen, title: has a text in one language only"),
        (NONE, [StudyRow("parks", BOTH, {"en": "", "zh": "升"}, BOTH)], "first screen, rows, change: has a text"),
        ({"en": "Up 🙂", "zh": "升"}, [], "first screen, title: not in the font of the report: U\\+1F642"),
    ],
)
def test_a_text_that_could_not_be_shown_is_refused(title: dict, rows: list, fault: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(InputError, match=fault):
        FirstScreen(title, NONE, rows, [], [], [])


def test_a_figure_stands_in_the_box_of_its_finding_where_it_is_given() -> None:
    titles = {"parks": "Parks", "trains": "Trains"}
    with_it = opening(SCREEN.record(), "parks", titles, {"parks-f": '<figure id="parks-f"></figure>'}, "en")
    without = opening(SCREEN.record(), "parks", titles, {}, "en")
    assert '<figure id="parks-f">' in with_it.findings
    assert "<figure" not in without.findings
    assert 'href="#parks-a"' in without.findings


def test_reading_takes_a_minute_for_so_many_words_or_signs_and_a_quarter_for_a_figure() -> None:
    longer = replace(SCREEN, paragraph={"en": "word " * 900, "zh": "字" * 750}).record()
    figures = {"parks-f": "<figure>" + "word " * 900 + "</figure>" + "<figure></figure>" * 7}
    minutes = {language: opening(longer, "parks", {}, {}, language).minutes for language in LANGUAGES}
    assert minutes == {"en": 4, "zh": 2}
    assert opening(longer, "parks", {}, figures, "en").minutes == 6
    assert opening(SCREEN.record(), "parks", {}, {}, "en").minutes == 1


def test_nothing_found_is_said() -> None:
    empty = FirstScreen(NONE, NONE, [], [], [], [])
    page = opening(empty.record(), "parks", {"parks": "Parks"}, {}, "en")
    assert "<table" not in page.head
    assert page.head.count("<p>") == page.findings.count("<p>") == 1  # no advice; no open question
    assert opening(None, "", {}, {}, "en").findings == ""
