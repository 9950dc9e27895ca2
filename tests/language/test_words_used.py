"""Words against the code over the whole tree: no key without words, no words without use, no slot nobody fills."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from manyi.exhibits.chapter.wording import PARTS
from manyi.language import words
from tests.conftest import ROOT
from tests.sources import nodes_of, tree_of

PACKAGE = ROOT / "src" / "manyi"
TEMPLATE = PACKAGE / "publish" / "page" / "template"
FILES = sorted(file for file in PACKAGE.rglob("words.yml") if file.parent != TEMPLATE)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.words.yml"))
OWN = sorted((ROOT / "data").rglob("words.yml"))  # a study's own, in place of those of chapters
BROUGHT = ("counted", "names")  # `Chapter` takes them whole: tests/exhibits/test_vocabulary.py, and `nowhere` below
SAID = ("say", "notice", "answer")  # what takes its words from the file by its id
EXHIBIT = "(exhibit)"  # marks an id under which an exhibit may have words
SHOWN = {*PARTS, "source", "like"}  # what `show` takes besides slots
KNOWN = {"year", "previous"}  # what a chapter fills in by itself
LISTS = {("methods", "disclosed"), ("methods", "answered"), ("form", "guide")}  # printed whole, whatever the keys
PARTS_OF_KEYS = re.compile(r"[\s_/:,.=|]+")  # what keys joined in code are joined by
NAMING = frozenset({"id", "attr", "arg", "name"})  # fields of a syntax tree that hold a name
Path_ = tuple[str, ...]


def constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def dotted(node: ast.expr) -> str | None:
    """A name with dots, as `ast.unparse` writes it, in a hundredth of its time; None for any other expression."""
    if isinstance(node, ast.Attribute):
        return f"{above}.{node.attr}" if (above := dotted(node.value)) else None
    return node.id if isinstance(node, ast.Name) else None


def assigned(tree: ast.Module, roots: dict[str, Path_]) -> dict[str, Path_]:
    """Names at the top of a module that hold words, by the path of keys they hold."""
    names = dict(roots)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            path = taken(node.value, names)
            if isinstance(target, ast.Name) and path is not None and target.id.isupper():
                names[target.id] = path
    return names


def taken(node: ast.expr, names: dict[str, Path_]) -> Path_ | None:
    """The path of constant keys an expression takes from a file of words; None where it takes nothing from one."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and dotted(node) == "chapter.words":
        return names.get("chapter.words")
    if isinstance(node, ast.Call) and dotted(node.func) in ("words.beside", "beside"):
        return ()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "section":
        above, keys = taken(node.func.value, names), [constant(part) for part in node.args]
    elif isinstance(node, ast.Subscript):
        above, keys = taken(node.value, names), [constant(node.slice)]
    else:
        return None
    if above is None or None in keys:
        return above
    return (*above, *(key for key in keys if key not in (None, "en", "zh")))


def uses(tree: ast.AST, names: dict[str, Path_]) -> Iterator[tuple[Path_, set[str] | None, int]]:
    """Every place that takes words: the path of keys, the slots it fills (None where that is not written), the line."""
    inner = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "WORDS"  # taken, not yet used
        for part in ast.walk(node.value)
    }
    for node in ast.walk(tree):  # from the outside in: the longest path of an expression comes first
        if not isinstance(node, ast.expr) or node in inner:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            path, filled = filling(node, names)
            if path is not None:
                passed = node.args[: 1 if path[1:] == (EXHIBIT,) else None]
                inner |= {part for used in (node.func, *passed) for part in ast.walk(used)}
                yield path, filled, node.lineno
                continue
        path = taken(node, names)
        if path is not None and not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            inner |= {part for part in ast.walk(node) if taken(part, names) is not None} if path else set()
            yield path, None, node.lineno


def filling(call: ast.Call, names: dict[str, Path_]) -> tuple[Path_ | None, set[str] | None]:
    """The path of words a call fills, and with which slots."""
    assert isinstance(call.func, ast.Attribute)
    slots = {keyword.arg for keyword in call.keywords if keyword.arg}
    whole = slots if len(slots) == len(call.keywords) else None  # **values may hold anything
    if call.func.attr in ("fill", "format"):
        return taken(call.func.value, names), whole
    if call.func.attr in SAID and "chapter.words" in names and call.args and not {"en", "zh"} & slots:
        key, path = constant(call.args[0]), taken(call.args[-1], names)
        return path or ((key,) if key and len(call.args) == 1 else None), whole | KNOWN if whole is not None else None
    if call.func.attr == "show" and "chapter.words" in names and call.args:
        keys = [constant(keyword.value) for keyword in call.keywords if keyword.arg == "like"]
        key = keys[0] if keys else constant(call.args[0])
        return (key and (key, EXHIBIT)), (whole | KNOWN) - SHOWN if whole is not None else None
    return None, None


def modules(file: Path) -> list[tuple[str, ast.Module, dict[str, Path_]]]:
    """The modules that read a file of words: those in its folder; the code of the notebook beside it."""
    if file.name != "words.yml":
        cells = json.loads(file.with_name(file.name.replace(".words.yml", ".ipynb")).read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        tree = ast.parse(code)
        return [(file.stem, tree, assigned(tree, {"chapter.words": ()}))]
    sources = [(path.name, tree_of(path)) for path in sorted(file.parent.glob("*.py"))]
    return [(name, tree, assigned(tree, {})) for name, tree in sources]


@cache
def used(file: Path) -> dict[Path_, list[tuple[set[str] | None, str]]]:
    found: dict[Path_, list[tuple[set[str] | None, str]]] = {}
    for name, tree, roots in modules(file):
        for path, slots, line in uses(tree, roots):
            found.setdefault(path, []).append((slots, f"{name}:{line}"))
    sections = words.read(file).sections
    exhibits = {path: found.pop(path) for path in list(found) if path[1:] == (EXHIBIT,)}
    return found | {path[:1]: places for path, places in exhibits.items() if path[0] in sections}


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
    leaves = words.read(file).leaves()
    unused = {leaf for leaf in leaves if not any(path and leaf[: len(path)] == path for path in used(file))}
    assert {leaf for leaf in unused if file not in NOTEBOOKS or leaf[0] not in BROUGHT} == set()


@cache
def spelt() -> frozenset[str]:
    """What code and descriptions of studies spell out: strings, names, and the words these are made of."""
    nodes = [node for file in NOTEBOOKS for _, tree, _ in modules(file) for node in ast.walk(tree)]
    nodes += [node for path in PACKAGE.rglob("*.py") for node in nodes_of(path)]
    spelt = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    spelt |= {str(getattr(node, field)) for node in nodes for field in NAMING.intersection(node._fields)}
    spelt |= {word for path in (ROOT / "data").rglob("*.yml") for word in re.findall(r"\w+", path.read_text("utf-8"))}
    return frozenset(spelt | {word for text in spelt for word in PARTS_OF_KEYS.split(text)})


def nowhere(leaf: Path_) -> bool:
    """Whether nothing spells the key of a text, nor the parts of it that code joins: rose_fell, f"{item}_{side}"."""
    return leaf[-1] not in spelt() and not {*PARTS_OF_KEYS.split(leaf[-1])} - {""} <= spelt()


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_key_of_a_section_taken_by_a_variable_is_spelt_somewhere(file: Path) -> None:
    by_variable = [leaf for leaf in words.read(file).leaves() if leaf not in used(file) and leaf[:2] not in LISTS]
    assert [leaf for leaf in by_variable if nowhere(leaf)] == []


def test_a_key_nobody_spells_is_seen() -> None:
    assert nowhere(("sentences", "gap", "rose_sidewise" + "x")) and not nowhere(("sentences", "changed", "rose_fell"))


@pytest.mark.parametrize("file", OWN, ids=name)
def test_words_of_a_study_stand_in_place_of_those_of_a_chapter(file: Path) -> None:
    for notebook, own in words.read(file).sections.items():
        general = words.read(ROOT / "notebooks" / f"{notebook}.words.yml")
        assert set(own.leaves()) <= set(general.leaves())
        own.over(general)  # raises where a slot is filled by nobody


@pytest.mark.parametrize("file", [*FILES, *NOTEBOOKS], ids=name)
def test_every_slot_is_one_the_code_fills(file: Path) -> None:
    leaves, wrong = words.read(file).leaves(), {}
    for path, places in used(file).items():
        for slots, where in places:
            for leaf in below(path, leaves) if slots is not None else []:
                needed = {slot.partition(":")[0] for slot in leaves[leaf].slots}
                if not needed <= slots or (leaf == path and slots - needed - KNOWN):
                    wrong[where] = (leaf, needed ^ slots)
    assert wrong == {}


@cache
def read_by() -> tuple[str, frozenset[str]]:
    """The text of all templates and modules, and its words."""
    text = "\n".join(path.read_text("utf-8") for path in (*PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.py")))
    return text, frozenset(re.findall(r"\w+", text))


@pytest.mark.parametrize(
    "file", [*sorted(TEMPLATE.glob("*.yml")), PACKAGE / "studies" / "firms" / "scorecard.yml"], ids=name
)
def test_every_word_of_a_template_stands_in_one(file: Path) -> None:
    """What jinja takes is checked when a page is built; here only that nothing is left over."""
    text, spelt_there = read_by()
    keys = words.read(file) if file.name != "glossary.yml" else ()
    prefixes = {key: key.rpartition("_")[0] + "_" for key in keys}  # f"assessed_{by}"; "pick_" ~ name in a template
    composed = {key for key, prefix in prefixes.items() if f"{prefix}{{" in text or f'"{prefix}" ~' in text}
    assert [key for key in keys if key not in spelt_there and key not in composed] == []


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
