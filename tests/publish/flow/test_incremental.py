"""A build after a build: what has not changed is not made again, and the result is that of a clean build."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from manyi.kernels import available
from manyi.publish import build
from manyi.publish.flow import kept, standing
from manyi.publish.flow.hashes import Hashes, drop_doubtful_byte_code, read_sealed, write_sealed
from manyi.publish.progress import Progress
from tests.publish.conftest import TINY, manyi, started

LIGHT = """
import sys
from manyi import cli
code = cli.main(["report", "--year=2024", "--report=tiny"])
heavy = {"pandas", "numpy", "yaml", "pydantic", "nbformat", "papermill", "rich"} & sys.modules.keys()
print(code, sorted(heavy))
"""


def files(folder: Path) -> dict[str, bytes]:
    """Return a report's files but the record of its making, which holds times."""
    names = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return {name: file.read_bytes() for name, file in names.items() if name != "run.json"}


def rebuilt(project: Path) -> tuple[set[str], dict[str, bytes]]:
    """Build; return the steps that were done, not kept, and the files of the report."""
    said: list[str] = []
    folder = build.build_report("tiny", 2024, said.append)
    return {line[2:40].strip() for line in said if " s " in f"{line} " and "kept" not in line}, files(folder)


def steps(project: Path) -> list[str]:
    """Return the names of all steps of a build."""
    with build._begun("tiny", 2024, project / "elsewhere", Progress(print, several=False), whole=False) as flow:
        return [task.name for task in build.tasks(flow)]


def clean(project: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return the files of the report as a build from nothing makes them."""
    shutil.copytree(project, elsewhere, ignore=shutil.ignore_patterns("build", "2024"))
    shutil.copytree(project / "data", elsewhere / "data", dirs_exist_ok=True)
    with monkeypatch.context() as patch:
        patch.chdir(elsewhere)
        return rebuilt(elsewhere)[1]


def flip(file: Path) -> None:
    """Change one bit in the middle of a file; an empty one gets a byte."""
    data = bytearray(file.read_bytes() or b"\0")
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def test_nothing_changed_is_decided_before_anything_slow_is_imported(project: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=project, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[0] == "tiny 2024: nothing has changed since it was built"
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_damaged_report_is_put_right_without_running_anything(project: Path) -> None:
    folder = project / "reports" / "tiny" / "2024"
    before = files(folder)
    for name in ("index.zh.html", "results.csv", "notebooks/30-satisfaction-parks.ipynb"):
        flip(folder / name)
        assert standing.stands("tiny", 2024) is None
        assert rebuilt(project) == (set(), before)
        assert standing.stands("tiny", 2024) == folder


def test_every_damaged_product_is_made_again(project: Path) -> None:
    before = files(project / "reports" / "tiny" / "2024")
    assert list((project / "build" / kept.REMEMBERED).iterdir())  # fonts: steps write elsewhere, and are led there
    products = [folder for folder in (project / "build" / "kept").iterdir() if not folder.name.startswith(".")]
    for folder in products:
        record = read_sealed(folder / kept.LIST)
        for name in (*record["files"], kept.LIST):
            whole = (folder / name).read_bytes()
            assert kept.find(record["key"])
            flip(folder / name)
            assert kept.find(record["key"]) is None, name
            (folder / name).write_bytes(whole)
        flip(folder / max(record["files"], default=kept.LIST))
    made, after = rebuilt(project)
    assert sorted(made) == sorted(steps(project))
    assert len(products) == len(made)
    assert after == before


@pytest.mark.long  # whole builds, against each other
def test_a_word_in_a_notebook_and_a_new_delivery_give_what_a_clean_build_gives(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "notebooks" / "90-methods.ipynb"
    notebook = nbformat.read(file, as_version=4)
    words = next(cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.metadata.tags == ["en"])
    words.source += "\n\nAnd so on."
    nbformat.write(notebook, file)
    made, after = rebuilt(project)
    assert made == {
        "90-methods-parks",
        "pieces 90-methods-parks",
        "page methods en",
        "check methods",
    }
    assert b"And so on." in after["methods.html"]
    raw, origin = (project / "data" / "parks" / "raw" / "2024" / name for name in ("answers.csv", "origin.yml"))
    old = hashlib.sha256(raw.read_bytes()).hexdigest()
    raw.write_bytes(raw.read_bytes().replace(b",10", b",9"))
    origin.write_text(origin.read_text("utf-8").replace(old, hashlib.sha256(raw.read_bytes()).hexdigest()), "utf-8")
    made, later = rebuilt(project)
    assert {"rows parks", "30-satisfaction-parks", "10-summary-parks", "toplines parks", "results"} < made
    assert later["results.csv"] != after["results.csv"]
    assert later == clean(project, tmp_path / "clean", monkeypatch)


def test_a_source_changed_twice_within_a_second_leaves_no_byte_code_of_before(tmp_path: Path) -> None:
    source = tmp_path / "lately.py"
    run = [sys.executable, "-c", "import lately; print(lately.value)"]
    for value in (b"1", b"2"):
        source.write_bytes(b"value = " + value)
        os.utime(source, (1_700_000_000, 1_700_000_000))  # the same size and second, as Python compares them
        drop_doubtful_byte_code(tmp_path)
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, check=True, env=environment)
        assert done.stdout.strip() == value


def test_a_file_with_its_old_time_and_size_is_hashed_again(project: Path) -> None:
    file = project / "CITATION.cff"
    os.utime(file, (1_700_000_000, 1_700_000_000))
    hashes = Hashes()
    before = hashes.file(file)
    flip(file)
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert hashes.changed() == "CITATION.cff"
    assert Hashes().file(file) != before


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"0\n{}\n", b"\xff\xfe"], ids=["empty", "no seal", "wrong seal", "bytes"]
)
def test_a_damaged_record_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    record = tmp_path / "record.json"
    write_sealed(record, {"a": "1"})
    assert read_sealed(record) == {"a": "1"}
    record.write_bytes(damage)
    assert read_sealed(record) == {}


def child_of(process: int) -> int:
    """Return a child of any of the process's threads, as soon as there is one."""
    while True:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
        if children := " ".join(lists).split():
            return int(children[0])
        time.sleep(0.001)


KILLED: list[tuple[str, Callable[[int], int]]] = [  # the line after which, and who
    ("tiny 2024", lambda build: build),  # before anything is made
    ("rows", lambda build: child_of(child_of(build))),  # a kernel or a step
    ("30-satisfaction", child_of),  # the warm process, amid the chapters
    ("30-satisfaction", lambda build: build),
    ("results", lambda build: build),  # amid the pages
]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_whatever_is_killed_the_old_report_is_left_and_a_later_build_finishes_it(project: Path, page: Path) -> None:
    """Each build goes on from what the ones killed before it have left, locks included."""
    folder = project / "reports" / "tiny" / "2024"
    finished = True
    for after, victim in KILLED:
        if finished:
            shutil.rmtree(project / "build")
        with started(project, *TINY) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            while after not in (line := running.stdout.readline()):
                assert line, running.stderr.read()
            os.kill(victim(running.pid), signal.SIGKILL)
            said = running.stderr.read()
        finished = running.returncode == 0  # what was killed was done by others
        assert running.returncode == -signal.SIGKILL or (said.count("\n"), finished) in ((1, False), (0, True)), said
        assert files(folder) == files(page)
    done = manyi(project, *TINY)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(folder) == files(page)


@pytest.mark.long
def test_two_builds_at_once_both_finish_and_every_build_gives_the_same_bytes(project: Path, page: Path) -> None:
    """Whatever the hash seed and the time zone."""
    shutil.rmtree(project / "build")
    with started(project, *TINY, PYTHONHASHSEED="7", TZ="Asia/Shanghai") as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = manyi(project, *TINY)
        assert (second.returncode, second.stderr) == (0, "")
        said = first.stdout.read() + second.stdout
        assert first.wait() == 0
    assert said.count("is being written by another process: waiting for it") == 1
    assert files(project / "reports" / "tiny" / "2024") == files(page)


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="sets the limit of a running process")
def test_a_full_disk_is_one_line_and_the_next_build_gives_the_same_bytes(project: Path, page: Path) -> None:
    """A file that may not grow fails as on a full disk: in the build, the warm process and its kernels; early, late."""
    folder = project / "reports" / "tiny" / "2024"
    shutil.rmtree(project / "build")
    for size in (4_000, 20_000):
        with started(project, *TINY) as running:
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (size, size))
            _, said = running.communicate()
        assert (running.returncode, said.count("\n"), said.startswith("manyi: ")) == (2, 1, True), said
        assert files(folder) == files(page)
    done = manyi(project, *TINY)
    assert (done.returncode, done.stderr, files(folder) == files(page)) == (0, "", True)


@pytest.mark.long
@pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")
def test_a_build_in_the_process_the_last_one_left_gives_the_same_bytes(project: Path, page: Path) -> None:
    folder, left = project / "reports" / "tiny" / "2024", []
    for _ in range(2):
        for name in ("kept", "standing"):
            shutil.rmtree(project / "build" / name)
        with started(project, *TINY, MANYI_WARM="1", CI="") as running:
            _, said = running.communicate()
        assert (running.returncode, said, files(folder) == files(page)) == (0, "", True)
        left += [door.name for door in (project / "build" / "warm").iterdir()]
    shutil.rmtree(project / "build" / "warm")  # and so the process ends
    assert len(left) == 2 and len(set(left)) == 1


def test_what_is_remembered_is_made_once_and_again_when_it_is_damaged_or_of_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path))
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"\n\x00cut %d" % len(made))
        return made[-1]

    assert kept.remembered(make, "font", 400) == kept.remembered(make, "font", 400) == made[0]
    assert kept.remembered(make, "font", 700) == made[1]
    for file in (tmp_path / "remembered").iterdir():
        flip(file)
    assert kept.remembered(make, "font", 400) == made[2]
    assert len(made) == 3
