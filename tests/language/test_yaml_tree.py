"""YAML made to harm is refused by its event stream, whoever reads it and for whatever purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from manyi.errors import InputError
from manyi.language import words
from manyi.language.yaml_tree import DEEPEST, composed
from manyi.study.safe_yaml import Loader, content_of
from manyi.study.yaml_file import line_of, words_of

LETTERS = "abcdefghijklm"
HARMFUL = {
    "a list in itself": "&a [*a]",
    "a mapping in itself": "study: &a {b: *a}",
    "brackets": "[ " * 200_000,
    "braces": "{a: " * 200_000,
    "levels": "".join("  " * level + "a:\n" for level in range(DEEPEST + 1)),
    "aliases": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip(LETTERS, LETTERS[1:], strict=False)),
    "merges": "a: &a {x: {en: x, zh: y}}\n"
    + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 30)}]\n" for a, b in zip(LETTERS, LETTERS[1:], strict=False)),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_file_made_to_harm_is_refused_by_every_reader(tmp_path: Path, kind: str) -> None:
    """Before, looking for words of a description that had been refused ended the process, or never ended."""
    file = tmp_path / "words.yml"
    file.write_text(HARMFUL[kind], "utf-8")
    for read in (content_of, words.read):
        with pytest.raises(InputError, match="levels deep|values, aliases counted|stands inside itself"):
            read(file)
    assert list(words_of(file)) == [] and line_of(file, ["a"]) is None


def test_a_small_file_is_the_tree_yaml_makes_of_it() -> None:
    text = "a: &x {en: one, zh: 一}\nb: [*x, *x]\n"
    assert yaml.serialize(composed(text, Loader)) == yaml.serialize(yaml.compose(text, Loader=Loader))
    assert composed("", Loader) is None
