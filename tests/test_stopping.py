"""Signals end a command in one line, whatever it is doing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.publish.conftest import PROJECT

SAID = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended by SIGTERM", signal.SIGHUP: "ended with its terminal"}


def heard(process: int, number: int) -> bool:
    """Return whether a process has a handler for a signal."""
    line = next(one for one in Path(f"/proc/{process}/status").read_text().splitlines() if one.startswith("SigCgt"))
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)


def children_of(process: int) -> list[str]:
    """Return the children of all threads of a process, as soon as there is one: a worker thread starts them."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
        if children := " ".join(lists).split():
            return children
        time.sleep(0.001)
    return []


@pytest.fixture
def running(tmp_path: Path) -> subprocess.Popen[str]:
    """A build that has just begun, with a TMPDIR too long for sockets."""
    shutil.copytree(PROJECT, tmp_path / "project")
    temporary = tmp_path / ("x" * 105)
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "manyi", "report", "--year=2024", "--report=tiny"], cwd=tmp_path / "project",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)},
        preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in SAID],  # nohup ignores
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", SAID)
def test_a_signal_during_the_first_imports_is_one_line(running: subprocess.Popen[str], number: signal.Signals) -> None:
    while not all(heard(running.pid, each) for each in SAID):
        time.sleep(0.001)
    running.send_signal(number)
    _, said = running.communicate(timeout=30)
    assert said == f"manyi: {SAID[number]}; every report in place is whole\n"
    assert running.returncode == 128 + number


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_signal_while_chapters_run_leaves_no_process(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    while "rows" not in running.stdout.readline():
        assert running.poll() is None
    children = children_of(running.pid)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert said == "manyi: interrupted; every report in place is whole\n"
    assert children
    assert not [one for one in children if Path(f"/proc/{one}").exists()]


FAILING = """
import threading
from manyi import cli, commands, stopping
stopping.listen()
torn, told = threading.Event(), commands.COMMANDS["site"]
def tear():  # what a build waits for is gone, and the build learns it first
    torn.set()
    threading.Event().wait(0.3)
def run(given, say):
    say("running")
    torn.wait()
    raise RuntimeError("the warm process is closed")
stopping.at_stop(tear)
commands.COMMANDS["site"] = (run, *told[1:])
cli.main(["site"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe wakes a thread there")
def test_what_fails_because_of_a_stop_is_not_told_as_a_defect() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FAILING], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert said == "manyi: ended by SIGTERM; every report in place is whole\n"
    assert process.returncode == 128 + signal.SIGTERM
