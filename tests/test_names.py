"""Names: a name means one thing in a room, and says what the value is. What is wrong is said in a sentence."""

from __future__ import annotations

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import ROOT
from tests.sources import tree_of

PACKAGE = ROOT / "src" / "manyi"
CODE = sorted(file for folder in ("src/manyi", "sample", "bench") for file in (ROOT / folder).rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
VAGUE = frozenset({"found", "made", "said", "one", "own", "known"})
VAGUE_CALLS = VAGUE | {"told", "given"}
PLAIN = frozenset({"WORDS", "READ", "BY", "HIDDEN", "HEADS", "LABELS", "VERDICTS"})  # of the words beside each module
INSTEAD = "name it after what it is (rows, missing, title), not after how it was got"


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if ROOT in file.parents else file.as_posix()


def room_of(modules: dict[Path, ast.Module]) -> dict[Path, dict[Path, ast.Module]]:
    """The modules of each folder, without what only opens it."""
    rooms: dict[Path, dict[Path, ast.Module]] = defaultdict(dict)
    for file, tree in modules.items():
        if not file.stem.startswith("__"):
            rooms[file.parent][file] = tree
    return rooms


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def of_a_module(modules: dict[Path, ast.Module]) -> Iterator[str]:
    """Functions, private ones too, that bear the name of their module or of one beside it; or one of two words."""
    stems = {file.stem: file for file in modules if "_" in file.stem and not file.stem.startswith("__")}
    beside = {folder: {file.stem: file for file in modules if file.parent == folder} for folder in room_of(modules)}
    for folder in beside:
        beside[folder] |= {file.parent.name: file for file in modules
                           if file.stem == "__init__" and file.parent.parent == folder}  # fmt: skip
    for folder, room in room_of(modules).items():
        for file, tree in room.items():
            inner = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == file.stem]
            for function in dict.fromkeys([*functions(tree), *inner]):
                name = function.name.strip("_")
                if namesake := beside[folder].get(name) or stems.get(name):
                    yield (
                        f"{place(file)}, line {function.lineno}: the function {function.name} bears the name of "
                        f"{place(namesake)}; an import of {name} could mean either: name it after what it returns"
                    )


def twice_in_a_room(modules: dict[Path, ast.Module]) -> Iterator[str]:
    """Functions and classes of one name in two modules of a folder; constants where they have one value too."""
    for folder, room in room_of(modules).items():
        homes: dict[tuple[str, str], list[Path]] = defaultdict(list)
        for file, tree in room.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    homes[node.name, ""].append(file)
                elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    homes[node.targets[0].id, f" = {ast.unparse(node.value)}"].append(file)
        for (name, value), files in homes.items():
            if len(files) > 1 and not (value and name in PLAIN):
                first, second = (file.name for file in files[:2])
                advice = "keep it in one and import it" if value else "say in each name what sets it apart"
                yield f"{place(folder)}: {name}{value} stands in {first} and in {second}: {advice}"


def modules_of_one_name(files: list[Path]) -> Iterator[str]:
    stems = Counter(file.stem for file in files)
    for stem, count in stems.items():
        if count > 1 and not stem.startswith("__"):
            where = " and ".join(place(file) for file in files if file.stem == stem)
            yield f"{where} are both called {stem}: in a traceback or a search they cannot be told apart: rename one"


def vague(tree: ast.AST, where: str) -> Iterator[str]:
    """What is stored under a name that says nothing of it: variables, arguments, constants, attributes, functions."""
    for node in ast.walk(tree):
        for name, names in stored(node):
            if name.strip("_").lower() in names:
                line = getattr(node, "lineno", "?")
                yield f"{where}, line {line}: {name} does not say what the value is: {INSTEAD}"


def stored(node: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """The names a node gives, with those it may not be."""
    if isinstance(node, ast.arg):
        yield node.arg, VAGUE
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id, VAGUE
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr, VAGUE
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name, VAGUE_CALLS
    elif isinstance(node, ast.alias) and node.asname:
        yield node.asname, VAGUE
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name, VAGUE


def code_of(notebook: Path) -> ast.Module:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def none_of(faults: Iterator[str]) -> None:
    """Fail with a sentence for each fault."""
    if lines := list(faults):
        pytest.fail("\n".join(lines), pytrace=False)


def modules() -> dict[Path, ast.Module]:
    """Return the tree of every module, parsed when a test asks: at the import every process would wait for it."""
    return {file: tree_of(file) for file in sorted(PACKAGE.rglob("*.py"))}


def test_no_function_bears_the_name_of_a_module() -> None:
    none_of(of_a_module(modules()))


def test_no_name_stands_twice_in_a_room() -> None:
    none_of(twice_in_a_room(modules()))


def test_no_module_has_the_name_of_another() -> None:
    none_of(modules_of_one_name(list(modules())))


def test_values_are_named_after_what_they_are() -> None:
    """`found`, `made` or `own` say how a value was got, which the line that gets it says already."""
    trees = [(place(file), tree_of(file)) for file in CODE] + [(place(file), code_of(file)) for file in NOTEBOOKS]
    none_of(line for where, tree in trees for line in vague(tree, where))


def planted(**sources: str) -> dict[Path, ast.Module]:
    """Modules of a house: `room__thing="code"` is room/thing.py."""
    return {Path(*name.split("__", 1)).with_suffix(".py"): ast.parse(dedent(code)) for name, code in sources.items()}


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        (
            planted(a__tables="def tables(): ..."),
            "a/tables.py, line 1: the function tables bears the name of a/tables",
        ),
        (planted(a__b="def _tables(): ...", a__tables=""), "the function _tables bears the name of a/tables.py"),
        (planted(a__b="def short_names(): ...", c__short_names=""), "bears the name of c/short_names.py"),
        (planted(a__tables="class A:\n    def tables(self): ..."), "a/tables.py, line 2: the function tables bears"),
        (planted(a__b="def tables(): ...", c__tables=""), ""),
        (planted(a__b="class A:\n    def tables(self): ...", a__tables=""), ""),
    ],
)
def test_a_function_named_as_a_module_is_told_with_its_place(modules: dict[Path, ast.Module], says: str) -> None:
    told = list(of_a_module(modules))
    assert says in "".join(told) and bool(told) is bool(says)


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        (planted(a__b="def _bare(): ...", a__c="def _bare(): ..."), "a: _bare stands in b.py and in c.py: say in each"),
        (planted(a__b="class Page: ...", a__c="class Page: ..."), "a: Page stands in b.py and in c.py"),
        (
            planted(a__b="MOST = 3", a__c="MOST = 3"),
            "a: MOST = 3 stands in b.py and in c.py: keep it in one",
        ),
        (planted(a__b="MOST = 3", a__c="MOST = 4"), ""),
        (planted(a__b="def _bare(): ...", c__d="def _bare(): ..."), ""),
    ],
)
def test_a_name_that_stands_twice_is_told_with_both_places(modules: dict[Path, ast.Module], says: str) -> None:
    told = list(twice_in_a_room(modules))
    assert says in "".join(told) and bool(told) is bool(says)


def test_two_modules_of_one_name_are_told_with_both_places() -> None:
    assert list(modules_of_one_name([Path("a/claims.py"), Path("b/claims.py"), Path("a/sets.py")])) == [
        "a/claims.py and b/claims.py are both called claims: in a traceback or a search they cannot be told apart: "
        "rename one"
    ]


@pytest.mark.parametrize(
    "code",
    ["found = 1", "for one in x: ...", "[one for one in x]", "def f(own): ...", "with x as known: ...", "(made := 1)",
     "FOUND = 1", "self.found = 1", "def _said(): ...", "class Found: ...", "import x as own", "def told(): ...",
     "a, (b, made) = x", "try: ...\nexcept E as known: ...", "def f():\n    _made = 1"],
)  # fmt: skip
def test_a_name_that_says_nothing_is_told_with_its_line(code: str) -> None:
    (line,) = vague(ast.parse(code), "a.py")
    assert line.startswith("a.py, line ") and INSTEAD in line


@pytest.mark.parametrize("code", ["rows.assign(found=1)", "x.one", "x = found", "ones = 1", "'found'", "given = 1"])
def test_keys_and_other_names_are_not_told(code: str) -> None:
    assert list(vague(ast.parse(code), "a.py")) == []
