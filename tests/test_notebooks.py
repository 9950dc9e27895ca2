"""Rules for chapters: they open by a double click, carry no result, and speak both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    path: Path = request.param
    return nbformat.read(path, as_version=4)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def test_there_are_chapters() -> None:
    assert [path.stem for path in NOTEBOOKS][:2] == ["00-template", "10-summary"]


def test_no_output_is_stored(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_is_valid_and_runs_on_the_plain_kernel(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_has_typed_parameters_with_defaults(notebook: nbformat.NotebookNode) -> None:
    [cell] = [cell for cell in notebook.cells if "parameters" in tags(cell)]
    assigned = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(cell.source).body}
    assert {name: type(value) for name, value in assigned.items()} == {"study": str, "year": int, "report": str}


def test_is_short_and_defines_nothing(notebook: nbformat.NotebookNode) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 12
    for cell in code:
        lines = cell.source.splitlines()
        assert len(lines) <= 10
        assert max(map(len, lines)) <= 110, cell.source
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef | ast.Lambda)]


def test_one_line_brings_all_it_uses(notebook: nbformat.NotebookNode) -> None:
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code" and "parameters" not in tags(cell)]
    brought = [node for node in ast.walk(ast.parse("\n".join(code))) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [(node.lineno, node.end_lineno) for node in brought] == [(1, 1)]
    assert [node.module for node in brought if isinstance(node, ast.ImportFrom)] == ["manyi"]


SETTING = {"setattr", "__setattr__", "delattr", "vars", "counting"}
CHANGING = {"update", "pop", "popitem", "insert", "append", "extend", "clear", "setdefault", "remove", "sort", "add"}


def assignments(source: str) -> list[str]:
    """Return what a cell changes in an object it was given: an attribute, or an entry of one, also by `setattr`."""
    changed = []
    for node in ast.walk(ast.parse(source)):
        target = node.value if isinstance(node, ast.Subscript) else node
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del) and isinstance(target, ast.Attribute):
            changed.append(ast.unparse(node))
        if isinstance(node, ast.Call):
            owner, _, called = ast.unparse(node.func).rpartition(".")
            inside = called in CHANGING and not owner.isidentifier()  # a list the cell made itself may grow
            if called in SETTING or inside or "inplace" in {keyword.arg for keyword in node.keywords}:
                changed.append(ast.unparse(node))
    return changed


def test_changes_no_object_behind_the_back_of_the_next_cell(notebook: nbformat.NotebookNode) -> None:
    """What a chapter knows is said where it opens (`Chapter(..., names=)`) or holds for a block (`with`)."""
    for cell in notebook.cells:
        assert cell.cell_type != "code" or assignments(cell.source) == []


@pytest.mark.parametrize(
    "source",
    ["chapter.names = names", "a = chapter.survey = b", "chapter.level += 1", "x, chapter.year = 1, 2", "del a.b",
     "for chapter.year in years: pass", "with load() as chapter.survey: pass", "setattr(chapter, 'names', names)",
     "chapter.claims['x'] = 1", "survey.frame['x'] = 1", "object.__setattr__(chapter, 'names', 1)",
     "chapter.counting(names)", "survey.frame.insert(0, 'x', 1)", "chapter.claims.pop('x')", "vars(chapter).pop('x')",
     "chapter.__dict__.update(x=1)", "survey.frame.drop(columns='x', inplace=True)"],
)  # fmt: skip
def test_the_check_sees_an_object_changed(source: str) -> None:
    assert assignments(source)
    assert (
        assignments("names = chapter.names\nsteps = {}\nsteps[model.id] = chapter.names.text('a', 'b')\nrows.append(1)")
        == []
    )


def test_never_imports_the_publisher(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        assert cell.cell_type != "code" or "manyi.publish" not in cell.source


def test_words_come_in_pairs_with_one_shared_heading_id(notebook: nbformat.NotebookNode) -> None:
    words = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert words
    for english, chinese in zip(words[::2], words[1::2], strict=True):
        assert (tags(english), tags(chinese)) == (["en"], ["zh"])
        ids = [re.findall(r"^#+ .*\{#([a-z0-9-]+)\}", cell.source, flags=re.M) for cell in (english, chinese)]
        assert ids[0] == ids[1]
        assert len(ids[0]) == len(re.findall(r"^#+ ", english.source, flags=re.M))


def test_prose_carries_no_typed_number(notebook: nbformat.NotebookNode) -> None:
    """Numbers a reader could take for a result come from code; ids of standards and of analyses are not results."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"\{#[a-z0-9-]+\}|GB/T [\d-]+|ISO \d+|A\d+|\b9[05] ?%|100", "", cell.source)
            assert not re.findall(r"\d+", prose), cell.source


def test_heading_ids_are_unique(notebook: nbformat.NotebookNode) -> None:
    english = [cell.source for cell in notebook.cells if tags(cell) == ["en"]]
    ids = re.findall(r"\{#([a-z0-9-]+)\}", "\n".join(english))
    assert len(ids) == len(set(ids))
