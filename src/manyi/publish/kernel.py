"""The kernel of a chapter: this very Python, forked where possible from a process with the imports behind it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from traitlets import List, Unicode

from manyi import kernels, stopping

kernels.register()
stopping.at_stop(kernels.remove)


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
