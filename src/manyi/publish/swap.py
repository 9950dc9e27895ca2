"""Folders that are replaced whole: one writer at a time, and the old one stays until the new one is there."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from manyi import places


@contextmanager
def locked(name: str, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a name; a second build of the same report says so and waits. A killed process holds none."""
    folder = places.build() / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another build of {name} is running: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fresh(folder: Path) -> Path:
    """Return the folder, empty."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def replace(new: Path, target: Path) -> None:
    """Put a finished folder where the old one stands; the old one is set aside first and removed last."""
    if not new.is_dir():
        return
    old = _aside(target)
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def recover(target: Path) -> None:
    """Put the old report back if a build was killed between the two renames of `replace`."""
    old = _aside(target)
    if old.is_dir() and not target.exists():
        old.rename(target)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")
