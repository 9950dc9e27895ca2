"""The kernel of a chapter: this very Python, forked where possible from a process with the imports behind it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from traitlets import List, Unicode

from manyi import kernels, stopping
from manyi.publish.executed import code

FIRST_USE = ("matplotlib.backends.backend_svg", "pyarrow.parquet", "pandas.core.arrays.arrow.extension_types")
QUICK = sys.stdlib_module_names | {"manyi"}

kernels.register()
stopping.at_stop(kernels.remove)
stopping.at_stop(kernels.processes.close)


class ChapterKernel(AsyncKernelManager):
    """An ipykernel reached through sockets instead of ports, so that there is nothing to race for."""

    preload = List(Unicode())

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return this interpreter's kernel, whatever kernels the user has installed under the same name."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        warm = {"provisioner_name": kernels.NAME, "config": {"preload": self.preload}}
        return KernelSpec(argv=argv, language="python", display_name="Python 3", metadata={"kernel_provisioner": warm})


def chapter_kernel(preload: Sequence[str]) -> ChapterKernel:
    """Return the manager of a kernel that is still to be started."""
    return ChapterKernel(transport="ipc", connection_file=str(kernels.connection_file()), preload=list(preload))


def imports(notebooks: Iterable[Path]) -> list[str]:
    """Return what the code cells of notebooks import, as `kernels` takes it, and what they load on first use.

    Not this package, which the steps of a build bring, nor Python's own modules, which take no time: so builds of
    reports that differ in no more than these share a warm process.
    """
    names: dict[str, None] = {}
    for file in notebooks:
        for cell in code(nbformat.read(file, as_version=4)):
            for statement in _statements(cell.source):
                if isinstance(statement, ast.Import):
                    names |= dict.fromkeys(name.name for name in statement.names)
                elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                    names |= dict.fromkeys(f"{statement.module}:{name.name}" for name in statement.names)
    return [*(name for name in names if re.split("[.:]", name)[0] not in QUICK), *FIRST_USE]


def _statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none where it is not plain Python (%magic), which its own run will judge."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
