"""Words as data: what is read from a file, and every way in which a file is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.language import words
from manyi.language.text import Text, slots

GOOD = """\
gap:
  higher: {en: "Higher for {a} than for {b}: {difference:unit}.", zh: "{b}低于{a}：{difference:unit}。"}
  unclear:
    en: No clear difference.
    zh: 无明确差别。
yes: {en: Yes, zh: 是}
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(content: str) -> Path:
        path = tmp_path / "claims" / "words.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    return write


def test_a_file_is_texts_and_sections_in_the_order_written(file: Callable[[str], Path]) -> None:
    read = words.read(file(GOOD))
    assert dict(read) == {"yes": Text(en="Yes", zh="是")}
    assert list(read.section("gap")) == ["higher", "unclear"]
    assert read.section("gap")["higher"].slots == {"a", "b", "difference:unit"}
    assert list(read.leaves()) == [("yes",), ("gap", "higher"), ("gap", "unclear")]
    assert "other" not in read
    assert read.get("other") is None


def test_a_module_reads_the_words_in_its_folder_once(file: Callable[[str], Path]) -> None:
    module = str(file(GOOD).with_name("kinds.py"))
    assert words.beside(module) is words.beside(module)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("a:\n  b: {en: Yes}\n", 2, "a.b.zh: Field required"),
        ("a: {en: Yes, zh: ''}\n", 1, "a.zh: String should have at least 1 character"),
        ("a: {en: Yes, zh: 是, fr: Oui}\n", 1, "a.fr: Extra inputs"),
        ("a: {en: [Yes], zh: 是}\n", 1, "a.en: Input should be a valid string"),
        ("a: Yes\n", 1, "a: a text has both languages"),
        ("- a\n", 1, "the file: a text has both languages"),
        ("a: {en: '{x}', zh: '{y}'}\n", 1, "a: {x} is in one language only"),
        ("a: {en: '{x:unit}', zh: '{x}'}\n", 1, "is in one language only"),
        ("a: {en: '{}', zh: '{}'}\n", 1, "braces must hold a name"),
        ("a: {en: '{x', zh: '{x'}\n", 1, "a: "),
        ("a: {en: Yes, zh: 是}\na: {en: Yes, zh: 是}\n", 1, "key 'a' is written twice"),
        ('a: {en: "Y\\u200Bes", zh: 是}\n', 1, "an invisible character, U+200B"),
        ("a: {en: Yes: zh: 是}\n", 1, "not readable as YAML"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    file: Callable[[str], Path], content: str, line: int, says: str
) -> None:
    with pytest.raises(InputError) as refused:
        words.read(file(content))
    assert str(refused.value).startswith(f"claims/words.yml, line {line}: ")
    assert says in str(refused.value)


def test_what_is_not_there_is_an_error_that_names_what_is(file: Callable[[str], Path]) -> None:
    read = words.read(file(GOOD))
    with pytest.raises(InputError, match=r"no words for 'lower' \(allowed: higher, unclear\)"):
        read.section("gap")["lower"]
    with pytest.raises(InputError, match=r"no section 'part' \(allowed: gap\)"):
        read.section("part")
    with pytest.raises(InputError, match="the file is missing"):
        words.read(Path("nowhere/words.yml"))


def test_slots_are_filled_in_each_language_and_all_of_them() -> None:
    text = Text(en="{what} in {wave}", zh="{wave}年的{what}")
    assert text.fill(what=Text(en="Food", zh="餐饮"), wave=2024) == Text(en="Food in 2024", zh="2024年的餐饮")
    for wrong in ({"what": "a"}, {"what": "a", "wave": 1, "more": 2}):
        with pytest.raises(ValueError, match="the slots are"):
            text.fill(**wrong)
    assert slots("a {{brace}} and {x}") == {"x"}


def test_a_study_may_put_its_own_sentence_in_place_of_a_general_one(file: Callable[[str], Path]) -> None:
    general = words.read(file(GOOD))
    pair = {"higher": Text(en="{a} wins", zh="{a}胜")}
    own = words.Words("data", {}, {"gap": words.Words("data gap", pair, {})})
    both = own.over(general)
    assert both.section("gap")["higher"].en == "{a} wins"
    assert both.section("gap")["unclear"] == general.section("gap")["unclear"]
    unfilled = words.Words("data", {"yes": Text(en="{who} too", zh="{who}也是")}, {})
    with pytest.raises(InputError, match="nothing fills {who}"):
        unfilled.over(general)
