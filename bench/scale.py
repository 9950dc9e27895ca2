"""What grows how: reading, cleaning, weighting and totals of a made-up study of 10^4 rows and more.

python -m bench.scale 10000 100000 ... [parquet]: each size is done in a process of its own. Its processor seconds by
stage (the machine may be at other work) and its peak memory are printed, added to bench/results.json ("scale") and
drawn (docs/growth.svg). The exponent is the slope of the logarithm of seconds on that of rows, from 10^6 on: smaller
files are read record by record, and below 10^5 what a step costs by itself is most of it.

python -m bench.scale engines 10000 ...: the same work on PostgreSQL and Spark beside DuckDB (bench/by_engine.py).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench import by_engine
from bench.study_files import CATEGORIES, SCALES, write

RESULTS = Path(__file__).parent / "results.json"
PLOT = Path(__file__).parents[1] / "docs" / "growth.svg"
STAGES = ("reading", "cleaning", "weighting", "totals")
FROM = 1_000_000  # rows from which the exponent is fitted


def measure(root: Path) -> dict[str, float]:
    """Read, clean, weight and add up the study in a folder.

    Returns processor seconds by stage, seconds on the clock, GB of memory at the peak.
    """
    os.chdir(root)
    os.environ["MANYI_BUILD"] = str(root / "build")
    from manyi import load, stats  # noqa: F401 - a survey knows its sample once they are imported
    from manyi.rows.clean import steps

    began, marks = time.perf_counter(), {}

    def marked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **more: Any) -> Any:
            marks[f"{name} begins"] = time.process_time()
            result = work(*given, **more)
            marks[f"{name} ends"] = time.process_time()
            print(f"{name}: {time.process_time() - marks[f'{name} begins']:.1f} s", file=sys.stderr, flush=True)
            return result

        return run

    steps.read_waves = marked("reading", steps.read_waves)
    steps._sound = marked("weighting", steps._sound)
    sample = load("big", 2024).sample(2024)
    marks["loaded"] = time.process_time()
    print(f"weighted: {marks['loaded'] - marks['reading ends']:.1f} s after reading", file=sys.stderr, flush=True)
    for by in CATEGORIES:
        sample.mean(SCALES, by=by)
    sample.distribution(SCALES[0])
    sample.share(SCALES[1], answers=[9, 10])
    marks["end"] = time.process_time()
    ends = [marks[name] for name in ("reading begins", "reading ends", "weighting begins", "loaded", "end")]
    seconds = dict(zip(STAGES, np.diff(ends).round(2).tolist(), strict=True))
    wall = round(time.perf_counter() - began, 1)
    return {**seconds, "wall": wall, "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2)}


def measured(rows: int, kind: str) -> dict[str, Any]:
    """Write a study of so many rows and do the work in a process of its own."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        command = [sys.executable, "-m", "bench.scale"]
        subprocess.run([*command, "--write", str(rows), folder, kind], check=True)
        size = sum(file.stat().st_size for file in Path(folder).glob("data/big/raw/2024/answers.*"))
        done = subprocess.run([*command, "--one", folder], check=True, stdout=subprocess.PIPE, text=True)
    load = round(os.getloadavg()[0], 1)
    return {"rows": rows, "kind": kind, "file_gb": round(size / 1e9, 3), **json.loads(done.stdout), "load": load}


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the fitted exponent of each stage, and of all together."""
    large = [row for row in rows if row["rows"] >= FROM]
    size = np.log([row["rows"] for row in large])
    seconds = {stage: [row[stage] for row in large] for stage in STAGES}
    seconds["all"] = np.sum(list(seconds.values()), axis=0).tolist()
    return {name: round(float(np.polyfit(size, np.log(values), 1)[0]), 3) for name, values in seconds.items()}


def draw(rows: list[dict[str, Any]]) -> None:
    """Draw seconds by rows, both as logarithms, a line a stage, and the line of a linear growth."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "growth"
    figure, axes = plt.subplots(figsize=(6, 4))
    size = [row["rows"] for row in rows]
    for stage in STAGES:
        axes.loglog(size, [row[stage] for row in rows], marker="o", label=stage)
    last = sum(rows[-1][stage] for stage in STAGES)
    axes.loglog(size, [last * n / size[-1] for n in size], color="0.6", linestyle=":", label="as rows grow")
    axes.set(xlabel="rows", ylabel="processor seconds")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


def main(sizes: list[int], kind: str) -> None:
    """Measure the sizes, smallest first, and keep what is measured as it comes."""
    for size in sorted(sizes):
        row = measured(size, kind)
        print(json.dumps(row), flush=True)
        kept = json.loads(RESULTS.read_text("utf-8"))
        others = [old for old in kept.get("scale", {}).get("rows", []) if (old["rows"], old["kind"]) != (size, kind)]
        rows = sorted([*others, row], key=lambda entry: (entry["kind"], entry["rows"]))
        by_kind = {name: [entry for entry in rows if entry["kind"] == name] for name in ("csv", "parquet")}
        fitted = {name: exponents(some) for name, some in by_kind.items() if sum(e["rows"] >= FROM for e in some) > 1}
        kept["scale"] = {"rows": rows, "exponents": fitted}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        draw(by_kind["csv"] or rows)


def with_engines(sizes: list[int]) -> None:
    """Measure the row work by engine, and keep what is measured as it comes."""
    for row in by_engine.compared(sizes):
        print(json.dumps(row), flush=True)
        kept = json.loads(RESULTS.read_text("utf-8"))
        others = [
            old for old in kept.get("engines", []) if (old["rows"], old["engine"]) != (row["rows"], row["engine"])
        ]
        kept["engines"] = sorted([*others, row], key=lambda entry: entry["rows"])
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    elif sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["engines"]:
        with_engines([int(word) for word in sys.argv[2:]])
    else:
        words = sys.argv[1:] or ["10000", "100000", "1000000", "10000000"]
        main([int(word) for word in words if word.isdigit()], "parquet" if "parquet" in words else "csv")
