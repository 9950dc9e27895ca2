"""The warm process and its kernels, as the process that wants kernels sees them."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from manyi.kernels import doors

SERVER = Path(__file__).with_name("server.py")
# What an interpreter or a library reads once, when it starts: kernels that differ in these need two warm processes.
FIXED = ("PYTHON", "LD_", "LC_", "LANG", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "BLIS_", "MPLBACKEND")
LOST = -signal.SIGKILL if hasattr(signal, "SIGKILL") else -9


def available() -> bool:
    """Return whether warm kernels work here. macOS has fork, but its system libraries do not survive it."""
    return sys.platform == "linux"


class NoForkError(Exception):
    """No kernel can be forked, because the warm process did not start or is gone. A stock kernel will do."""


class ClosedError(Exception):
    """No more kernels can be started: this process is ending."""


class ForkedKernel:
    """A running kernel, with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, report: int) -> None:
        self._report = os.fdopen(report, "rb")
        self.returncode: int | None = None
        line = self._report.readline()
        if not line.strip().isdigit():
            self._report.close()
            raise NoForkError("the warm process is gone")
        self.pid = int(line)

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            os.set_blocking(self._report.fileno(), False)
            self._end(self._report.read())
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once the kernel has ended."""
        if self.returncode is None:
            os.set_blocking(self._report.fileno(), True)
            self._end(self._report.read())
        assert self.returncode is not None
        return self.returncode

    def _end(self, told: bytes | None) -> None:
        """Read the exit code from a report: None is 'nothing yet', an end without a code that the warm process died."""
        if told is None:
            return
        self._report.close()
        self.returncode = int(told.split()[-1]) if told.startswith(b"exit ") else LOST

    def send_signal(self, number: int) -> None:
        """Signal the kernel and what it has started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProcess:
    """A process that has imported modules and forks kernels. Ends, with its kernels, when closed or left alone.

    door: where a process that was asked to stay may be waiting; it is used before a new one is started.
    """

    def __init__(
        self, python: str, modules: Sequence[str], environment: Mapping[str, str], door: Path | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._door, self._closed, self._stays = door, False, False
        self._process: subprocess.Popen[bytes] | None = None
        caller = doors.called_in(door) if door else None
        self._fit = "ready" if caller else ""  # its answer once its imports were done
        self._socket = caller or self._start([python, "-P", str(SERVER)], modules, environment)

    def _start(self, command: list[str], modules: Sequence[str], environment: Mapping[str, str]) -> socket.socket:
        """Start a process and return the socket to talk to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # A session of its own: Ctrl-C is for whoever waits, who then closes the socket.
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), *modules],
                env=dict(environment), stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        return ours

    @property
    def pid(self) -> int | None:
        """Return its process id; None if another process started it."""
        return self._process.pid if self._process else None

    def fork(
        self, arguments: Sequence[str], environment: Mapping[str, str], cwd: str, stdout: int, stderr: int,
        call: str = "",
    ) -> ForkedKernel:  # fmt: skip
        """Return a new kernel, or a process that calls 'module:function' with the arguments.

        The first call waits for the imports. Raises NoForkError if no kernel can be forked.
        """
        ends, report = os.pipe()
        request = {"arguments": list(arguments), "environment": dict(environment), "cwd": cwd, "call": call}
        try:
            with self._lock:
                self._wait_for_imports()
                socket.send_fds(self._socket, [json.dumps(request).encode()], [stdout, stderr, report])
        except (OSError, NoForkError) as error:
            os.close(ends)
            raise ClosedError if self._closed else NoForkError(str(error)) from error
        finally:
            os.close(report)
        return ForkedKernel(ends)

    def _wait_for_imports(self) -> None:
        if not self._fit:
            self._fit = self._socket.recv(4096).decode() or "the warm process did not come up"
        if self._fit != "ready":
            raise NoForkError(self._fit)

    def stay(self, seconds: float) -> None:
        """Let the process outlive this one, and wait that long at its door for another that needs the same imports."""
        if self._door is None or self._fit != "ready":
            return
        request = json.dumps({"stay": seconds, "door": str(self._door)})
        with doors.opened(self._door) as listening:
            socket.send_fds(self._socket, [request.encode()], [listening.fileno()])
        self._stays = True

    def close(self) -> None:
        """End the process and every kernel it has forked; a process that was asked to stay only ends its kernels."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # which also wakes a thread that waits for the imports
        if self._stays or self._process is None:
            return
        try:
            self._process.wait(0.5 if self._fit == "ready" else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Processes:
    """The warm processes of this process, one for each set of imports and of variables read only at the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[tuple[Any, ...], WarmProcess] = {}
        self._closed = False
        self._doors: Path | None = None
        self._made_of = ""

    def call_in(self, folder: Path, made_of: str) -> None:
        """Look in a folder of doors for waiting processes that were started with the same imports and source."""
        self._doors, self._made_of = folder, made_of

    def get(self, python: str, modules: Sequence[str], environment: Mapping[str, str]) -> WarmProcess:
        """Return the warm process for these, starting it if need be; it goes on importing while the caller works."""
        fixed = tuple(sorted(pair for pair in environment.items() if pair[0].startswith(FIXED)))
        key = (python, tuple(modules), fixed)
        with self._lock:
            if self._closed:
                raise ClosedError
            if key not in self._running:
                self._running[key] = WarmProcess(python, modules, environment, self._door(key))
            return self._running[key]

    def _door(self, key: tuple[Any, ...]) -> Path | None:
        if self._doors is None:
            return None
        return doors.door(self._doors, self._made_of, key)

    def stay(self, seconds: float) -> None:
        """Let the last of them outlive this process, so that the next build that needs the same finds it."""
        with self._lock, contextlib.suppress(OSError):
            for process in list(self._running.values())[-1:]:
                process.stay(seconds)

    def close(self) -> None:
        """End them all for good, with their kernels."""
        with self._lock:
            self._closed = True
            for process in self._running.values():
                process.close()


processes = Processes()
atexit.register(processes.close)
