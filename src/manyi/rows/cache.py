"""Clean rows kept under build/rows, by a hash of all that made them. One file per frame, proved by its own sha256.

Two processes may build the same rows at once: both write the same bytes, each file is renamed into place, and the list
of files comes last. What is damaged is built again; deleting it is always safe.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from manyi import places
from manyi.rows.survey import Books
from manyi.study.definition import Definition
from manyi.study.origin import content, locate


def data_sha256(definition: Definition, waves: list[int]) -> str:
    """Return the hash of what the numbers come from: the delivered files (proved to be those meant) and the YAML."""
    total = hashlib.sha256()
    for name in ("study.yml", "codebook.yml", "margins.yml"):
        path = definition.folder / name
        total.update(hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
    for wave in waves:
        total.update((definition.folder / "raw" / str(wave) / "origin.yml").read_bytes())
        for file in definition.origins[wave].files:
            content(locate(definition.folder, wave, file, definition.origins[wave]), file)
            total.update(file.sha256.encode())
    return total.hexdigest()


def place_of(definition: Definition, waves: list[int], data: str, variant: str) -> Path:
    """Return the folder for these rows: study, last wave, and a hash of data, variant and the code."""
    code = hashlib.sha256(f"{data} {waves} {variant}".encode())
    package = Path(__file__).parents[1]
    floors = [file for part in ("language", "study", "rows") for file in (package / part).rglob("*")]
    for source in sorted(file for file in floors if file.suffix in (".py", ".yml")):
        code.update(source.read_bytes())
    return places.build() / "rows" / f"{definition.name}-{waves[-1]}-{code.hexdigest()[:16]}"


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
    """Keep the frames."""
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
