"""The commands: what is wrong is one line on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from manyi import cli
from manyi.publish import build
from manyi.publish.flow import standing

WRONG = {
    "no year": (
        ["report", "--report=tiny"],
        "YEAR: which year? make ... YEAR=2024 or python -m manyi ... --year=2024",
    ),
    "a word": (
        ["report", "--report=tiny", "--year=last"],
        "YEAR: 'last' is not a wave: write 2024, 2024Q1, 2024H1, 2024-03, 2024-W05, 2024-spring or wave-3",
    ),
    "other digits": (["report", "--report=tiny", "--year=２０２４"], "is not a wave"),
    "no wave": (["report", "--report=tiny", "--year=1999"], "YEAR: no study has a wave for 1999 (allowed: 2023, 2024)"),
    "no report": (["report", "--report=../x", "--year=2024"], "REPORT: there is no report '../x' (allowed: tiny)"),
    "no folder": (["report", "--report=tiny", "--year=2024", "--data=nowhere"], "DATA: no folder 'nowhere'"),
    "no engine": (["report", "--report=tiny", "--year=2024", "--engine=abacus"], "ENGINE: no engine 'abacus'"),
    "no page": (["verify", "--report=tiny", "--year=2024", "--against=x.html"], "AGAINST: no file 'x.html'"),
    "no id": (["explain", "--report=tiny", "--year=2024"], "ID: which number?"),
    "not built": (["explain", "--report=tiny", "--year=2023", "--id=x"], "tiny 2023: has not been built"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert cli.main(arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_a_defect_is_one_line_too_and_its_traceback_is_in_the_build_folder(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    standing.forget("tiny", 2024)
    monkeypatch.setattr(build, "build_report", lambda *given, **options: 1 / 0)
    assert cli.main(["report", "--report=tiny", "--year=2024"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert "ZeroDivisionError" in (project / "build" / "log" / "defect.log").read_text()


def test_what_the_machine_refuses_is_one_line_and_no_defect(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **options: object) -> None:
        raise RuntimeError from OSError(errno.ENOSPC, "full", str(project / "build" / "x.parquet"))

    standing.forget("tiny", 2024)
    monkeypatch.setattr(build, "build_report", full)
    assert cli.main(["report", "--report=tiny", "--year=2024"]) == 2
    said = "manyi: build/x.parquet: no space left on device; every report in place is whole\n"
    assert capsys.readouterr().err == said


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond some bytes; the kernel refuses, as it does where a disk is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_files_that_may_not_grow_are_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "build")
    with largest_file(0):
        code = cli.main(["check", "--report=tiny", "--year=2024"])
    said = capsys.readouterr().err
    assert (code, said.count("\n"), "defect" in said) == (2, 1, False), said


@pytest.mark.skipif(sys.platform != "linux", reason="/sys takes no folders, not even of root")
def test_a_folder_that_may_not_be_written_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYI_BUILD", "/sys/manyi")
    assert cli.main(["check", "--report=tiny", "--year=2024"]) == 2
    said = capsys.readouterr().err
    assert (said[:18], said.count("\n"), "defect" in said) == ("manyi: /sys/manyi:", 1, False)


def test_a_terminal_without_the_characters_shows_their_numbers(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(shown, encoding="latin-1", write_through=True))
    assert cli.main(["check", "--report=游客", "--year=2024"]) == 2
    assert shown.getvalue().count(b"\n") == 1
    assert b"\\u6e38\\u5ba2" in shown.getvalue()


def test_the_source_of_another_project_is_not_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "src" / "manyi").mkdir(parents=True)
    assert cli.main(["check", "--report=tiny", "--year=2024"]) == 2
    assert "src: .venv runs the source of another project" in capsys.readouterr().err


def test_check_shows_problems_by_rule_and_builds_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--report=tiny", "--year=2024"]) == 0
    said = capsys.readouterr().out
    for name, what in (("problems", "problems"), ("quarantine", "records left out")):
        file = f"build/rows/parks/2024/{name}.csv"
        assert f"parks 2024: 0 {what}, {file}" in said
        assert (project / file).is_file()


def test_no_site_without_a_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "reports" / "tiny" / "2024" / "index.html").unlink()
    assert cli.main(["site"]) == 2
    assert "no report has been built yet" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["full disk", "too little memory"])
def test_what_the_machine_refuses_the_engine_is_no_defect(tmp_path: Path, kind: str) -> None:
    """DuckDB reports the system's refusals in errors of its own; here the kernel limits the size of its file."""
    setting = "SET memory_limit = '8MB'; SET max_temp_directory_size = '1MB'; SET threads = 1"
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as error:
        if kind == "full disk":
            with largest_file(10_000):
                connection.execute(f"COPY (SELECT hash(range) FROM range(1000000)) TO '{tmp_path}/x.parquet'")
        else:
            connection.execute(f"{setting}; SET temp_directory = '{tmp_path}/t'")
            connection.execute("SELECT list(hash(range)::VARCHAR) FROM range(3000000) GROUP BY range % 3")
    said = cli.refusal(error.value)
    assert said.startswith({"full disk": "file too large", "too little memory": "not enough memory"}[kind])


def test_a_command_goes_on_where_nobody_reads_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        cli._say("the first line")
        cli._say("the second line")
