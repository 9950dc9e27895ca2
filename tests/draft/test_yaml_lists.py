"""An item is put into a list a person wrote, in the layout of its neighbours, and nothing else in the file moves."""

from __future__ import annotations

import pytest
import yaml

from manyi.draft.item import Remark
from manyi.draft.yaml_edits import NoPlace
from manyi.draft.yaml_lists import with_item

NEW = {"name": "new", "once": True}
FLOW = "a: 1\nlist:  # of names\n  - {name: x}  # the first\n\n  # about y\n  - {name: y}\n  # no more\nb: [1]\n"
BLOCK = "list:\n- name: x\n  once: true\n# about y\n- name: y\n  more:\n  - 1\n  - 2\nb: 1\n"
IN_BRACKETS = "list: [{name: x},  # the first\n       {name: y}]  # two\nb: 1\n"


@pytest.mark.parametrize(
    ("text", "at", "added", "below"),
    [
        (FLOW, 0, "  - {name: new, once: true}  # GUESS: why\n", "list:  # of names\n"),
        (FLOW, 1, "  - {name: new, once: true}  # GUESS: why\n", "  - {name: x}  # the first\n"),
        (FLOW, 2, "  - {name: new, once: true}  # GUESS: why\n", "  - {name: y}\n"),
        (BLOCK, 0, "- name: new  # GUESS: why\n  once: true\n", "list:\n"),
        (BLOCK, 1, "- name: new  # GUESS: why\n  once: true\n", "  once: true\n"),
        (BLOCK, 2, "- name: new  # GUESS: why\n  once: true\n", "  - 2\n"),
        ("list:\n  - {name: x}\n", 1, "  - {name: new, once: true}  # GUESS: why\n", "  - {name: x}\n"),
    ],
)
def test_lines_are_added_and_none_is_touched(text: str, at: int, added: str, below: str) -> None:
    start = text.index(below) + len(below)
    assert with_item(text, ["list"], at, NEW, Remark("GUESS", "why")) == text[:start] + added + text[start:]


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("text", [FLOW, BLOCK, IN_BRACKETS, FLOW.replace("b: [1]\n", "").rstrip("\n"), BLOCK[:-6]])
def test_the_item_is_read_in_its_place_and_comments_stay(text: str, at: int) -> None:
    edited = with_item(text, ["list"], at, NEW, Remark("GUESS", "why"))
    before, now = yaml.safe_load(text), yaml.safe_load(edited)
    assert now["list"].pop(at) == NEW and now == before
    assert all(edited.count(f"# {about}") == text.count(f"# {about}") for about in ("the first", "about y", "two"))


def test_an_item_between_brackets() -> None:
    assert with_item("list: []\n", ["list"], 0, NEW) == "list: [{name: new, once: true}]\n"
    edited = with_item(IN_BRACKETS, ["list"], 2, NEW, Remark("GUESS", "why"))
    assert edited == IN_BRACKETS.replace("y}]  # two", "y}, {name: new, once: true}]  # two  # GUESS: why")
    assert with_item("list: [{name: x}, ]\n", ["list"], 1, NEW) == "list: [{name: x}, {name: new, once: true}, ]\n"


@pytest.mark.parametrize(
    "text",
    ["a: 1\n", "list: x\n", "list:\n", "a: &a [{name: x}]\nlist: *a\n", "a: &a {name: x}\nlist: [*a]\n", "- list\n"],
)
def test_where_there_is_no_list_to_write_in_none_is_made(text: str) -> None:
    with pytest.raises(NoPlace):
        with_item(text, ["list"], 0, NEW)
