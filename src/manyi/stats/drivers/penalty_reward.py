"""What low answers cost and high answers earn. Input: a design, an outcome and drivers; output: one row per driver.

Low and high answers of each driver enter one linear model as two dummies, against the answers between: the penalty is
the coefficient of the low ones, the reward that of the high ones. Which is larger distinguishes basic requirements from
sources of excitement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.column_values import numbers_of
from manyi.stats.design.design import Design
from manyi.stats.design.resample import bootstrap
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.relative_weights import RANK
from manyi.stats.drivers.uncertainty import bias_corrected
from manyi.stats.models.fit import outcome_of
from manyi.stats.models.model_matrix import Terms, terms

CUT = 1 / 3
Bounds = Mapping[str, tuple[float, float]]


def asymmetry(
    design: Design, outcome: str, bounds: Bounds, controls: Sequence[str] = (), replicates: int = 1000, seed: int = 1,
    rerake: bool = True, cut: float = CUT, level: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Estimate penalty and reward of each driver, with bias-corrected bootstrap intervals.

    bounds: driver -> (low, high): an answer of at most low, of at least high. Columns: driver penalty penalty_low
    penalty_high reward reward_low reward_high (in units of the outcome, against the answers between) asymmetry
    asymmetry_low asymmetry_high (R - |P|) / (R + |P|), -1..1; range |P| + R; class; share_low share_high of answers;
    base (complete cases); unit (of the outcome); status. A penalty that is not a loss, or a reward that is not a gain,
    counts as zero in both.
    class: "basic" (whole interval below -cut), "excitement" (above), "performance" (between), else "undetermined";
    "none" where neither penalty nor reward is shown. status "no low answers" or "no high answers": that side is not
    estimated. Raises InputError: an unknown driver, or low not below high.
    """
    marked = _marked(design, bounds)
    wide = design.assign(**marked)
    columns = terms(wide, outcome, [*controls, *marked])
    resampled = bootstrap(wide, replicates, seed, rerake)
    sums = crosses(wide, resampled, columns.rows, [*columns.x.T, outcome_of(wide, outcome, columns)])
    matrix = np.moveaxis(sums.covariances(sums.totals(resampled)), 2, 0)
    slopes = (np.linalg.pinv(matrix[:, :-1, :-1], rcond=RANK, hermitian=True) @ matrix[:, :-1, -1:])[:, :, 0].T
    rows = [_row(driver, columns, slopes, cut, level, resampled.df) for driver in bounds]
    return pd.DataFrame(rows).assign(base=len(columns.rows), unit=design.unit_of(outcome))


def _marked(design: Design, bounds: Bounds) -> dict[str, np.ndarray]:
    """Return 0/1 columns of low and of high answers to each driver, missing where it was not answered."""
    marked = {}
    for driver, (low, high) in bounds.items():
        if driver not in design.frame.columns or not low < high:
            raise InputError(f"no driver {driver} with low {low} below high {high}")
        answer = numbers_of(design.frame[driver], "a driver with low and high answers is a number")
        answered = ~np.isnan(answer)
        marked[f"{driver} low"] = np.where(answered, answer <= low, np.nan)
        marked[f"{driver} high"] = np.where(answered, answer >= high, np.nan)
    return marked


def _row(driver: str, columns: Terms, slopes: np.ndarray, cut: float, level: float, df: int) -> dict[str, object]:
    """Summarise one driver; a side with too few respondents has no column and counts as zero in the tilt."""
    row: dict[str, object] = {"driver": driver}
    effects, missing = [], []
    for side, name in (("low", "penalty"), ("high", "reward")):
        at = columns.columns_of([f"{driver} {side}"])
        effect = slopes[at[0]] if len(at) else np.zeros(slopes.shape[1])
        ends = bias_corrected(effect[None], level, df)
        values = (effect[0], ends[0][0], ends[1][0]) if len(at) else (np.nan,) * 3
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
        row[f"share_{side}"] = float(columns.mean[at[0]]) if len(at) else 0.0
        missing += [] if len(at) else [f"no {side} answers"]
        effects.append(effect)
    loss, gain = np.maximum(-effects[0], 0.0), np.maximum(effects[1], 0.0)
    total = loss + gain
    tilt = np.where(total > 0, (gain - loss) / np.where(total > 0, total, 1.0), 0.0)
    low, high = (float(end[0]) for end in bias_corrected(tilt[None], level, df))
    shown = row["penalty_high"] < 0 or row["reward_low"] > 0  # type: ignore[operator]
    row |= {"asymmetry": tilt[0], "asymmetry_low": low, "asymmetry_high": high, "range": total[0]}
    row["class"] = _kind(low, high, cut) if shown and not missing else "undetermined" if missing else "none"
    return row | {"status": "; ".join(missing) or "estimated"}


def _kind(low: float, high: float, cut: float) -> str:
    if high < -cut:
        return "basic"
    if low > cut:
        return "excitement"
    return "performance" if low >= -cut and high <= cut else "undetermined"
