"""Made-up respondents of any number, the same every time. One row is a respondent; written to parquet, never kept."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ITEMS = [f"q{i}" for i in range(15)]  # answers 1-10, 3 % of each missing
DRIVERS = [f"x{i}" for i in range(10)]  # answers 1-5, none missing
MARGINS = {"sex": 2, "age": 6, "region": 4}
DESIGN = ["stratum", "psu", "base", "weight"]
PART = 1_000_000  # rows drawn and written at once
STRATA, PSUS, CHANNELS = 12, 20, 4


def write(rows: int, file: Path, text: bool = False) -> None:
    """Write made-up respondents, a million at a time; text: as CSV too, which is what R reads, up to a million."""
    parts = [min(PART, rows - start) for start in range(0, rows, PART)]
    first = draw(parts[0], 1)
    schema = pa.Schema.from_pandas(first)
    with pq.ParquetWriter(file, schema) as writer:
        for seed, size in enumerate(parts, 1):
            writer.write_table(pa.Table.from_pandas(first if seed == 1 else draw(size, seed), schema))
    if text and len(parts) == 1:
        first.to_csv(file.with_suffix(".csv"), index=False)


def draw(rows: int, seed: int) -> pd.DataFrame:
    """Draw respondents in 12 strata of 20 PSUs, with two outcomes of ten drivers (y a number, grade three levels)."""
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, STRATA, rows)
    psu = stratum * PSUS + rng.integers(0, PSUS, rows)
    columns: dict[str, object] = {}
    for name in ITEMS:
        answer = rng.integers(1, 11, rows).astype(float)
        answer[rng.uniform(size=rows) < 0.03] = np.nan
        columns[name] = answer
    general, y = rng.standard_normal(rows), np.zeros(rows)
    for number, name in enumerate(DRIVERS):
        columns[name] = np.clip(np.round(3.5 + 0.7 * general + 0.8 * rng.standard_normal(rows)), 1, 5)
        y += (len(DRIVERS) - number) / 20 * np.asarray(columns[name])
    y += rng.standard_normal(rows) + 0.1 * rng.standard_normal(STRATA * PSUS)[psu]
    low, high = np.quantile(y, [0.3, 0.7])
    columns |= {"y": y, "grade": 1.0 + (y > low) + (y > high)}
    kinds = {"stratum": (stratum, STRATA), "psu": (psu, STRATA * PSUS)}
    kinds["channel"] = (rng.integers(0, CHANNELS, rows), CHANNELS)
    kinds |= {name: (rng.integers(0, size, rows), size) for name, size in MARGINS.items()}
    for name, (codes, size) in kinds.items():
        columns[name] = pd.Categorical.from_codes(codes, [f"{name}{code:03d}" for code in range(size)])
    base = rng.uniform(0.5, 2.0, rows)
    factor = 1 + 0.1 * kinds["sex"][0] - 0.05 * kinds["age"][0]
    return pd.DataFrame({**columns, "base": base, "weight": base * factor})


def read(file: Path, columns: list[str]) -> pd.DataFrame:
    """Read columns of a file one at a time, each processor its share of them: what is read never lies there twice."""

    def some(names: list[str]) -> dict[str, pd.Series]:
        with pq.ParquetFile(file) as source:
            return {name: source.read([name], use_threads=False).column(0).to_pandas() for name in names}

    count = os.cpu_count() or 1
    with ThreadPoolExecutor(count) as several:
        parts = several.map(some, [columns[i::count] for i in range(count)])
        by_name = {name: values for part in parts for name, values in part.items()}
    return pd.DataFrame({name: by_name[name] for name in columns}, copy=False)


def targets(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return totals to rake to: each category off by up to a fifth from what the base weights give."""
    totals = {}
    for name, size in MARGINS.items():
        now = np.bincount(frame[name].cat.codes, frame["base"], size)
        wanted = now * np.linspace(0.8, 1.2, size)
        totals[name] = wanted * frame["base"].sum() / wanted.sum()
    return totals
