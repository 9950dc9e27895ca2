"""The warm process: imports modules once, then forks an ordinary ipykernel for each request.

Run as a file, `python -P server.py FD IMPORT...`, by any Python that has ipykernel; it needs nothing else of this
package. IMPORT is a module, or module:name for `from module import name`. FD is an inherited socket. Each message on it
asks for one kernel: JSON with `arguments`, `environment` and `cwd`, and three descriptors: the kernel's stdout, its
stderr, and a pipe that reports on it ('123' when the kernel runs as process 123, then 'exit -9' when it has
ended). With `call`, 'module:function', that function is called with the arguments instead of running a kernel.
The first answer on the socket is 'ready', or why no kernel can be forked here. When the socket closes, whoever
started this process is gone, and every kernel ends with it. So does this process, unless it was asked to `stay` so many
seconds: then it waits at the listening socket that came with the request, for one who connects and is served as the
first was. It ends when nobody has come, or the socket's file `door` is no longer there.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer")
SETTINGS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as ipykernel sets it before matplotlib is imported
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # or the import of pyarrow starts a thread of its allocator
}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
LARGEST = 1 << 20  # bytes of a request
LOOK = 1.0  # seconds between two checks that the door is still there


class Later(io.TextIOBase):
    """Stands in for sys.stdout or sys.stderr during imports: a module that keeps it will reach the kernel's stream."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.written = ""

    def write(self, text: str) -> int:
        """Keep what is written during the imports; pass on what comes later."""
        current = getattr(sys, self.stream)
        if current is self:
            self.written += text
            return len(text)
        return int(current.write(text))

    def flush(self) -> None:
        """Flush the stream in use."""
        if (current := getattr(sys, self.stream)) is not self:
            current.flush()


def preload(modules: list[str]) -> str:
    """Import the modules; return what makes this process unfit to be forked, or ''.

    A module that cannot be imported is skipped: the cell that needs it says so better. One that prints or warns
    would do so in each stock kernel, where the reader sees it, and one that starts a thread cannot be forked.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = later = Later("stdout"), Later("stderr")
    try:
        for name in (*KERNEL, *modules):
            module, _, attribute = name.partition(":")
            with contextlib.suppress(Exception):
                __import__(module, fromlist=[attribute] if attribute else [])
    finally:
        sys.stdout, sys.stderr = streams
    if text := " ".join("".join(stream.written for stream in later).split()):
        return f"an import printed {text[:200]!r}"
    threads = _threads()
    return f"the imports started {threads - 1} threads" if threads > 1 else ""


def _threads() -> int:
    """Return how many threads this process has, including those of libraries where the system reports them."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 1


class Server:
    """Forks kernels and reports when they end, until the process that started it is gone."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.door: Door | None = None  # where the next build may connect
        self.reports: dict[int, int] = {}  # process id of a running kernel -> pipe that waits for its end
        self.wake, wake = os.pipe()
        for descriptor in (self.wake, wake):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)

    def serve(self) -> dict[str, Any]:
        """Fork a child for each request, and return the request in that child; in the server itself, never return."""
        while True:
            waiting: list[Any] = [self.control, self.wake]
            ready, _, _ = select.select(waiting, [], [])
            if self.wake in ready:
                os.read(self.wake, 4096)
                self._reap()
            if self.control in ready:
                message, descriptors, _, _ = socket.recv_fds(self.control, LARGEST, 3)
                request = json.loads(message or "{}")
                if not message:
                    self._left()
                elif "stay" in request:
                    self.door = Door(socket.socket(fileno=descriptors[0]), Path(request["door"]), request["stay"])
                elif self._fork(descriptors):
                    return dict(request)

    def _fork(self, descriptors: list[int]) -> bool:
        """Fork; return True in the child, whose standard streams are then in place."""
        stdout, stderr, report = descriptors
        server = os.getpid()
        child = os.fork()
        if child:
            os.close(stdout)
            os.close(stderr)
            self.reports[child] = report
            return False
        os.setsid()  # a process group of its own, so that it can be signalled with what it starts
        _die_with(server)
        os.write(report, f"{os.getpid()}\n".encode())
        with open(os.devnull) as nothing:  # noqa: PTH123 - a descriptor is wanted
            os.dup2(nothing.fileno(), 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        for descriptor in (*descriptors, *self.reports.values(), self.wake, signal.set_wakeup_fd(-1)):
            os.close(descriptor)
        if self.door:
            self.door.listening.close()
        self.control.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        return True

    def _reap(self) -> None:
        """Report every kernel that has ended."""
        while self.reports:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            report = self.reports.pop(child)
            with contextlib.suppress(BrokenPipeError):  # nobody is waiting for the report any more
                os.write(report, f"exit {os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(report)

    def _left(self) -> None:
        """End with all kernels, or serve the next one to connect."""
        for child in self.reports:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        self.control.close()
        if self.door is None or not (caller := self.door.wait()):
            os._exit(0)  # taking a thousand modules down in order would cost more than it is worth
        self.control, self.door = caller, None
        with contextlib.suppress(BrokenPipeError):
            self.control.send(b"ready")


class Door:
    """A socket others can find, for a build that wants kernels after the last one has left."""

    def __init__(self, listening: socket.socket, path: Path, patience: float) -> None:
        self.listening, self.path, self.patience = listening, path, patience
        self.about = path.stat()
        with open(os.devnull, "w") as nothing:  # noqa: PTH123 - whoever reads what the starter wrote waits for its end
            for stream in (1, 2):
                os.dup2(nothing.fileno(), stream)

    def wait(self) -> socket.socket | None:
        """Return a connection; None if nobody came in time or the door is gone."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until and self._stands():
            if select.select([self.listening], [], [], LOOK)[0]:
                caller, _ = self.listening.accept()
                self._take_away()
                return caller
        self._take_away()
        return None

    def _stands(self) -> bool:
        try:
            return os.path.samestat(self.path.stat(), self.about)
        except OSError:
            return False

    def _take_away(self) -> None:
        """Remove the door, unless another process has put its own there."""
        if self._stands():
            self.path.unlink()
        self.listening.close()


def _die_with(parent: int) -> None:
    """Let this process end with its parent, even a killed one: at once on Linux, else when ipykernel next checks."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def become_kernel(request: dict[str, Any]) -> None:
    """Run an ipykernel in this process, as `python -m ipykernel_launcher` would in a new one; or the function asked."""
    os.environ.clear()
    os.environ.update(request["environment"], JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = ["ipykernel_launcher.py", *request["arguments"]]
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # or every kernel would draw the same numbers; `random` reseeds itself
    if call := request.get("call"):
        _call(call, request["arguments"])
    from ipykernel.kernelapp import IPKernelApp

    kernel = IPKernelApp.instance(parent_handle=os.getppid())  # its default was read at the import
    kernel.initialize(request["arguments"])
    _show_figures()
    kernel.start()


def _call(call: str, arguments: list[str]) -> None:
    """Call a function and end this process: exit code 1, and the traceback on stderr, when it raises."""
    module, _, name = call.partition(":")
    code = 0
    try:
        getattr(importlib.import_module(module), name)(*arguments)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _show_figures() -> None:
    """Do what matplotlib does when imported under IPython, which was not running then; without it figures vanish."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].install_repl_displayhook()
    if "matplotlib_inline.backend_inline" in sys.modules:
        sys.modules["matplotlib_inline.backend_inline"]._enable_matplotlib_integration()


def main() -> None:
    """Import, say so, fork."""
    control = socket.socket(fileno=int(sys.argv[1]))
    unfit = preload(sys.argv[2:])
    with contextlib.suppress(BrokenPipeError):
        control.send(unfit.encode() or b"ready")
    if unfit:
        return
    gc.collect()
    gc.freeze()  # so that a collection in a kernel does not touch, and thereby copy, the shared objects
    become_kernel(Server(control).serve())


if __name__ == "__main__":
    main()
