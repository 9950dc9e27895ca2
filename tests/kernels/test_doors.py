"""A warm process that is told to stay serves the next one who needs the same, and ends when nobody does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from manyi.kernels import available
from manyi.kernels.doors import SUFFIX
from tests.kernels.test_warm import gone

pytestmark = pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")
# Forks a process that says who forked it; leaves the warm process behind for as long as it is told.
BUILD = """
import os, sys, time
from pathlib import Path
from manyi.kernels.process import processes
folder, made_of, stays = sys.argv[1:]
processes.call_in(Path(folder), made_of)
warm = processes.get(sys.executable, ["json"], os.environ)
answer = Path(folder, "answer")
warm.fork([str(answer)], os.environ, folder, 1, 2, call="tests.kernels.test_doors:parent").wait()
print(answer.read_text(), end="", flush=True)
if stays:
    processes.stay(float(stays))
"""


def parent(answer: str) -> None:
    """Write the process this one was forked from."""
    Path(answer).write_text(str(os.getppid()))


def build(folder: Path, made_of: str = "this", stays: str = "60") -> int:
    """Return the warm process one build has used; output into a pipe ends with the build, not with what it leaves."""
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder), made_of, stays],
        env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return int(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose path is too long for a socket."""
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    return deep


def test_it_serves_the_next_build_of_the_same_and_ends_with_one_that_lets_it_go(folder: Path) -> None:
    first = build(folder)
    assert build(folder) == first
    assert build(folder, stays="") == first
    assert gone(first)
    assert not list(folder.glob(f"*{SUFFIX}"))


def test_a_build_of_something_else_has_its_own_and_the_older_one_ends(folder: Path) -> None:
    first = build(folder)
    other = build(folder, made_of="that")
    assert other != first
    assert gone(first)
    (door,) = folder.glob(f"*{SUFFIX}")
    door.unlink()  # as `make clean` does
    assert gone(other)


def test_one_that_was_killed_is_not_waited_for(folder: Path) -> None:
    first = build(folder)
    os.kill(first, 9)
    assert gone(first)
    second = build(folder, stays="")
    assert second != first and gone(second)


def test_it_ends_when_nobody_comes(folder: Path) -> None:
    left = build(folder, stays="0.2")
    assert gone(left)
    assert not list(folder.glob(f"*{SUFFIX}"))
