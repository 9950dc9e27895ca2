"""The session of docs/idioms.md is what happens: the objects of a chapter, as a terminal and a notebook show them."""

from __future__ import annotations

import ast
import doctest
import json
import re
import shlex
import shutil
from pathlib import Path

import nbformat
import pytest
from lxml import html
from papermill.cli import papermill

from manyi.exhibits.figures import telling, telling_waves
from manyi.exhibits.html import bundle
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # it reads four waves of a study

PROJECT = ROOT / "tests" / "publish" / "project"
PAGE = (ROOT / "docs" / "idioms.md").read_text("utf-8")


def test_the_session_of_idioms_and_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(bundle, "display", lambda shown, raw: print(shown["text/plain"]))  # as IPython in a terminal
    session = PAGE.partition("```pycon\n")[2].partition("```")[0]
    example = doctest.DocTestParser().get_doctest(session, {}, "idioms", None, 0)
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, clear_globs=False)
    assert results.attempted == 9 and not results.failed
    (table,) = html.fromstring(example.globs["groups"]._repr_html_()).xpath("//table[thead]")
    rows = [[cell.text_content() for cell in row] for row in table.iter("tr")]
    card = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 10]
    assert [[cell.strip() for cell in row] for row in card] == rows


def test_a_chapter_runs_by_the_command_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is typed as it stands, for a small study: it leaves an executed notebook, a ledger and claims."""
    line = next(line for line in PAGE.splitlines() if line.startswith(".venv/bin/papermill "))
    assert (ROOT / ".venv" / "bin" / "papermill").exists() or shutil.which("papermill")
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    (tmp_path / "build").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    typed = shlex.split(line.replace("-p study contact", "-p study parks"))[1:]
    papermill.main([*typed, "--no-progress-bar"], standalone_mode=False)
    cells = [cell for cell in nbformat.read("build/tried.ipynb", as_version=4).cells if cell.cell_type == "code"]
    shown = {data["text/plain"] for cell in cells for output in cell.outputs if (data := output.get("data"))}
    assert any(text.startswith("[sentence parks-template-level]") for text in shown)
    results = tmp_path / "build" / "tried" / "2024" / "results"
    assert {path.name for path in results.iterdir()} == {"00-template-parks.parquet", "00-template-parks.json"}
    claims = json.loads((results / "00-template-parks.json").read_text("utf-8"))
    assert {claim["id"] for claim in claims} == {"parks-template-level", "parks-template-change"}


def test_every_way_to_tell_a_finding_is_on_the_page() -> None:
    """A figure that picks its title from the table finds it, and a new way to tell one is written there."""
    used = set()
    for file in (ROOT / "src" / "manyi").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "finding":
                calls = {ast.unparse(call.func) for call in ast.walk(node.value) if isinstance(call, ast.Call)}
                used |= {call for call in calls if call.startswith("telling")}
    listed = set(re.findall(r"`(telling\w*\.\w+)`", PAGE))
    assert used <= listed and all(hasattr({"telling": telling, "telling_waves": telling_waves}[module], name)
                                  for module, _, name in (way.partition(".") for way in listed))  # fmt: skip
