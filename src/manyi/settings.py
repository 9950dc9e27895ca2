"""The settings of the command line: which there are, and each as a value, or a line that says what is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from manyi.errors import InputError
from manyi.language.periods import Period

OPTIONS: dict[str, dict[str, Any]] = {
    "data": {"default": "", "help": "folder of raw files that are not in the repository"},
    "profile": {"default": "", "help": "1: print where the time went, and keep it in run.json"},
    "years": {"default": "", "help": "the years of several reports"},
    "year": {"default": "", "help": "the year of the report"},
    "engine": {
        "default": "",
        "help": "URL of the engine for rows, such as spark://host:7077; by default DuckDB in this process",
    },
    "memory": {"default": "", "help": "memory DuckDB may take before it writes to disk, such as 8GB; default 4GB"},
    "against": {"default": "", "help": "a page someone was sent, to compare with"},
    "name": {"default": "", "help": "the name of a new survey: its folder in data/"},
    "table": {"default": "", "help": "a table of the database that --file names, or a query"},
    "file": {"default": "", "help": "an export or data file"},
    "encoding": {"default": "", "help": "encoding of a file that does not say which it has, such as gb18030"},
    "sheet": {"default": "", "help": "the sheet of a workbook to read; by default the fullest one"},
    "force": {"default": "", "help": "1: replace what is there"},
    "one": {"default": "", "help": "1 for all pages in one file too, report.html"},
    "id": {"default": "", "help": "the id of a number"},
    "firm": {"default": "", "help": "the number of a firm"},
    "report": {"default": "annual", "help": "name of a report definition, reports/<name>.yml"},
}


def year_given(text: str) -> Period:
    """Return a wave. Raises InputError if it is missing or is not a wave."""
    if not text:
        raise InputError("which year? make ... YEAR=2024 or python -m manyi ... --year=2024", where="YEAR")
    try:
        return Period.of(text)
    except ValueError as error:
        raise InputError(str(error), where="YEAR") from None


def switched_on(text: str, name: str) -> bool:
    """Return whether a setting is on. Raises InputError unless it is 1, 0 or left out."""
    if text not in ("", "0", "1"):
        raise InputError(f"{text!r} is neither 1 nor 0", where=name)
    return text == "1"


def folder_given(text: str) -> Path:
    """Return the full path of the folder of raw files. Raises InputError if there is none."""
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise InputError(f"no folder {text!r}", where="DATA")
    return folder


def engine_given(text: str) -> str:
    """Return the engine that computes the rows. Raises InputError if it is not the URL of one."""
    if text != "duckdb" and "://" not in text:
        allowed = ["duckdb", "spark://host:7077", "postgres://user@host/database", "another URL of an Ibis backend"]
        raise InputError(f"no engine {text!r}", where="ENGINE", allowed=allowed)
    return text


def memory_given(text: str) -> str:
    """Return the memory DuckDB may take. Raises InputError if it is no size, or less than DuckDB needs to start."""
    size = re.fullmatch(r"(\d+)\s*([MG])B", text.strip().upper())
    if size is None or int(size[1]) * {"M": 1, "G": 1000}[size[2]] < 500:
        raise InputError(f"{text!r} is not a memory size", where="MEMORY", allowed=["500MB and more, such as 8GB"])
    return f"{size[1]}{size[2]}B"
