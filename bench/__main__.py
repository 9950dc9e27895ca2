"""Run every job, each in a process of its own: python -m bench [rows ...]. Writes bench/results.json, prints a table.

Seconds are the best of a few runs; peak memory is that of the process, imports and reading included.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from bench.data import write
from bench.jobs import JOBS

HERE = Path(__file__).parent
ENOUGH = 10.0  # seconds after which a job is not run once more
Row = dict[str, Any]


def run_job(who: str, job: str, file: Path) -> None:
    """Do one job in this process and print seconds and peak memory; exit 3 where it is not offered."""
    if who == "manyi":
        make = JOBS[job].make
    else:
        from bench.peers import PEERS

        warnings.simplefilter("ignore")  # what a peer has to say is not our output
        if job not in PEERS[who]:
            sys.exit(3)
        make = PEERS[who][job]
    try:
        run = make(file)
        seconds: list[float] = []
        while len(seconds) < JOBS[job].times and sum(seconds) < ENOUGH:
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
    except ImportError:
        sys.exit(3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"seconds": round(min(seconds), 4), "peak_gb": round(peak, 2)}))


def measured(command: list[str]) -> dict[str, float] | None:
    """Run a job in a process of its own; None where it is not offered."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        return None
    if done.returncode:
        sys.exit(f"{' '.join(command[2:])} failed:\n{done.stderr}")
    measured_now = json.loads(done.stdout.strip().splitlines()[-1])
    return measured_now if isinstance(measured_now, dict) else {"seconds": float(measured_now)}


def bench(sizes: list[int]) -> list[Row]:
    """Run all jobs at their sizes, ours first, then whoever else is there."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / f"{size}.parquet"
            # In a process of its own: a child's peak memory starts from what its parent holds.
            subprocess.run([sys.executable, "-m", "bench", "--write", str(size), str(file)], check=True)
            table = file.with_suffix(".csv") if file.with_suffix(".csv").exists() else None
            for key, job in JOBS.items():
                if size not in job.reach:
                    continue
                row: Row = {"job": job.name, "rows": size, "reach": job.reach[size]}
                for who in ("manyi", "svy", "floor"):
                    row[who] = measured([sys.executable, "-m", "bench", "--one", who, key, str(file)])
                row["R"] = measured(["Rscript", str(HERE / "peer.R"), key, str(table)]) if table else None
                rows.append(row)
                print(line(row), flush=True)
    return rows


def line(row: Row) -> str:
    """Return one line of the table."""
    ours = row["manyi"]
    others = [_beside(row[who], ours["seconds"]) for who in ("svy", "R", "floor")]
    reach = row["reach"]
    within = "" if reach is None or ours["seconds"] <= reach else " over"
    return (
        f"{row['job']:<56}{row['rows']:>10,}{ours['seconds']:>9.3f}{ours['peak_gb']:>7.2f}"
        f"{'-' if reach is None else f'{reach:.2f}':>8}{within:<5}" + "".join(f"{other:>18}" for other in others)
    )


def _beside(peer: dict[str, float] | None, ours: float) -> str:
    """Return a peer's seconds and how many times ours they are."""
    return f"{peer['seconds']:.3f} ({peer['seconds'] / ours:.1f}x)" if peer else "-"


def main(sizes: list[int]) -> None:
    """Print the table and write it down, with the load of the machine before and after."""
    before = os.getloadavg()[0]
    print(f"{'job':<56}{'rows':>10}{'s':>9}{'GB':>7}{'reach':>8}{'':<5}{'svy':>18}{'R':>18}{'floor':>18}")
    rows = bench(sizes)
    load = [round(before, 1), round(os.getloadavg()[0], 1)]
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load_before_after": load}
    print(f"load {load[0]} before, {load[1]} after, on {machine['cores']} cores: above that, seconds are too high")
    kept = json.loads((HERE / "results.json").read_text("utf-8"))  # `bench.scale` keeps its own there
    (HERE / "results.json").write_text(json.dumps({**kept, "machine": machine, "jobs": rows}, indent=1) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_job(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    elif sys.argv[1:2] == ["--write"]:
        write(int(sys.argv[2]), Path(sys.argv[3]), text=shutil.which("Rscript") is not None)
    else:
        main([int(word) for word in sys.argv[1:]] or sorted({size for job in JOBS.values() for size in job.reach}))
