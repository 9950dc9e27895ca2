"""Random samples with drivers of an outcome whose importance is known: strata, PSUs, weights, raking margins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.stats import Design
from tests.stats.samples import raked

NAMES = ["speed", "skill", "tone", "price", "null"]
SLOPES = np.array([0.6, 0.4, 0.25, 0.1, 0.0])


def drivers(seed: int, n: int = 900, strata: int = 6, psus: int = 6, correlated: float = 0.4) -> pd.DataFrame:
    """Draw n respondents: four correlated drivers, an independent null one, an outcome as number, 1-10 and 0/1."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, strata * psus, n)
    r = np.full((5, 5), correlated) + (1 - correlated) * np.eye(5)
    r[4, :4] = r[:4, 4] = 0
    x = rng.normal(size=(n, 5)) @ np.linalg.cholesky(r).T + 0.2 * rng.normal(size=strata * psus)[psu][:, None] * (
        np.arange(5) < 4
    )
    y = x @ SLOPES + rng.normal(size=n)
    frame = pd.DataFrame(x, columns=NAMES).assign(
        outcome=y,
        rating=np.clip(np.round(6 + 1.5 * y), 1, 10),
        good=(y > 0.5).astype(float),
        count=rng.poisson(np.exp(0.3 + 0.2 * x[:, 0])).astype(float),
        channel=rng.choice(["bot", "phone", "store"], n),
        sex=rng.choice(["f", "m"], n),
        age=rng.choice(["old", "young"], n),
        weight=rng.uniform(0.5, 2.0, n),
    )
    return frame.assign(psu=[f"p{u:02}" for u in psu], stratum=[f"s{u // psus}" for u in psu])


def design(frame: pd.DataFrame, **changes: object) -> Design:
    """Return the design of such a sample."""
    if changes.get("margins") and not changes.get("base_weight"):
        frame, changes = raked(frame, changes["margins"]), {"base_weight": "base", **changes}
    return Design(frame, **{"stratum": "stratum", "psu": "psu", **changes})
