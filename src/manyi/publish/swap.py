"""Folders that are replaced whole: one writer at a time, and either the old or the new one exists at every moment."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from manyi import places

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextmanager
def locked(target: Path, say: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Lock a folder for writing; a second writer says so and waits. A killed process holds no lock.

    The lock is beside the folder, so that all writers, from whatever build folder, share it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.with_name(f".{target.name}.lock"))
    try:
        held = lock.acquire(blocking=False)
    except Timeout:
        say(f"{places.near(target)} is being written by another process: waiting for it")
        held = lock.acquire()
    with held:
        yield


def fresh(folder: Path) -> Path:
    """Return the folder, empty."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def replace(new: Path, target: Path) -> None:
    """Replace the old folder by a finished one, in one step if the system can exchange two folders.

    Otherwise in two; if killed between them, `recover` restores the old one.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
    elif _exchange(new, target):
        shutil.rmtree(new, ignore_errors=True)
    else:
        old = _aside(target)
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(path: Path, other: Path) -> bool:
    """Exchange two folders; return False if the system or file system cannot."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if exchange(HERE, os.fsencode(path), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    if (number := ctypes.get_errno()) in NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def recover(target: Path) -> None:
    """Restore the old folder if a process was killed between the two renames of `replace`."""
    old = _aside(target)
    if old.is_dir() and not target.exists():
        with locked(target):
            if old.is_dir() and not target.exists():
                old.rename(target)


def recover_all(folder: Path) -> None:
    """Do what `recover` does for every folder in this one."""
    for old in folder.glob(".*.old"):
        recover(folder / old.name[1 : -len(".old")])


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")
