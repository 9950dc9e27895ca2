"""make: settings are data. Nothing given on the command line is run, and what is wrong is one line and exit code 2."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

from manyi import cli
from manyi.errors import InputError
from tests.conftest import ROOT

SETTINGS = ("YEAR", "REPORT", "ENGINE", "ID")
HOSTILE = [
    "2024; touch pwned", "../x", "$(shell touch pwned)", "`touch pwned`", "$$(touch pwned)", "2024 && touch pwned",
    "'2024'", "2024\ntouch pwned", "${HOME}", "2024 ", "$(error no)", "--help;", "2024|touch pwned",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose python only writes down what it was asked."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    shutil.copytree(ROOT / "reports", tmp_path / "reports", ignore=shutil.ignore_patterns("20*"))
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > asked\n')
    (programs / "python").chmod(0o755)
    shutil.copy(ROOT / "requirements.lock", tmp_path / ".venv")
    (tmp_path / ".venv" / "made").touch()
    return tmp_path


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Nothing of a make that runs these tests (`make test`) reaches the make under test.
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, env={**outside, **environment}
    )


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_setting_is_one_line_and_nothing_is_run(folder: Path, setting: str, value: str) -> None:
    for done in (make(folder, "report", f"{setting}={value}"), make(folder, "report", **{setting: value})):
        assert done.returncode == 2
        assert f"{setting}=" in done.stderr
        assert len(done.stderr.splitlines()) <= 1 + value.count("\n")
        assert not (folder / "asked").exists()
        assert not (folder / "pwned").exists()


@pytest.mark.parametrize("value", ["a folder", "x; touch pwned", "$(shell touch pwned)", '"; touch pwned; "', "$HOME"])
def test_paths_reach_the_program_as_they_were_typed(folder: Path, value: str) -> None:
    assert make(folder, "report", "YEAR=2016", "REPORT=sfo", f"DATA={value}").returncode == 0
    asked = (folder / "asked").read_text().splitlines()
    assert asked == [
        "-m",
        "manyi",
        "report",
        "--year=2016",
        "--report=sfo",
        f"--data={value}",
        "--engine=",
        "--memory=",
        "--profile=",
        "--one=",
    ]
    assert not (folder / "pwned").exists()


def test_years_are_a_list(folder: Path) -> None:
    assert make(folder, "reports", "YEARS=2023 2024").returncode == 0
    assert "--years=2023 2024" in (folder / "asked").read_text().splitlines()
    (folder / "asked").unlink()
    for value in (one for one in HOSTILE if not one.strip().isdigit()):
        assert make(folder, "reports", f"YEARS={value}").returncode == 2
        assert not (folder / "asked").exists()
        assert not (folder / "pwned").exists()


def test_a_report_is_annual_unless_named(folder: Path) -> None:
    assert make(folder, "report", "YEAR=2024").returncode == 0
    assert "--report=annual" in (folder / "asked").read_text()


def test_help_names_every_target(folder: Path) -> None:
    done = make(folder)
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    assert [line.split()[1] for line in done.stdout.splitlines()] == phony.split()[1:]
    assert done.stderr == ""


def test_an_old_python_is_refused_in_one_clear_line(folder: Path) -> None:
    shutil.rmtree(folder / ".venv")
    old = folder / "python2"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.10.4" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = make(folder, "report", "YEAR=2024", "PYTHON=./python2")
    assert done.returncode == 2
    assert "manyi needs Python 3.11 or newer; ./python2 is Python 3.10.4" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_copied_project_runs_its_own_source(tmp_path: Path) -> None:
    """The line of the Makefile that says where the source lies, run in one project, then moved with it."""
    recipe = re.search(r"-c '(import os, pathlib, sysconfig;.*?)' &&", (ROOT / "Makefile").read_text("utf-8"))
    assert recipe
    first, second = tmp_path / "first", tmp_path / "moved" / "second"
    (first / "src" / "manyi").mkdir(parents=True)
    (first / "src" / "manyi" / "__init__.py").touch()
    venv.create(first / ".venv", with_pip=False)
    subprocess.run([first / ".venv/bin/python", "-c", recipe[1]], cwd=first, check=True)
    shutil.copytree(first, second, symlinks=True)
    for project in (first, second):
        done = subprocess.run(
            [project / ".venv/bin/python", "-c", "import manyi; print(manyi.__file__)"],
            cwd=tmp_path, env={}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == str(project / "src" / "manyi" / "__init__.py")


def test_another_projects_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a .venv with an absolute path would do after copying: the command says so and builds nothing."""
    for part in ("notebooks", "data", "src/manyi"):
        (tmp_path / part).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="runs the source of another project"):
        cli._own_source()
