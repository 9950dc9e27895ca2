"""Clean rows kept under build/rows, by a hash of all that made them. One file per frame, proved by its own sha256.

Two processes may build the same rows at once: both write the same bytes, each file is renamed into place, and the list
of files comes last. What is damaged is built again; deleting it is always safe.
"""

from __future__ import annotations

import hashlib
import io
import json
import marshal
import os
import re
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from manyi import places
from manyi.errors import InputError
from manyi.rows.survey import Books
from manyi.study.definition import Definition
from manyi.study.origin import content, locate

HEADER = 16  # bytes of a byte code file before the code


def data_sha256(definition: Definition, waves: list[int]) -> str:
    """Return the hash of what the numbers come from: the delivered files (proved to be those meant) and the YAML."""
    total = hashlib.sha256()
    for name in ("study.yml", "codebook.yml", "margins.yml"):
        path = definition.folder / name
        total.update(hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
    for path in _rules(definition.folder):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for wave in waves:
        total.update((definition.folder / "raw" / str(wave) / "origin.yml").read_bytes())
        for file in definition.origins[wave].files:
            content(locate(definition.folder, wave, file, definition.origins[wave]), file)
            total.update(file.sha256.encode())
    return total.hexdigest()


def _rules(folder: Path) -> list[Path]:
    """Return the files that say how one kind of study is judged: indicators, themes and what they extend."""
    found = [folder / name for name in ("indicators.yml", "themes.yml") if (folder / name).is_file()]
    for path in found:
        base = re.search(r"^extends:\s*[\"']?([\w/-]+)", path.read_text("utf-8", "replace"), re.MULTILINE)
        more = folder.parent / base[1] / path.name if base else path
        if more.is_file() and more not in found:
            found.append(more)
    return found


def place_of(definition: Definition, waves: list[int], data: str, variant: str) -> Path:
    """Return the folder for these rows: study, last wave, and a hash of data, variant and the code."""
    code = hashlib.sha256(f"{data} {waves} {variant}".encode())
    for source in _sources(".py", ".yml", ".txt"):
        code.update(source.read_bytes())
    return places.build() / "rows" / f"{definition.name}-{waves[-1]}-{code.hexdigest()[:16]}"


def _sources(*endings: str) -> list[Path]:
    """Return the files of the code that makes the rows, and of the floors below it."""
    package = Path(__file__).parents[1]
    files = (file for part in ("language", "study", "rows") for file in (package / part).rglob("*"))
    return sorted(file for file in files if file.suffix in endings)


def refuse_stale_code() -> None:
    """Raise InputError where a module was loaded from byte code that is not of its source.

    Python trusts byte code whose source has the same size and time; rows made by it would be kept under the hash of a
    source that did not make them.
    """
    sources = {str(path) for path in _sources(".py")}
    for module in [module for module in sys.modules.values() if getattr(module, "__file__", None) in sources]:
        source, kept = Path(str(module.__file__)), Path(module.__spec__ and module.__spec__.cached or "")
        code = _trusted(kept, source)
        if code and marshal.loads(code) != compile(source.read_bytes(), str(source), "exec", dont_inherit=True):  # noqa: S302 - what Python itself has run
            raise InputError("its byte code is of another source: delete the __pycache__ beside it", where=source.name)


def _trusted(kept: Path, source: Path) -> bytes | None:
    """Return the byte code that Python takes for that of a source; None where it compiles the source."""
    data, now = kept.read_bytes() if kept.is_file() else b"", source.stat()
    stamp = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in (0, int(now.st_mtime), now.st_size))
    return data[HEADER:] if data[4:HEADER] == stamp else None


def read(folder: Path, rows: bool = True) -> Books | None:
    """Return the kept frames; None when they are not there, not whole, or not what was written.

    rows=False leaves the rows themselves on disk: the frame has its columns and no row.
    """
    try:
        listed = json.loads((folder / "files.json").read_text("utf-8"))
        frames = {}
        for part in fields(Books):
            if part.name == "frame" and not rows:
                frames["frame"] = pq.read_schema(folder / "frame.parquet").empty_table().to_pandas()
                continue
            data = (folder / f"{part.name}.parquet").read_bytes()
            if hashlib.sha256(data).hexdigest() != listed[part.name]:
                return None
            frames[part.name] = pd.read_parquet(io.BytesIO(data))
        return Books(**frames)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, books: Books) -> None:
    """Keep the frames. Raises InputError where the code that made them is not the one they would be kept under."""
    refuse_stale_code()
    folder.mkdir(parents=True, exist_ok=True)
    listed = {}
    for part in fields(Books):
        data = getattr(books, part.name).to_parquet(index=False)
        listed[part.name] = hashlib.sha256(data).hexdigest()
        _replace(folder / f"{part.name}.parquet", data)
    _replace(folder / "files.json", json.dumps(listed, indent=1).encode())


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
