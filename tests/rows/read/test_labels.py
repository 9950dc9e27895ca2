"""Codes of a statistics file: the codebook's word first, then the file's own label, then the code itself."""

import pytest

from manyi.errors import InputError
from manyi.rows.read.labels import translated
from manyi.study.answers import DECLARED
from manyi.study.items import Item
from tests.rows.conftest import item

SEX = {"f": {"en": "Women", "zh": "女"}, "m": {"en": "Men", "zh": "男"}}
POINTS = {value: {"en": f"P{value}", "zh": f"第{value}"} for value in range(1, 6)}


def make(**kind):
    return Item.model_validate(item("X", {2023: "x"}, **kind))


def read(cells, labels, item, option=""):
    return translated(cells, labels, item, 2023, option, "a.sav, column x")


def test_the_files_labels_are_answers():
    assert read(["1", "2"], {"1": "女", "2": "Men"}, make(categories=SEX)) == {"1": "女", "2": "Men"}


def test_a_code_of_the_codebook_comes_first():
    assert read(["1", "2"], {"1": "Female"}, make(categories=SEX, codes={2023: {1: "f", 2: "m"}})) == {
        "1": "1",
        "2": "2",
    }


def test_a_label_the_codebook_does_not_know_is_what_the_error_will_name():
    assert read(["3"], {"3": "Divers"}, make(categories=SEX)) == {"3": "Divers"}


def test_codes_against_the_files_own_labels_are_refused():
    with pytest.raises(InputError, match="a.sav, column x: the codebook reads 1 as m, but the file calls it 'Women'"):
        read(["1", "2"], {"1": "Women"}, make(categories=SEX, codes={2023: {1: "m", 2: "f"}}))


def test_a_scale_from_0_is_read_by_its_labels():
    labels = {str(value - 1): f"P{value}" for value in range(1, 6)}
    assert read(list(labels), labels, make(scale={"from": 1, "to": 5, "labels": POINTS})) == labels


def test_a_scale_the_other_way_round_is_read_by_its_labels():
    labels = {"1": "P5", "5": "P1"}
    ends = {1: POINTS[1], 5: POINTS[5]}
    with pytest.raises(InputError, match=r"calls 1 'P5', which is 5 in the codebook, but has no label for 2"):
        read(["1", "2", "5"], labels, make(scale={"from": 1, "to": 5, "labels": ends}))
    assert read(["1", "5"], labels, make(scale={"from": 1, "to": 5, "labels": ends})) == labels


def test_what_the_file_declares_missing_is_marked_unless_the_codebook_knows_why():
    waiting = make(
        number={"min": 0, "max": 99, "unit": {"en": "min", "zh": "分"}}, missing={98: "dont_know", "Refused": "refused"}
    )
    cells = [f"{DECLARED}97", f"{DECLARED}98", f"{DECLARED}99", "5"]
    assert read(cells, {"99": "Refused", "97": "No idea"}, waiting) == {
        cells[0]: cells[0], cells[1]: "98", cells[2]: "Refused", "5": "5",
    }  # fmt: skip


def test_options_of_a_column_each_follow_the_labels_of_yes_and_no():
    uses = make(options={"app": {"en": "App", "zh": "应用"}})
    assert read(["1", "2"], {"1": "Yes", "2": "No"}, uses, "app") == {"1": "Yes", "2": "No"}
    assert read(["1", "0"], {"1": "Selected", "0": "Not selected"}, uses, "app") == {"1": "1", "0": "0"}
