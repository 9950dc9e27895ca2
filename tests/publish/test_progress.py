"""What a build says as it runs: plain lines in a file, live ones on a terminal, and the times of steps when asked."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from manyi.publish.flow.kept import Product
from manyi.publish.flow.tasks import Task
from manyi.publish.progress import Live, Progress, progress_on


def task(name: str, year: int = 2024) -> Task:
    return Task(year, name, lambda before: None, lambda folder, before: None)


def product(folder: Path, seconds: float) -> Product:
    return Product(folder, {}, seconds)


def test_a_finished_step_is_one_line_with_what_it_says_of_itself(tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / "about.json").write_text(json.dumps("3,200 rows"), encoding="utf-8")
    progress = progress_on(io.StringIO(), lines.append, builds=1)
    for name, kept in (("rows parks", False), ("ready", True)):
        progress.begins(task(name))
        progress.ends(task(name), product(tmp_path, 1.25), kept)
    assert [line.split() for line in lines] == [
        ["rows", "parks", "1.2", "s", "3,200", "rows"], ["ready", "kept", "3,200", "rows"],
    ]  # fmt: skip
    assert not isinstance(progress, Live)
    assert {name: stage["kept"] for name, stage in progress.stages[2024].items()} == {
        "rows parks": False,
        "ready": True,
    }


def test_the_table_ranks_what_was_done_and_names_years_when_there_are_several(tmp_path: Path) -> None:
    progress = Progress(lambda line: None, several=True)
    for year, seconds in ((2023, 1.0), (2024, 9.0), (2022, 0.0)):
        progress.stages[year]["results"] = {"began": 0.5, "seconds": seconds, "kept": year == 2022}
    assert [line.split() for line in progress.table()] == [
        ["step", "began", "seconds"], ["2024", "results", "0.5", "9.0"], ["2023", "results", "0.5", "1.0"],
    ]  # fmt: skip


@pytest.mark.slow
def test_on_a_terminal_the_cells_pass_by_and_the_times_are_kept(project: Path) -> None:
    with (project / "notebooks" / "90-methods.ipynb").open("a") as notebook:
        notebook.write("\n")  # so that one chapter is run again, of which no other makes use
    leader, follower = pty.openpty()
    given = [sys.executable, "-m", "manyi", "report", "--year=2024", "--report=tiny", "--profile=1"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(given, cwd=project, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    shown = bytearray()
    try:
        while part := os.read(leader, 65536):
            shown += part
    except OSError:  # how Linux says that the other end is closed
        pass
    assert process.wait() == 0, shown.decode()
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert re.search(r"90-methods-parks +cell \d+ of \d+", text)
    assert re.search(r"step +began +seconds", text)
    stages = json.loads((project / "reports/tiny/2024/run.json").read_text("utf-8"))["stages"]
    assert stages["90-methods-parks"]["seconds"] > 0 and not stages["90-methods-parks"]["kept"]
    assert stages["30-satisfaction-parks"]["kept"]
