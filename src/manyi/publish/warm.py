"""The warm process of a build: started before the build is imported, and left for the next build when it is finished.

In: the notebooks of a report; out: a process that imports while the build finds out what has changed. It stays for some
minutes behind a door in build/, for a build with exactly the same source and libraries. It is only left after a build
in which no source has changed since before its imports, so that its imports match its name. `make verify` never
uses it. With MANYI_WARM=0, or CI set, as build services do, none is left.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from manyi import kernels, places, stopping
from manyi.publish.flow.hashes import Hashes, combined
from manyi.publish.flow.reach import SOURCE

FIRST_USE = (
    "matplotlib.backends.backend_svg", "pyarrow.parquet", "pyarrow.dataset", "pandas.core.arrays.arrow.extension_types",
)  # fmt: skip
STEPS = "manyi.publish.flow.products"  # the module that `worker` calls
BEFOREHAND = "manyi.publish.flow.beforehand"  # what each would do first
QUICK = sys.stdlib_module_names | {"manyi"}
STAYS = 600.0  # seconds

stopping.at_stop(kernels.processes.close)


class Warm:
    """The warm process of builds in this project, kept from one command to the next."""

    def __init__(self) -> None:
        self._hashes = Hashes()
        self.made_of = combined(
            self._hashes.folder(SOURCE), self._hashes.file(places.root() / "requirements.lock"), sys.version
        )

    def start(self, notebooks: Iterable[Path]) -> None:
        """Connect to the process that was left, or let a new one begin its imports."""
        if kernels.available():
            if stays():
                kernels.processes.call_in(places.build() / "warm", self.made_of)
            kernels.processes.get(sys.executable, preload(notebooks), environment())

    def leave(self) -> None:
        """Leave the process for the next build, unless the source has changed meanwhile."""
        if stays() and not self._hashes.changed():
            kernels.processes.stay(STAYS)


def stays() -> bool:
    """Return whether a process is to be left behind."""
    return os.environ.get("MANYI_WARM", "") != "0" and not os.environ.get("CI")


def environment() -> dict[str, str]:
    """Return the environment of chapters and steps, without the user's profile and whatever differs between runs."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "315532800",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(places.build() / "matplotlib"),
        "IPYTHONDIR": str(places.build() / "ipython"),
    }


def preload(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """Return what a warm process imports: the imports of code cells, what is loaded on first use, the steps of a build.

    This package, which the steps import, and Python's own modules, which take no time, are left out: builds of reports
    that differ only in these share a warm process.
    """
    names: dict[str, None] = {}
    for statement in (
        statement for file in notebooks for source in _code_cells(file) for statement in _statements(source)
    ):
        if isinstance(statement, ast.Import):
            names |= dict.fromkeys(name.name for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            names |= dict.fromkeys(f"{statement.module}:{name.name}" for name in statement.names)
    return (*(name for name in names if re.split("[.:]", name)[0] not in QUICK), *FIRST_USE, STEPS, BEFOREHAND)


def _code_cells(notebook: Path) -> Iterator[str]:
    """Yield the source of the code cells, read without nbformat, which takes as long to import as half a chapter."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except (OSError, ValueError, KeyError, TypeError):
        return  # its own run will judge


def _statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none if it is not plain Python (%magic), which its own run will report."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
