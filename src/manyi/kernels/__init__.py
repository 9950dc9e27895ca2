"""Warm kernels: one process imports everything and forks an ordinary ipykernel for each notebook. See README.md."""

from manyi.kernels.process import ClosedError, NoForkError, available, processes
from manyi.kernels.provisioner import NAME, WarmProvisioner, register
from manyi.kernels.sockets import connection_file, remove

__all__ = [
    "NAME", "ClosedError", "NoForkError", "WarmProvisioner", "available", "connection_file", "processes", "register",
    "remove",
]  # fmt: skip
