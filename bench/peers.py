"""The same jobs by others, where they offer them: svy (Python, Rust) and bare NumPy sums as the floor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.data import DESIGN, DRIVERS, ITEMS, MARGINS, targets
from bench.jobs import Timed

TEXTS = ["stratum", "psu", "channel", *MARGINS]


def _svy(file: Path, columns: list[str], weight: str = "weight") -> Any:
    import polars
    import svy

    frame = polars.read_parquet(file, columns=columns)
    frame = frame.with_columns(polars.col([name for name in TEXTS if name in columns]).cast(polars.String))
    return svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt=weight))


def svy_domains(file: Path) -> Timed:
    """Item by item: it has no means of several items with their own missing values."""

    def run() -> object:
        estimation = _svy(file, [*DESIGN, "channel", *ITEMS]).estimation
        return [estimation.mean(item, by=["stratum", "channel"], drop_nulls=True) for item in ITEMS]

    return run


def svy_raking(file: Path) -> Timed:
    """Rake to the same totals and tolerance."""
    wanted = targets(pd.read_parquet(file, columns=["base", *MARGINS]))
    controls = {
        name: {f"{name}{code:03d}": float(total) for code, total in enumerate(totals)}
        for name, totals in wanted.items()
    }
    sample = _svy(file, [*DESIGN, *MARGINS], "base")
    return lambda: sample.weighting.rake(controls=controls, tol=1e-9, max_iter=1000)


def svy_linear(file: Path) -> Timed:
    """Fit the same regression."""
    sample = _svy(file, [*DESIGN, "y", *DRIVERS])
    return lambda: sample.glm.fit("y", x=DRIVERS, family="gaussian")


def floor_domains(file: Path) -> Timed:
    """Two sums per item over PSU x domain on coded arrays in memory: the least there is to do."""
    frame = pd.read_parquet(file)
    stratum, channel, psu = (frame[name].cat.codes.to_numpy(int) for name in ("stratum", "channel", "psu"))
    cell, weight = psu * 48 + stratum * 4 + channel, frame["weight"].to_numpy()
    answers = [frame[item].to_numpy() for item in ITEMS]

    def run() -> object:
        for answer in answers:
            answered = ~np.isnan(answer)
            np.bincount(cell, weight * answered)
            np.bincount(cell, weight * np.where(answered, answer, 0.0))
        return None

    return run


PEERS = {
    "svy": {"domains": svy_domains, "raking": svy_raking, "linear": svy_linear},
    "floor": {"domains": floor_domains},
}
