"""Chapters that fail in every way a notebook can, each with a real kernel."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.publish import build
from tests.publish.conftest import END, notebook

Write = Callable[..., None]
FAILURES = {
    "raises": ('raise ValueError("seven")', "cell 2: ValueError: seven"),
    "refuses": ('from manyi.errors import InputError\nraise InputError("too few")', "cell 2: too few"),
    "exits": ("raise SystemExit(0)", "cell 2: SystemExit: 0"),
    "leaves": ("exit()", "the kernel ended"),
    "is killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "cell 2: the kernel ended"),
    "warns": ('import warnings\nwarnings.warn("careful")', "cell 2: wrote to stderr"),
}


@pytest.mark.parametrize(("source", "said"), FAILURES.values(), ids=FAILURES)
def test_a_failing_chapter_is_one_line_that_names_it(chapter: Write, source: str, said: str) -> None:
    chapter(notebook(source, END))
    with pytest.raises(InputError) as error:
        build.build_report("one", 2024, lambda line: None)
    assert said in str(error.value)
    assert str(error.value).startswith("bad (parks)")
    assert "\n" not in str(error.value)
    assert not Path("reports/one/2024").exists()


def test_source_and_traceback_of_the_failing_cell_are_in_the_log(chapter: Write) -> None:
    chapter(notebook("numerator = 1\nnumerator / 0", END))
    with pytest.raises(InputError, match="build/log/one-2024/bad-parks.log"):
        build.build_report("one", 2024, lambda line: None)
    log = Path("build/log/one-2024/bad-parks.log").read_text(encoding="utf-8")
    assert "numerator / 0" in log
    assert "ZeroDivisionError" in log


@pytest.mark.parametrize("limits", ["{cell: 1}", "{cell: 60, chapter: 2}"])
def test_a_cell_that_takes_too_long_is_stopped(chapter: Write, limits: str) -> None:
    chapter(notebook("import time\ntime.sleep(120)", END), limits)
    started = time.monotonic()
    with pytest.raises(InputError, match="took longer than"):
        build.build_report("one", 2024, lambda line: None)
    assert time.monotonic() - started < 60


def test_the_last_cell_must_close_the_chapter(chapter: Write) -> None:
    chapter(notebook("1 + 1"))
    with pytest.raises(InputError, match=r"the last cell must be chapter\.close"):
        build.build_report("one", 2024, lambda line: None)


def test_a_notebook_that_does_not_take_the_parameters_is_not_run(chapter: Write) -> None:
    made = notebook(END)
    made.cells[0].source = 'study = "parks"\nyear = 2024'
    chapter(made)
    with pytest.raises(InputError, match=r"bad\.ipynb: its parameters cell does not define 'report'"):
        build.build_report("one", 2024, lambda line: None)


def test_the_old_report_stays_whole_after_a_failure(project: Path) -> None:
    folder = project / "reports" / "tiny" / "2024"
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    source = project / "notebooks" / "90-methods.ipynb"
    source.write_text(source.read_text().replace("chapter.close()", "1 / 0"))
    with pytest.raises(InputError, match=r"90-methods \(parks\), cell 4: ZeroDivisionError"):
        build.build_report("tiny", 2024, lambda line: None)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
