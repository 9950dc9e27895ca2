"""The same row work on DuckDB, PostgreSQL and Spark: python -m bench.scale engines [10000 100000 ...].

Cleaning, weighting and totals of the made-up study, a server and a standalone Spark (master, two workers) on loopback
beside DuckDB in the process. Processor seconds are those of all processes, the server's and the workers' too; what
starting a session costs is part of cleaning and of totals. Numbers are held against DuckDB's.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench import engines
from bench.study_files import CATEGORIES, SCALES, write

SIZES = [10_000, 100_000]
LONGEST = 1200  # seconds one engine may take for one size
STAGES = ("cleaning", "weighting", "totals")
EVERY = 0.2  # seconds between two looks at the processes
DESIGN = ("wave", "stratum", "psu", "base_weight", "margins", "raked_within", "raked", "lonely")


class Used(threading.Thread):
    """Looks at some processes and at all they start; `seconds(when)`: of the processor, used by them until then."""

    def __init__(self, *roots: int) -> None:
        super().__init__(daemon=True)
        self.ended, self.ticks = threading.Event(), dict.fromkeys(roots, 0)
        self.series: list[tuple[float, float]] = []

    def run(self) -> None:
        """Look until told to end."""
        while not self.ended.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Add up what every process used that is a root, a child of one, or was once; those gone keep their last."""
        there: dict[int, tuple[int, int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                there[int(stat.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
        family = set(self.ticks)
        while more := {pid for pid, (parent, _) in there.items() if parent in family} - family:
            family |= more
        self.ticks |= {pid: there[pid][1] for pid in family & set(there)}
        self.series.append((time.time(), sum(self.ticks.values()) / os.sysconf("SC_CLK_TCK")))

    def seconds(self, when: list[float]) -> np.ndarray:
        """Return the seconds used until each time."""
        looked, used = zip(*self.series, strict=True)
        return np.interp(when, list(looked), list(used))


def run_engine(root: Path) -> None:
    """Do the row work of the study in a folder on the engine given; write its numbers, print when each stage ended."""
    os.chdir(root)
    os.environ["MANYI_BUILD"] = tempfile.mkdtemp(dir=root)
    from manyi import load, stats
    from manyi.rows.clean import steps
    from manyi.rows.clean.connect import engine

    marks: list[float] = []
    read_waves, sound = steps.read_waves, steps._sound

    def read(*given: Any, **more: Any) -> Any:
        delivery = read_waves(*given, **more)
        marks.append(time.time())
        return delivery

    def weigh(*given: Any) -> Any:
        marks.append(time.time())
        return sound(*given)

    steps.read_waves, steps._sound = read, weigh
    survey = load("big", 2024)
    marks.append(time.time())
    design = {name: getattr(survey.sample(2024), name) for name in DESIGN}
    survey.frame.to_parquet(root / "clean.parquet", index=False)
    with engine() as on:
        rows = on.stored(root / "clean.parquet")
        tables = [stats.means(stats.condensed(rows, SCALES, [by], "eligible", **design), SCALES, by).table
                  for by in CATEGORIES]  # fmt: skip
    marks.append(time.time())
    numbers = [table[["estimate", "se", "low", "high"]].to_numpy().ravel() for table in tables]
    np.save(root / "numbers.npy", np.concatenate([*numbers, survey.frame["weight"]]))
    print(json.dumps(marks))


def measured(root: Path, url: str, servers: list[int]) -> tuple[dict[str, Any], np.ndarray] | None:
    """Do the work in a process of its own; return its row and numbers, None where it took too long."""
    command = [sys.executable, "-m", "bench.by_engine", str(root)]
    environment = {**os.environ, "MANYI_ENGINE": url}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        used = Used(process.pid, *servers)
        used.look()
        used.start()
        try:
            printed, _ = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        finally:
            used.ended.set()
            used.join()
    if process.returncode:
        sys.exit(f"{url or 'duckdb'}: exit {process.returncode}")
    marks = json.loads(printed.splitlines()[-1])
    processor = dict(zip(STAGES, np.diff(used.seconds(marks)).round(1).tolist(), strict=True))
    wall = dict(zip(STAGES, np.diff(marks).round(1).tolist(), strict=True))
    row = {"processor": processor, "wall": wall, "load": round(os.getloadavg()[0], 1)}
    return row, np.load(root / "numbers.npy")


@contextlib.contextmanager
def started(folder: Path) -> Iterator[dict[str, tuple[str, list[int]]]]:
    """Start what this machine has: {engine: its URL, its processes}."""
    with contextlib.ExitStack() as stack:
        urls: dict[str, tuple[str, list[int]]] = {"duckdb": ("", [])}
        if not (why := engines.absent_postgres()):
            url, server = stack.enter_context(engines.postgres())
            urls["postgres"] = url, [server.pid]
        else:
            print(f"left out: PostgreSQL: {why}", file=sys.stderr)
        if not (why := engines.absent_spark()):
            cluster = stack.enter_context(engines.spark(folder))
            urls["spark"] = cluster.url, [process.pid for process in (cluster.master, *cluster.workers)]
        else:
            print(f"left out: Spark: {why}", file=sys.stderr)
        yield urls


def compared(sizes: list[int]) -> Iterator[dict[str, Any]]:
    """Yield a row for every size and engine: rows engine processor wall load difference, the largest from DuckDB."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder, started(Path(folder)) as urls:
        for size in sorted(sizes or SIZES):
            root = Path(folder, str(size))
            root.mkdir()
            write(size, root, "parquet")
            duckdb = None
            for name, (url, servers) in urls.items():
                done = measured(root, url, servers)
                if done is None:
                    yield {"rows": size, "engine": name, "longer_than": LONGEST}
                    continue
                row, numbers = done
                duckdb = numbers if duckdb is None else duckdb
                off = np.abs(numbers - duckdb) / np.where(duckdb == 0, 1.0, np.abs(duckdb))
                yield {"rows": size, "engine": name, **row, "difference": float(off.max())}


if __name__ == "__main__":
    run_engine(Path(sys.argv[1]))
