from itertools import pairwise
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.study.codebook import Codebook
from manyi.study.safe_yaml import label
from manyi.study.yaml_file import read_yaml


def read(tmp_path, text, kind=dict):
    path = tmp_path / "codebook.yml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_yaml(path, kind)


def test_yes_no_on_off_are_answers_not_booleans(tmp_path):
    assert read(tmp_path, "{yes: no, on: off, real: true}") == {"yes": "no", "on": "off", "real": True}


def test_anchors_and_merge_keys_work(tmp_path):
    assert read(tmp_path, "a: &x {k: 1}\nb: {<<: *x, m: 2}")["b"] == {"k": 1, "m": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: not readable as YAML: key 'a' is written twice"),
        ("a: [1\n", "not readable as YAML"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1: not readable as YAML"),
        (b"a: 1\nb: \xff\n", "line 2: not UTF-8"),
        (
            "items: {q: {colums: {2023: Q}}}",
            "codebook.yml, line 1: items.q.colums: unknown key (and 3 more: make check lists them)",
        ),
        ("items: {}\nunusd: 1", "codebook.yml, line 2: unusd: unknown key (given: '1')"),
        ("items:\n\tq: 1", "line 2: not readable as YAML: found character that cannot start any token (indent with"),
        ("items: [", "(is a bracket or quote left open"),
        ("", "a mapping is expected here"),
        ("items:\n  q:\n    columns: {2023: 1}", "line 2: items.q.text: Field required (and "),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read(tmp_path, text, Codebook)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


NUMBERS = ["077", "-012", "1_000", "0x1F", "0b11", "1:30", ".nan", ".inf", "-.inf", "00"]


@pytest.mark.parametrize("text", NUMBERS)
@pytest.mark.parametrize("form", ["missing: {{{}: refused}}", "missing:\n  {}: refused", "at: [{}]"])
def test_a_number_that_yaml_reads_as_another_needs_quotes(tmp_path, text, form):
    with pytest.raises(InputError) as error:
        read(tmp_path, form.format(text))
    assert f"write '{text}', in quotes" in str(error.value) and ", line " in str(error.value)
    assert text in str(read(tmp_path, form.format(f"'{text}'")))


def test_plain_numbers_are_numbers(tmp_path):
    assert read(tmp_path, "[0, -5, 7, 0.5, 1.50, 123456789012345]", list) == [0, -5, 7, 0.5, 1.5, 123456789012345]


LETTERS = "abcdefghijklmnop"
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise(LETTERS))
HOSTILE = {
    "a deep list": ("[" * 100_000, "more than 40 levels deep"),
    "deep blocks": ("- " * 5_000 + "a", "more than 40 levels deep"),
    "a bomb of aliases": (BOMB, "more than 200,000 values, aliases counted"),
    "a bomb of merges": (BOMB.replace("[x, x]", "{x: 1}").replace(": [", ": {<<: [").replace("]\n", "]}\n"), "line "),
    "a list inside itself": ("a: &a [*a]", "*a stands inside itself"),
    "no truth": ("a: !!bool maybe", "line 1: not readable as YAML: 'maybe' is no bool"),
    "no day": ("a: 1\nb: 2024-13-45", "line 2: not readable as YAML: '2024-13-45' is no timestamp"),
    "no time": ("a: !!timestamp soon", "'soon' is no timestamp"),
    "no number": ("a: !!int abc", "write 'abc', in quotes"),
    "a long number": ("a: 12345678901234567890", "more than 15 digits: write it in quotes if it is a code"),
    "an endless number": ("a: " + "1" * 10_000, "more than 15 digits"),
    "a key that is true": ("{true: a}", "a key is a word or a number: write 'true', in quotes"),
    "a key that is nothing": ("{~: a}", "write '~', in quotes"),
    "a key that is a day": ("{2024-05-01: a}", "write '2024-05-01', in quotes"),
    "a key that is a list": ("? [a]\n: b", "a key is a word or a number"),
    "two documents": ("a: 1\n---\nb: 2", "another document"),
    "a zero byte": ("a: \x00", "not readable as YAML"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_short_line(tmp_path, name):
    text, said = HOSTILE[name]
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert said in str(error.value) and str(error.value).isprintable() and len(str(error.value)) < 400


@pytest.mark.parametrize("path", ["/dev/zero", "/"])
def test_what_is_no_file_is_not_read(path):
    with pytest.raises(InputError, match="not a file"):
        read_yaml(Path(path), dict)


def test_a_file_too_large_for_a_description_is_not_read(tmp_path):
    with pytest.raises(InputError, match="larger than 4 MB"):
        read(tmp_path, "# " + "x" * 5_000_000)


def test_a_missing_file_is_named_without_the_machines_path(tmp_path):
    with pytest.raises(InputError, match="codebook.yml: the file is missing") as error:
        read_yaml(tmp_path / "shop" / "codebook.yml", dict)
    assert str(tmp_path) not in str(error.value)


def test_label_keeps_the_study(tmp_path):
    assert label(tmp_path / "data" / "shop" / "raw" / "2023" / "a.csv") == "shop/raw/2023/a.csv"
    assert label(tmp_path / "shop" / "study.yml") == "shop/study.yml"
