"""Entries are put into YAML that a person wrote, and nothing else in it moves."""

import pytest
import yaml

from manyi.draft.item import Remark
from manyi.draft.yaml_edits import NoPlace, with_entry, with_note

TEXT = """\
# a study
items:
  one: {columns: {2010: Q1}}
  two:  # spoken
    columns: {2010: Q2,
              2011: Q2b}  # as printed
    codes: &yes {2010: {1: "yes"}}
  three:
    codes: *yes
    columns:
      2010: Q3

  # the last
  four:
    columns: {}
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["items", "two", "columns"], "              2011: Q2b, 2012: new}  # as printed  # CONFIRM"),
        (["items", "three", "columns"], "      2012: new  # CONFIRM"),
        (["items", "four", "columns"], "    columns: { 2012: new}  # CONFIRM"),
        (["items", "three", "codes"], "    codes: {2010: {1: 'yes'}, 2012: new}  # CONFIRM"),
        (["items", "three", "missing"], "    missing: {2012: new}  # CONFIRM"),
        (["unused"], "unused: {2012: new}  # CONFIRM"),
    ],
)
def test_one_line_changes(keys, line):
    text = with_entry(TEXT, keys, 2012, "new", Remark("CONFIRM"))
    assert line in text.split("\n")
    gone = [old for old in TEXT.split("\n") if old not in text.split("\n")]
    assert len(gone) <= 1
    before, now = yaml.safe_load(TEXT), yaml.safe_load(text)
    for key in keys[:-1]:
        before, now = before[key], now[key]
    assert now.pop(keys[-1]) == {**before.pop(keys[-1], {}), 2012: "new"} and now == before


def test_what_others_share_is_not_touched():
    text = with_entry(TEXT, ["items", "three", "codes"], 2012, "new")
    assert yaml.safe_load(text)["items"]["two"]["codes"] == {2010: {1: "yes"}}


def test_a_note_stands_above_its_entry():
    lines = with_note(TEXT, ["items", "three", "columns"], "CONFIRM it").split("\n")
    assert lines[lines.index("    # CONFIRM it") + 1] == "    columns:"


@pytest.mark.parametrize(
    "keys", [["items", "five", "columns"], ["items", "one", "codes", "x"], ["items", "one", "codes"]]
)
def test_no_place_is_said(keys):
    with pytest.raises(NoPlace):
        with_entry(TEXT, keys, 2012, "new")


@pytest.mark.parametrize(
    ("mark", "remark", "line"),
    [
        ("  # GUESS: by the file", Remark("CONFIRM", "which days?"), "  # CONFIRM: by the file; which days?"),
        ("  # GUESS: by the file", Remark("GUESS", "by the file"), "  # GUESS: by the file"),
        ("  # TODO: when?", Remark("GUESS", "by the file"), "  # TODO: when?  # GUESS: by the file"),
        ("", Remark("GUESS", "by the file"), "  # GUESS: by the file"),
    ],
)
def test_a_line_has_one_mark(mark, remark, line):
    text = with_entry(f"waves: {{2010: a}}{mark}\nmode: x\n", ["waves"], 2011, "b", remark)
    assert text == f"waves: {{2010: a, 2011: b}}{line}\nmode: x\n"
