"""The process that parses one file: options as JSON in the first argument, the file's bytes on stdin, a marshalled
dict on stdout. A malicious file can crash this process or exhaust its limits, but not its caller.
"""

from __future__ import annotations

import importlib
import json
import marshal
import os
import sys
from pathlib import Path
from typing import Any

PARSERS = {"kind": ("spss_stata", "statistics"), "columns": ("arrow", "columnar"), "sizes": ("spreadsheet", "sheets")}


def _limit(memory: int, seconds: int) -> None:
    """Limit this process's memory and time, where the system supports it."""
    try:
        import resource

        for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, ValueError, OSError):
        pass


def main() -> None:
    """Read a file from standard input and write its content to standard output."""
    # At the end of the path, so that this folder is a package whose neighbours shadow no other library.
    sys.path.append(str(Path(__file__).parent.parent))
    parsing, cells = (importlib.import_module(name) for name in ("parsing", "parsing.cell_texts"))
    _limit(parsing.MEMORY, parsing.SECONDS)
    options = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    try:
        module, parse = next((PARSERS[key] for key in PARSERS if key in options), ("spreadsheet", "workbook"))
        parsed: dict[str, Any] = getattr(importlib.import_module(f"parsing.{module}"), parse)(data, **options)
    except cells.Refused as error:
        parsed = {"refused": str(error), "allowed": error.allowed}
    except MemoryError:
        parsed = {"refused": "it needs more memory than a survey file should", "allowed": []}
    except Exception as error:  # on a damaged file a parser may raise anything
        parsed = {"refused": f"not readable: {type(error).__name__}: {error}", "allowed": []}
    marshal.dump(parsed, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)  # a library whose threads are still running would abort the process when it ends


if __name__ == "__main__":
    main()
