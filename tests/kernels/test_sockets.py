"""The folder for sockets: short, and gone with its process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.kernels import sockets

HOLD = "from manyi.kernels import sockets; print(sockets.connection_file(), flush=True); input()"


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for temporary files, the only one there is."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(sockets, "_bases", lambda: [folder])
    sockets.remove()
    yield folder
    sockets.remove()


def held(base: Path) -> subprocess.Popen[str]:
    """Start a process that holds a folder in `base`."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD], env={**os.environ, "TMPDIR": str(base)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def test_a_folder_goes_with_its_process_or_with_the_next_one(base: Path) -> None:
    with held(base) as living, held(base) as killed, held(base) as ending:
        folders = [Path(one.stdout.readline().strip()).parent for one in (living, killed, ending)]
        killed.kill()
        ending.communicate("\n")
        killed.wait()
        assert [one.is_dir() for one in folders] == [True, True, False]
        assert sockets.connection_file().parent.parent == base
        assert [one.is_dir() for one in folders] == [True, False, False]
        living.communicate("\n")


def test_a_long_path_for_temporary_files_is_not_used(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 105)
    long.mkdir()
    monkeypatch.setattr(sockets, "_bases", lambda: [long, base])
    assert sockets.connection_file().parent.parent == base
    sockets.remove()
    monkeypatch.setattr(sockets, "_bases", lambda: [long])
    with pytest.raises(InputError, match="TMPDIR .*: nowhere to put sockets"):
        sockets.connection_file()


def test_files_are_named_apart(base: Path) -> None:
    assert sockets.connection_file() != sockets.connection_file()
