"""A short private folder for the sockets of this process's kernels, removed with the process however that ends."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import tempfile
import threading
from pathlib import Path

from filelock import FileLock, Timeout

from manyi.errors import InputError

LONGEST = 103  # bytes a socket's path may have on macOS; 107 on Linux
ROOM = len("/manyi-12345678/k1000-ipc-5")
PREFIX = "manyi-"
_numbers = itertools.count(1)
_making = threading.Lock()


def connection_file() -> Path:
    """Return a path for the next kernel's connection file; with transport 'ipc' its sockets are beside it.

    Raises InputError when every folder for temporary files has too long a name or cannot be written.
    """
    with _making:
        return _folder()[0] / f"k{next(_numbers)}.json"


def remove() -> None:
    """Remove this process's folder."""
    if _folder.cache_info().currsize:
        folder, lock = _folder()
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        _folder.cache_clear()


@functools.cache
def _folder() -> tuple[Path, FileLock]:
    """Return a new folder and the lock that is held while this process lives."""
    for base in _bases():
        if len(os.fsencode(base)) + ROOM <= LONGEST and os.access(base, os.W_OK | os.X_OK):
            _sweep(base)
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
            lock = FileLock(folder / "lock")
            lock.acquire()
            atexit.register(remove)
            return folder, lock
    raise InputError(
        f"nowhere to put sockets: the path has more than {LONGEST - ROOM} bytes, or it is not writable",
        where=f"TMPDIR {tempfile.gettempdir()}",
    )


def _bases() -> list[Path]:
    """Return the folders for temporary files: the one this user has set, then those of the system."""
    named = (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp")  # noqa: S108
    return [Path(name).resolve() for name in dict.fromkeys(named) if name and Path(name).is_dir()]


def _sweep(base: Path) -> None:
    """Remove the folders of processes that were killed: those whose lock nobody holds."""
    for lock in base.glob(f"{PREFIX}*/lock"):
        try:
            with FileLock(lock, blocking=False):
                shutil.rmtree(lock.parent, ignore_errors=True)
        except (Timeout, OSError):
            continue  # it is in use, or another user's
