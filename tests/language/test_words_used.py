"""Words against the code over the whole tree: no key without words, no words without use, no slot nobody fills."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter.wording import PARTS
from manyi.language import words
from manyi.language.text import Text
from tests.conftest import ROOT
from tests.language.words_taken import (
    BROUGHT,
    BROUGHT_WHOLE,
    CLAIMS,
    EXHIBIT,
    FILES,
    KNOWN,
    LISTS,
    NOTEBOOKS,
    OWN,
    PACKAGE,
    TEMPLATE,
    Path_,
    assigned,
    nowhere,
    of_exhibits,
    used,
    uses,
)


def below(path: Path_, leaves: dict[Path_, object]) -> list[Path_]:
    return [leaf for leaf in leaves if leaf[: len(path)] == path]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_key_the_code_takes_is_there(file: Path) -> None:
    leaves = words.read(file).leaves()
    assert {path: where for path, where in used(file).items() if not below(path, leaves)} == {}


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_text_is_taken_by_the_code(file: Path) -> None:
    assert untaken(file, words.read(file).leaves()) == set()


def untaken(file: Path, leaves: Iterable[Path_]) -> set[Path_]:
    """The texts of a file that no code takes, and those of an exhibit that are no part of one."""
    paths, exhibits = used(file), of_exhibits(file)
    unused = {leaf for leaf in leaves if not any(path and leaf[: len(path)] == path for path in paths)}
    unused |= {leaf for leaf in leaves if leaf[:-1] in exhibits and leaf[-1] not in PARTS}
    return {leaf for leaf in unused if file not in NOTEBOOKS or leaf[0] not in BROUGHT}


def unspelt(file: Path, leaves: Iterable[Path_]) -> list[Path_]:
    """The texts of a section taken by a variable whose keys nothing spells."""
    folder = file.parent if file.name == "words.yml" else CLAIMS  # a chapter puts none together: its claims do
    by_variable = [leaf for leaf in leaves if leaf not in used(file)]
    whole = [leaf for leaf in by_variable if leaf[:2] not in LISTS and leaf[:1] not in LISTS]
    return [leaf for leaf in whole if nowhere(leaf, folder)]


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_key_of_a_section_taken_by_a_variable_is_spelt_somewhere(file: Path) -> None:
    assert unspelt(file, words.read(file).leaves()) == []


def test_a_key_nobody_spells_is_seen() -> None:
    assert nowhere(("sentences", "gap", "rose_left" + "_behind"), CLAIMS)
    assert not nowhere(("sentences", "changed", "rose_fell"), CLAIMS)


def sections(leaves: Iterable[Path_]) -> list[Path_]:
    return list(dict.fromkeys([(), *(leaf[:-1] for leaf in leaves)]))


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_a_key_nobody_takes_is_seen_in_every_section(file: Path) -> None:
    leaves, spare = list(words.read(file).leaves()), "left" + "_" + "behind"  # joined, or this test would spell it
    whole = [section for section in sections(leaves) if section[:2] in LISTS or section[:1] in LISTS]
    brought = [section for section in sections(leaves) if file in NOTEBOOKS and section[:1] in BROUGHT_WHOLE]
    for section in sections(leaves):
        planted = [*leaves, (*section, spare)]
        caught = {*untaken(file, planted), *unspelt(file, planted)}
        assert caught == {planted[-1]} or section in [*whole, *brought], section


@pytest.mark.parametrize("file", OWN, ids=name)
def test_words_of_a_study_stand_in_place_of_those_of_a_chapter(file: Path) -> None:
    for notebook, own in words.read(file).sections.items():
        general = words.read(ROOT / "notebooks" / f"{notebook}.words.yml")
        assert in_place_of_none(own, general) == set()
        own.over(general)  # raises where a slot is filled by nobody


def in_place_of_none(own: words.Words, general: words.Words) -> set[Path_]:
    """The texts of a study that no chapter says."""
    return {*own.leaves()} - {*general.leaves()}


@pytest.mark.parametrize("file", NOTEBOOKS, ids=name)
def test_words_of_a_study_that_no_chapter_says_are_seen(file: Path, tmp_path: Path) -> None:
    general = words.read(file)
    path = next(leaf for leaf in general.leaves() if len(leaf) == 1)
    written = tmp_path / "words.yml"
    written.write_text(f'{path[0]}: {{en: "A {{nobody}}", zh: "{{nobody}}"}}\nleft_behind: {{en: A, zh: A}}\n', "utf-8")
    own = words.read(written)
    assert in_place_of_none(own, general) == {("left_behind",)}
    with pytest.raises(InputError, match="nothing fills {nobody}"):
        own.over(general)


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_slot_is_one_the_code_fills(file: Path) -> None:
    assert unfilled(file, words.read(file).leaves()) == {}


def unfilled(file: Path, leaves: dict[Path_, Text]) -> dict[str, tuple[Path_, set[str]]]:
    """Where code fills a text of a file with other slots than it has, by place."""
    wrong = {}
    for path, places in used(file).items():
        for slots, where in places:
            for leaf in below(path, leaves) if slots is not None else []:
                needed = {slot.partition(":")[0] for slot in leaves[leaf].slots}
                if not needed <= slots or (leaf == path and slots - needed - KNOWN):
                    wrong[where] = (leaf, needed ^ slots)
    return wrong


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_a_slot_nobody_fills_is_seen(file: Path) -> None:
    leaves = words.read(file).leaves()
    filled = [path for path, at in used(file).items() if path in leaves and any(slots is not None for slots, _ in at)]
    for leaf in filled:
        text = leaves[leaf]
        planted = leaves | {leaf: Text(en=text.en + "{nobody}", zh=text.zh + "{nobody}")}
        assert [at for at, _ in unfilled(file, planted).values()] != [], leaf


def test_the_check_sees_what_it_is_for() -> None:
    tree = ast.parse(
        'WORDS = words.beside(__file__).section("a")\n'
        'X = WORDS["b"].fill(n=1)\n'
        'def f(v, language):\n'
        '    return WORDS.section("c")[v][language].format(m=2), WORDS["d"][language]\n'
    )  # fmt: skip
    seen = {(path, tuple(slots or ())) for path, slots, _ in uses(tree, assigned(tree, {}))}
    assert seen == {(("a", "b"), ("n",)), (("a", "c"), ("m",)), (("a", "d"), ())}
    code = ast.parse(
        'chapter.say("x", v=1)\nchapter.show("y", t(chapter.words["h"]), title=chapter.words["z"], n=w)\n'
        'chapter.notice(f"{a}", chapter.words.section("s")["t"], v=2)\nchapter.say("own", en="E", zh="Z")'
    )
    found = {path: slots for path, slots, _ in uses(code, {"chapter.words": ()})}
    assert found == {
        ("x",): {"v", *KNOWN},
        ("z",): None,
        ("h",): None,
        ("y", EXHIBIT): {"n", *KNOWN},
        ("s", "t"): {"v", *KNOWN},
    }


YAML = [*FILES, *NOTEBOOKS, *OWN, *TEMPLATE.glob("*.yml"), PACKAGE / "studies" / "firms" / "scorecard.yml"]
PAIRS = [file for file in sorted(YAML) if file.name not in ("glossary.yml", "prose.yml")]


@pytest.mark.parametrize("file", PAIRS, ids=name)
@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('left_behind: {en: "Words"}', "left_behind.zh: Field required"),
        ('left_behind: {en: "{n} words", zh: "词"}', "{n} is in one language only"),
        ('left_behind: {en: "{n} words", zh: "{m}个词"}', "is in one language only"),
        ('left_behind: {en: "Words", zh: "词", fr: "Mots"}', "left_behind.fr: Extra inputs"),
    ],
)
def test_a_file_of_any_kind_is_refused_where_a_pair_is_broken(
    file: Path, entry: str, says: str, tmp_path: Path
) -> None:
    copy = tmp_path / file.parent.name / file.name
    copy.parent.mkdir()
    copy.write_text(f"{entry}\n" + file.read_text("utf-8"), "utf-8")
    with pytest.raises(InputError) as refused:
        words.read(copy)
    assert says in str(refused.value) and "line 1" in str(refused.value)
