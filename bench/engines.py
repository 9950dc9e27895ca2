"""Real engines on this machine: a Spark master with two workers, a PostgreSQL server. They go when the block ends."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STARTING = 90  # seconds
WORKERS = 2


def absent_spark() -> str:
    """Return what is missing to run Spark, '' when nothing is."""
    if not shutil.which("java"):
        return "Java is not installed"
    return "" if importlib.util.find_spec("pyspark") else "pyspark is not installed"


def absent_postgres() -> str:
    """Return what is missing to run PostgreSQL, '' when nothing is."""
    if not _postgres("initdb"):
        return "PostgreSQL is not installed"
    return "" if importlib.util.find_spec("psycopg") else "psycopg is not installed"


@dataclass
class Cluster:
    """A standalone Spark cluster."""

    url: str
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def lose(self, index: int) -> None:
        """Kill a worker and the executors it has started."""
        os.killpg(self.workers[index].pid, signal.SIGKILL)
        self.workers[index].wait()


@contextlib.contextmanager
def spark(folder: Path) -> Iterator[Cluster]:
    """Start a master and its workers on loopback, logs in the folder."""
    import pyspark

    port = _free_port()
    url = f"spark://127.0.0.1:{port}"
    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class")]
    master = [*command, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port)]
    worker = [*command, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "1g"]
    with contextlib.ExitStack() as stack:
        first = _started(stack, [*master, "--webui-port", "0"], folder / "master.log")
        _wait(folder / "master.log", "Starting Spark master", 1, first)
        running = [
            _started(
                stack, [*worker, "--webui-port", "0", "-d", str(folder / f"worker{k}"), url], folder / f"worker{k}.log"
            )
            for k in range(WORKERS)
        ]
        _wait(folder / "master.log", "Registering worker", WORKERS, first)
        yield Cluster(url, first, running)


def _started(stack: contextlib.ExitStack, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    settings = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_HOME": str(Path(command[0]).parents[1]),
    }
    output = stack.enter_context(log.open("wb"))
    process = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=output, stderr=output, start_new_session=True
    )
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(log: Path, words: str, times: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTING
    while log.read_text(errors="replace").count(words) < times:
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.1)


@contextlib.contextmanager
def postgres() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a server on loopback; yield its URL and its process. PostgreSQL refuses to run as root: then as another."""
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="manyi-postgres-"))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    who = {"user": owner.pw_uid, "group": owner.pw_gid} if os.getuid() == 0 else {}
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    data = str(folder / "data")
    try:
        create = [_postgres("initdb"), "-D", data, "-U", "manyi", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(create, check=True, capture_output=True, cwd=folder, env=environment, **who)
        serve = [
            _postgres("postgres"),
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            str(folder),
            "-c",
            "listen_addresses=127.0.0.1",
        ]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(serve, cwd=folder, env=environment, stdout=log, stderr=log, **who) as server,
        ):
            try:
                _wait(folder / "log", "ready to accept connections", 1, server)
                yield f"postgres://manyi@127.0.0.1:{port}/postgres", server
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: nothing is worth keeping
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(program: str) -> str:
    """Return the path of a program of PostgreSQL; Debian keeps them apart from other commands."""
    places = [
        shutil.which(program) or "",
        *sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), reverse=True),
    ]
    return next(filter(None, places), "")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
