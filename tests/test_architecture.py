"""The rooms of the house, held on the syntax tree: who may import whom, and how long a function may be."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import manyi
from tests.conftest import LONGEST, ROOT, SLOW_FILES, SLOW_FOLDERS
from tests.sources import nodes_of, tree_of

SRC = Path(manyi.__file__).parent
# Lower first; a floor imports only those before it. The ground knows no study.
FLOORS = ("ground", "language", "study", "rows", "stats", "exhibits", "draft", "publish", "handover", "cli")
GROUND = {
    "errors", "places", "table", "display", "containers", "bounded", "floors", "stopping", "kernels", "",
}  # fmt: skip
BLOCKS = (ast.stmt, ast.excepthandler, ast.match_case)  # what an import may stand in
COMMAND_LINE = {"__main__", "cli", "commands", "file_commands", "settings"}
# Inside a floor, lower rooms first; modules beside the rooms stand under the name they have.
ROOMS = {
    "stats": (
        "schema",
        "design",
        "recovery",
        "estimate",
        "compare",
        "models",
        "drivers",
        "replicates",
        "sample",
        "stored_sample",
        "survey_sample",
        "planned",
    ),
    "draft": (
        "lexicon",
        "naming",
        "yaml_text",
        "short_names",
        "shape",
        "item",
        "yaml_edits",
        "yaml_lists",
        "guesses",
        "book",
        "proposals",
        "codebook_lines",
        "descriptions",
        "new_survey",
        "waves",
    ),
}


@cache
def modules() -> dict[str, Path]:
    """Return {'manyi.stats.sample': its file}; a package goes by its own name."""
    found = {}
    for file in sorted(SRC.rglob("*.py")):
        parts = ["manyi", *file.relative_to(SRC).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(name: str, file: Path, *, lazy: bool = True) -> set[str]:
    """Return the modules of this package a module imports; without `lazy` only while it is itself imported."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree_of(file)]
    while waiting:
        node = waiting.pop()
        later = isinstance(node, ast.FunctionDef) or (
            isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        )
        if lazy or not later:
            waiting += [inner for inner in ast.iter_child_nodes(node) if isinstance(inner, BLOCKS)]
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                alone = (file.parent / "__main__.py").exists() and node.level == 1
                assert alone, f"{name}: a relative import is only for a folder that also runs without manyi"
                module = f"{name.rpartition('.')[0]}.{module}"
            found |= {f"{module}.{alias.name}" for alias in node.names}
    found |= {name for node in nodes_of(file) for name in named_by(node)} if lazy else set()
    found |= {manyi._LAZY[name[6:]] for name in found if name[:6] == "manyi." and name[6:] in manyi._LAZY}
    known = modules()
    reached = {one if one in known else one.rpartition(".")[0] for one in found if one.split(".")[0] == "manyi"}
    return {one for one in reached if one in known and one != name}


def named_by(node: ast.AST) -> set[str]:
    """Return what an expression brings without a statement: `manyi.load`, or a module imported by its name as text."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "manyi":
        return {f"manyi.{node.attr}"}
    called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called in ("import_module", "__import__"):
        return {str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    return set()


@pytest.mark.parametrize(
    "code",
    ["from manyi import Chapter", "import manyi\n\nx = manyi.Chapter", "x = import_module('manyi.exhibits')",
     "def f():\n    return __import__('manyi.exhibits')", "if x:\n    from manyi.exhibits import dots"],
)  # fmt: skip
def test_every_way_up_is_seen(code: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(code, encoding="utf-8")
    assert imports("manyi.stats.planted", tmp_path / "planted.py") & {"manyi.exhibits"}


@cache
def graph(lazy: bool = True) -> dict[str, set[str]]:
    return {name: imports(name, file, lazy=lazy) for name, file in modules().items()}


def floor(name: str) -> str:
    """Return on which floor a module is; 'studies' stands beside the floors."""
    part = (name.split(".") + [""])[1]
    return "ground" if part in GROUND else "cli" if part in COMMAND_LINE else part


def test_every_module_stands_on_a_floor() -> None:
    assert {floor(name) for name in modules()} == {*FLOORS, "studies"}


def _picture() -> list[list[str]]:
    """Return the lines of the picture of the rooms, each as its words."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    return [line.split() for line in page.partition("```text\n")[2].partition("```")[0].splitlines()]


def test_the_picture_shows_every_room() -> None:
    """Floors and rooms in their order; every module too where a floor has an order, on the ground and in `studies`."""
    lines = _picture()
    floors = [line[0].strip("/") for line in lines if line[0].strip("/") in {*FLOORS, "studies"}]
    assert floors == [*FLOORS, "studies"]
    folders = {file.parent.relative_to(SRC).parts for file in modules().values()} - {()}
    at, drawn = "", {}
    for line in lines:
        at = line[0].strip("/") if line[0].strip("/") in floors else at
        drawn.setdefault(at, []).extend(word.strip("/") for word in line)
    for folder in (folder for folder in folders if len(folder) == 2):
        assert folder[1] in drawn[folder[0]], f"{'/'.join(folder)} is not in the picture"
    for name, rooms in ROOMS.items():
        assert [word for word in drawn[name] if word in rooms] == list(rooms)
    assert GROUND - {""} <= set(drawn["ground"]) and set(drawn["cli"]) >= COMMAND_LINE
    studies = {name.split(".")[2] for name in modules() if floor(name) == "studies" and name.count(".") > 1}
    assert studies <= set(drawn["studies"])


def test_no_other_page_draws_the_rooms_again() -> None:
    """CONTRIBUTING and README lead to the one picture, so that none of them can leave a floor out."""
    for name in ("CONTRIBUTING.md", "README.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "(docs/architecture.md)" in text
        named = [floor for floor in FLOORS[1:] if f"`{floor}`" in text or f"src/manyi/{floor}" in text]
        assert not named, f"{name} names {named}"


def test_the_page_of_the_house_is_one_page() -> None:
    lines = (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines()
    assert len(lines) <= 90 and max(map(len, lines)) <= 120


def test_lower_floors_do_not_import_upper_ones() -> None:
    """The package brings its parts on demand; a study may use all of the house."""
    bound = [name for name in modules() if name != "manyi" and floor(name) != "studies"]
    height = {name: place for place, name in enumerate(FLOORS)} | {"studies": 0}
    assert not [(name, to) for name in bound for to in graph()[name] if height[floor(to)] > height[floor(name)]]


def test_rooms_of_a_floor_do_not_import_upper_rooms() -> None:
    for at, rooms in ROOMS.items():
        inside = {name: name.split(".")[2] for name in modules() if floor(name) == at and name.count(".") > 1}
        assert set(inside.values()) == set(rooms)
        up = [
            (name, to)
            for name, room in inside.items()
            for to in graph()[name]
            if to in inside and rooms.index(inside[to]) > rooms.index(room)
        ]
        assert not up


def test_no_circle() -> None:
    """No module leads back to itself, type hints and imports inside functions counted."""
    left = {name: set(to) for name, to in graph().items()}
    del left["manyi"]
    while free := [name for name, to in left.items() if not to & left.keys()]:
        for name in free:
            del left[name]
    assert not left


def test_the_core_knows_no_kind_of_study() -> None:
    """The command line offers a command of one kind of study (`make firm`); nothing else names one."""
    up = {(name, to) for name, all_ in graph().items() for to in all_ if floor(to) == "studies"}
    assert not [(name, to) for name, to in up if floor(name) not in ("studies", "cli")]


def docstrings(file: Path) -> set[int]:
    owners = [node for node in nodes_of(file) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return {id(node.body[0].value) for node in owners if node.body and isinstance(node.body[0], ast.Expr)}


def test_no_chapter_is_named() -> None:
    """A chapter says in its own metadata what it prints and when it is drafted: another touches nothing here."""
    chapters = [file.stem for file in (ROOT / "notebooks").glob("*.ipynb")]
    assert len(chapters) > 5
    texts = {}
    for file in modules().values():
        strings = (node for node in nodes_of(file) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        beside = docstrings(file)
        texts |= {(file, node.lineno): node.value for node in strings if id(node) not in beside}
    data = [file for file in SRC.rglob("*") if file.suffix in (".yml", ".html", ".xml", ".js", ".css", ".json")]
    assert data
    texts |= {(file, 0): file.read_text("utf-8") for file in data}
    assert not [(at, name) for at, text in texts.items() for name in chapters if name in text]


def test_no_package_rebinds_the_name_of_a_module_inside_it() -> None:
    """`from package.thing import thing` in a package hides the module: what is meant depends on who came first."""
    hidden = []
    for name, file in modules().items():
        if file.name != "__init__.py":
            continue
        for node in tree_of(file).body:
            if isinstance(node, ast.ImportFrom):
                hidden += [f"{name}.{alias.name}" for alias in node.names if f"{name}.{alias.name}" in modules()
                           and f"{node.module}.{alias.name}" != f"{name}.{alias.name}"]  # fmt: skip
    assert not hidden


def functions(file: Path) -> list[ast.FunctionDef]:
    return [node for node in nodes_of(file) if isinstance(node, ast.FunctionDef)]


def test_no_function_is_longer_than_forty_lines() -> None:
    lengths = {
        f"{name}.{f.name}": (f.end_lineno or f.lineno) - f.lineno + 1
        for name, file in modules().items()
        for f in functions(file)
    }
    assert not {name: length for name, length in lengths.items() if length > 40}


def test_what_is_slow_is_named_as_it_is_called() -> None:
    """A file that has moved would run with the quick ones, or last, and nobody would see why."""
    named = {*LONGEST, *SLOW_FILES, *SLOW_FOLDERS}
    assert [name for name in named if not (ROOT / "tests" / name).exists()] == []
