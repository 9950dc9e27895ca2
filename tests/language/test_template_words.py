"""Words of templates against templates and code: no word left over, no word missing, no slot that nobody fills."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes
from pydantic import ValidationError

from manyi.language import words
from manyi.language.text import Text
from manyi.language.yaml_tree import read_ours
from manyi.publish.page.glossary import FILE as GLOSSARY
from manyi.publish.page.glossary import GlossaryEntry, entries
from manyi.rows.missing import REASONS, UNTOLD
from manyi.studies.firms.points import DISAGREE
from tests.language.words_taken import PACKAGE, TEMPLATE
from tests.sources import nodes_of

SCORECARD = PACKAGE / "studies" / "firms" / "scorecard.yml"
FILES = [TEMPLATE / "words.yml", TEMPLATE / "toplines.yml", SCORECARD]
CALLED = {"words": "words", "page": "words"}  # what templates call their words, and whose they are
OF_TEMPLATE = {"toplines.html.j2": {"words": "toplines"}, "scorecard.html.j2": {"words": "scorecard"}}
OF_MODULE = {"topline_page.py": "toplines", "card.py": "scorecard", "firm_page.py": "scorecard"}
# What a variable that takes words may be: ranks; reasons without an answer; sections, and where levels disagree.
BY_VARIABLE = {
    "words": ["card_between", "card_at"],
    "toplines": [*REASONS, UNTOLD],
    "scorecard": [*DISAGREE, "obtained", "applicable", "percent", "lost", "advice", "assumed", "how", "close"],
}
BY_SCRIPTS = re.compile(r"rows_left|pick_\w+")  # their slots are filled by the scripts of the page
READ = ("own_words", "card_words")
Uses = dict[str, list[set[str] | None]]  # a key, or a pattern of some, with the slots each use fills


@cache
def uses(page: str) -> Uses:
    """What is taken from the words of a page; None for slots that are filled elsewhere."""
    found: Uses = defaultdict(list)
    for file in PACKAGE.rglob("*.j2"):
        called = CALLED | OF_TEMPLATE.get(file.name, {})
        for name, key, slots in by_template(file.read_text("utf-8")):
            if called.get(name) == page:
                found[key].append(slots)
    for file in PACKAGE.rglob("*.py"):
        if any(isinstance(node, ast.alias) and node.name in READ for node in nodes_of(file)):
            for of, key, slots in by_code(nodes_of(file), OF_MODULE.get(file.name, "words")):
                if of == page:
                    found[key].append(slots)
    return found


def by_template(text: str) -> Iterator[tuple[str, str, set[str] | None]]:
    """Each taking of words in a template: by which name, the key, the slots it fills."""
    tree = jinja2.Environment(autoescape=True).parse(text)
    filled = {}
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "format":
            filled[id(call.node.node)] = {keyword.key for keyword in call.kwargs}
    lists = {loop.target.name: [item.value for item in loop.iter.items] for loop in tree.find_all(nodes.For)
             if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Tuple)}  # fmt: skip
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node.node, nodes.Name):
            keys = [node.attr] if isinstance(node, nodes.Getattr) else composed(node.arg, lists)
            yield from ((node.node.name, key, filled.get(id(node), set())) for key in keys)


def composed(key: nodes.Node, lists: dict[str, list[str]]) -> list[str]:
    """The keys an expression of a template may put together: "pick_" ~ name, for the names of a loop."""
    if isinstance(key, nodes.Const):
        return [re.escape(str(key.value))]
    if isinstance(key, nodes.Name):
        return lists.get(key.name, [])
    if isinstance(key, nodes.Concat):
        first, *rest = (composed(part, lists) for part in key.nodes)
        for part in rest:
            first = [left + right for left in first for right in part]
        return first
    return []


def by_code(tree: tuple[ast.AST, ...], page: str) -> Iterator[tuple[str, str, set[str] | None]]:
    """Each taking of words in a module: from those of which page, the key, the slots it fills."""
    calls = [node for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    formats = [(node.func.value, node) for node in calls if getattr(node.func, "attr", "") == "format"]
    filled = {id(text): {keyword.arg for keyword in call.keywords} for text, call in formats}
    for node in tree:
        if not isinstance(node, ast.Subscript):
            continue
        of = page
        if isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") in READ:
            constants = [part.value for part in node.value.args[1:] if isinstance(part, ast.Constant)]
            of = str(constants[0]) if constants else page if "card" in ast.dump(node.value.func) else "words"
        elif getattr(node.value, "id", getattr(node.value, "attr", "")) not in ("words", "texts"):
            continue
        slots = filled.get(id(node))
        variable = isinstance(node.slice, ast.Name | ast.Subscript)
        given = None if slots is None or None in slots or variable else {str(slot) for slot in slots}
        yield from ((of, key, given) for key in (BY_VARIABLE[of] if variable else keys_of(node.slice)))


def keys_of(key: ast.expr) -> list[str]:
    """The keys an expression may be, as patterns."""
    if isinstance(key, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in key.values]
        return ["".join(parts)]
    if isinstance(key, ast.IfExp):
        return [*keys_of(key.body), *keys_of(key.orelse)]
    return [re.escape(key.value)] if isinstance(key, ast.Constant) and isinstance(key.value, str) else []


def taking(key: str, page: str) -> list[set[str] | None]:
    return [slots for pattern, every in uses(page).items() if re.fullmatch(pattern, key) for slots in every]


def left_over(texts: dict[str, Text], page: str) -> list[str]:
    return [key for key in texts if not taking(key, page)]


def unfilled(texts: dict[str, Text], page: str) -> list[str]:
    """The texts with a slot that a use of them fills with nothing."""
    needed = {key: {slot.partition(":")[0] for slot in text.slots} for key, text in texts.items()}
    for key, slots in needed.items():
        slots -= in_scripts() if BY_SCRIPTS.fullmatch(key) else set()
    return [key for key, slots in needed.items() if any(of is not None and slots - of for of in taking(key, page))]


@cache
def in_scripts() -> frozenset[str]:
    """The slots that scripts fill, and the names of what they fill them with."""
    return frozenset(slot for path in TEMPLATE.glob("*.js") for slot in re.findall(r"\w+", path.read_text("utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_word_of_a_template_is_taken_and_filled(file: Path) -> None:
    texts = dict(words.read(file))
    assert left_over(texts, file.stem) == []
    assert unfilled(texts, file.stem) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_word_a_template_takes_is_there(file: Path) -> None:
    named = [key.replace("\\", "") for key, every in uses(file.stem).items() if any(of is not None for of in every)]
    assert [key for key in named if key.isidentifier() and key not in words.read(file)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_word_left_over_and_a_slot_nobody_fills_are_seen(file: Path) -> None:
    texts = dict(words.read(file))
    spare = Text(en="Words", zh="词")
    assert left_over(texts | {"left_behind": spare}, file.stem) == ["left_behind"]
    for key, text in texts.items():
        if any(slots is not None for slots in taking(key, file.stem)):
            planted = Text(en=text.en + "{left_behind}", zh=text.zh + "{left_behind}")
            assert unfilled(texts | {key: planted}, file.stem) == [key]


@pytest.mark.parametrize(
    "change",
    [{"term": {"en": "Word"}}, {"says": {"zh": "词"}}, {"find": {"en": "word"}}, {"spare": {"en": "A", "zh": "B"}}],
    ids=["term", "says", "find", "spare"],
)
def test_an_entry_of_the_glossary_has_both_languages_and_nothing_else(change: dict[str, object]) -> None:
    assert len(entries("en")) == len(entries("zh")) == len(read_ours(GLOSSARY))
    for entry in read_ours(GLOSSARY):
        with pytest.raises(ValidationError):
            GlossaryEntry.model_validate({**entry, **change})
