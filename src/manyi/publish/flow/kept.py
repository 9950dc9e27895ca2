"""Products of earlier builds, each in a folder named by the key of its inputs. In: a key; out: verified files.

A product is whole or absent: it is written elsewhere and renamed, with a list of its files and their sha256. Before it
is used, every file is hashed; a product that differs from its list is thrown away and made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from manyi import places
from manyi.publish.flow.hashes import combined, files_of, read_sealed, write_sealed

LIST = "files.json"
REMEMBERED = "remembered"  # a folder
UNUSED = 30 * 86_400  # seconds after which an unused product is removed


@dataclass(frozen=True)
class Product:
    """Files of a finished task: their folder, their sha256 by name, and the seconds it took to make them."""

    folder: Path
    files: dict[str, str]
    seconds: float


def find(key: str) -> Product | None:
    """Return a product; None if it is absent or not as it was written."""
    folder = _place(key)
    listed = read_sealed(folder / LIST)
    if listed.get("key") != key or not _as_listed(folder, listed["files"]):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)  # used today
    return Product(folder, listed["files"], listed["seconds"])


def _as_listed(folder: Path, files: dict[str, str]) -> bool:
    try:
        there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
        return there == {LIST, *files} and all(places.sha256(folder / name) == digest for name, digest in files.items())
    except OSError:
        return False


def scratch() -> Path:
    """Return a new folder to make a product in."""
    _root().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".new-", dir=_root()))


def keep(key: str, folder: Path, seconds: float) -> Product:
    """Move a finished product into its place and return it. If another process was faster, use its product."""
    write_sealed(folder / LIST, {"key": key, "seconds": round(seconds, 2), "files": files_of(folder)})
    place = _place(key)
    for _ in range(2):
        with contextlib.suppress(OSError):  # a folder that is not empty cannot be replaced
            folder.rename(place)
        if product := find(key):
            shutil.rmtree(folder, ignore_errors=True)
            return product
        shutil.rmtree(place, ignore_errors=True)
    raise OSError(f"{place.name} cannot be written")


def remembered(make: Callable[[], bytes], *made_of: object) -> bytes:
    """Return a cached result for the same inputs, which JSON can hold; compute it if absent or damaged."""
    file = places.build() / REMEMBERED / combined(*made_of)[:40]
    with contextlib.suppress(OSError):
        seal, data = file.read_bytes().split(b"\n", 1)
        if seal.decode("ascii", "replace") == hashlib.sha256(data).hexdigest():
            with contextlib.suppress(OSError):
                os.utime(file)  # used today
            return data
    data = make()
    with contextlib.suppress(OSError):  # a full disk is reported by those who need the room
        places.write_whole(file, hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
    return data


def tidy() -> None:
    """Remove what nobody has used for a month, and what killed processes left behind."""
    for file in (places.build() / REMEMBERED).glob("*"):
        if time.time() - file.stat().st_mtime > UNUSED:
            file.unlink(missing_ok=True)
    for folder in _root().iterdir() if _root().is_dir() else ():
        age = time.time() - folder.stat().st_mtime
        if age > UNUSED or (folder.name.startswith(".new-") and age > 86_400):
            shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return places.build() / "kept"


def _place(key: str) -> Path:
    return _root() / key[:40]
