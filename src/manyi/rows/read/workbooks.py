"""Workbooks and statistics files -> rows of text, as they look on screen. They are parsed in a restricted process."""

from __future__ import annotations

import json
import marshal
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from manyi.errors import InputError
from manyi.rows.read import parsing
from manyi.rows.read.encoding import in_doubt
from manyi.study.answers import DECLARED

SECONDS = 2 * parsing.SECONDS  # of wall time; the limit inside the process is on CPU time


@dataclass(frozen=True)
class Parsed:
    """The rows of a file, blank ones included.

    labels: {header: {code: label}} where the file labels its codes; questions: {header: label of the variable};
    sets: its multiple-response sets; weight: the column it names as weight.
    """

    rows: list[list[str]]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    sets: list[dict[str, Any]] = field(default_factory=list)
    weight: str = ""


def workbook(data: bytes, name: str, sheet: str | None = None, decimal: str = ".", header: int | None = None) -> Parsed:
    """Return a sheet of an xlsx or xls file: the named one, else the first that is not hidden.

    A cell with an error reads as that error, `#N/A`; a formula without a stored value as `#UNCOMPUTED!`; below the
    header (its last row; 0: the first that is not blank) a cell merged with another as `#MERGED!`.
    Raises InputError: no such sheet, not a workbook, or one that exceeds the limits on memory or time.
    """
    return Parsed(_parsed(data, name, {"sheet": sheet, "decimal": decimal, "header": header})["rows"])


def sheet_sizes(data: bytes, name: str) -> dict[str, tuple[int, int]]:
    """Return {visible sheet: (rows, cells) that are not empty}, in order; zeros if there is only one.

    Raises InputError as `workbook` does.
    """
    return {sheet: (rows, cells) for sheet, (rows, cells) in _parsed(data, name, {"sizes": True})["sheets"].items()}


def statistics_file(data: bytes, name: str, kind: str, encoding: str | None = None, decimal: str = ".") -> Parsed:
    """Return header and rows of an SPSS or Stata file (kind: its extension): codes, and the file's labels for them.

    A code the file declares missing is marked (`answers.DECLARED`). Raises InputError as `workbook` does, and where
    the encoding of the text is ambiguous.
    """
    parsed = _parsed(data, name, {"kind": kind, "encoding": encoding, "decimal": decimal, "mark": DECLARED})
    if "doubt" in parsed:
        raise in_doubt(parsed["doubt"], name, whole=False)
    return Parsed(**parsed)


def columnar_file(data: bytes, name: str, kind: str, encoding: str | None = None, decimal: str = ".") -> Parsed:
    """Return header and rows of a parquet or Feather file (kind: its extension), which are UTF-8 always.

    With the labels and questions in its metadata (`arrow.described_columns`). Raises InputError as `workbook` does.
    """
    columns = "parquet" if kind == ".parquet" else "Feather"
    return Parsed(**_parsed(data, name, {"columns": columns, "decimal": decimal}))


def _parsed(data: bytes, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the parser's output for a file."""
    command = [sys.executable, "-I", parsing.__path__[0], json.dumps(options)]
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
    """Return why the parser failed, in terms the owner of the file can act on."""
    if b"memory" in run.stderr:
        return "it needs more memory than a survey file should; is there a cell far outside the table?"
    if run.returncode == -signal.SIGXCPU or run.returncode == -signal.SIGKILL:
        return "it needs more time or memory than a survey file should"
    return f"its reader stopped ({signal.Signals(-run.returncode).name if run.returncode < 0 else run.returncode})"
