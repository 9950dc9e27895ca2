"""Kernels started as any program built on jupyter_client starts them, warm or stock."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

from manyi.kernels import connection_file, register

ARGV = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
HERE = str(Path(__file__).parent)


class Kernel(KernelManager):
    """A kernel with a provisioner, or the stock one where `preload` is None."""

    preload: list[str] | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        config = {"provisioner_name": "warm-provisioner", "config": {"preload": self.preload}}
        metadata = {} if self.preload is None else {"kernel_provisioner": config}
        return KernelSpec(argv=ARGV, language="python", display_name="", metadata=metadata)


class Running:
    """A started kernel that runs cells."""

    def __init__(self, manager: Kernel) -> None:
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Return the outputs of a cell."""
        outputs: list[dict[str, Any]] = []
        self.client.execute_interactive(source, timeout=60, output_hook=lambda message: outputs.append(message))
        return [{"type": one["msg_type"], **one["content"]} for one in outputs if one["msg_type"] not in PLUMBING]

    def value(self, source: str) -> str:
        """Return an expression's value, as printed."""
        return "".join(one["text"] for one in self.run(f"print({source})")).strip()


PLUMBING = ("status", "execute_input")


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Return a function that starts a kernel: start(preload, cwd=..., NAME=value)."""
    register()
    kernels: list[Running] = []

    def begin(preload: list[str] | None, cwd: Path | None = None, **environment: str) -> Running:
        manager = Kernel(transport="ipc", connection_file=str(connection_file()))
        manager.preload = preload
        path = os.pathsep.join([HERE, *sys.path])
        given = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", **environment}
        manager.start_kernel(env=given, **({"cwd": str(cwd)} if cwd else {}))
        kernels.append(Running(manager))
        return kernels[-1]

    yield begin
    for one in kernels:
        one.client.stop_channels()
        one.manager.shutdown_kernel(now=True)
