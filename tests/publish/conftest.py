"""A small project of its own (project/), built once per session with the real command and real kernels."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from manyi import cli

PROJECT = Path(__file__).parent / "project"
PARAMETERS = 'study = "parks"\nyear = 2024\nreport = "one"'
END = 'from manyi.exhibits.html import bundle\n\nbundle.mark_end("bad-parks")'


def manyi(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, in this process: the imports, and the warm process, are those of the test before."""
    with (
        contextlib.chdir(project),
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        code = cli.main(arguments)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def started(project: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a reader does, in a process of its own: six seconds of imports in two processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "manyi", *arguments],
        cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment},
    )  # fmt: skip


TINY = ("report", "--year=2024", "--report=tiny")


def notebook(
    *cells: str, markdown: tuple[str, ...] = (), tags: tuple[str, ...] = ("en", "zh")
) -> nbformat.NotebookNode:
    """Return a chapter: parameters, then the code cells, then Markdown cells tagged in turn."""
    made = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), *map(new_code_cell, cells)]
    for place, source in enumerate(markdown):
        made.append(new_markdown_cell(source, metadata={"tags": [tags[place % len(tags)]]}))
    return new_notebook(
        cells=made, metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    )


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The project with its report for 2024 built; to be read only."""

    def build(folder: Path) -> None:
        shutil.copytree(PROJECT, folder / "project")
        with started(folder / "project", *TINY) as running:
            _, said = running.communicate()
        assert (running.returncode, said) == (0, "")

    return once("built", build) / "project"


@pytest.fixture(scope="session")
def page(built: Path) -> Path:
    """The folder of the built report."""
    return built / "reports" / "tiny" / "2024"


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built project to change; the working folder of the test."""
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    return folder


@pytest.fixture
def chapter(project: Path) -> Callable[[nbformat.NotebookNode], None]:
    """Write a notebook as the only chapter of a report `one`."""

    def write(made: nbformat.NotebookNode, limits: str = "{cell: 20}") -> None:
        nbformat.write(made, project / "notebooks" / "bad.ipynb")
        text = f"title: {{en: One, zh: 一}}\nstudies: [parks]\nchapters: [{{notebook: bad}}]\nbudgets: {limits}\n"
        (project / "reports" / "one.yml").write_text(text, encoding="utf-8")

    return write
