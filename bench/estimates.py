"""How long means of 15 items in 48 domains take, with standard errors and each item's own missing values.

Prints one line per size: ours from parquet, svy where it is installed, and the floor, bare bincounts on coded arrays
already in memory. One row of the input is a respondent. Run: python bench/estimates.py [rows ...]
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from manyi.stats import Design, means

ITEMS = [f"q{i}" for i in range(15)]


def sample(rows: int, seed: int = 1) -> pd.DataFrame:
    """Draw respondents in 12 strata of 20 PSUs and 4 channels, with 3 % of each item missing."""
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, 12, rows)
    psu = stratum * 20 + rng.integers(0, 20, rows)
    answers = rng.integers(1, 11, (rows, len(ITEMS))).astype(float)
    answers[rng.uniform(size=answers.shape) < 0.03] = np.nan
    frame = pd.DataFrame(answers, columns=ITEMS)
    names = {"stratum": ("s", stratum), "psu": ("p", psu), "channel": ("c", rng.integers(0, 4, rows))}
    for name, (letter, codes) in names.items():
        kinds = [f"{letter}{code:03d}" for code in range(int(codes.max()) + 1)]
        frame[name] = pd.Categorical.from_codes(codes, kinds)
    return frame.assign(weight=rng.uniform(0.5, 2.0, rows))


def ours(path: Path) -> None:
    """Read and estimate, as a chapter does."""
    frame = pd.read_parquet(path)
    means(Design(frame, stratum="stratum", psu="psu"), ITEMS, ["stratum", "channel"])


def theirs(path: Path) -> None:
    """Do the same with svy, item by item: it has no means of several items with their own missing values."""
    import polars
    import svy

    frame = polars.read_parquet(path).with_columns(polars.col("stratum", "psu", "channel").cast(polars.String))
    estimation = svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt="weight")).estimation
    for item in ITEMS:
        estimation.mean(item, by=["stratum", "channel"], drop_nulls=True)


def floor(frame: pd.DataFrame) -> Callable[[], None]:
    """Return the least that must be done: two sums per item over PSU x domain."""
    stratum, channel, psu = (frame[name].cat.codes.to_numpy(int) for name in ("stratum", "channel", "psu"))
    cell, weight = psu * 48 + stratum * 4 + channel, frame["weight"].to_numpy()
    answers = [frame[item].to_numpy() for item in ITEMS]

    def run() -> None:
        for answer in answers:
            known = ~np.isnan(answer)
            np.bincount(cell, weight * known)
            np.bincount(cell, weight * np.where(known, answer, 0.0))

    return run


def seconds(run: Callable[[], None], times: int) -> float:
    """Return the best of a few runs."""
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return float(best)


def bench(rows: int) -> dict[str, float]:
    """Time the job at one size."""
    frame = sample(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        frame.to_parquet(path)
        found = {"manyi": seconds(lambda: ours(path), 3), "floor": seconds(floor(frame), 3)}
        try:
            found["svy"] = seconds(lambda: theirs(path), 1)
        except ImportError:
            print("svy is not installed: no peer beside our figure")
    return found


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or [3_200, 1_000_000]:
        figures = bench(size)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(json.dumps({"job": "48 domains x 15 items", "rows": size, **figures, "peak_gb": round(memory, 2)}))
