"""The warm process of a build: begun before the build is imported, and left for the next build when it is finished.

In: the notebooks of a report; out: a process that imports while the build reads what has changed. It stays for some
minutes behind a door in build/, for a build of the very same source and libraries. It is left only after a build in
which no source changed since before its imports, so what it has imported is what its name says. `make verify` never
calls it in. MANYI_WARM=0, or CI set, as it is wherever builds are run by a service, leaves none.
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
STEPS = "manyi.publish.flow.products"  # what `worker` calls
BEFOREHAND = "manyi.publish.flow.beforehand"  # what they would each do once
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
        """Call in the process that was left, or let a new one begin with its imports."""
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
    """Return the environment of chapters and steps: nothing of the user's profile, or that differs between runs."""
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
    """Return what a warm process imports: what the code cells do, what is loaded on first use, the steps of a build.

    Not this package, which the steps bring, nor Python's own modules, which take no time: so builds of reports that
    differ in no more than these share a warm process.
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
    """Return the statements of a cell; none where it is not plain Python (%magic), which its own run will judge."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
