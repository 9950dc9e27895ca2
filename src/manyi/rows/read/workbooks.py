"""Workbooks and statistics files -> rows of text, as a person sees them. Parsed in a process with limits (`parser`)."""

from __future__ import annotations

import json
import marshal
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from manyi.errors import InputError
from manyi.rows.read import parser
from manyi.rows.read.encoding import in_doubt
from manyi.study.answers import DECLARED

SECONDS = 2 * parser.SECONDS  # of waiting; the limit inside is on computing


@dataclass(frozen=True)
class Parsed:
    """The rows of a file, blank ones too; labels: {header: {code: label}} where the file itself names its codes."""

    rows: list[list[str]]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def workbook(data: bytes, name: str, sheet: str | None = None, decimal: str = ".") -> Parsed:
    """Return a sheet of an xlsx or xls file: the named one, else the first that is not hidden.

    A cell with an error reads as the error, `#N/A`; a formula without a stored value as `#UNCOMPUTED!`.
    Raises InputError: no such sheet, not a workbook, or one that takes more memory or time than answers can need.
    """
    return Parsed(_parsed(data, name, {"sheet": sheet, "decimal": decimal})["rows"])


def statistics_file(data: bytes, name: str, kind: str, encoding: str | None = None, decimal: str = ".") -> Parsed:
    """Return header and rows of an SPSS or Stata file (kind: its ending): codes, with the labels the file has for them.

    A code the file declares missing is marked (`meaning.DECLARED`). Raises InputError as `workbook` does, and where
    the encoding of its words is in doubt.
    """
    parsed = _parsed(data, name, {"kind": kind, "encoding": encoding, "decimal": decimal, "mark": DECLARED})
    if "doubt" in parsed:
        raise in_doubt(parsed["doubt"], name, whole=False)
    return Parsed(parsed["rows"], parsed["labels"])


def _parsed(data: bytes, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return what the parser makes of a file."""
    command = [sys.executable, "-I", parser.__file__, json.dumps(options)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - this Python, our file
    except subprocess.TimeoutExpired:
        raise InputError(f"not read within {SECONDS} seconds", where=name) from None
    if run.returncode or not run.stdout:
        raise InputError(f"not readable: {_end(run)}", where=name)
    parsed: dict[str, Any] = marshal.loads(run.stdout)  # noqa: S302 - written by the process just started
    if "refused" in parsed:
        raise InputError(parsed["refused"], where=name, allowed=parsed["allowed"])
    return parsed


def _end(run: subprocess.CompletedProcess[bytes]) -> str:
    """Return how the parser ended, for whoever has the file to say it to."""
    if b"memory" in run.stderr:
        return "it takes more memory than a file of answers may; is there a cell far outside the table?"
    if run.returncode == -signal.SIGXCPU or run.returncode == -signal.SIGKILL:
        return "it takes more time or memory than a file of answers may"
    return f"its reader stopped ({signal.Signals(-run.returncode).name if run.returncode < 0 else run.returncode})"
