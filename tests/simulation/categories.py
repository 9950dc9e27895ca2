"""Drivers with categories: do their intervals hold the truth, is one that has no effect taken for more than noise?

Samples are drawn from a model: 30 PSUs in six strata, uneven weights, PSUs that differ (intraclass correlation .05); a
strong and a weaker numeric driver, a category of six uneven answers without effect and one of six even answers with a
weak one, both more common in some PSUs than in others. The truth is the LMG of 300,000 people of the model.
One row of the output is a driver at a size of sample. python -m tests.simulation.categories writes its table.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from manyi import places
from manyi.stats import Design, importance
from manyi.stats.drivers.all_subsets import lmg
from manyi.stats.models.model_matrix import terms

SIZES, SAMPLES, REPLICATES, PSUS = (600, 1500), 1000, 200, 30
DRIVERS = {
    "strong": "numeric, strong",
    "middle": "numeric, weaker",
    "null": "six answers, no effect",
    "weak": "six answers, weak effect",
}
EFFECTS = 0.75 * np.array([-0.3, -0.1, 0.0, 0.0, 0.1, 0.3])
FILE = "simulation-categories.json"


def draw(rng: np.random.Generator, n: int, psus: int = PSUS) -> pd.DataFrame:
    """Draw n people of the model."""
    psu = rng.integers(0, psus, n)
    strong = rng.normal(size=n)
    weak = _answers(rng, psu, psus, np.full(6, 1 / 6))
    frame = pd.DataFrame({
        "strong": strong, "middle": 0.4 * strong + np.sqrt(0.84) * rng.normal(size=n),
        "null": pd.Categorical(_answers(rng, psu, psus, np.array([0.3, 0.2, 0.2, 0.15, 0.1, 0.05])), range(6)),
        "weak": pd.Categorical(weak, range(6)), "psu": psu,
        "stratum": psu * 6 // psus, "weight": rng.uniform(0.5, 2, n),
    })  # fmt: skip
    noise = np.sqrt(0.05) * rng.normal(size=psus)[psu] + np.sqrt(0.95) * rng.normal(size=n)
    return frame.assign(outcome=0.6 * strong + 0.2 * frame["middle"] + EFFECTS[weak] + noise)


def _answers(rng: np.random.Generator, psu: np.ndarray, psus: int, shares: np.ndarray) -> np.ndarray:
    """Draw answers 0 to 5 whose shares differ from PSU to PSU."""
    odds = np.exp(np.log(shares) + 0.3 * rng.normal(size=(psus, 6)))
    cumulated = (odds / odds.sum(axis=1, keepdims=True)).cumsum(axis=1)
    return (rng.random(len(psu))[:, None] > cumulated[psu]).sum(axis=1).clip(0, 5)


def truth() -> np.ndarray:
    """Return the shares of the drivers, (4,), in 300,000 people; the category without effect has exactly none."""
    people = draw(np.random.default_rng(0), 300_000, 15_000).assign(weight=1.0)
    columns = terms(Design(people), "outcome", list(DRIVERS))
    both = np.column_stack([columns.x, people["outcome"]])
    values = lmg(np.cov(both.T), [len(own) for own in columns.groups().values()])[:, 0]
    values[list(DRIVERS).index("null")] = 0.0
    return values / values.sum()


def rows(samples: int = SAMPLES, sizes: tuple[int, ...] = SIZES, replicates: int = REPLICATES) -> list[dict[str, Any]]:
    """Return coverage of the share and how often the driver stood above noise, by size of sample and driver."""
    true, out = truth(), []
    for n in sizes:
        held, above = np.zeros((2, len(DRIVERS)), int)
        for number in range(samples):
            design = Design(draw(np.random.default_rng([n, number]), n), stratum="stratum", psu="psu")
            table = importance(design, "outcome", list(DRIVERS), replicates=replicates, seed=number).table
            held += ((table["low"] <= true) & (true <= table["high"])).to_numpy()
            above += table["above_noise"].to_numpy(bool)
        for j, (driver, of) in enumerate(DRIVERS.items()):
            out.append({
                "n": n, "driver": driver, "of": of, "truth": float(true[j]), "samples": samples,
                "coverage": held[j] / samples,
                "coverage_mc": float(np.sqrt(held[j] * (samples - held[j]) / samples**3)),
                "p": float(stats.binomtest(int(held[j]), samples, 0.95, alternative="less").pvalue),
                "above": above[j] / samples,
            })  # fmt: skip
    return out


def write() -> None:
    """Draw all samples and write what came out."""
    (places.root() / "docs" / FILE).write_text(json.dumps(rows(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
