"""Names, addresses and numbers of people identify, in whatever language; names of things and ratings do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.proposals import proposed
from tests.draft.guesses.test_aside import book_of

PEOPLE = {
    "Name": ["Ann", "Bob", "Cy"],
    "Agent": ["Zoe", "Max"],
    "Postcode": ["SW1A 1AA", "N1 9GU", "E8 3PN"],
    "姓名": ["张伟", "王芳"],
    "客服姓名": ["小张", "小王"],
    "Served": ["Mary Smith", "John Brown", "Ann Jones", "Tom Wilson", "not known"],
    "接待": ["张伟", "王小芳", "李静", "陈强"],
}
LISTS = {
    "Store name": ["North", "South"],
    "Product name": ["Tea", "Cake"],
    "Town": ["徐州", "郑州", "苏州", "杭州"],
    "Education": ["High School", "Bachelor Degree", "Master Degree", "Some College"],
    "Way": ["Web", "Phone"],
}


@pytest.mark.parametrize("header", [*PEOPLE, *LISTS])
def test_names_and_postcodes_identify_and_names_of_things_do_not(tmp_path: Path, header: str) -> None:
    item = book_of(tmp_path, {header: (PEOPLE | LISTS)[header]}).items[1]
    if header in PEOPLE:
        assert (item.roles, item.mark, item.kind) == (["identifier"], "GUESS", "words")
        assert not any(name in item.evidence for name in PEOPLE[header])
    else:
        assert (item.roles, item.kind) == ([], "categories")


SHAPED = {
    "Served": ["Ada Okonkwo", "Bo Lindqvist", "Cy Szabo", "Di Achebe", "Eve Popov", "Fay Ekström", "Gil Moretti"],
    "接待": ["邝美玲", "缪静", "高小芳", "何强", "万佳", "易文静", "方明", "白雪", "曾亮"],
}
BRANDS = {
    "Served": [
        "Burger King",
        "Pizza Hut",
        "Panda Express",
        "Costa Coffee",
        "Shake Shack",
        "Dunkin Donuts",
        "Tim Hortons",
    ],
    "接待": ["火锅", "烤鸭", "面条", "饺子", "米饭", "小笼包", "豆腐脑", "煎饼", "油条"],
}


@pytest.mark.parametrize("header", SHAPED)
def test_names_on_no_list_are_asked_about(tmp_path: Path, header: str) -> None:
    """By their shape alone: in capitals where hardly one comes twice, in Chinese by the surname they begin with."""
    names = SHAPED[header]
    many = names if header == "接待" else [f"{name}{'abcdefghij'[at]}" for at in range(9) for name in names]
    item = book_of(tmp_path, {header: many}).items[1]
    assert (item.roles, item.mark) == (["identifier"], CONFIRM) and "full names of people?" in item.evidence
    assert not any(name in item.evidence for name in names)
    assert book_of(tmp_path, {header: BRANDS[header]}).items[1].kind == "categories"


NAMES = "First name of patient|last_name|Patient name|Surname|Name of the guest|Prénom|Nom|Nom de famille|\
Vorname|Nachname|Name des Kunden|Apellidos|Nombre completo|Sobrenome|Nome|Cognome|Achternaam|Naam|ФИО|\
Ваше имя|Фамилия|氏名|お名前|이름|성명|3、您的姓名"
NUMBERS = "Employee id|Patient no|Membership number|Account no.|Passport no|Twitter handle|User name|\
Licence plate|住院号|会员卡号|卡号|工号|学号|病历号|订单号|保单号|车牌|微信号|QQ|Kundennummer|N° client"
PLACES = "PLZ|Code postal|Postcode of home|Date of birth|Date de naissance|Geburtsdatum|出生日期|家庭住址|\
住址|Address|Adresse"


@pytest.mark.parametrize("header", f"{NAMES}|{NUMBERS}|{PLACES}".split("|"))
def test_headers_that_tell_who_it_is_identify_in_many_languages(tmp_path: Path, header: str) -> None:
    """Also where few answers come often, as categories would, and where they are numbers or days."""
    cells = {"名": ["Ada", "Bo", "Cy"], "号": ["40117", "40377", "41299"], "处": ["1966-06-25", "1999-02-28"]}
    kind = "名" if header in NAMES.split("|") else "号" if header in NUMBERS.split("|") else "处"
    item = book_of(tmp_path, {header: cells[kind]}).items[1]
    assert (item.roles, item.mark, item.kind) == (["identifier"], GUESS, "words")


THINGS = "Hotel name|Product name|Shop name|Brand name|Course name|Full name of the hotel|Nom de l'hôtel|\
Name des Produkts|Nombre del hotel|Название|ホテルの名前|商品名|酒店名称|Payment card|Customer type|\
Order type|学校"


@pytest.mark.parametrize("header", THINGS.split("|"))
def test_names_of_things_are_answers(tmp_path: Path, header: str) -> None:
    assert book_of(tmp_path, {header: ["North", "South"]}).items[1].kind == "categories"


@pytest.mark.parametrize("cells", [["1", "2", "3", "4", "5"], ["Yes", "No"], ["Very easy", "Easy", "Difficult"]])
def test_a_question_about_a_number_is_a_question(tmp_path: Path, cells: list[str]) -> None:
    item = book_of(tmp_path, {"How easy was it to find your membership number?": cells}).items[1]
    assert item.roles == [] and item.kind in ("scale", "categories")


FIRST = ["Levi", "Ada", "Bo", "Cy", "Zoë", "Jean-Luc", "Ines", "Omar", "Uma", "Kai", "Lea", "Noor"]


def test_single_words_in_capitals_that_hardly_repeat_may_be_first_names(tmp_path: Path) -> None:
    seldom = ["Levi"] * 40 + ["Ada"] * 30 + FIRST[2:] * 2
    item = book_of(tmp_path, {"Called": seldom}).items[1]
    assert (item.roles, item.mark) == (["identifier"], GUESS) and item.evidence.startswith("names?")
    assert not any(name in item.evidence for name in FIRST)
    assert book_of(tmp_path, {"Called": FIRST[:9] * 10}).items[1].kind == "categories"  # each ten times
    assert book_of(tmp_path, {"Which airline did you take?": seldom}).items[1].kind == "categories"
    assert book_of(tmp_path, {"Which doctor treated you?": seldom}).items[1].roles == ["identifier"]


def test_codes_and_numbers_given_one_after_the_other_identify(tmp_path: Path) -> None:
    """An amount as fine as that has values twice, or lies further apart."""
    plates = [f"AB{at} CDE" for at in range(10, 55)]
    drawn, amounts = [str(5000 + 3 * at) for at in range(90)], [str(5000 + 97 * at) for at in range(90)]
    book = book_of(tmp_path, {"Vehicle": plates, "Issued": drawn, "Paid": amounts})
    assert [(item.headers[0], item.roles) for item in book.items[1:]] == [("Vehicle", ["identifier"]), ("Paid", [])]
    assert [left.header for left in book.unused] == ["Issued"]


def test_names_are_neither_headline_nor_group(tmp_path: Path) -> None:
    columns = {"Prénom": FIRST[:3], "Nom": ["Petit", "Roux"], "Sexe": ["Femme", "Homme"], "Remarques": ["Bien", "Long"]}
    book = book_of(tmp_path, columns)
    book.items = book.items[1:]  # without the rating
    proposal = proposed(book)
    assert proposal and proposal.outcome is None and [item.name for item in proposal.segments] == ["sexe"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Channels used: Facebook", ["Facebook", ""]),
        ("Facebook", ["Daily", "Weekly", "2-3 times a week"]),
        ("渠道:微信", ["微信", ""]),
        ("微信", ["1", "0"]),
        ("How did you spend your birthday?", ["Here", "Home"]),
        ("大学编号", ["A1", "A2", "A3"]),
    ],
)
def test_channels_and_places_are_no_accounts(tmp_path: Path, header: str, cells: list[str]) -> None:
    book = book_of(tmp_path, {header: cells})
    assert not book.with_role("identifier") and not [left for left in book.unused if "identifies" in left.why]
