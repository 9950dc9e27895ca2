"""HTML is read and changed as a tree: no pattern and no slicing of tags in what makes exhibits and pages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import manyi
from tests.sources import tree_of

ROOMS = ("exhibits", "publish", "studies")
SEARCHES = frozenset({"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"})
OF_TEXT = frozenset({"replace", "split", "rsplit", "partition", "rpartition", "find", "index", "startswith", "endswith",
                     "removeprefix", "removesuffix"})  # fmt: skip
ALLOWED = {
    "publish/page/compared.py",  # a page that may be forged, read character by character: a parser would mend it first
    "publish/page/frame.py",  # the rooms a template leaves for font and looks, filled when all the words are known
    "publish/page/tree.py",  # libxml2 gives <wbr> an end, which HTML does not know
}


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what names stand for: the last value each is given anywhere in the file."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def literal(expression: ast.expr, names: dict[str, ast.expr]) -> str:
    """Return the literal parts of an expression joined, names one step followed."""
    values = [names.get(part.id, part) if isinstance(part, ast.Name) else part for part in ast.walk(expression)]
    leaves = [leaf for value in values if not isinstance(value, ast.JoinedStr) for leaf in ast.walk(value)]
    return "".join(leaf.value for leaf in leaves if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))


def patterns(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and text of what is searched for: by the module `re`, by a method of text, in place or by name."""
    names, searched = constants(tree), []
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
            continue
        by_re = isinstance(call.func.value, ast.Name) and call.func.value.id == "re" and call.func.attr in SEARCHES
        if by_re or call.func.attr in OF_TEXT:
            searched.append((call.lineno, literal(call.args[0], names)))
    return searched


def looks_at_tags(pattern: str) -> bool:
    """Return whether a pattern names a tag or an attribute in markup; `(?<name>` and `(?<=` are not tags."""
    bare = pattern.replace("(?<", "").replace("(?P<", "")
    return "</" in bare or '="' in bare or any(bare[at + 1 : at + 2] not in ("", " ") for at in places(bare))


def places(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter == "<"]


FILES = sorted(file for room in ROOMS for file in (Path(manyi.__file__).parent / room).rglob("*.py"))


def test_no_pattern_is_held_against_html() -> None:
    package = Path(manyi.__file__).parent
    against = {
        file.relative_to(package).as_posix(): [found for found in patterns(tree_of(file)) if looks_at_tags(found[1])]
        for file in FILES
    }
    used = {name: lines for name, lines in against.items() if lines}
    assert used.keys() == ALLOWED, used  # what is allowed must be needed


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ('re.sub(r"<[^>]+>", "", page)', True),
        ("re.findall(rf'<data {x} id=\"n-', page)", True),
        ('re.compile(r\' style="([^"]*)"\')', True),
        ('re.search(r"(?<!未)加权", text)', False),
        ('re.match(r"(#+) ", markdown)', False),
        ('text.split("<")', False),
        ('text.replace("<em>", "")', True),
        ('page.partition(f"<style>{x}")', True),
        ('TAG = "<b>"\npage.replace(TAG, "")', True),
        ('LOOKS = r\' style="([^"]*)"\'\nre.sub(LOOKS, "", page)', True),
        ('json.dumps(rows).replace("<", "x")', False),
    ],
)
def test_the_guard_sees_tags_and_nothing_else(line: str, caught: bool) -> None:
    assert any(looks_at_tags(pattern) for _, pattern in patterns(ast.parse(line))) is caught
