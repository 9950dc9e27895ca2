"""What a file only suggests is marked: scales beside a foreign word, lists by frequency, own words, names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from manyi.draft.book import drafted
from manyi.draft.item import CONFIRM, GUESS, DraftItem
from manyi.draft.naming import slug
from manyi.draft.proposals import proposed
from manyi.rows.read.delivered import deliver
from manyi.rows.read.platforms import recognised
from tests.draft.test_odd_files import POINTS, book_of


def asked(folder: Path, header: str, *answers: Any) -> DraftItem:
    """Return the draft of a column in which each answer stands equally often, the last one a little less."""
    cells = [answers[n % len(answers)] for n in range(60)]
    (item,) = book_of(folder, {header: cells}).items
    return item


@pytest.mark.parametrize(
    ("order", "none"),
    [
        (["Strongly disagree", "Disagree", "Agree", "Strongly agree"], ["Cannot choose"]),
        (["Poor", "Good", "Excellent"], ["Undecided"]),
        (["Strongly disagree", "Disagree", "Agree", "Strongly agree"], ["Whatever"]),  # a word of no list
        (["非常不满意", "不满意", "满意", "非常满意"], ["说不清"]),
        (["sehr unzufrieden", "unzufrieden", "zufrieden", "sehr zufrieden"], ["keine Angabe"]),
        (["Not at all clear", "Slightly clear", "Moderately clear", "Very clear", "Extremely clear"], []),
        (["Not at all", "Somewhat", "Extremely"], []),
        (["Worse", "Same", "Better"], []),
        (["Too short", "About right", "Too long"], []),
    ],
)
def test_a_scale_keeps_its_order_beside_a_word_that_is_none_of_it(
    tmp_path: Path, order: list[str], none: list[str]
) -> None:
    item = asked(tmp_path, "Q1", *none, *order[1:], order[0])
    assert list(item.answers["scale"]["labels"].values()) == order and item.mark == CONFIRM
    assert list(item.answers.get("missing", {})) == none
    assert all(f"is it an answer? taken as none: {word} " in item.evidence for word in none)


@pytest.mark.parametrize("word", ["Cannot choose", "Whatever"])
def test_a_labelled_code_above_a_gap_is_asked_about(tmp_path: Path, word: str) -> None:
    labels = {1: "Strongly agree", 2: "Agree", 3: "Disagree", 4: "Strongly disagree", 7: word}
    frame = pd.DataFrame({"q": [float([1, 2, 3, 4, 7][n % 5]) for n in range(60)]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav", variable_value_labels={"q": labels})
    (item,) = drafted(deliver(tmp_path / "a.sav")).items
    assert (item.answers["scale"]["from"], item.answers["scale"]["to"], item.mark) == (1, 4, CONFIRM)
    assert list(item.answers["missing"]) == [7] and f"taken as none: {word} 12" in item.evidence


def test_a_closed_list_in_order_of_frequency_says_so(tmp_path: Path) -> None:
    item = asked(tmp_path, "Which desk?", "North", "South")
    assert item.mark == GUESS and "the most frequent first" in item.evidence and "North 30" in item.evidence


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Geschlecht", ["männlich", "weiblich", "divers", "weiß nicht"]),
        ("Sexe", ["A", "B"]),
        ("Edad", ["x", "y"]),
        ("Frage 1", ["Mann", "Frau"]),
    ],
)
def test_who_was_asked_is_known_in_other_languages(tmp_path: Path, header: str, answers: list[str]) -> None:
    book = book_of(tmp_path, {header: [answers[n % len(answers)] for n in range(60)]})
    proposal = proposed(book)
    assert book.items[0].mark == GUESS and proposal and proposal.outcome is None
    assert "weiß nicht" not in book.items[0].answers["categories"].values()


def test_keys_spell_umlauts_out() -> None:
    assert [slug(text) for text in ("männlich", "weiß nicht", "Größe", "école")] == [
        "maennlich", "weiss_nicht", "groesse", "ecole"]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Other (please specify)", "green"),
        ("5、意见", "很好"),
        ("Q9", "希望张伟医生多出诊"),
        ("Q9", "The lift was out of order again and nobody told us"),
    ],
)
def test_what_somebody_wrote_is_no_answer_of_a_list(tmp_path: Path, header: str, text: str) -> None:
    cells = [text if n % 9 == 0 else "(空)" for n in range(60)]
    (item,) = book_of(tmp_path, {header: cells}).items
    assert (item.kind, item.roles, item.mark) == ("words", ["verbatim"], GUESS)


def test_words_beside_a_list_are_none_of_its_options(tmp_path: Path) -> None:
    marks = {f"Colours [{name}]": [name if n % at else "" for n in range(60)] for at, name in ((2, "red"), (3, "blue"))}
    options, words = book_of(
        tmp_path, {**marks, "Colours [Other]": ["green" if n % 3 else "" for n in range(60)]}
    ).items
    assert list(options.answers["options"].values()) == ["red", "blue", "Other"] and options.mark == GUESS
    assert "green" not in options.answers["options"].values() and words.kind == "words"
    assert book_of(tmp_path, marks).items[0].mark == GUESS


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Doctor", ["张伟", "王芳", "李娜"]),
        ("Waiter", ["Miller Joe", "Huber Anna", "Maier Franz", "Smith John"]),
        ("Doctor", ["Dr Chen Wei", "Dr Li", "Dr. Smith"]),
        ("Who helped you?", ["张伟", "王芳", "其他"]),
        ("Q4", ["Smith John", "Jones, Mary", "Evans Ann", "Collins Tom"]),
    ],
)
def test_names_of_staff_never_leave_the_reading(tmp_path: Path, header: str, names: list[str]) -> None:
    item = asked(tmp_path, header, *names)
    role = "verbatim" if "其他" in names else "identifier"
    assert (item.kind, item.roles, item.mark) == ("words", [role], GUESS)


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Wine", ["Rose Wine", "White Wine", "Green Tea", "Red Wine"]),
        ("常住", ["江苏", "江西", "云南"]),
        ("品牌", ["康师傅", "王老吉", "李宁", "鲁花"]),
        ("Hotel", ["Park Lane", "King Street", "Hill Road"]),
    ],
)
def test_what_looks_like_names_stays_a_list_with_a_mark(tmp_path: Path, header: str, answers: list[str]) -> None:
    item = asked(tmp_path, header, *answers)
    assert (item.kind, item.mark) == ("categories", GUESS)


@pytest.mark.parametrize("answers", [["Yes", "No"], ["1", "2"], ["Very good", "Good"], ["Main Hall", "West Wing"]])
def test_a_question_about_staff_is_no_list_of_names(tmp_path: Path, answers: list[str]) -> None:
    assert asked(tmp_path, "Doctor", *answers).kind == "categories"


@pytest.mark.parametrize("address", ["10.0.0.{}", "81.5.7.{}", "2001:db8::{}"])
def test_addresses_of_computers_are_left_out(tmp_path: Path, address: str) -> None:
    book = book_of(tmp_path, {"Rating": POINTS, "Remote": [address.format(n) for n in range(60)]})
    assert [left.header for left in book.unused] == ["Remote"] and "addresses" in book.unused[0].why


@pytest.mark.parametrize(
    ("values", "ends"), [([n % 11 - 5 for n in range(60)], (-5, 5)), ([n % 5 - 2 for n in range(59)] + [99], (-2, 2))]
)
def test_a_scale_around_zero_is_one(tmp_path: Path, values: list[int], ends: tuple[int, int]) -> None:
    (item,) = book_of(tmp_path, {"How do you feel": values}).items
    assert (item.answers["scale"]["from"], item.answers["scale"]["to"], item.mark) == (*ends, CONFIRM)
    assert list(item.answers.get("missing", {})) == [value for value in values if value == 99]


@pytest.mark.parametrize("values", [[-1, 0, 1], [-2, 1, 2, 3], [-3, -2, 1, 2, 3]])
def test_negative_codes_beside_a_list_are_no_answers(tmp_path: Path, values: list[int]) -> None:
    item = asked(tmp_path, "Q", *values)
    assert set(item.answers["missing"]) == {value for value in values if value < 0}


@pytest.mark.parametrize(
    ("ratings", "words", "kind"),
    [
        (["1", "2", "1"], ["很好，再来", "(空)", "停车难"], "codes"),
        (["1", "2", "1"], ["没有", "没有", "没有"], "codes"),  # the header asks for words, were they ever the same
        (["满意", "不满意", "满意"], ["很好，再来", "(空)", "停车难"], "labels"),
        (["满意", "不满意", "满意"], ["1", "2", "3"], "labels"),  # a number of something beside labels
    ],
)
def test_an_open_question_does_not_make_codes_labels(ratings: list[str], words: list[str], kind: str) -> None:
    header = ["序号", "提交答卷时间", "所用时间", "1、性别", "2、满意度", "3、意见"]
    rows = [
        [str(n), "2024/5/1 10:05:00", "9秒", *cells]
        for n, cells in enumerate(zip(ratings, ratings, words, strict=True))
    ]
    assert f"an export as {kind}" in recognised(header, rows).evidence
