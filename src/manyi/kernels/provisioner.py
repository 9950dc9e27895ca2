"""Kernels from a warm process, for anything built on jupyter_client."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets.config import List, Unicode

from manyi.kernels.process import ForkedKernel, NoForkError, available, processes

NAME = "warm-provisioner"
LAUNCH = ["-m", "ipykernel_launcher"]


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel from a process that has done its imports, or starts a stock kernel where that is impossible."""

    preload = List(Unicode(), config=True, help="What the warm process imports: module, or module:name to import from.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch the kernel; jupyter_client calls this."""
        if available() and cmd[1:3] == LAUNCH:
            try:
                forked = await asyncio.to_thread(partial(self._fork, cmd, **kwargs))
            except NoForkError as reason:
                self.log.warning("A stock kernel instead of a warm one: %s", reason)
            else:
                self.process = forked  # type: ignore[assignment]  # what a Popen is to its callers
                self.pid = forked.pid
                self.cwd = kwargs.get("cwd") or os.getcwd()  # noqa: PTH109 - as the base class has it
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    def _fork(
        self, cmd: list[str], *, env: dict[str, str], cwd: str | None = None, stdout: Any = None, stderr: Any = None,
        **rest: Any,
    ) -> ForkedKernel:  # fmt: skip
        streams = _descriptor(stdout, sys.__stdout__), _descriptor(stderr, sys.__stderr__)
        process = processes.get(cmd[0], self.preload, env)
        return process.fork(cmd[3:], env, str(cwd or os.getcwd()), *streams)  # noqa: PTH109


def _descriptor(stream: Any, default: Any) -> int:
    """Return the descriptor of a stream given as to `subprocess.Popen`; a pipe to it is not supported."""
    stream = default if stream is None else stream
    number = stream if isinstance(stream, int) else stream.fileno()
    if number < 0:
        raise NoForkError("output to a pipe is not supported")
    return int(number)


def register() -> None:
    """Register the provisioner under its name in this process, as an installed entry point would do."""
    entry = EntryPoint(NAME, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[NAME] = entry
