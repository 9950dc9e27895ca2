"""The process that parses one file, forked from one that has its libraries: for files by the thousand.

What parses a file, within what limits, and how its end is seen are those of `manyi.rows.read.parsing`; only Python and
its libraries are loaded once. Used in place of `subprocess` where binary files are read in bulk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from manyi.rows.read import parsing

SERVER = """
import importlib, json, os, sys
sys.path.append(sys.argv[1])
main = importlib.import_module("parsing.__main__").main
for name in ("pyarrow.feather", "pyarrow.parquet", "pyreadstat", "python_calamine"):
    importlib.import_module(name)
for line in sys.stdin:
    options, folder = json.loads(line)
    child = os.fork()
    if not child:
        for at, name in enumerate(("in", "out", "err")):
            os.dup2(os.open(f"{folder}/{name}", os.O_RDWR), at)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")
        sys.argv[1:] = [options]
        main()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def process(folder: Path) -> Iterator[SimpleNamespace]:
    """Start the process and give what stands for the module `subprocess`; files are exchanged in an empty folder."""
    command = [sys.executable, "-I", "-c", SERVER, str(Path(parsing.__path__[0]).parent)]
    quiet = {**os.environ, "JE_ARROW_MALLOC_CONF": "background_thread:false"}  # a process of one thread can be forked
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet) as server:
        assert server.stdin and server.stdout
        asked, told = server.stdin, server.stdout

        def run(command: list[str], input: bytes, **how: Any) -> subprocess.CompletedProcess[bytes]:
            for name, data in (("in", input), ("out", b""), ("err", b"")):
                (folder / name).write_bytes(data)
            asked.write(json.dumps([command[-1], str(folder)]) + "\n")
            asked.flush()
            code = int(told.readline())
            return subprocess.CompletedProcess(
                command, code, *((folder / name).read_bytes() for name in ("out", "err"))
            )

        yield SimpleNamespace(run=run, TimeoutExpired=subprocess.TimeoutExpired)
        asked.close()
