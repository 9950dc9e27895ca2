"""The jobs, done by manyi. Each takes the file, reads what it needs, and returns what is to be timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.data import DESIGN, DRIVERS, ITEMS, MARGINS, read, targets
from manyi.rows.clean.connect import engine
from manyi.rows.clean.rake import rake_groups
from manyi.stats import Design, means
from manyi.stats.design.condense import condensed
from manyi.stats.drivers.all_subsets import lmg
from manyi.stats.drivers.key_drivers import importance
from manyi.stats.models.linear_model import regression

Timed = Callable[[], object]
SMALL, LARGE, HUGE = 3_200, 1_000_000, 10_000_000


@dataclass(frozen=True)
class Job:
    """A job: its name in the table, seconds it may take by rows (None: no goal), how often it is run, itself."""

    name: str
    reach: dict[int, float | None]
    make: Callable[[Path], Timed]
    times: int = 3


def clustered(frame: pd.DataFrame, raked: bool = False) -> Design:
    """Return a new design every time: coding strata and PSUs is part of the job."""
    margins = {"base_weight": "base", "margins": tuple(MARGINS)} if raked else {}
    return Design(frame, stratum="stratum", psu="psu", **margins)


def domains(file: Path) -> Timed:
    """Means of 15 items in 48 domains, each over its own answers, from the file on."""
    columns = ["stratum", "psu", "weight", "channel", *ITEMS]
    return lambda: means(clustered(read(file, columns)), ITEMS, ["stratum", "channel"])


def table(file: Path) -> Timed:
    """Means of 15 items in 48 domains of rows that stay in the engine: one group-by, one thread, exact sums."""

    def run() -> object:
        with engine() as on:
            rows = on.connection.read_parquet(file)
            sums = condensed(rows, ITEMS, ["stratum", "channel"], stratum="stratum", psu="psu")
        return means(sums, ITEMS, ["stratum", "channel"])

    return run


def raking(file: Path) -> Timed:
    """Rake base weights to three margins, until none is off by more than 1e-9."""
    frame = read(file, ["base", *MARGINS])
    base, wanted = frame["base"].to_numpy(), list(targets(frame).values())

    def run() -> object:
        codes = [frame[margin].cat.codes.to_numpy(np.int64) for margin in MARGINS]
        return rake_groups(base, np.ones(len(base)), codes, wanted)

    return run


def linear(file: Path) -> Timed:
    """Linear regression on ten predictors with design errors."""
    frame = read(file, [*DESIGN, "y", *DRIVERS])
    return lambda: regression(clustered(frame), "y", DRIVERS)


def ordinal(file: Path) -> Timed:
    """Proportional odds of three levels on ten predictors with design errors."""
    frame = read(file, [*DESIGN, "grade", *DRIVERS])
    return lambda: regression(clustered(frame), "grade", DRIVERS, "ordinal")


def drivers(file: Path) -> Timed:
    """Exact LMG of ten drivers with 1,000 bootstraps over PSUs, weights as they are."""
    frame = read(file, [*DESIGN, "y", *DRIVERS])
    return lambda: importance(clustered(frame), "y", DRIVERS, replicates=1000, rerake=False)


def reraked_drivers(file: Path) -> Timed:
    """Do the same with the weights raked again in every replicate."""
    frame = read(file, [*DESIGN, *MARGINS, "y", *DRIVERS])
    return lambda: importance(clustered(frame, raked=True), "y", DRIVERS, replicates=1000)


def eighteen(file: Path) -> Timed:
    """Exact LMG of 18 predictors, values only: all 262,144 models. Needs no file."""
    x = np.random.default_rng(18).standard_normal((19, 60))
    covariance = x @ x.T / 60
    return lambda: lmg(covariance)


JOBS = {
    "domains": Job("48 domains x 15 items, own missing values, from parquet", {SMALL: 0.05, LARGE: 0.5}, domains, 5),
    "table": Job("48 domains x 15 items, from an Ibis table", {LARGE: None, HUGE: None}, table, 1),
    "raking": Job("raking to 3 margins", {LARGE: 0.2}, raking, 5),
    "linear": Job("regression, 10 predictors", {LARGE: 0.4}, linear, 5),
    "ordinal": Job("proportional odds, 10 predictors", {LARGE: 5.0}, ordinal),
    "drivers": Job("exact LMG of 10, 1,000 bootstraps", {SMALL: 0.5, LARGE: 1.5}, drivers),
    "reraked": Job("the same, raked again in each", {SMALL: 1.5, LARGE: 3.0}, reraked_drivers),
    "eighteen": Job("exact LMG of 18, values only", {SMALL: 10.0}, eighteen),
}
