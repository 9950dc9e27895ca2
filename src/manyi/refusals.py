"""What the machine refuses: a full disk, a read-only folder, too little memory. In: an error; out: one line."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from manyi import places

REFUSALS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOMEM", "ELOOP",
                 "ENAMETOOLONG", "ENOTDIR", "EBUSY")
    if hasattr(errno, name)
)  # fmt: skip
ENGINE = ("duckdb", "_duckdb")  # modules of its errors


def refusal(error: BaseException | None) -> str:
    """Return what the machine refused (a full disk, a read-only folder), or '' for any other error."""
    while error:
        if isinstance(error, MemoryError):
            return "not enough memory"
        if isinstance(error, OSError) and error.errno is not None and error.errno in REFUSALS:
            file = error.filename
            where = f"{places.near(Path(os.fsdecode(file)))}: " if isinstance(file, str | bytes) else ""
            return f"{where}{os.strerror(error.errno).lower()}; every report in place is whole"
        if type(error).__module__.partition(".")[0] in ENGINE:  # its errors only carry the system's message
            reason = str(error).lower()
            if words := next((text for text in map(os.strerror, REFUSALS) if text.lower() in reason), ""):
                return f"{words.lower()}; every report in place is whole"
            if "out of memory" in reason:
                return "not enough memory, or disk for what does not fit into it"
        error = error.__cause__
    return ""
