"""The sha256 of files and folders, recomputed only when a file's stamp has changed. In: paths; out: hex digests.

A stamp is size, inode, and the times of the last change of content and of inode. Setting the first time back, as tools
that copy do, moves the second, which no program can set. A file that changed less than two seconds before it was read
may change again within the same tick of the file system's clock: its stamp is not kept, and it is read again next time.
What remains undetected: a disk that alters bytes by itself, and a clock that is set back by hand.

Everything asked for is recorded: it is what a build was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import time
from pathlib import Path
from typing import Any

from manyi import places

GRAIN = 2_000_000_000  # nanoseconds; the clock of the coarsest file system (FAT) ticks every two seconds
IGNORED = frozenset({"__pycache__", ".ipynb_checkpoints"})


class Hashes:
    """Digests of one project's files; `asked` holds those of this run by path, '' for files that do not exist."""

    def __init__(self) -> None:
        self._root = places.root()
        self._within = f"{self._root}/"
        self._memory = places.build() / "hashes.json"
        self._kept: dict[str, list[Any]] = read_sealed(self._memory)  # path -> stamp, sha256
        self._seen: dict[str, list[int]] = {}  # path -> stamp when it was asked for
        self.asked: dict[str, str] = {}

    def file(self, path: Path) -> str:
        """Return the sha256 of a file, '' if there is none; constant during the life of this object."""
        name = self._name(path)
        if name not in self.asked:
            self._seen[name] = stamp_of(path)
            self.asked[name] = self._sha256(path)
        return self.asked[name]

    def folder(self, path: Path) -> str:
        """Return a digest of all files below a folder, names and contents; constant during the life of this object."""
        files = {name: self.file(path / name) for name in _below(str(path))}
        self.asked.setdefault(f"{self._name(path)}/", combined(sorted(files)))
        return combined(files)

    def changed(self) -> str:
        """Return the first path that has been written to since it was asked for, even with the same content; or ''."""
        for name, digest in self.asked.items():
            path = self._root / name
            moved = name in self._seen and stamp_of(path) != self._seen[name]
            settled = str(path) in self._kept  # else only the content shows it, as within one tick
            if moved or (not settled and self._digest(name) != digest):
                return name
        return ""

    def same(self, asked: dict[str, str]) -> bool:
        """Return whether all paths still have the digests recorded by an earlier run."""
        return all(self._digest(name) == digest for name, digest in asked.items())

    def _digest(self, name: str) -> str:
        path = self._root / name
        return combined(_below(str(path))) if name.endswith("/") else self._sha256(path)

    def save(self) -> None:
        """Keep the stamps for the next run."""
        write_sealed(self._memory, self._kept)

    def _name(self, path: Path) -> str:
        return str(path).removeprefix(self._within)

    def _sha256(self, path: Path) -> str:
        stamp, name = stamp_of(path), str(path)
        if not stamp:
            return ""
        kept = self._kept.pop(name, None)
        digest = str(kept[1]) if kept and kept[0] == stamp else places.sha256(path)
        if time.time_ns() - max(stamp[2:]) > GRAIN and stamp_of(path) == stamp:
            self._kept[name] = [stamp, digest]
        return digest


def stamp_of(path: Path) -> list[int]:
    """Return size, inode and the two times of change of a file; nothing if there is none."""
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [about.st_size, about.st_ino, about.st_mtime_ns, about.st_ctime_ns]


def _below(folder: str, prefix: str = "") -> list[str]:
    """Return the names of all files below a folder, sorted, links followed."""
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    names += _below(entry.path, f"{prefix}{entry.name}/") if entry.name not in IGNORED else []
                else:
                    names.append(prefix + entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(names)


def files_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by name."""
    return {
        file.relative_to(folder).as_posix(): places.sha256(file) for file in sorted(folder.rglob("*")) if file.is_file()
    }


def drop_doubtful_byte_code(package: Path) -> None:
    """Remove byte code that may not belong to the source beside it, where possible.

    Python compares the size and the second of the last change, so a source changed twice within a second is taken for
    what it was before. Byte code is only kept if it was written clearly later than the source was last changed.
    """
    for source in package.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        with contextlib.suppress(OSError):
            if compiled.stat().st_mtime_ns - source.stat().st_ctime_ns < GRAIN:
                compiled.unlink()


def combined(*parts: object) -> str:
    """Return one digest of several values that JSON can hold; the position of each part counts too."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_sealed(path: Path, record: object) -> None:
    """Write a record as JSON under its own sha256, whole or not at all."""
    text = json.dumps(record)
    places.write_whole(path, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}\n".encode())


def read_sealed(path: Path) -> dict[str, Any]:
    """Return a record written by `write_sealed`; an empty one if it is absent or damaged."""
    try:
        seal, text, _ = path.read_bytes().split(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != seal:
            return {}
        return dict(json.loads(text))
    except (OSError, ValueError):
        return {}
