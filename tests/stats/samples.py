"""Small random samples for the tests: strata, PSUs in strata, unequal weights, two items with gaps, two groupings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from manyi.rows.clean.rake import rake_groups
from manyi.stats import Design


def sample(seed: int, strata: int = 3, psus: int = 4, size: int = 12, gaps: float = 0.1) -> pd.DataFrame:
    """Draw a clustered sample: `size` respondents in each of `psus` PSUs of each stratum, `gaps` of answers missing."""
    rng = np.random.default_rng(seed)
    n = strata * psus * size
    stratum = np.repeat(np.arange(strata), psus * size)
    psu = np.repeat(np.arange(strata * psus), size)
    level = rng.normal(0, 1, strata * psus)[psu] + 0.5 * stratum
    frame = pd.DataFrame(
        {
            "stratum": pd.Series(stratum).map("s{}".format),
            "psu": pd.Series(psu).map("p{}".format),
            "weight": rng.uniform(0.5, 3.0, n),
            "x": np.round(50 + 10 * (level + rng.normal(0, 1.5, n))),
            "y": (rng.uniform(size=n) < 0.3 + 0.05 * (level > 0)).astype(float),
            "group": rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2]),
            "sex": rng.choice(["f", "m"], n),
            "age": rng.choice(["young", "old"], n, p=[0.4, 0.6]),
        }
    )
    for item in ("x", "y"):
        frame.loc[rng.uniform(size=n) < gaps, item] = np.nan
    return frame


def raked(frame: pd.DataFrame, margins: Sequence[str]) -> pd.DataFrame:
    """Rake to margins in which every category weighs the same; `base` keeps the weights before."""
    codes = [pd.factorize(frame[margin], use_na_sentinel=False)[0] for margin in margins]
    total = frame["weight"].sum()
    targets = [np.full(code.max() + 1, total / (code.max() + 1)) for code in codes]
    found = rake_groups(frame["weight"].to_numpy(), np.ones(len(frame)), codes, targets)
    return frame.assign(base=frame["weight"], weight=found.weights)


def design(frame: pd.DataFrame, **changes: object) -> Design:
    """Return the design of such a sample."""
    if changes.get("margins") and not changes.get("base_weight"):
        frame, changes = raked(frame, changes["margins"]), {"base_weight": "base", **changes}
    return Design(frame, **{"stratum": "stratum", "psu": "psu", **changes})


frames = st.builds(
    sample,
    st.integers(0, 10_000),
    strata=st.integers(1, 4),
    psus=st.integers(2, 6),
    size=st.integers(3, 15),
    gaps=st.sampled_from([0.0, 0.1, 0.4]),
)
