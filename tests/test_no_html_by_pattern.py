"""HTML is read and changed as a tree: no pattern and no slicing of tags in what makes exhibits and pages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import manyi

ROOMS = ("exhibits", "publish")
SEARCHES = frozenset({"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"})
# The drawing program's own file, not our HTML: what is cut out of it before it is a tree.
ALLOWED = {"exhibits/figures/svg.py"}


def patterns(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and text of each pattern given to the module `re`, literal parts of an f-string joined."""
    found = []
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SEARCHES):
            continue
        if isinstance(call.func.value, ast.Name) and call.func.value.id == "re" and call.args:
            literals = [part.value for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)]
            found.append((call.lineno, "".join(part for part in literals if isinstance(part, str))))
    return found


def looks_at_tags(pattern: str) -> bool:
    """Return whether a pattern names a tag or an attribute in markup; `(?<name>` and `(?<=` are not tags."""
    bare = pattern.replace("(?<", "").replace("(?P<", "")
    return "<" in bare or '="' in bare or "</" in bare


FILES = sorted(file for room in ROOMS for file in (Path(manyi.__file__).parent / room).rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_no_pattern_is_held_against_html(file: Path) -> None:
    name = file.relative_to(Path(manyi.__file__).parent).as_posix()
    against = [
        (line, pattern) for line, pattern in patterns(ast.parse(file.read_text("utf-8"))) if looks_at_tags(pattern)
    ]
    assert (not against) != (name in ALLOWED), against  # what is allowed must be needed


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ('re.sub(r"<[^>]+>", "", page)', True),
        ("re.findall(rf'<data {x} id=\"n-', page)", True),
        ('re.compile(r\' style="([^"]*)"\')', True),
        ('re.search(r"(?<!未)加权", text)', False),
        ('re.match(r"(#+) ", markdown)', False),
        ('text.split("<")', False),
    ],
)
def test_the_guard_sees_tags_and_nothing_else(line: str, caught: bool) -> None:
    assert any(looks_at_tags(pattern) for _, pattern in patterns(ast.parse(line))) is caught
