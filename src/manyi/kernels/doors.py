"""Where a warm process waits for the next build that needs its imports: a socket with a file, its door.

In: a folder, and the values a process was started with; out: sockets. Linux only, like warm processes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".door"
PATIENCE = 1.0  # seconds to wait for a process that is still busy with another build


def door(folder: Path, *made_of: object) -> Path:
    """Return the door of the warm process that was started with these values, which JSON can hold."""
    return folder / (hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16] + SUFFIX)


def called_in(path: Path) -> socket.socket | None:
    """Return a connection to the process that waits at a door and is ready; None if there is none."""
    if not path.exists():
        return None
    ours = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(PATIENCE)
    try:
        with _short(path) as near:
            ours.connect(near)
        if ours.recv(4096) == b"ready":
            ours.settimeout(None)
            return ours
    except OSError:  # it has ended, or was just about to
        pass
    ours.close()
    return None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[socket.socket]:
    """Open a door, the only one in its folder: a process waiting at another door ends, since it is no longer needed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # whoever can connect can run anything as this user
    for other in path.parent.glob(f"*{SUFFIX}"):
        other.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening, _short(path) as near:
        listening.bind(near)
        listening.listen(1)
        yield listening


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """Return a file name short enough for a socket, whose path may have about a hundred bytes."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
