"""Clean rows cached under build/rows, keyed by a hash of all that made them. One file per frame, with its sha256.

Two processes may build the same rows at once: they write identical bytes, each file is moved into place whole, and the
list of files is written last. Damaged entries are rebuilt; deleting the cache is always safe.
"""

from __future__ import annotations

import hashlib
import io
import json
import marshal
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from manyi import places
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.rows.fingerprints import content_sha256
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Books
from manyi.study.definitions import Definition

FRAME = "frame.parquet"
HEADER = 16  # bytes of a byte code file before the code


def place_of(definition: Definition, waves: list[Period], variant: str = "") -> Path:
    """Return the cache folder for these rows, named by study, last wave, and a hash of content, variant and code."""
    code = hashlib.sha256(f"{content_sha256(definition, waves)} {waves} {variant} {places.engine()}".encode())
    for source in _sources(".py", ".yml", ".txt"):
        code.update(source.read_bytes())
    return places.build() / "rows" / f"{definition.name}-{waves[-1]}-{code.hexdigest()[:16]}"


def _sources(*endings: str) -> list[Path]:
    """Return the source files that produce the rows, including the floors below."""
    package = Path(__file__).parents[1]
    files = (file for part in ("language", "study", "rows") for file in (package / part).rglob("*"))
    return sorted(file for file in files if file.suffix in endings)


def refuse_stale_code() -> None:
    """Raise InputError where a module was loaded from byte code that does not match its source.

    Python trusts byte code if the source's size and time match; the rows would then be cached under the hash of a
    source that did not produce them.
    """
    sources = {str(path) for path in _sources(".py")}
    for module in [module for module in sys.modules.values() if getattr(module, "__file__", None) in sources]:
        source, kept = Path(str(module.__file__)), Path(module.__spec__ and module.__spec__.cached or "")
        code = _trusted(kept, source)
        if code and not _is_of(code, source.read_bytes(), source):
            raise InputError(
                "its byte code does not match the source: delete the __pycache__ beside it", where=source.name
            )


@cache
def _is_of(code: bytes, text: bytes, source: Path) -> bool:
    """Return whether byte code belongs to a source; cached for each pair, because compiling takes a while."""
    return marshal.loads(code) == compile(text, str(source), "exec", dont_inherit=True)  # noqa: S302 - what Python itself has run


def _trusted(kept: Path, source: Path) -> bytes | None:
    """Return the byte code that Python would accept for a source; None where it would recompile."""
    data, now = kept.read_bytes() if kept.is_file() else b"", source.stat()
    stamp = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in (0, int(now.st_mtime), now.st_size))
    return data[HEADER:] if data[4:HEADER] == stamp else None


def kept_frames(folder: Path, rows: bool = True, most: int | None = None) -> Books | None:
    """Return the cached frames; None if they are absent, incomplete or altered.

    rows=False leaves the rows on disk: the frame has its columns but no rows. most: how many may come into memory; more
    are `StoredRows`.
    """
    try:
        listed = json.loads((folder / "files.json").read_text("utf-8"))
        frames = {}
        for part in fields(Books):
            if part.name == "frame" and not rows:
                frames["frame"] = pq.read_schema(folder / FRAME).empty_table().to_pandas()
                continue
            if part.name == "frame" and most is not None and pq.read_metadata(folder / FRAME).num_rows > most:
                if places.sha256(folder / FRAME) != listed["frame"]:
                    return None
                frames["frame"] = StoredRows(folder / FRAME, most)
                continue
            data = (folder / f"{part.name}.parquet").read_bytes()
            if hashlib.sha256(data).hexdigest() != listed[part.name]:
                return None
            frames[part.name] = pd.read_parquet(io.BytesIO(data))
        return Books(**frames)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, books: Books) -> None:
    """Cache the frames. Raises InputError if the code that ran is not the code whose hash they would be filed under."""
    refuse_stale_code()
    listed = {}
    for part in fields(Books):
        if isinstance(getattr(books, part.name), StoredRows):  # they have already been written there
            listed[part.name] = places.sha256(folder / FRAME)
            continue
        data = getattr(books, part.name).to_parquet(index=False)
        listed[part.name] = hashlib.sha256(data).hexdigest()
        places.write_whole(folder / f"{part.name}.parquet", data)
    places.write_whole(folder / "files.json", json.dumps(listed, indent=1).encode())
