"""The level of joint tests by number of groups and degrees of freedom: why `omnibus` is not a Wald test.

Samples are drawn from a model: strata of six PSUs of 27 people, PSUs that differ (intraclass correlation .05), skewed
answers, uneven weights, groups of uneven size that go across the PSUs and have the same mean. One row of the output is
a number of groups and of degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from manyi.stats import Design, means, omnibus

GROUPS, STRATA, PSUS, PEOPLE = (2, 4, 8, 12, 16), (3, 6, 20, 28), 6, 27
SAMPLES, ALPHA = 600, 0.05


def levels_of_joint_tests(samples: int = SAMPLES, strata: Sequence[int] = STRATA) -> list[dict[str, Any]]:
    """Return how often groups alike are said to differ at 5 %, by our form and by the F form of the Wald test."""
    rows = []
    for count in strata:
        errors = np.array([_sample(count, number) for number in range(samples)])  # (samples, numbers of groups, 2)
        df = count * (PSUS - 1)
        for groups, (ours, wald) in zip(GROUPS, np.nanmean(errors, axis=0), strict=True):
            known = not np.isnan(wald) and df > groups
            rows.append({
                "groups": groups, "df": df, "samples": samples, "rate": float(ours),
                "wald": float(wald) if known else None, "rate_mc": float(np.sqrt(ours * (1 - ours) / samples)),
                "p": float(stats.binomtest(round(ours * samples), samples, ALPHA, alternative="greater").pvalue),
            })  # fmt: skip
    return rows


def _sample(strata: int, number: int) -> np.ndarray:
    """Draw a sample; return (numbers of groups, 2): did our form reject, did the Wald test."""
    rng = np.random.default_rng([strata, number])
    psu = np.repeat(np.arange(strata * PSUS), PEOPLE)
    x = 80 - 15 * rng.exponential(size=len(psu)) + 3.4 * rng.normal(size=strata * PSUS)[psu]
    weight = rng.lognormal(0, 0.5, len(psu))
    frame = pd.DataFrame({"stratum": psu // PSUS, "psu": psu, "weight": weight, "x": x})
    for k in GROUPS:
        size = 1 / np.sqrt(np.arange(1, k + 1))
        frame[f"of {k}"] = rng.choice(k, len(psu), p=size / size.sum())
    design = Design(frame, stratum="stratum", psu="psu")
    return np.array([_rejected(design, k, strata * (PSUS - 1)) for k in GROUPS])


def _rejected(design: Design, k: int, df: int) -> tuple[float, float]:
    found = means(design, "x", f"of {k}", widest=None)
    found.table["status"] = "shown"  # small groups too
    test, q = omnibus(found), k - 1
    wald = stats.f.sf(test.wald * (df - q + 1) / (df * q), q, df - q + 1) if df > q else np.nan
    return float(test.p <= ALPHA), float(wald <= ALPHA)
