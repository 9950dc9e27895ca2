"""A study may be written in one language: its words stand for both. Where none is named, both are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.study.codebook import Codebook
from manyi.study.reading import definition
from manyi.study.yaml_file import read_yaml

BOOK = """\
items:
  overall:
    text: {text}
    short: {short}
    scale: {{from: 1, to: 5, labels: {{1: 差, 5: {{zh: 好}}}}}}
    columns: {{2024: 总体}}
"""


def book(tmp_path: Path, language: str | None, text: str = "总体满意度", short: str = "{zh: 满意}") -> Codebook:
    file = tmp_path / "codebook.yml"
    file.write_text(BOOK.format(text=text, short=short), "utf-8")
    record: Codebook = read_yaml(file, Codebook, language)
    return record


def test_words_alone_stand_for_both(tmp_path: Path) -> None:
    item = book(tmp_path, "zh").items["overall"]
    assert (item.text.en, item.text.zh, item.short.en) == ("总体满意度", "总体满意度", "满意")
    assert item.scale and [words.en for words in item.scale.labels.values()] == ["差", "好"]


def test_both_may_be_given_all_the_same(tmp_path: Path) -> None:
    assert book(tmp_path, "zh", short="{en: Satisfied, zh: 满意}").items["overall"].short.en == "Satisfied"


@pytest.mark.parametrize(("language", "short"), [(None, "满意"), (None, "{zh: 满意}"), ("en", "{zh: 满意}")])
def test_otherwise_a_translation_is_missing(tmp_path: Path, language: str | None, short: str) -> None:
    with pytest.raises(InputError, match="line 4: items.overall.short.*a text has both languages.*language: en"):
        book(tmp_path, language, text="{en: Overall, zh: 总体}", short=short)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("  unit: score", "  unit: scor"),
        ("language: en", "language: eng"),
        ("study: ", "study ["),
        ("title: T", "title: {"),
    ],
)
def test_a_mistake_in_the_study_is_no_mistake_of_its_codebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    """The language of plain words is known although study.yml cannot be read as a whole."""
    monkeypatch.setenv("MANYI_DATA", str(tmp_path))
    (tmp_path / "plain").mkdir()
    study = "study: plain\nlanguage: en\ntitle: T\nclaims:\n  outcome: q\n  unit: score\n"
    items = "items:\n  q: {text: How?, short: How, scale: {from: 1, to: 5}, columns: {2024: q}}\n"
    (tmp_path / "plain" / "codebook.yml").write_text(items, "utf-8")
    assert right in study
    (tmp_path / "plain" / "study.yml").write_text(study.replace(right, wrong), "utf-8")
    with pytest.raises(InputError) as caught:
        definition("plain")
    assert not any("codebook" in line or "both languages" in line for line in caught.value.lines)
