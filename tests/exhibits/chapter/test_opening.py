"""The first screen as the chapters' claims make it: title, paragraph, a row a study."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from manyi.exhibits import Chapter, Text, change, first_screen, gap, level
from manyi.exhibits.chapter.records import pictured
from manyi.language import words
from tests.exhibits.chapter.test_findings import gap_row
from tests.exhibits.conftest import Shown, a_change, by_channel


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def told(chapter: Chapter, difference: float = 3.0, low: float = 1.6, high: float = 4.4) -> list[dict[str, Any]]:
    """Claims of a chapter: the level, a change of the index, and a gap of 6.5 times what matters."""
    chapter.claim("level", level(by_channel().iloc[0].drop("channel")), row=True)
    moved = change(a_change(difference=difference, low=low, high=high), 2024, 2023)
    chapter.claim("index-change", moved, anchor="family", row=True)
    a, b = Text(en="people who waited", zh="等待过的用户"), Text(en="people who did not", zh="未等待的用户")
    rows = by_channel()
    row = gap_row(0.001).replace({-5.0: -13.0, -7.0: -15.0, -3.0: -11.0})
    chapter.claim("wait-gap", gap(row, a, b, a_row=rows.iloc[2], b_row=rows.iloc[0], cause="wait"))
    (file,) = chapter.close().glob("30-satisfaction-contact.json")
    claims: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return claims


def test_the_title_answers_whether_the_outcome_improved_and_names_the_weightiest_finding(
    chapter: Chapter, shown: Shown
) -> None:
    screen = first_screen(told(chapter), chapter.survey.study)
    assert plain(screen.title["en"]) == (
        "Overall satisfaction rose to 78.5 of 100 points; people who waited stand 13.0 points below people who did not"
    )
    assert plain(screen.title["zh"]) == "总体满意度升至78.5（满分100分）；等待过的用户比未等待的用户低13.0分"
    assert plain(screen.paragraph["en"]) == (
        "Up 3.0 points on 2023: shown (1.6 to 4.4 points). "
        "People who waited stand at 68.0, people who did not at 81.0 of 100 points. "
        "This gap is shown (11.0 to 15.0 points)."
    )


def test_a_change_that_only_just_passes_is_said_to_edge_up(chapter: Chapter, shown: Shown) -> None:
    screen = first_screen(told(chapter, 1.2, 0.01, 2.4), chapter.survey.study)
    assert plain(screen.title["en"]).startswith("Overall satisfaction edged up to 78.5 of 100 points;")
    assert "only just shown" in plain(screen.paragraph["en"]) and "勉强可以确认" in plain(screen.paragraph["zh"])
    assert [found.claim for found in screen.findings] == ["contact-wait-gap"]  # the change is below what matters


def test_every_study_has_a_row_of_its_result_its_change_and_how_sure(chapter: Chapter, shown: Shown) -> None:
    (row,) = first_screen(told(chapter), chapter.survey.study).rows
    cells = [plain(cell["en"]) for cell in (row.result, row.change, row.sure)]
    assert cells == ["81.0 of 100 points", "+3.0 points since 2023", "Shown (+1.6 to +4.4 points)"]
    assert (row.study, row.direction) == ("contact", "up")


def test_numbers_of_the_first_screen_point_to_where_they_were_printed(chapter: Chapter, shown: Shown) -> None:
    claims = told(chapter)
    known = {id_ for claim in claims for id_ in claim["numbers"].values()}
    screen = json.dumps(first_screen(claims, chapter.survey.study).record())
    assert set(re.findall(r'data-number=.."([^"]+?).."', screen.replace('\\"', '"'))) <= known
    assert " id=" not in screen


def test_without_claims_the_first_screen_is_empty(chapter: Chapter) -> None:
    screen = first_screen([], chapter.survey.study)
    assert screen.title["en"] == screen.paragraph["zh"] == "" and not [*screen.rows, *screen.findings]


def test_a_row_whose_claim_is_suppressed_has_no_cells(chapter: Chapter, shown: Shown) -> None:
    row = pd.Series({**by_channel().iloc[0].drop("channel"), "status": "suppressed"})
    chapter.claim("level", level(row), row=True)
    (file,) = chapter.close().glob("30-satisfaction-contact.json")
    (made,) = first_screen(json.loads(file.read_text("utf-8")), chapter.survey.study).rows
    assert made.result["en"] == "" and made.direction == ""


def test_without_an_announced_change_the_title_begins_with_the_result_and_says_of_how_many_and_how_sure(
    chapter: Chapter, shown: Shown
) -> None:
    claims = [claim for claim in told(chapter) if claim["id"] != "contact-index-change"]
    screen = first_screen(claims, chapter.survey.study)
    assert plain(screen.title["en"]).startswith("Overall satisfaction is 81.0 of 100 points; people who waited")
    value = by_channel().iloc[0]
    base, low, high = f"{value['base']:.0f}", f"{value['low']:.1f}", f"{value['high']:.1f}"
    numbers = re.findall(r"[\d.]*\d", plain(screen.paragraph["en"]))
    assert numbers[:3] == [base, low, high] and "人" in plain(screen.paragraph["zh"])


def test_a_change_that_may_not_be_printed_leaves_the_title_to_the_result(chapter: Chapter, shown: Shown) -> None:
    claims = told(chapter)
    claims[1] |= {"verdict": "suppressed", "shown": False}
    assert "81.0 of 100 points" in plain(first_screen(claims, chapter.survey.study).title["en"])


def test_what_is_advised_has_a_reason_be_it_a_finding_of_this_page(chapter: Chapter, shown: Shown) -> None:
    claims = told(chapter)
    claims[2] |= {"advice": [{"do": {"en": "Do.", "zh": "做。"}, "whom": {"en": "All", "zh": "各方"}}]}
    claims[2]["because"] = {"en": "", "zh": ""}
    (action,) = first_screen(claims, chapter.survey.study).actions
    assert action.why["en"] == claims[2]["clause"]["en"] + "."


def test_a_chapter_may_say_a_claim_in_the_title_in_its_own_words_by_verdict(
    chapter: Chapter, shown: Shown, tmp_path: Path
) -> None:
    file = tmp_path / "words.yml"
    file.write_text('clause: {shown: {en: "it stands at {value}", zh: "为{value}"}}\n', "utf-8")
    row = by_channel().iloc[0].drop("channel")
    chapter.claim("level", level(row), row=True, clause=words.read(file).section("clause"))
    assert plain(chapter.claims["contact-level"]["clause"]["en"]) == "it stands at 81.0 of 100 points"


def test_a_figure_stands_with_a_finding_only_where_it_shows_the_item_of_it(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("index-change", change(a_change(), 2024, 2023), anchor="figure")
    for item, fits in (("index", True), ("wait", False), ("", True)):
        ledger = chapter.ledger.frame()
        figure = pd.DataFrame({"id": ["contact-figure-phone"], "item": [item]})
        (claim,) = pictured(chapter.claims.values(), pd.concat([ledger, figure]), chapter.survey.codebook)
        assert claim["pictured"] is fits
    (box,) = first_screen([claim | {"pictured": False}], chapter.survey.study).findings or [None]
    assert box is None or box.exhibit == ""


def test_how_much_a_change_is_stands_in_its_finding_though_the_paragraph_says_it_too(
    chapter: Chapter, shown: Shown
) -> None:
    no_headline = {"row": False, "finding": True}
    claims = [claim | no_headline | {"id": f"x-{claim['id']}"} for claim in told(chapter)[1:]]
    fell = next(box for box in first_screen(claims, chapter.survey.study).findings if "change" in box.claim)
    assert plain(fell.title["en"]) == "Overall satisfaction rose to 78.5 of 100 points"
    assert plain(fell.text["en"]).startswith("That is 3.0 points more than in 2023.")
    assert plain(fell.text["zh"]).startswith("较2023年高3.0分。")


def test_beside_a_change_stands_the_level_of_what_changed(chapter: Chapter, shown: Shown) -> None:
    row = by_channel().iloc[0].drop("channel")
    chapter.claim("passed", level({**row, "item": "wait"}), row=Text(en="{value} passed", zh="{value}达标"))
    chapter.claim("mean", level(row), row=Text(en="mean {value}", zh="平均{value}"))
    chapter.claim("index-change", change(a_change(), 2024, 2023), anchor="family", row=True)
    (file,) = chapter.close().glob("30-satisfaction-contact.json")
    claims = json.loads(file.read_text("utf-8"))
    (cells,) = first_screen(claims, chapter.survey.study).rows
    assert plain(cells.result["en"]) == "mean 81.0 of 100 points"
    (cells,) = first_screen(claims[:2], chapter.survey.study).rows
    assert plain(cells.result["en"]) == "81.0 of 100 points passed"  # without a change, the first result
