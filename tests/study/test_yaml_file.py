import pytest

from manyi.errors import InputError
from manyi.study.codebook import Codebook
from manyi.study.yaml_file import label, read_yaml


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
        ("items: {q: {colums: {2023: Q}}}", "codebook.yml, line 1: items.q.colums: unknown key (and 3 more)"),
        ("items: {}\nunusd: 1", "codebook.yml, line 2: unusd: unknown key (given: '1')"),
        ("items:\n\tq: 1", "line 2: not readable as YAML: found character that cannot start any token (indent with"),
        ("items: [", "(is a bracket or quote left open"),
        ("", "keys and values are expected here"),
        ("items:\n  q:\n    columns: {2023: 1}", "line 2: items.q.text: Field required (and "),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read(tmp_path, text, Codebook)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named_without_the_machines_path(tmp_path):
    with pytest.raises(InputError, match="codebook.yml: the file is missing") as error:
        read_yaml(tmp_path / "shop" / "codebook.yml", dict)
    assert str(tmp_path) not in str(error.value)


def test_label_keeps_the_study(tmp_path):
    assert label(tmp_path / "data" / "shop" / "raw" / "2023" / "a.csv") == "shop/raw/2023/a.csv"
    assert label(tmp_path / "shop" / "study.yml") == "shop/study.yml"
