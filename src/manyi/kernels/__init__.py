"""Warm kernels: one process imports everything and forks an ordinary ipykernel for each notebook. See README.md."""

import importlib
from typing import TYPE_CHECKING

from manyi.kernels.process import ClosedError, NoForkError, available, processes
from manyi.kernels.sockets import connection_file, remove

if TYPE_CHECKING:
    from manyi.kernels.provisioner import NAME, WarmProvisioner, register

__all__ = [
    "NAME", "ClosedError", "NoForkError", "WarmProvisioner", "available", "connection_file", "processes", "register",
    "remove",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Import what Jupyter calls when it is used: importing its client takes longer than a build with nothing to do."""
    if name not in __all__:
        raise AttributeError(f"module 'manyi.kernels' has no attribute {name!r}")
    return getattr(importlib.import_module("manyi.kernels.provisioner"), name)
