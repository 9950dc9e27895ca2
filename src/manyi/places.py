"""Where things are: the project, its data, what is built. The only place that reads the environment.

MANYI_DATA: a second folder to look for raw files in (make ... DATA=dir).
MANYI_ENGINE: the URL of what computes the rows (make ... ENGINE=url; default: DuckDB in this process).
MANYI_WEIGHTS: which additional weight a report uses, as study=weight,study=weight (`weights` of reports/*.yml).
MANYI_MEMORY: how much memory DuckDB may take before it writes to disk (make ... MEMORY=4GB, which is the default).
MANYI_BUILD: where in-between files go (default: build/ in the project).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from manyi.errors import InputError


def root() -> Path:
    """Return the project folder: the nearest one at or above the working folder with notebooks/ and data/."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "notebooks").is_dir() and (folder / "data").is_dir():
            return folder
    raise InputError("not inside a manyi project (a folder with notebooks/ and data/)", where=here.name)


def near(path: Path) -> str:
    """Return a path as the user would type it from the project folder."""
    return str(path.relative_to(root())) if path.is_relative_to(root()) else str(path)


def data() -> Path:
    """Return the folder of the studies."""
    return root() / "data"


def delivered() -> Path | None:
    """Return the folder outside the project that holds raw files, if one was given."""
    named = os.environ.get("MANYI_DATA")
    return Path(named).resolve() if named else None


def engine() -> str:
    """Return the URL of the engine for rows, "" for the one in this process."""
    named = os.environ.get("MANYI_ENGINE", "")
    return "" if named == "duckdb" else named


def weight(study: str) -> str:
    """Return which additional weight the report being built uses for a study, "" for the study's own."""
    pairs = (pair.partition("=") for pair in os.environ.get("MANYI_WEIGHTS", "").split(","))
    return {name: weight for name, _, weight in pairs}.get(study, "")


def weights_as_setting(weights: Mapping[str, str]) -> str:
    """Return what MANYI_WEIGHTS must be for {study: weight}."""
    return ",".join(f"{study}={weight}" for study, weight in sorted(weights.items()))


@contextmanager
def weighing(weights: Mapping[str, str]) -> Iterator[None]:
    """Use these additional weights {study: weight} in this process for the duration of a `with` block."""
    before = os.environ.get("MANYI_WEIGHTS", "")
    os.environ["MANYI_WEIGHTS"] = weights_as_setting(weights)
    try:
        yield
    finally:
        os.environ["MANYI_WEIGHTS"] = before


def memory() -> str:
    """Return the memory DuckDB may take, in its own notation: 4GB."""
    return os.environ.get("MANYI_MEMORY") or "4GB"


def scratch() -> Path:
    """Return a new path for what does not fit into memory: under build/, or outside a project
    where the system keeps such files."""
    try:
        beside = build()
    except InputError:
        beside = Path(tempfile.gettempdir()) / "manyi"
    return beside / "scratch" / uuid.uuid4().hex


def build() -> Path:
    """Return the folder of all intermediate files; deleting it is always safe."""
    named = os.environ.get("MANYI_BUILD")
    return Path(named).resolve() if named else root() / "build"


def sha256(file: Path) -> str:
    """Return the sha256 of the content of a file of any size, as it is now."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place once all of it is on the disk; if that fails (OSError), the old one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
